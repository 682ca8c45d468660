import type { AccountFacts } from '#features/accounts/model.ts'
import { openAsksOf, openConcernsOn } from '#features/promises/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { areSame } from './judging.ts'
import { type ContactChange, type Report, type Stakes, stakesOf, type Who, whoComes } from './model.ts'
import type { Later } from './store.ts'

/** What is at stake on an account now. */
export const stakesNow = async (tx: Tx, facts: AccountFacts): Promise<Stakes> => {
  const { id, zone } = facts.account
  return stakesOf(facts, await openAsksOf(tx, id), await openConcernsOn(tx, id), localDate(tx.now, zone))
}

/**
 * What was taken back and is told again is the same change, kept anew: its alert, its handoff and its zone come to life
 * where they are. A welcome of the same person that the customer has read, and nobody has put right since, holds again; one
 * that never left, or that was put right, is to be written anew.
 */
export async function renewed(
  tx: Tx,
  facts: AccountFacts,
  { reportedBy }: Pick<Report, 'reportedBy'>,
  { change, newcomer }: { change: ContactChange; newcomer: Who | null },
): Promise<Later> {
  const { welcome, welcomedBy, welcomedAt, misleads } = change
  const holds =
    misleads && areSame(whoComes(change), newcomer) ? { welcome, welcomedBy, welcomedAt, misleads: false } : {}
  const standing = { state: 'standing' as const, closedBy: null, closedAt: null }
  const kept = { recordedBy: reportedBy, recordedAt: tx.now, stakes: await stakesNow(tx, facts) }
  return { ...standing, ...kept, ...holds }
}

/** A change that was taken back, as it was before it had any effect. */
export const untold = (change: ContactChange): ContactChange => ({
  ...change,
  ...{ tookEffectAt: null, leftId: null, assignmentId: null },
})
