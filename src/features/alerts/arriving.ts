import { factsOf, noteForecast, noteReached, noteWord } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import { getRound } from '#features/rounds/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Delivery } from '#platform/outbox/message.ts'
import { freshenHome } from '#platform/outbox/say.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { alertKey, showDraft } from './drafting.ts'
import { type Cause, movesIn } from './model.ts'
import * as store from './store.ts'

const ALERT = new RegExp(`^${alertKey('')}([0-9a-f-]{36})`)

/** An alert stands where its buyer reads: only now it counts as a word to them. */
export async function noteAlertArrival(tx: Tx, { kind, key, ts }: Delivery): Promise<void> {
  const alertId = kind === 'alert' && ts === null ? ALERT.exec(key)?.[1] : undefined
  if (!alertId) return
  await schedule(tx, { kind: 'alerts.arrived', key: `arrived:${key}`, subject: { alertId }, dueAt: tx.now })
}

export async function countArrival(tx: Tx, { subject }: { subject: { alertId: string } }): Promise<Outcome> {
  const alert = await store.lockAlert(tx.db, subject.alertId)
  if (alert?.state !== 'sent') return { skip: 'It is not here any more.' }
  await noteWord(tx, alert.accountId)
  await noteDates(tx, alert)
  await showDraft(tx, alert.id)
  return undefined
}

/** What the buyer was told becomes what we know, as with an update; unless the update of that week has come since. */
async function noteDates(tx: Tx, { id, accountId, content }: store.AlertRow): Promise<void> {
  const causes: Cause[] = []
  for (const cause of await store.listCauses(tx.db, [id]))
    if (cause.roundId && (await getRound(tx, cause.roundId)).state !== 'published') causes.push(cause)
  for (const { milestoneId, onDay } of movesIn(content, causes, 'slip')) await noteForecast(tx, milestoneId, onDay)
  for (const { milestoneId, onDay } of movesIn(content, causes, 'reached')) await noteReached(tx, milestoneId, onDay)
  const owner = holderOf((await factsOf(tx, accountId)).stakeholders, 'owner')?.userId
  if (owner) await freshenHome(tx, owner)
}
