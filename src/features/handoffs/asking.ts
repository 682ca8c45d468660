import { type Confirmations, confirmationsMessage } from '#blocks/confirmations.ts'
import { confirmationLetter } from '#blocks/confirmingByLink.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { writeLetter } from '#features/letters/flow.ts'
import { localDate, longDay, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { LASTS_DAYS } from '#platform/links.ts'
import { LINK } from '#platform/outbox/letters.ts'
import { say, withdraw } from '#platform/outbox/say.ts'
import { confirmablesOf, nextOf } from './companions.ts'
import { type Handoff, isSlackId } from './model.ts'
import { responsibleFor } from './side.ts'

/** Where somebody confirms who was asked by letter. */
export const CONFIRM_PATH = '/confirm'

/** What the newcomer is asked for, and what they have confirmed; null where there is nothing or nobody to ask. */
export async function confirmationsOf(tx: Tx, facts: AccountFacts, handoff: Handoff): Promise<Confirmations | null> {
  const points = (await confirmablesOf(tx, handoff)).map(nextOf)
  if (points.length === 0 || !handoff.newcomer) return null
  const owner = (await responsibleFor(tx, facts)) ?? handoff.giver
  const people = await peopleById(tx, [handoff.newcomer, owner])
  const { zone, name, title } = facts.account
  return {
    ...{ accountName: name, title, welcome: handoff.newcomerWelcome },
    newcomer: greeted(people.get(handoff.newcomer)!.name),
    owner: people.get(owner)!.name,
    points: points.map(({ id, version, confirmation, doneAt }) => ({
      ...{ itemId: id, version, words: confirmation! },
      confirmedOn: doneAt && shortDay(localDate(doneAt, zone)),
    })),
  }
}

/** Nobody is greeted by their address. */
const greeted = (name: string): string => (name.includes('@') ? '' : firstName(name))

/** How a newcomer can be asked for what only they can say. */
export type Way = { by: 'channel'; channel: string } | { by: 'letter'; address: string } | { by: 'nobody'; why: string }

/** In their channel, where they are in Slack; else by letter, where we know their address and a letter can lead to us. */
export async function wayTo(tx: Tx, { account }: AccountFacts, handoff: Handoff): Promise<Way> {
  const { newcomer, newcomerEmail } = handoff
  const person = isSlackId(newcomer) ? (await peopleById(tx, [newcomer])).get(newcomer) : undefined
  if (person && account.buyerChannel) return { by: 'channel', channel: account.buyerChannel }
  const address = person ? person.email : newcomerEmail
  const name = greeted(person?.name ?? newcomer ?? '') || address!
  if (address && tx.lacks.length === 0) return { by: 'letter', address }
  const where = person
    ? `${account.called} has no buyer channel in which ${name} could confirm`
    : `${name} is not in Slack and cannot be asked by e-mail`
  const lack = address
    ? `${listed(tx.lacks)} not set; an administrator can set it`
    : 'we know no e-mail address of theirs'
  const how = person
    ? `Once the account has its channel, ask them there`
    : `Put the contact change right with ${address ? '' : 'their address, or with '}their Slack account once they are in the buyer channel`
  return { by: 'nobody', why: `${where}: ${lack}. ${how}; until then this stays open.` }
}

const listed = (names: readonly string[]): string =>
  names.length === 1 ? `${names[0]} is` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`

/** What stands on a handoff whose newcomer is asked now. An earlier link confirms nothing any more. */
export const askedNow = (tx: Tx, { by }: Way): Pick<Handoff, 'newcomerAskedAt' | 'newcomerAsking'> => ({
  newcomerAskedAt: tx.now,
  newcomerAsking: by === 'letter' ? crypto.randomUUID() : null,
})

/** Says it in the channel, or writes the letter that was decided on just now. */
export async function tellNewcomer(tx: Tx, facts: AccountFacts, handoff: Handoff, way: Way): Promise<void> {
  if (way.by !== 'letter') return showConfirmations(tx, facts, handoff)
  const asked = await confirmationsOf(tx, facts, handoff)
  if (!asked || !handoff.newcomerAskedAt || !handoff.newcomerAsking) return
  const until = new Date(handoff.newcomerAskedAt.getTime() + LASTS_DAYS * 86_400_000)
  await writeLetter(tx, facts, {
    ...{ key: letterKey(handoff), kind: 'handoff_confirmations', to: way.address },
    letter: confirmationLetter(asked, longDay(localDate(until, facts.account.zone)), LINK),
    link: { path: CONFIRM_PATH, about: [handoff.id, handoff.newcomerAsking], until },
  })
}

/** What was asked in it leads nowhere any more. */
export const isCalledOff = ({ state }: Handoff): boolean => state === 'withdrawn' || state === 'replaced'

/** Under which key a newcomer is asked in their channel; letters stand under it, too. */
export const confirmationsKey = (handoffId: string): string => `handoff.confirm:${handoffId}`
const letterKey = ({ id, newcomerAsking }: Handoff): string => `${confirmationsKey(id)}:${newcomerAsking}`

/** Says the message, or changes it in place; before somebody has sent it, nothing. A letter stays as it left. */
export async function showConfirmations(tx: Tx, facts: AccountFacts, handoff: Handoff): Promise<void> {
  if (handoff.newcomerAsking) {
    // What has not left yet would lead to a page on which there is nothing to do.
    if (handoff.state !== 'running') await withdraw(tx, letterKey(handoff))
    return
  }
  const asked = await confirmationsOf(tx, facts, handoff)
  const channel = facts.account.buyerChannel
  if (!asked || !channel || !handoff.newcomerAskedAt) return
  if (isCalledOff(handoff)) asked.points = []
  await say(tx, {
    key: confirmationsKey(handoff.id),
    kind: 'handoff_confirmations',
    audience: 'customer',
    channel,
    message: confirmationsMessage(asked),
    accountId: facts.account.id,
  })
}
