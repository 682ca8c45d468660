import { type Unacknowledged, unacknowledgedOf } from '#blocks/contactSteps.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { revise, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { listToldIn } from './gatheringStore.ts'
import type { ContactChange } from './model.ts'
import { nameOf } from './planning.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

/**
 * Somebody hears of a change that nobody acknowledged, in one message with all others of their day: four changes are no
 * four messages. The change's account must be locked: the message comes last, so that nobody waits in a circle.
 */
export async function tellLeader(tx: Tx, leader: string, change: ContactChange, zone: string): Promise<void> {
  const theirs = (await peopleById(tx, [leader])).get(leader)?.zone ?? zone
  const key = `contact.ack:leader:${leader}:${localDate(tx.now, theirs)}`
  await store.updateChange(tx.db, change.id, { leaderToldIn: [...new Set([...change.leaderToldIn, key])] })
  await lock(tx.db, 'message', key)
  const changes = await listToldIn(tx.db, key)
  const isOneAccount = changes.every(({ accountId }) => accountId === change.accountId)
  const about = isOneAccount ? { accountId: change.accountId } : {}
  const message = await draw(tx, changes)
  await say(tx, { key, kind: 'contact_reminder', audience: 'vendor', channel: leader, message, ...about })
}

/** Every message in which a leader reads of a change, drawn anew. */
export async function showLeaders(tx: Tx, { leaderToldIn }: Pick<ContactChange, 'leaderToldIn'>): Promise<void> {
  // In one order, whoever draws several of them.
  for (const key of leaderToldIn.toSorted()) {
    await lock(tx.db, 'message', key)
    await revise(tx, key, await draw(tx, await listToldIn(tx.db, key)))
  }
}

async function draw(tx: Tx, changes: ContactChange[]): Promise<Message> {
  const rows: Unacknowledged[] = []
  for (const change of changes) rows.push(await rowOf(tx, change))
  return unacknowledgedOf(rows)
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
