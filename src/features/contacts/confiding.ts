import { type AccountFacts, holderOf } from '#features/accounts/model.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import { type ContactChange, isUserId } from './model.ts'

/**
 * Who knows of what is not public yet: the owner. Where the owner is the one who leaves, the leader, and without one
 * whoever recorded it.
 */
export async function confidantOf(tx: Tx, facts: AccountFacts, change: ContactChange): Promise<string | undefined> {
  if (change.role !== 'owner') return responsibleFor(tx, facts)
  const recorder = isUserId(change.recordedBy) ? change.recordedBy : undefined
  return holderOf(facts.stakeholders, 'leader')?.userId ?? recorder
}
