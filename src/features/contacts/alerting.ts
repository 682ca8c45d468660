import type { Tx } from '#platform/context.ts'
import { planAll } from './planning.ts'
import { showAlert } from './showing.ts'
import * as store from './store.ts'
import { startTransition } from './transition.ts'

/** Our team hears of a change, its transition begins, and what follows on its own is planned. */
export async function announce(tx: Tx, changeId: string): Promise<void> {
  const change = (await store.findChange(tx.db, changeId))!
  await showAlert(tx, change)
  if (!change.handoffId) await startTransition(tx, change)
  const now = (await store.findChange(tx.db, changeId))!
  await showAlert(tx, now)
  await planAll(tx, now)
}
