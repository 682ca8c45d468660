import { answerable, type Letter } from '#blocks/letters.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { holderOf } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { type Named, type Writing, write } from '#platform/outbox/letters.ts'
import type { Message } from '#platform/outbox/message.ts'
import { hasArrived, revise, saidUnder, say, takeOut } from '#platform/outbox/say.ts'
import { type Places, placesOf } from './model.ts'

/** Something said to a customer, as their channel shows it and as a letter says it. */
export interface Word {
  key: string
  kind: string
  message: Message
  letter: Letter
  /** The key of the word under which this one stands. */
  threadKey?: string
}

const mailKey = (key: string): string => `${key}:email`

/** Whether what the customer was told under a key has reached them anywhere. */
export const hasReached = (tx: Tx, key: string): Promise<boolean> => hasArrived(tx, [key, mailKey(key)])

/** Where words for this account's buyer go now. */
export const buyerPlaces = (tx: Tx, facts: AccountFacts): Places => placesOf(facts, tx.mails)

/** Whether there is any place in which the buyer can be told something. */
export function canTell(tx: Tx, facts: AccountFacts): boolean {
  const { channel, email } = buyerPlaces(tx, facts)
  return channel !== null || email !== null
}

/**
 * Says something to an account's customer: in their channel, and by e-mail to a buyer who is not in Slack. Said again,
 * the channel shows the new text; a letter that has left stays as it is. `places`: where, if not in all of these.
 */
export async function tellBuyer(
  tx: Tx,
  facts: AccountFacts,
  word: Word,
  { channel, email }: Places = buyerPlaces(tx, facts),
): Promise<void> {
  const { letter, key, kind, message, threadKey } = word
  const accountId = facts.account.id
  const thread = threadKey ? { threadKey } : {}
  if (channel) await say(tx, { key, kind, audience: 'customer', channel, message, accountId, ...thread })
  if (!email) return
  const follows = threadKey ? { follows: mailKey(threadKey) } : {}
  await writeLetter(tx, facts, { key: mailKey(key), kind, to: email, letter, ...follows })
}

/** What was said to a customer: all under these keys, but for those of which they were told something else. */
export interface SaidBefore {
  stems: string[]
  but: readonly string[]
}

const allOf = async (tx: Tx, { stems, but }: SaidBefore) =>
  (await saidUnder(tx, stems)).filter(({ key }) => !but.includes(key))

/** Takes back what has not left yet of all that was said. @returns whether the customer has read any. */
export async function callBack(tx: Tx, said: SaidBefore): Promise<boolean> {
  let isRead = false
  for (const { key, hasLeft } of await allOf(tx, said)) if (hasLeft || !(await takeOut(tx, key))) isRead = true
  return isRead
}

/** Whether anything was said, or is on its way. */
export const wasTold = async (tx: Tx, said: SaidBefore): Promise<boolean> => (await allOf(tx, said)).length > 0

/**
 * Says something in the place of all that was said: messages change to it, and whoever read a letter
 * gets another one, which stands beside it in their mailbox.
 */
export async function tellInstead(tx: Tx, facts: AccountFacts, said: SaidBefore, word: Word): Promise<void> {
  const { key, kind, message, letter } = word
  for (const { key: before, address } of await allOf(tx, said)) {
    if (address === null) await revise(tx, before, message)
    else await writeLetter(tx, facts, { key: `${key}:${address}`, kind, to: address, letter, follows: before })
  }
}

/** Writes to somebody of the customer, who answers the owner. Only where letters can be sent. */
export async function writeLetter(
  tx: Tx,
  facts: AccountFacts,
  writing: Omit<Writing, 'replyTo' | 'accountId'>,
): Promise<void> {
  const replyTo = await ownerOf(tx, facts)
  const letter = answerable(writing.letter, replyTo?.name ?? null)
  await write(tx, { ...writing, letter, replyTo, accountId: facts.account.id })
}

/** Whom an answer reaches: the owner, where Slack tells us their address. */
async function ownerOf(tx: Tx, { stakeholders }: AccountFacts): Promise<Named | null> {
  const owner = holderOf(stakeholders, 'owner')
  const person = owner?.userId ? (await peopleById(tx, [owner.userId])).get(owner.userId) : undefined
  return person?.email ? { name: person.name, address: person.email } : null
}
