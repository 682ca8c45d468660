import { factsOf } from '#features/accounts/flow.ts'
import { settleException } from '#features/exceptions/flow.ts'
import { getHandoff, passAccount } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { showReminders } from './acknowledging.ts'
import { isOfChange, listOfHandoff } from './endingStore.ts'
import { unacknowledgedKey } from './model.ts'
import { isComplete } from './rights.ts'
import * as store from './store.ts'

/** A transition is over: the alert that told of it says so in place, and so does whatever reminded of it. */
export async function endTransition(tx: Tx, { subject }: { subject: { handoffId: string } }): Promise<void> {
  for (const id of await listOfHandoff(tx.db, subject.handoffId)) {
    const change = await store.lockChange(tx.db, id)
    if (change?.state !== 'standing') continue
    await showReminders(tx, await factsOf(tx, change.accountId), change)
    if (await isComplete(tx, change))
      await settleException(tx, unacknowledgedKey(change), 'Its transition is complete.')
  }
}

/** The day has come from which whoever accepted an account owns it: where a change brought them, by that alone. */
export async function passOnItsDay(tx: Tx, { subject }: { subject: { handoffId: string } }): Promise<Outcome> {
  if (await isOfChange(tx.db, subject.handoffId))
    return { skip: 'The change that brought them takes effect by itself.' }
  await passAccount(tx, await getHandoff(tx, subject.handoffId))
  return undefined
}
