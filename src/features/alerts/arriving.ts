import { noteWord } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Delivery } from '#platform/outbox/message.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { alertKey, showDraft } from './drafting.ts'
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
  await showDraft(tx, alert.id)
  return undefined
}
