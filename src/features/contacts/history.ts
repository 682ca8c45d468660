import { inTransition } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { isUserId } from './learning.ts'
import type { Subject } from './model.ts'
import * as store from './store.ts'

export interface RecentChange {
  role: Subject
  leaverName: string | null
  /** Null where nobody follows yet. */
  newcomerName: string | null
  effectiveOn: LocalDate
  /** The newcomer stands in until this day. */
  temporaryUntil: LocalDate | null
  /** The day until which the newcomer is being brought in; null where no transition runs. */
  inTransitionUntil: LocalDate | null
}

/** Who took a role over on an account since an instant, the oldest first; what lies ahead is told when it has come. */
export async function recentChanges(tx: Tx, accountId: string, since: Date): Promise<RecentChange[]> {
  const changes = (await store.listEffective(tx.db, [accountId])).filter(
    ({ tookEffectAt }) => tookEffectAt && tookEffectAt >= since,
  )
  if (changes.length === 0) return []
  const transitions = await inTransition(tx, accountId)
  const people = await peopleById(tx, changes.flatMap(({ leaver, newcomer }) => [leaver, newcomer]).filter(isUserId))
  const name = (id: string) => people.get(id)?.name ?? id
  return changes.map((change) => {
    const { role, leaver, newcomer, newcomerName, effectiveOn, temporaryUntil, handoffId } = change
    const running = transitions.find((transition) => transition.handoffId === handoffId)
    return {
      role,
      leaverName: leaver && name(leaver),
      newcomerName: newcomer ? name(newcomer) : newcomerName,
      ...{ effectiveOn, temporaryUntil },
      inTransitionUntil: running?.until ?? null,
    }
  })
}
