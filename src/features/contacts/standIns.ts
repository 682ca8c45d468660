import type { Tx } from '#platform/context.ts'
import type { ContactChange } from './model.ts'
import * as store from './store.ts'

const MOST_STANDING = 20

type Link = Pick<ContactChange, 'id' | 'leftId' | 'assignmentId' | 'temporaryUntil'>

/**
 * By what one after the other stood in until this change, the last first: who stands in for somebody who stands in does so
 * for whoever was there first, and each of those away is back by ending what came after. `standing`: what stands of the role.
 */
export function standInsUntil<Change extends Link>(change: Change, standing: readonly Change[]): Change[] {
  const { leftId } = change
  const before = standing.find((one) => leftId && one.assignmentId === leftId && one.temporaryUntil !== null)
  return before ? [change, ...standInsUntil(before, standing)] : [change]
}

/** The same of a change that is known alone. */
export async function standInsOf(tx: Tx, change: ContactChange): Promise<ContactChange[]> {
  const isForNobody = change.state !== 'standing' || !change.leftId
  if (isForNobody) return [change]
  return standInsUntil(change, await store.listStanding(tx.db, change.accountId, change.role, MOST_STANDING))
}
