import {
  type Account,
  type AccountFacts,
  missingForActive,
  type Role,
  runsWeekly,
  SINGLE_ROLES,
  type Stakeholder,
} from '#features/accounts/model.ts'
import { USUAL_WEEK } from '#features/rounds/model.ts'
import { weekdayOf, workingDaysIn } from '#platform/calendar.ts'
import type { Change, Plan, Problem, Row } from './model.ts'
import { objectionsToSides, planCriteria, planMilestones, planPeople, same } from './parts.ts'

/** Which column says which field of the account. */
const FIELDS = {
  name: 'name',
  title: 'title',
  state: 'state',
  paused_until: 'pausedUntil',
  signed_on: 'signedOn',
  zone: 'zone',
  publish_zone: 'publishZone',
  country: 'country',
  working_days: 'workingDays',
  weekday: 'publishWeekday',
  publish_time: 'publishTime',
  close_time: 'closeTime',
  ask_time: 'askTime',
  every_weeks: 'everyWeeks',
  first_publish_on: 'firstPublishOn',
  buyer_channel: 'buyerChannel',
  buyer_email: 'buyerEmail',
  team_channel: 'teamChannel',
  scope_link: 'scopeUrl',
  crm_reference: 'crmReference',
} as const satisfies Partial<Record<keyof Row, keyof Account>>

type FieldColumn = keyof typeof FIELDS
const FIELD_COLUMNS = Object.keys(FIELDS) as FieldColumn[]
/** A field of an account that a file can say. */
export type AccountField = (typeof FIELDS)[FieldColumn]
/** The fields of the account that a plan changes. */
export const fieldsChangedBy = (plan: Plan): AccountField[] =>
  plan.fields.map(({ what }) => FIELDS[what as FieldColumn]).sort()
export const CADENCE_COLUMNS: readonly FieldColumn[] = FIELD_COLUMNS.slice(
  FIELD_COLUMNS.indexOf('zone'),
  FIELD_COLUMNS.indexOf('first_publish_on') + 1,
)

export const changesAnything = (plan: Plan): boolean =>
  plan.isNew ||
  [plan.fields, plan.ends, plan.starts, plan.corrections, plan.milestones, plan.criteria].some(
    (list) => list.length > 0,
  )

/** Compares a row with the account as it is. `today` is the account's day, from which people begin and until which they end. */
export function planRow(row: Row, present: AccountFacts | undefined, today: string, newId: () => string): Plan {
  const before = present?.account ?? blank(newId(), row)
  const account = { ...before, ...fieldsOf(row, before) }
  if (account.state !== 'paused') account.pausedUntil = null
  const fields = FIELD_COLUMNS.flatMap((column) =>
    changeOf(column, present && before[FIELDS[column]], account[FIELDS[column]]),
  )
  const people = planPeople(row, present?.stakeholders ?? [], account.id, today, newId)
  const milestones = planMilestones(row, present?.milestones ?? [], account.id, newId)
  const criteria = planCriteria(row, present?.criteria ?? [], account.id, newId)
  return {
    row,
    isNew: !present,
    facts: { account, stakeholders: people.after, milestones: milestones.after, criteria: criteria.after },
    fields,
    ...people,
    milestones: milestones.changes,
    criteria: criteria.changes,
    notes: criteria.notes,
  }
}

function blank(id: string, row: Row): Account {
  const { weekday, everyWeeks, publishTime, closeTime, askTime } = USUAL_WEEK
  const workingDays = workingDaysIn(row.country)
  const days = row.working_days ?? workingDays
  return {
    id,
    key: row.key,
    name: '',
    title: '',
    called: row.name ?? '',
    state: 'not_started',
    pausedUntil: null,
    resumesAs: null,
    signedOn: null,
    zone: '',
    publishZone: null,
    country: null,
    workingDays,
    // Who names the first day and no weekday means that day of the week.
    publishWeekday: row.first_publish_on ? weekdayOf(row.first_publish_on) : lastOf(days, weekday),
    publishTime,
    closeTime,
    askTime,
    everyWeeks,
    firstPublishOn: null,
    buyerChannel: null,
    buyerEmail: null,
    teamChannel: null,
    scopeUrl: null,
    crmReference: null,
    lastWordAt: null,
  }
}

/** The usual weekday or, where nobody works on it, the last working day before. */
function lastOf(days: readonly number[], weekday: number): number {
  const back = Array.from({ length: 7 }, (_, n) => ((weekday - 1 - n + 7) % 7) + 1)
  return back.find((day) => days.includes(day)) ?? weekday
}

const fieldsOf = (row: Row, before: Account): Partial<Account> =>
  Object.fromEntries(
    FIELD_COLUMNS.filter((column) => row[column] !== undefined)
      .map((column) => [FIELDS[column], row[column]] as const)
      // A file holds texts without spare spaces; that alone is no change.
      .filter(([field, value]) => !same(tidied(before[field]), value)),
  )

const tidied = (value: unknown) => (typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value)

const changeOf = (what: string, from: unknown, to: unknown): Change[] =>
  same(from, to) || (from === undefined && to === '') ? [] : [{ what, from: from ?? null, to: to ?? null }]

