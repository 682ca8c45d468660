import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { type Happened, happenedOn } from './happened.ts'
import { holdersOf, keptAs } from './leaver.ts'
import { isHeldBySeveral } from './lines.ts'
import { type ContactChange, isEmpty, isUserId, type Subject, type Who } from './model.ts'
import { listReturned } from './returnedStore.ts'
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
  /** Whether whoever left is back: somebody stood in for them, or nobody held the role. */
  isBack: boolean
  /** The newcomer stands in until this day, or stood in. */
  temporaryUntil: LocalDate | null
  /** The day until which the newcomer is being brought in; null where no transition runs. */
  inTransitionUntil: LocalDate | null
}

/**
 * What changed on an account since an instant or is still in transition, the oldest first, and then who is back. What lies
 * ahead is told when it has come, and what is not public yet when it is.
 */
export async function recentChanges(tx: Tx, accountId: string, since: Date): Promise<RecentChange[]> {
  const facts = await factsOf(tx, accountId)
  const happened = (await happenedOn(tx, [facts])).get(accountId) ?? []
  const isThere = ({ role, leaver }: ContactChange) => holdersOf(facts, role).some((one) => keptAs(one) === leaver)
  const back = (await listReturned(tx.db, accountId, since)).filter(isThere).filter(isLastStandIn)
  if (happened.length + back.length === 0) return []
  const zones = (await zonesOn(tx, [facts])).get(accountId) ?? []
  const told = happened.filter((change) => {
    const isLast = happened.findLast(({ role }) => role === change.role) === change
    return !isFilled(facts, change) && (change.tookEffectAt >= since || isOpen(facts, change, { zones, isLast }))
  })
  const beside = (change: Happened): Who[] => (isEmpty(change) ? holdersOf(facts, change.role) : [])
  const ids = [
    ...[...told, ...back].flatMap((change) => [change.leaver, change.newcomer]),
    ...told.flatMap((change) => beside(change).map(keptAs)),
  ]
  const people = await peopleById(tx, ids.filter(isUserId))
  const name = (id: string) => people.get(id)?.name ?? id
  const plain = (change: ContactChange): RecentChange => ({
    role: change.role,
    leaverName: change.leaver && name(change.leaver),
    newcomerName: change.newcomer ? name(change.newcomer) : change.newcomerName,
    effectiveOn: change.effectiveOn,
    isBack: change.state === 'ended',
    temporaryUntil: change.temporaryUntil,
    ...{ besideNames: [], isFollowedLater: false, inTransitionUntil: null },
  })
  const inTransition = (change: Happened): RecentChange => ({
    ...plain(change),
    besideNames: beside(change).map((one) => name(keptAs(one)!)),
    isFollowedLater: isEmpty(change) && change.next !== undefined,
    inTransitionUntil: zones.find((zone) => isOf(zone, change))?.until ?? null,
  })
  return [...told.map(inTransition), ...back.map(plain)]
}

/** Whoever is back after several had stood in one after the other is back once: after the last of them. */
const isLastStandIn = (
  { role, leaver, closedAt, effectiveOn }: ContactChange,
  _: number,
  all: ContactChange[],
): boolean =>
  !all.some(
    (one) =>
      one.role === role && one.leaver === leaver && +one.closedAt! === +closedAt! && one.effectiveOn > effectiveOn,
  )

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
