import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { type Happened, happenedOn } from './happened.ts'
import { holdersOf, keptAs } from './leaver.ts'
import { isHeldBySeveral } from './lines.ts'
import { isEmpty, isUserId, type Subject, type Who } from './model.ts'
import { type Zone, zonesOn } from './zones.ts'

export interface RecentChange {
  role: Subject
  leaverName: string | null
  /** Null where nobody follows yet, and where what changes is no person. */
  newcomerName: string | null
  /** Who holds the role all the same, where nobody follows. */
  besideNames: string[]
  /** Whether somebody has been named who follows on a later day. */
  isFollowedLater: boolean
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
  const facts = await factsOf(tx, accountId)
  const happened = (await happenedOn(tx, [facts])).get(accountId) ?? []
  if (happened.length === 0) return []
  const zones = (await zonesOn(tx, [facts])).get(accountId) ?? []
  const told = happened.filter((change) => {
    const isLast = happened.findLast(({ role }) => role === change.role) === change
    return !isFilled(facts, change) && (change.tookEffectAt >= since || isOpen(facts, change, { zones, isLast }))
  })
  const beside = (change: Happened): Who[] => (isEmpty(change) ? holdersOf(facts, change.role) : [])
  const ids = told.flatMap((change) => [change.leaver, change.newcomer, ...beside(change).map(keptAs)])
  const people = await peopleById(tx, ids.filter(isUserId))
  const name = (id: string) => people.get(id)?.name ?? id
  return told.map((change) => ({
    role: change.role,
    leaverName: change.leaver && name(change.leaver),
    newcomerName: change.newcomer ? name(change.newcomer) : change.newcomerName,
    besideNames: beside(change).map((one) => name(keptAs(one)!)),
    isFollowedLater: isEmpty(change) && change.next !== undefined,
    effectiveOn: change.effectiveOn,
    temporaryUntil: change.temporaryUntil,
    inTransitionUntil: zones.find((zone) => isOf(zone, change))?.until ?? null,
  }))
}

const isOf = (zone: Zone, { handoffId }: Happened): boolean => zone.handoffId !== null && zone.handoffId === handoffId

/** A gap that somebody has filled in another way is not told of any more: nobody held the role beside whoever left. */
const isFilled = (facts: AccountFacts, change: Happened): boolean =>
  isEmpty(change) && !isHeldBySeveral(change.role) && holdersOf(facts, change.role).length > 0

/** Whether the transition of a change runs; that of an empty role does, whoever is to come, until somebody holds it. */
function isOpen(facts: AccountFacts, change: Happened, { zones, isLast }: { zones: Zone[]; isLast: boolean }): boolean {
  if (!isEmpty(change)) return zones.some((zone) => isOf(zone, change))
  const isHeld = holdersOf(facts, change.role).length > 0
  return isLast && !isHeld && zones.some(({ role }) => role === change.role)
}