/** What an account that would come out of its row must not be. Nothing is said of what is unsure. */
export function objectionsTo(plan: Plan, present: AccountFacts | undefined): Problem[] {
  const { row, facts } = plan
  const { account } = facts
  const problems: Problem[] = []
  const object = (about: FieldColumn[], value: string | null, expected: string) => {
    if (about.every((column) => !row.unsure.has(column)))
      problems.push({ line: row.line, column: about[0]!, value: value ?? '', expected })
  }
  if (!account.name && !row.unsure.has('key')) object(['name'], '', 'a name: the account is new')
  if (!account.zone && !row.unsure.has('key'))
    object(['zone'], '', 'a time zone such as Europe/Stockholm: the account is new')
  if (account.state === 'paused' && !account.pausedUntil)
    object(['paused_until', 'state'], '', 'the day on which the pause ends, as YYYY-MM-DD')
  const lost = lostBy(plan, present)
  if (runsWeekly(account.state) && lost.length > 0)
    object(['state'], account.state, `not_started for now: it still needs ${listed(lost)}`)
  return [...problems, ...objectionsToSides(plan), ...objectionsToDays(plan, present)]
}

/** What the account would need and does not have, but for what it lacked before and for what is unsure. */
function lostBy({ row, facts }: Plan, present: AccountFacts | undefined): string[] {
  const { account, stakeholders } = facts
  const given = (column: FieldColumn, value: string | null) => value ?? (row.unsure.has(column) ? 'unsure' : null)
  const supposed = {
    ...account,
    buyerChannel: given('buyer_channel', account.buyerChannel),
    buyerEmail: given('buyer_email', account.buyerEmail),
    firstPublishOn: given('first_publish_on', account.firstPublishOn),
  }
  const somebody = SINGLE_ROLES.filter((role) => row.unsure.has(role)).map((role) => unsureHolder(account.id, role))
  const lacked =
    present && present.account.state === account.state ? missingForActive(present.account, present.stakeholders) : []
  return missingForActive(supposed, [...stakeholders, ...somebody]).filter((one) => !lacked.includes(one))
}

const unsureHolder = (accountId: string, role: Role): Stakeholder => ({
  id: '',
  accountId,
  role,
  userId: null,
  name: 'unsure',
  email: null,
  startsOn: '',
  endsOn: null,
})

/** Publishing belongs on a working day, and the first update on the weekday on which it publishes. */
function objectionsToDays(plan: Plan, present: AccountFacts | undefined): Problem[] {
  const { row, fields } = plan
  const { workingDays, publishWeekday, firstPublishOn: first } = plan.facts.account
  const at = (column: string, value: string, expected: string) => [{ line: row.line, column, value, expected }]
  const weekday = dayNames([publishWeekday])
  const moved = fields.some(({ what }) => what === 'weekday' || what === 'working_days')
  if (moved && !workingDays.includes(publishWeekday)) {
    const expected = `a working day of the account (${dayNames(workingDays)})`
    if (isUnsureOfDays(row, !present)) return []
    if (row.weekday !== undefined) return at('weekday', weekday, expected)
    if (present) return at('working_days', dayNames(workingDays), `also ${weekday}, on which the account publishes`)
    return at('first_publish_on', first ?? '', `${expected}; this is a ${weekday}`)
  }
  const isNew = first && first !== present?.account.firstPublishOn
  if (isNew && !row.unsure.has('first_publish_on') && !row.unsure.has('weekday') && weekdayOf(first) !== publishWeekday)
    return at(
      'first_publish_on',
      first,
      `a ${weekday}, on which it publishes; this is a ${dayNames([weekdayOf(first)])}`,
    )
  return []
}

/** A new account takes its working days from its country, and its weekday from its first day. */
function isUnsureOfDays({ unsure, working_days, weekday }: Row, isNew: boolean): boolean {
  if (unsure.has('weekday') || unsure.has('working_days')) return true
  if (!isNew) return false
  return (
    (working_days === undefined && unsure.has('country')) || (weekday === undefined && unsure.has('first_publish_on'))
  )
}

const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** 'Mon Tue Wed Thu Fri' */
export const dayNames = (days: readonly number[]): string => days.map((day) => DAY_NAMES[day - 1]).join(' ')

export const listed = (parts: string[]): string => parts.join(', ').replace(/, ([^,]*)$/, ' and $1')

/** No channel may be one account's team channel and any account's buyer channel. */
export function channelClashes(plans: Plan[], others: Account[]): Problem[] {
  const all = [...plans.map(({ facts }) => facts.account), ...others]
  const buyers = new Map(all.flatMap(({ buyerChannel, name }) => (buyerChannel ? [[buyerChannel, name] as const] : [])))
  const teams = new Map(others.flatMap(({ teamChannel, name }) => (teamChannel ? [[teamChannel, name] as const] : [])))
  return plans.flatMap(({ row, facts: { account } }) => {
    const { teamChannel, buyerChannel } = account
    const reader = teamChannel && buyers.get(teamChannel)
    const expected = `a channel that no customer reads; it is the buyer channel of ${reader}`
    if (reader) return [{ line: row.line, column: 'team_channel', value: teamChannel, expected }]
    const team = buyerChannel && teams.get(buyerChannel)
    return team
      ? [
          {
            line: row.line,
            column: 'buyer_channel',
            value: buyerChannel,
            expected: `another channel; it is the team channel of ${team}`,
          },
        ]
      : []
  })
}
