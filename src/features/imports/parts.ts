import {
  customerRoleOf,
  type Milestone,
  ROLE_NAMES,
  type Role,
  SINGLE_ROLES,
  type Stakeholder,
  type SuccessCriterion,
  sideOf,
} from '#features/accounts/model.ts'
import { followerOf, isChanging } from '#features/contacts/model.ts'
import type { Change, Handover, Named, Plan, Problem, Row } from './model.ts'

/** Equal as data; undefined and null alike mean nothing. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

const samePerson = (a: Named, b: Named): boolean => (a.userId ? a.userId === b.userId : !b.userId && a.name === b.name)

/** Who begins and who ends. A list in the file is the whole list; a column that is not there says nothing. */
export function planPeople(row: Row, present: Stakeholder[], accountId: string, today: string, newId: () => string) {
  const wanted = SINGLE_ROLES.flatMap((role) => {
    const person = row[role as 'owner']
    return person ? [{ role, person }] : []
  }).concat(row.stakeholders ?? [])
  const spoken = (role: Role) => (SINGLE_ROLES.includes(role) ? row[role as 'owner'] : row.stakeholders) !== undefined
  const holds = ({ role, person }: { role: Role; person: Named }, one: Stakeholder) =>
    one.role === role && samePerson(one, person)
  const ends = present.filter((one) => spoken(one.role) && !wanted.some((want) => holds(want, one)))
  const starts = wanted
    .filter((want) => !present.some((one) => holds(want, one)))
    .map(
      ({ role, person }): Stakeholder => ({ id: newId(), accountId, role, ...person, startsOn: today, endsOn: null }),
    )
  const corrections = present.flatMap((one) => {
    const email = wanted.find((want) => holds(want, one))?.person.email
    return email && email !== one.email ? [{ ...one, email }] : []
  })
  const stays = present.filter((one) => !ends.includes(one))
  return {
    ends,
    starts,
    corrections,
    after: [...stays.map((one) => corrections.find(({ id }) => id === one.id) ?? one), ...starts],
  }
}

const called = <T extends { name: string }>(rows: T[], name: string) =>
  rows.find((row) => row.name.toLowerCase() === name.toLowerCase())

/** The milestone called Go-live, or else the last, is the one that decides about going live. */
const isGoLive = (name: string) => /^go[ -]?live$/i.test(name)

export function planMilestones(row: Row, present: Milestone[], accountId: string, newId: () => string) {
  const listed = row.milestones
  if (!listed) return { after: present, changes: [] }
  // What was reached is history, also where a list of open milestones no longer names it.
  const history = present
    .filter((old) => old.reachedOn && !called(listed, old.name))
    .map((old, position) => ({ ...old, position }))
  const named = listed.some(({ name }) => isGoLive(name)) || history.some(({ goLive }) => goLive)
  const planned = listed.map((wanted, index): Milestone => {
    const old = called(present, wanted.name)
    // What the weekly answers forecast stands until the plan itself moves.
    const forecastOn = old && old.plannedOn === wanted.plannedOn ? old.forecastOn : wanted.plannedOn
    const goLive = named ? isGoLive(wanted.name) : index === listed.length - 1
    return {
      id: old?.id ?? newId(),
      accountId,
      ...wanted,
      position: history.length + index,
      goLive,
      forecastOn,
      reachedOn: old?.reachedOn ?? null,
    }
  })
  const after = asBefore(present, [...history, ...planned])
  // Whoever marked another milestone as the go-live meant it; the same list again does not take that away.
  const kept = isSameList(present, after) && present.some(({ goLive }) => goLive)
  const marked = kept ? after.map((one, index) => ({ ...one, goLive: present[index]!.goLive })) : after
  return { after: marked, changes: compare(present, marked) }
}

const isSameList = (a: { id: string }[], b: { id: string }[]): boolean =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]!.id)

/** The same parts in the same order keep their positions, from whatever number these count. */
const asBefore = <T extends { id: string; position: number }>(present: T[], after: T[]): T[] =>
  isSameList(present, after) ? after.map((one, index) => ({ ...one, position: present[index]!.position })) : after

export function planCriteria(row: Row, present: SuccessCriterion[], accountId: string, newId: () => string) {
  const listed = row.success_criteria
  if (!listed) return { after: present, changes: [], notes: [] }
  const notes: string[] = []
  const planned = listed.map((wanted, position): SuccessCriterion => {
    const old = called(present, wanted.name)
    const redefined =
      !old || old.startValue !== wanted.startValue || old.targetValue !== wanted.targetValue || old.unit !== wanted.unit
    // Where the account stands is known from the weekly answers, and newer than any file.
    const measured = redefined ? null : old.currentValue
    const currentValue = measured ?? wanted.currentValue ?? old?.currentValue ?? null
    if (wanted.currentValue !== null && currentValue !== wanted.currentValue) {
      notes.push(
        `“${wanted.name}” stays at ${currentValue}, which is newer than the ${wanted.currentValue} in the file.`,
      )
    }
    return { id: old?.id ?? newId(), accountId, ...wanted, position, currentValue }
  })
  const after = asBefore(present, planned)
  return { after, changes: compare(present, after), notes }
}

function compare<T extends { id: string; name: string }>(before: T[], after: T[]): Change<T>[] {
  const saved = after.flatMap((to): Change<T>[] => {
    const from = before.find(({ id }) => id === to.id) ?? null
    const moved = !from || Object.entries(to).some(([field, value]) => !same(from[field as keyof T], value))
    return moved ? [{ what: to.name, from, to }] : []
  })
  const removed = before
    .filter((old) => !after.some(({ id }) => id === old.id))
    .map((from) => ({ what: from.name, from, to: null }))
  return [...saved, ...removed]
}

/** Whom the file gives a role of ours, and who holds one of the customer's besides. */
export const objectionsToSides = ({ row, starts, facts: { stakeholders } }: Plan): Problem[] =>
  starts.flatMap(({ role, userId }) => {
    const theirs = userId && sideOf(role) === 'vendor' && customerRoleOf(stakeholders, userId)
    if (!theirs) return []
    const column = SINGLE_ROLES.includes(role) ? role : 'stakeholders'
    const expected = `somebody of ours; on this account they stand for the customer (${ROLE_NAMES[theirs]})`
    return [{ line: row.line, column, value: userId, expected }]
  })

/** Where one person followed another, or nobody did, on accounts that were there before. */
export const handoversOf = ({ ends, starts }: Plan): Handover[] =>
  [...Map.groupBy(ends, ({ role }) => role)]
    .filter(([role]) => isChanging(role))
    .flatMap(([role, leaving]) => {
      const coming = starts.filter((one) => one.role === role)
      return leaving.map((leaver, place) => {
        const newcomer = followerOf(coming, place) ?? null
        return { accountId: leaver.accountId, role, leaver, newcomer }
      })
    })
