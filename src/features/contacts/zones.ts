import type { AccountFacts } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn } from '#features/exceptions/model.ts'
import { acceptedUnnamed, transitionsOn } from '#features/handoffs/flow.ts'
import { type Handoff, transitionOf } from '#features/handoffs/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { type LocalDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { happenedOn } from './happened.ts'
import { keptAs } from './leaver.ts'
import {
  type ContactChange,
  isChanging,
  isEmpty,
  isUserId,
  PRIORITIES,
  type Subject,
  subjectName,
  whoComes,
} from './model.ts'
import * as store from './store.ts'

/** From a change until its transition is complete. */
export interface Zone {
  role: Subject
  /** Null while nobody follows: it lasts until somebody does and has found their feet. */
  until: LocalDate | null
  newcomer: string | null
  handoffId: string | null
}

/** What is in transition on these accounts, by account. A few statements, however many there are. */
export async function zonesOn(tx: Tx, all: AccountFacts[]): Promise<Map<string, Zone[]>> {
  // Nobody has to find their feet on an account that has ended.
  const ids = all.filter(({ account }) => account.state !== 'ended').map(({ account }) => account.id)
  const running = await transitionsOn(tx, ids)
  const changes = Map.groupBy(await store.listEffective(tx.db, ids), ({ accountId }) => accountId)
  const accepted = await acceptedUnnamed(tx, ids)
  return new Map(
    all.map((facts) => {
      const { id } = facts.account
      const byHandoff = (running.get(id) ?? []).flatMap((one) =>
        one.role === PRIORITIES || isChanging(one.role) ? [{ ...one, role: one.role }] : [],
      )
      const others = latestOf(changes.get(id) ?? []).flatMap((change) => zoneOf(facts, change, accepted))
      return [id, [...byHandoff, ...others.filter(({ role }) => !byHandoff.some((one) => one.role === role))]]
    }),
  )
}

/** Of each role, what changed last. */
const latestOf = <T extends ContactChange>(changes: T[]): T[] => [
  ...new Map(changes.map((change) => [change.role, change])).values(),
]

/** What no handoff ends, because nobody has been named with whom one could begin: a role that nobody holds. */
function zoneOf(facts: AccountFacts, change: ContactChange, accepted: Handoff[]): Zone[] {
  if (!isUnfilled(facts, change) || acceptedOf(change, accepted)) return []
  return [{ role: change.role, until: null, newcomer: null, handoffId: null }]
}

const isUnfilled = ({ account, stakeholders }: AccountFacts, change: ContactChange): boolean =>
  account.state !== 'ended' && isEmpty(change) && !stakeholders.some(({ role }) => role === change.role)

/** The handoff of a role that was left empty which was accepted all the same since: that is over until somebody is named. */
const acceptedOf = ({ accountId, role, recordedAt }: ContactChange, accepted: Handoff[]): Handoff | undefined =>
  accepted.findLast(
    (one) => one.accountId === accountId && transitionOf(one.kind) === role && one.acceptedAt! >= recordedAt,
  )

/** The same for one change; of one by which somebody comes its own handoff tells. */
export const acceptedWithout = async (tx: Tx, change: ContactChange): Promise<Handoff | undefined> =>
  isEmpty(change) ? acceptedOf(change, await acceptedUnnamed(tx, [change.accountId])) : undefined

const EMPTY = 'role_empty'
/** Working days until somebody has been named, or a stand-in. */
const EMPTY_DAYS = 2
/** Who owns and who leads is looked after already. */
const LOOKED_AFTER: readonly Subject[] = ['owner', 'leader', PRIORITIES]

/** Roles that were left empty, until somebody holds them. */
export const emptyLook: Look = {
  kinds: { [EMPTY]: 'Somebody holds it again.' },
  async find(tx, all) {
    const changes = await happenedOn(tx, all)
    const found = all.flatMap((facts) =>
      latestOf(changes.get(facts.account.id) ?? [])
        .filter((change) => isEmpty(change) && !LOOKED_AFTER.includes(change.role) && isUnfilled(facts, change))
        .map((change) => ({ facts, change })),
    )
    const ids = found.flatMap(({ change }) => [change.leaver, change.next?.newcomer ?? null])
    const people = await peopleById(tx, ids.filter(isUserId))
    const name = (id: string) => people.get(id)?.name ?? id
    return found.map(({ facts, change: { accountId, role, leaver, effectiveOn, next } }) => ({
      key: `${EMPTY}:${accountId}:${role}`,
      accountId,
      cause: `Nobody is the ${subjectName(role)} since ${leaver ? `${name(leaver)} left on ` : ''}${shortDay(effectiveOn)}.`,
      action: next
        ? `Name who stands in until ${name(keptAs(whoComes(next)!)!)} comes on ${shortDay(next.effectiveOn)}, with Contact change.`
        : 'Name who follows, or who stands in until then, with Contact change.',
      dueOn: dueIn(EMPTY_DAYS, facts, tx.now),
    }))
  },
}
