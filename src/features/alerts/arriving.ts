import { factsOf, noteForecast, noteReached, noteWord, record } from '#features/accounts/flow.ts'
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
  const told = await noteDates(tx, alert)
  const { accountId, content } = alert
  // An update that waits tells the same.
  if (told) {
    const subject = { accountId, alertOn: content.on }
    await schedule(tx, { kind: 'digests.redate', key: `redate:${alert.id}`, subject, dueAt: tx.now })
  }
  await showDraft(tx, alert.id)
  return undefined
}

/**
 * What the buyer was told becomes what we know, as with an update; unless the update of that week has come since.
 * @returns whether they were told of a date.
 */
async function noteDates(tx: Tx, { id, accountId, content }: store.AlertRow): Promise<boolean> {
  const causes: Cause[] = []
  for (const cause of await store.listCauses(tx.db, [id]))
    if (cause.roundId && (await getRound(tx, cause.roundId)).state !== 'published') causes.push(cause)
  const [moved, reached] = [movesIn(content, causes, 'slip'), movesIn(content, causes, 'reached')]
  for (const { milestoneId, onDay } of moved) await noteForecast(tx, milestoneId, onDay)
  for (const { milestoneId, onDay } of reached) await noteReached(tx, milestoneId, onDay)
  if (moved.length > 0) {
    const dates = moved.map(({ milestoneId, onDay }) => ({ milestoneId, on: onDay }))
    await record(tx, { accountId, actor: 'throughline', action: 'alert.told', detail: { alertId: id, moved: dates } })
  }
  const owner = holderOf((await factsOf(tx, accountId)).stakeholders, 'owner')?.userId
  if (owner) await freshenHome(tx, owner)
  return moved.length + reached.length > 0
}
