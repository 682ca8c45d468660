import { retractionMessage } from '#blocks/contactAlert.ts'
import { noteLetter } from '#blocks/letters.ts'
import { draftApology, welcomeMessage } from '#blocks/welcome.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, type Role } from '#features/accounts/model.ts'
import { confirmationsKey, responsibleFor } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { writeLetter } from '#features/letters/flow.ts'
import type { Tx } from '#platform/context.ts'
import { saidUnder, say, withdraw } from '#platform/outbox/say.ts'
import { type ContactChange, isUserId, type Stray, whoComes } from './model.ts'
import { offerKey, strayOf } from './offering.ts'
import { nameOf } from './planning.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'
import { calledByThem, welcomeKey } from './welcoming.ts'

/**
 * Somebody else comes than whom a letter has welcomed. What has not left never leaves; of what they have read, whoever
 * answers for the account is asked what they are to read instead.
 */
export async function offerApology(tx: Tx, before: ContactChange, now: ContactChange): Promise<void> {
  const stray = await strayedIn(tx, before, now)
  if (!stray) return
  await store.updateChange(tx.db, now.id, { stray: [...now.stray, stray] })
  const change = (await store.findChange(tx.db, now.id))!
  const facts = await factsOf(tx, now.accountId)
  const channel = await responsibleFor(tx, facts)
  if (!channel) return
  const message = retractionMessage(await viewOf(tx, facts, change))
  const { accountId } = change
  await say(tx, { key: offerKey(change), kind: 'contact_retraction', audience: 'vendor', channel, message, accountId })
}

/** Whoever was welcomed by a letter that has left, and is not who comes now. */
async function strayedIn(tx: Tx, before: ContactChange, now: ContactChange): Promise<Stray | undefined> {
  const [was, is] = [await knownAs(tx, before), await knownAs(tx, now)]
  if (!was?.address || was.address === is?.address || was.name === is?.name) return undefined
  let hasLeft = false
  for (const letter of await lettersTo(tx, before, was.address))
    if (letter.hasLeft || !(await withdraw(tx, letter.key))) hasLeft = true
  return hasLeft ? { name: was.name, address: was.address, toldBy: null, toldAt: null } : undefined
}

/** Whoever comes, by their name and where they read letters. */
export async function knownAs(tx: Tx, change: ContactChange): Promise<{ name: string; address: string | null } | null> {
  const comer = whoComes(change)
  if (!comer) return null
  const person = comer.userId ? (await peopleById(tx, [comer.userId])).get(comer.userId) : undefined
  return person
    ? { name: person.name, address: person.email }
    : { name: (comer.name ?? comer.email)!, address: comer.email }
}

/** What a newcomer was written: their welcome, and what asked them to confirm. */
export async function lettersTo(tx: Tx, change: ContactChange, address: string) {
  const stems = [`${welcomeKey(change)}:newcomer`, ...(change.handoffId ? [confirmationsKey(change.handoffId)] : [])]
  return (await saidUnder(tx, stems)).filter((said) => said.address === address)
}

/** The draft of what they read. */
export async function apologyFor(
  tx: Tx,
  { account, stakeholders }: AccountFacts,
  { role }: ContactChange,
): Promise<string> {
  const owner = holderOf(stakeholders, 'owner')?.userId ?? null
  return draftApology({
    title: account.title,
    as: calledByThem(role as Role),
    owner: isUserId(owner) ? await nameOf(tx, owner) : null,
  })
}

/** Writes to each of them, in the words that whoever answers for the account approved. */
export async function apologise(tx: Tx, facts: AccountFacts, change: ContactChange, text: string): Promise<void> {
  const { name, title } = facts.account
  const letter = noteLetter(`${name}: put right`, welcomeMessage({ account: name, title }, text))
  for (const { address } of strayOf(change)) {
    const follows = (await lettersTo(tx, change, address)).at(-1)?.key
    const key = `${offerKey(change)}:stray:${address}:${change.turn}`
    const writing = { key, kind: 'contact_retracted', to: address, letter }
    await writeLetter(tx, facts, { ...writing, ...(follows ? { follows } : {}) })
  }
}

/** All of them were told by somebody. */
export const toldStray = ({ stray }: ContactChange, userId: string, at: Date): Stray[] =>
  stray.map((one) => (one.toldAt ? one : { ...one, toldBy: userId, toldAt: at.toISOString() }))
