import { confirmationPage } from '#blocks/confirmingByLink.ts'
import type { WebPage } from '#blocks/html.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { localDate, longDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { LASTS_DAYS, type Read } from '#platform/links.ts'
import { lock } from '#platform/postgres/lock.ts'
import { confirmationsOf, isCalledOff } from './asking.ts'
import { confirmablesOf } from './companions.ts'
import { keepConfirmed, OVER } from './confirming.ts'
import type { Handoff } from './model.ts'
import { responsibleFor } from './side.ts'
import * as store from './store.ts'

const REPLACED =
  'This link confirms nothing any more. If a later letter has reached you, please use the link in that one; otherwise please reply to the letter.'
const ONCE_MORE = 'This has been opened again since you opened the page. Please look at it once more.'
/** How the newcomer said it, on record and on the checklist. */
const BY_LETTER = 'by the link in their letter'

/** What whoever was sent a link sees. It changes nothing: mail programs open links, too. @throws Refusal where it is void. */
export async function openByLink(tx: Tx, link: Read): Promise<WebPage> {
  const { facts, handoff } = await linked(tx, await store.findHandoff(tx.db, link.about[0]), link)
  return drawn(tx, facts, handoff, null)
}

/** The newcomer says that something is so, as they saw it. Said twice, it stays so. @throws Refusal where the link is void. */
export async function confirmByLink(
  tx: Tx,
  link: Read,
  said: { itemId: string; version: number } | undefined,
): Promise<WebPage> {
  const found = await store.findHandoff(tx.db, link.about[0])
  // What counts in two handoffs is kept by one after the other.
  if (found) await lock(tx.db, 'confirmations', found.accountId)
  const { facts, handoff } = await linked(tx, found && (await store.lockHandoff(tx.db, found.id)), link)
  const items = (await confirmablesOf(tx, handoff)).flat()
  const item = items.find(({ id }) => id === said?.itemId)
  if (!item || !said) throw new Refusal('What is to be confirmed is not in this handover. Please open the link again.')
  if (item.state === 'done') return drawn(tx, facts, handoff, 'You have confirmed this already. Thank you.')
  if (handoff.state !== 'running') throw new Refusal(OVER)
  if (item.version !== said.version) return drawn(tx, facts, handoff, ONCE_MORE)
  const whose = item.handoffId === handoff.id ? handoff : (await store.lockHandoff(tx.db, item.handoffId))!
  await keepConfirmed(tx, facts, whose, item, BY_LETTER)
  return drawn(tx, facts, handoff, 'Thank you, that is confirmed.')
}

async function drawn(tx: Tx, facts: AccountFacts, handoff: Handoff, news: string | null): Promise<WebPage> {
  return confirmationPage((await confirmationsOf(tx, facts, handoff))!, news)
}

/** The handoff of a link that still holds. What was confirmed with it may still be read when its time is over. */
async function linked(
  tx: Tx,
  handoff: Handoff | undefined,
  { about: [, asking], until }: Read,
): Promise<{ facts: AccountFacts; handoff: Handoff }> {
  if (!handoff || handoff.newcomerAsking !== asking) throw new Refusal(REPLACED)
  const facts = await factsOf(tx, handoff.accountId)
  const asked = await confirmationsOf(tx, facts, handoff)
  if (!asked || isCalledOff(handoff)) throw new Refusal(OVER)
  if (asked.points.every(({ confirmedOn }) => confirmedOn)) return { facts, handoff }
  if (handoff.state !== 'running') throw new Refusal(OVER)
  if (tx.now > until) throw new Refusal(await endedWords(tx, facts, until))
  return { facts, handoff }
}

async function endedWords(tx: Tx, facts: AccountFacts, until: Date): Promise<string> {
  const owner = await responsibleFor(tx, facts)
  const name = owner ? (await peopleById(tx, [owner])).get(owner)!.name : null
  const ended = `This link worked for ${LASTS_DAYS} days, until ${longDay(localDate(until, facts.account.zone))}.`
  return `${ended} Please reply to the letter: ${name ? `${name} sends` : 'we send'} you a new one.`
}
