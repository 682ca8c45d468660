import { type Milestone, ROLE_NAMES, type Stakeholder, type SuccessCriterion } from '#features/accounts/model.ts'
import type { Foreseen } from '#features/contacts/model.ts'
import { Refusal } from '#platform/errors.ts'
import type { Change, ImportReport, Named, Plan, Problem } from './model.ts'
import { dayNames, listed } from './plan.ts'

/** One wrong column in every row of a long list; beyond it a terminal would only scroll. */
const MOST_SHOWN = 1_000
const MOST_NAMES = 5
const VALUE_LENGTH = 60

/** The file was not read. Nothing has changed. */
export class ImportRefusal extends Refusal {
  override name = 'ImportRefusal'
  readonly problems: Problem[]

  /** `also`: what could not be checked, in a sentence. */
  constructor(problems: Problem[], also?: string) {
    super([describeProblems(problems), ...(also ? [also] : [])].join('\n'))
    this.problems = problems
  }
}

function describeProblems(problems: Problem[]): string {
  const shown = problems.slice(0, MOST_SHOWN).map(describeProblem)
  const count = problems.length === 1 ? 'One thing is' : `${problems.length} things are`
  const more = problems.length > MOST_SHOWN ? [`… and ${problems.length - MOST_SHOWN} more.`] : []
  return [...shown, ...more, `Nothing was imported: ${count} not right in this file.`].join('\n')
}

function describeProblem({ line, column, value, expected }: Problem): string {
  const place = column ? `Line ${line}, column ${column}` : `Line ${line}`
  if (!column) return `${place}: ${expected}`
  const found = value === null ? 'missing' : value === '' ? 'empty' : `“${show(value)}”`
  return `${place}: ${found}; expected: ${expected}`
}

// What a file says is shown on a terminal, so it may not steer one.
function show(value: string): string {
  const text = value.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '�')
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text
}

/** What an import did, or in a dry run would do, for a terminal. */
export function describeImport(report: ImportReport): string {
  const { added, changed } = report
  const sum = added + changed === 0 ? describeNothing(report) : describeSum(report)
  return [
    ...describePlans(report),
    ...describeHandovers(report),
    ...report.notes,
    sum,
    ...describeWaiting(report),
  ].join('\n')
}

/** What becomes of a contact change: as it would be, and as it is. */
const HANDED_OVER: Record<Foreseen, [string, string]> = {
  begins: [
    'the team of each account would be told, and the transition would begin',
    'the team of each account is told, and the transition begins',
  ],
  empty: [
    'the team of each account would be told that nobody follows; no transition would run until somebody is named',
    'the team of each account is told that nobody follows; no transition runs until somebody is named',
  ],
  put_right: [
    'known with somebody else; the alert and the transition would go on with who is in the file',
    'known with somebody else; the alert and the transition go on with who is in the file',
  ],
  ends: [
    'whoever had left holds the role again; the alert would say so, and the transition would end',
    'whoever had left holds the role again; the alert says so, and the transition ends',
  ],
  known: ['known already; the alert would name the file, too', 'known already; the alert names the file, too'],
  history: ['kept in the history of roles; nobody would be told', 'kept in the history of roles; nobody is told'],
}

/** Where a role changes hands: how often each thing comes of it. */
const describeHandovers = ({ dryRun, handovers }: ImportReport): string[] =>
  [...Map.groupBy(handovers, ({ foreseen }) => foreseen)].map(
    ([foreseen, { length }]) => `${count(length, 'contact change')}: ${HANDED_OVER[foreseen][dryRun ? 0 : 1]}.`,
  )

const describeNothing = ({ unchanged }: ImportReport): string =>
  `Nothing to change: ${count(unchanged, 'account')} as in the file already.`

function describeSum({ dryRun, added, changed, unchanged }: ImportReport): string {
  if (!dryRun) return `Accounts: ${added} added, ${changed} changed, ${unchanged} unchanged.`
  const would = `Accounts that would be added: ${added}, changed: ${changed}, left as they are: ${unchanged}.`
  return `A dry run: nothing was written. ${would}`
}

const describePlans = ({ dryRun, plans }: ImportReport): string[] =>
  plans.flatMap((plan) => (dryRun || !plan.isNew ? describePlan(plan) : []))

function describePlan(plan: Plan): string[] {
  const { account, stakeholders, milestones, criteria } = plan.facts
  const title = `${account.name} (${account.key})`
  if (plan.isNew) {
    const parts = [
      count(stakeholders.length, 'person', 'people'),
      count(milestones.length, 'milestone'),
      count(criteria.length, 'success criterion', 'success criteria'),
    ]
    return [`+ ${title}: new, ${account.state.replaceAll('_', ' ')}, ${listed(parts)}`]
  }
  return [
    `~ ${title}`,
    ...[
      ...fieldLines(plan.fields),
      ...peopleLines(plan),
      ...partLines('milestone', plan.milestones, showMilestone),
      ...partLines('success criterion', plan.criteria, showCriterion),
    ].map((line) => `    ${line}`),
  ]
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

const fieldLines = (fields: Change[]): string[] =>
  fields.map(({ what, from, to }) => `${what}: ${showField(what, from)} → ${showField(what, to)}`)

function showField(what: string, value: unknown): string {
  if (value === null || value === '') return 'nothing'
  if (what === 'weekday' || what === 'working_days') return dayNames([value].flat().map(Number))
  return show(String(value))
}

function peopleLines({ ends, starts, corrections }: Plan): string[] {
  const line = (verb: string) => (one: Stakeholder) => `${ROLE_NAMES[one.role]}: ${showPerson(one)} ${verb}`
  return [
    ...ends.map(line('ends')),
    ...starts.map(line('begins')),
    ...corrections.map(line('has another e-mail address')),
  ]
}

const showPerson = ({ userId, name, email }: Named): string =>
  userId ?? show(email ? `${name} <${email}>` : (name ?? ''))

const partLines = <T>(kind: string, changes: Change<T>[], draw: (part: T) => string): string[] =>
  changes.map(({ what, from, to }) => {
    const name = `${kind} “${show(what)}”`
    if (!to) return `${name}: removed (${draw(from!)})`
    return from ? `${name}: ${draw(from)} → ${draw(to)}` : `${name}: new, ${draw(to)}`
  })

const showMilestone = ({ promisedOn, plannedOn, forecastOn }: Milestone): string =>
  `promised ${promisedOn}, planned ${plannedOn}, forecast ${forecastOn}`
const showCriterion = ({ startValue, currentValue, targetValue, unit }: SuccessCriterion): string =>
  show(`start ${startValue}, now ${currentValue ?? 'unknown'}, target ${targetValue} ${unit}`.trim())

/** Grouped by what is missing: a thousand accounts that all lack a channel are one line. */
function describeWaiting({ waiting }: ImportReport): string[] {
  const needs = [...new Set(waiting.flatMap(({ missing }) => missing))]
  const lines = needs.map((need) => {
    const names = waiting.filter(({ missing }) => missing.includes(need)).map(({ name }) => name)
    return `  ${need}: ${showNames(names)}`
  })
  const ready = waiting.filter(({ missing }) => missing.length === 0).map(({ name }) => name)
  return [
    ...(lines.length > 0 ? ['Still missing before their weeks can begin:', ...lines] : []),
    ...(ready.length > 0 ? [`Complete, and waiting for their state to become active: ${showNames(ready)}`] : []),
  ]
}

const showNames = (names: string[]): string =>
  names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : listed(names)
