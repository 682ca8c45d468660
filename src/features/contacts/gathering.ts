import { MOST_CHANGES, type Unacknowledged, unacknowledgedOf } from '#blocks/contactSteps.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { firstSaid, revise, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { listToldIn } from './gatheringStore.ts'
import { isReadWith } from './judging.ts'
import type { ContactChange } from './model.ts'
import { MORNING, nameOf, planNextMorning, type Step } from './planning.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

/**
 * Somebody hears of a change that nobody acknowledged, in one message with all others of their day: four changes are no
 * four messages. Slack calls nobody to a message that is edited, so what joins it once it may have been read stands in it
 * from then on, and in the message of their next working morning too, if it still waits by then: one a day, and nothing
 * unheard. The change's account must be locked: the message comes last, so that nobody waits in a circle.
 * @returns whether they hear of it now.
 */
export async function tellWithDay(
  tx: Tx,
  { step, whom }: { step: Step; whom: string },
  change: ContactChange,
  facts: AccountFacts,
): Promise<boolean> {
  const zone = (await peopleById(tx, [whom])).get(whom)?.zone ?? facts.account.zone
  const today = localDate(tx.now, zone)
  const key = `contact.ack:${step}:${whom}:${today}`
  await store.updateChange(tx.db, change.id, { toldIn: [...new Set([...change.toldIn, key])] })
  await lock(tx.db, 'message', key)
  const said = await firstSaid(tx, key)
  const changes = await listToldIn(tx.db, key)
  const isOneAccount = changes.every(({ accountId }) => accountId === change.accountId)
  const about = isOneAccount ? { accountId: change.accountId } : {}
  const message = await draw(tx, key, changes)
  await say(tx, { key, kind: 'contact_reminder', audience: 'vendor', channel: whom, message, ...about })
  if (!said || isReadWith(said, tx.now, instantAt(today, MORNING, zone))) return true
  await planNextMorning(tx, facts, change, { step, whom })
  return false
}

/** Every message that reminds somebody of a change, drawn anew. */
export async function showTold(tx: Tx, { toldIn }: Pick<ContactChange, 'toldIn'>): Promise<void> {
  // In one order, whoever draws several of them.
  for (const key of toldIn.filter((told) => told.startsWith('contact.ack:')).toSorted()) {
    await lock(tx.db, 'message', key)
    await revise(tx, key, await draw(tx, key, await listToldIn(tx.db, key)))
  }
}

async function draw(tx: Tx, key: string, changes: ContactChange[]): Promise<Message> {
  const shown: Unacknowledged[] = []
  for (const change of changes.slice(0, MOST_CHANGES)) shown.push(await rowOf(tx, change))
  const isLeaders = key.startsWith('contact.ack:leader:')
  return unacknowledgedOf(shown, { isLeaders, left: changes.length - shown.length })
}

async function rowOf(tx: Tx, change: ContactChange): Promise<Unacknowledged> {
  const facts = await factsOf(tx, change.accountId)
  const responsible = await responsibleFor(tx, facts)
  return {
    view: await viewOf(tx, facts, change),
    waitedFor: responsible ? await nameOf(tx, responsible) : null,
    // Put right since, it waits for whoever answers for the account once more.
    isAnew: change.escalatedTo !== 'leader',
  }
}
