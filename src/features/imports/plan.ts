import {
  type Account,
  type AccountFacts,
  holderOf,
  missingForActive,
  runsWeekly,
  SINGLE_ROLES,
} from '#features/accounts/model.ts'
import { USUAL_WEEK } from '#features/rounds/model.ts'
import { weekdayOf } from '#platform/calendar.ts'
import type { Change, Handover, Plan, Problem, Row } from './model.ts'
import { planCriteria, planMilestones, planPeople, same } from './parts.ts'

/** Which column says which field of the account. */
const FIELDS = {
  name: 'name',
  title: 'title',
  state: 'state',
  paused_until: 'pausedUntil',
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
  const account = { ...before, ...fieldsOf(row) }
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
  const { weekday, everyWeeks, publishTime, closeTime, askTime, workingDays } = USUAL_WEEK
  return {
    id,
    key: row.key,
    name: '',
    title: '',
    state: 'not_started',
    pausedUntil: null,
    zone: '',
    publishZone: null,
    country: null,
    workingDays: [...workingDays],
    // Who names the first day and no weekday means that day of the week.
    publishWeekday: row.first_publish_on ? weekdayOf(row.first_publish_on) : weekday,
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

const fieldsOf = (row: Row): Partial<Account> =>
  Object.fromEntries(
    FIELD_COLUMNS.filter((column) => row[column] !== undefined).map((column) => [FIELDS[column], row[column]]),
  )

const changeOf = (what: string, from: unknown, to: unknown): Change[] =>
  same(from, to) || (from === undefined && to === '') ? [] : [{ what, from: from ?? null, to: to ?? null }]

/** What an account that would come out of its row must not be. */
export function objectionsTo(plan: Plan, present: AccountFacts | undefined): Problem[] {
  const { row, facts } = plan
  const { account, stakeholders } = facts
  const problems: Problem[] = []
  const object = (column: string, value: string | null, expected: string) =>
    problems.push({ line: row.line, column, value: value ?? '', expected })
  if (!account.name) object('name', '', 'a name: the account is new')
  if (!account.zone) object('zone', '', 'a time zone such as Europe/Stockholm: the account is new')
  if (account.state === 'paused' && !account.pausedUntil)
    object('paused_until', '', 'the day on which the pause ends, as YYYY-MM-DD')
  const missing = missingForActive(account, stakeholders)
  const lacked =
    present && present.account.state === account.state ? missingForActive(present.account, present.stakeholders) : []
  const lost = missing.filter((one) => !lacked.includes(one))
  if (runsWeekly(account.state) && lost.length > 0)
    object('state', account.state, `not_started for now: it still needs ${listed(lost)}`)
  const first = account.firstPublishOn
  if (first && first !== present?.account.firstPublishOn && weekdayOf(first) !== account.publishWeekday) {
    object('first_publish_on', first, 'a day on the weekday on which it publishes')
  }
  return problems
}

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

/** The changes of people in the roles that one person holds at a time, on accounts that were there before. */
export const handoversOf = (plan: Plan): Handover[] =>
  plan.ends
    .filter(({ role }) => SINGLE_ROLES.includes(role))
    .map((leaver) => ({
      accountId: leaver.accountId,
      role: leaver.role,
      leaver,
      newcomer: holderOf(plan.starts, leaver.role) ?? null,
    }))
