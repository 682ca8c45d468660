import type { AccountFacts } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn } from '#features/exceptions/model.ts'
import { transitionsOn } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { addWorkingDays, calendarOf, type LocalDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { type ContactChange, isChanging, isEmpty, isUserId, PRIORITIES, type Subject, subjectName } from './model.ts'
import * as store from './store.ts'
import { handoffKindOf } from './transition.ts'

/** From a change until its transition is complete. */
export interface Zone {
  role: Subject
  /** Null while nobody follows: it lasts until somebody does and has found their feet. */
  until: LocalDate | null
  newcomer: string | null
  handoffId: string | null
}

/** Two working weeks to find one's feet, where no checklist says how long it takes. */
const ALONE_DAYS = 10

/** What is in transition on these accounts, by account. A few statements, however many there are. */
export async function zonesOn(tx: Tx, all: AccountFacts[]): Promise<Map<string, Zone[]>> {
  const ids = all.map(({ account }) => account.id)
  const running = await transitionsOn(tx, ids)
  const changes = Map.groupBy(await store.listEffective(tx.db, ids), ({ accountId }) => accountId)
  return new Map(
    all.map((facts) => {
      const { id } = facts.account
      const byHandoff = (running.get(id) ?? []).flatMap((one) =>
        isChanging(one.role) ? [{ ...one, role: one.role }] : [],
      )
      const others = latestOf(changes.get(id) ?? []).flatMap((change) => zoneOf(facts, change))
      return [id, [...byHandoff, ...others.filter(({ role }) => !byHandoff.some((one) => one.role === role))]]
    }),
  )
}

/** Of each role, what changed last. */
const latestOf = (changes: ContactChange[]): ContactChange[] => [
  ...new Map(changes.map((change) => [change.role, change])).values(),
]

/** What no handoff ends: a role that nobody holds, or one whose newcomer says themselves that they have taken over. */
export function zoneOf({ account, stakeholders }: AccountFacts, change: ContactChange): Zone[] {
  const { role, newcomer, effectiveOn, settledAt } = change
  if (account.state === 'ended') return []
  if (isEmpty(change)) {
    const isHeld = stakeholders.some((one) => one.role === role)
    return isHeld ? [] : [{ role, until: null, newcomer: null, handoffId: null }]
  }
  if (settledAt || handoffKindOf(role) !== undefined) return []
  const calendar = calendarOf(account.zone, account.workingDays, account.country)
  return [{ role, until: addWorkingDays(effectiveOn, ALONE_DAYS, calendar), newcomer, handoffId: null }]
}

const EMPTY = 'role_empty'
/** Working days until somebody has been named, or a stand-in. */
const EMPTY_DAYS = 2
/** Who owns and who leads is looked after already. */
const LOOKED_AFTER: readonly Subject[] = ['owner', 'leader', PRIORITIES]

/** Roles that were left empty, until somebody holds them. */
export const emptyLook: Look = {
  kinds: { [EMPTY]: 'Somebody holds it again.' },
  async find(tx, all) {
    const ids = all.map(({ account }) => account.id)
    const changes = Map.groupBy(await store.listEffective(tx.db, ids), ({ accountId }) => accountId)
    const found = all.flatMap((facts) =>
      latestOf(changes.get(facts.account.id) ?? [])
        .filter((change) => isEmpty(change) && !LOOKED_AFTER.includes(change.role) && zoneOf(facts, change).length > 0)
        .map((change) => ({ facts, change })),
    )
    const people = await peopleById(tx, found.map(({ change }) => change.leaver).filter(isUserId))
    return found.map(({ facts, change: { accountId, role, leaver, effectiveOn } }) => ({
      key: `${EMPTY}:${accountId}:${role}`,
      accountId,
      cause: `Nobody is the ${subjectName(role)} since ${leaver ? `${people.get(leaver)?.name ?? leaver} left on ` : ''}${shortDay(effectiveOn)}.`,
      action: 'Name who follows, or who stands in until then, with Contact change.',
      dueOn: dueIn(EMPTY_DAYS, facts, tx.now),
    }))
  },
}
