import { checkSoon } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { cancel } from '#platform/scheduling/occurrences.ts'
import { showReminders } from './acknowledging.ts'
import { effectKey, noteChange } from './effecting.ts'
import { showAsked } from './lapsing.ts'
import type { ContactChange } from './model.ts'
import { offerRetraction } from './retracting.ts'
import { showAgain } from './showing.ts'
import * as store from './store.ts'
import { withdrawTransition } from './transition.ts'

/** It was said that it does not change: what was told of it, asked because of it and begun by it says so in place. */
export async function withdrawChange(tx: Tx, change: ContactChange, actor: string): Promise<void> {
  await cancel(tx, effectKey(change), 'It was taken back.')
  const closed = { state: 'withdrawn' as const, closedBy: actor, closedAt: tx.now }
  await store.updateChange(tx.db, change.id, closed)
  await noteChange(tx, change, actor, 'contact.taken_back')
  await withdrawTransition(tx, change, actor)
  await offerRetraction(tx, { ...change, ...closed })
  const now = (await store.findChange(tx.db, change.id))!
  if (now.private) return showAgain(tx, change.id)
  // Whatever waited for somebody to acknowledge it waits no more.
  await showReminders(tx, now)
  await showAsked(tx, now, now.temporaryUntil)
  await checkSoon(tx, [change.accountId])
}
