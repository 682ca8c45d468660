import { factsOf } from '#features/accounts/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { type ContactChange, isEmpty, isUserId, type Subject } from './model.ts'
import * as store from './store.ts'
import { type Zone, zonesOn } from './zones.ts'

export interface RecentChange {
  role: Subject
  leaverName: string | null
  /** Null where nobody follows yet, and where what changes is no person. */
  newcomerName: string | null
  effectiveOn: LocalDate
  /** The newcomer stands in until this day. */
  temporaryUntil: LocalDate | null
  /** The day until which the newcomer is being brought in; null where no transition runs. */
  inTransitionUntil: LocalDate | null
}

/**
 * What changed on an account since an instant or is still in transition, the oldest first. What lies ahead is told when
 * it has come, and what is not public yet when it is.
 */
export async function recentChanges(tx: Tx, accountId: string, since: Date): Promise<RecentChange[]> {
  const effective = await store.listEffective(tx.db, [accountId])
  if (effective.length === 0) return []
  const zones = (await zonesOn(tx, [await factsOf(tx, accountId)])).get(accountId) ?? []
  const told = effective.flatMap((change) => {
    const zone = zones.find((one) => isOf(one, change, effective))
    const isRecent = change.tookEffectAt !== null && change.tookEffectAt >= since
    // A gap that somebody has filled in another way is not told of any more.
    const isGap = isEmpty(change) && !zone
    return (isRecent || zone) && !isGap ? [{ change, until: zone?.until ?? null }] : []
  })
  const people = await peopleById(tx, told.flatMap(({ change }) => [change.leaver, change.newcomer]).filter(isUserId))
  const name = (id: string) => people.get(id)?.name ?? id
  return told.map(({ change, until }) => ({
    role: change.role,
    leaverName: change.leaver && name(change.leaver),
    newcomerName: change.newcomer ? name(change.newcomer) : change.newcomerName,
    effectiveOn: change.effectiveOn,
    temporaryUntil: change.temporaryUntil,
    inTransitionUntil: until,
  }))
}

/** Whether a transition is that of a change: by its handoff, else it is the role's last. */
function isOf(zone: Zone, change: ContactChange, all: ContactChange[]): boolean {
  if (zone.handoffId) return zone.handoffId === change.handoffId
  return zone.role === change.role && all.findLast(({ role }) => role === change.role)?.id === change.id
}
