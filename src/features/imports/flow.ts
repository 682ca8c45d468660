import { checkSoon, factsOfAll, passReviewsOn } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, missingForActive, SINGLE_ROLES } from '#features/accounts/model.ts'
import { announceImported, isOfAnotherCustomer } from '#features/contacts/flow.ts'
import { peopleById, settingsOf } from '#features/installations/flow.ts'
import type { Person } from '#features/installations/model.ts'
import { cadenceOf } from '#features/rounds/flow.ts'
import { previewDates } from '#features/rounds/model.ts'
import { worthChecking } from '#features/troubles/flow.ts'
import { calendarOf, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { lock } from '#platform/postgres/lock.ts'
import { COLUMNS, inOrder, readRows } from './columns.ts'
import { readSheet } from './csv.ts'
import { foretold, handoversOn } from './handing.ts'
import type { ImportReport, Plan, Problem, Row } from './model.ts'
import { CADENCE_COLUMNS, changesAnything, channelClashes, fieldsChangedBy, objectionsTo, planRow } from './plan.ts'
import { ImportRefusal } from './report.ts'
import * as store from './store.ts'

export { COLUMNS } from './columns.ts'
export { writtenAs } from './written.ts'

export interface ImportOptions {
  /** Says what would change and writes nothing. */
  dryRun?: boolean
  /** Called between the steps, with how many of `total` accounts a step has done. */
  onProgress?: (step: 'reading' | 'checking' | 'writing', done: number, total: number) => void
}

const REPORT_EVERY = 50

/**
 * Brings the workspace's accounts to what a CSV file says. Everything is checked before anything is written; rows and
 * columns that are not there change nothing, so the same file again changes nothing.
 * @throws ImportRefusal with every problem of the file, by line and column.
 */
export async function importAccounts(
  tx: Tx,
  text: string,
  { dryRun = false, onProgress }: ImportOptions = {},
): Promise<ImportReport> {
  onProgress?.('reading', 0, 0)
  const sheet = readSheet(text, COLUMNS)
  const { rows, problems } = readRows(sheet.lines)
  await lock(tx.db, 'import')
  const present = new Map((await factsOfAll(tx)).map((facts) => [facts.account.key, facts]))
  const plans = plansOf(rows, present, tx.now)
  const objections = await objectionsToAll(tx, plans, present, onProgress)
  const strangers = await objectionsToStrangers(tx, plans, present)
  const wrong = inOrder([...sheet.problems, ...problems, ...objections, ...strangers])
  if (wrong.length > 0) throw new ImportRefusal(wrong)
  const changes = plans.filter(changesAnything)
  if (!dryRun) await write(tx, changes, onProgress)
  const handovers = await foretold(tx, changes)
  return reportOf(plans, changes, { dryRun, handovers, checking: dryRun ? 0 : await check(tx, plans, changes) })
}

/** Slack is asked about what changed and what it has not found right yet. @returns about how many accounts. */
async function check(tx: Tx, plans: Plan[], changes: Plan[]): Promise<number> {
  const idOf = ({ facts }: Plan) => facts.account.id
  const unchanged = await worthChecking(tx, plans.map(idOf))
  const ids = [...new Set([...changes.map(idOf), ...unchanged])]
  await checkSoon(tx, ids)
  return ids.length
}

/**
 * What is wrong in a file, as far as the file alone can tell: without a database nobody knows what the accounts have
 * already, so nothing is said of what the file leaves out.
 */
export function problemsIn(text: string, now: Date): Problem[] {
  const sheet = readSheet(text, COLUMNS)
  const { rows, problems } = readRows(sheet.lines, true)
  const plans = plansOf(rows, new Map(), now)
  const objections = [...channelClashes(plans, []), ...plans.flatMap((plan) => objectionsTo(plan, undefined))]
  return inOrder([...sheet.problems, ...problems, ...objections])
}

const plansOf = (rows: Row[], present: Map<string, AccountFacts>, now: Date): Plan[] =>
  rows.map((row) => {
    const before = present.get(row.key)
    const zone = row.zone ?? before?.account.zone ?? 'Etc/UTC'
    return planRow(row, before, localDate(now, zone), newId)
  })

const newId = (): string => crypto.randomUUID()
const today = (tx: Tx, zone = 'Etc/UTC'): string => localDate(tx.now, zone)

async function objectionsToAll(
  tx: Tx,
  plans: Plan[],
  present: Map<string, AccountFacts>,
  onProgress: ImportOptions['onProgress'],
) {
  const named = new Set(plans.map(({ row }) => row.key))
  const others = [...present.values()].map(({ account }) => account).filter(({ key }) => !named.has(key))
  const problems = channelClashes(plans, others)
  const cadences = await cadenceCheck(tx, plans)
  for (const [index, plan] of plans.entries()) {
    const own = objectionsTo(plan, present.get(plan.row.key))
    const week = own.some(({ column }) => isOfCadence(column)) ? [] : cadences(plan)
    problems.push(...own, ...week)
    if (index % REPORT_EVERY === 0) onProgress?.('checking', index, plans.length)
  }
  return problems
}

/** Whom Slack has shown us before, and who belongs to another customer, is named by mistake. */
async function objectionsToStrangers(tx: Tx, plans: Plan[], present: Map<string, AccountFacts>): Promise<Problem[]> {
  const coming = plans.flatMap(({ row, starts }) => {
    const facts = present.get(row.key)
    return facts ? starts.map((one) => ({ row, facts, one })) : []
  })
  const people = await peopleById(
    tx,
    coming.map(({ one }) => one.userId),
  )
  const problems: Problem[] = []
  for (const { row, facts, one } of coming) {
    const person = one.userId ? people.get(one.userId) : undefined
    if (!person || !(await isOfAnotherCustomer(tx, facts, one.role, person))) continue
    const column = SINGLE_ROLES.includes(one.role) ? one.role : 'stakeholders'
    const expected = `somebody of ${facts.account.name}; ${person.name} belongs to another customer`
    problems.push({ line: row.line, column, value: one.userId!, expected })
  }
  return problems
}

const isOfCadence = (column: string | null): boolean => (CADENCE_COLUMNS as readonly (string | null)[]).includes(column)

/** Whether each account's week can be met by its owner, asked once per kind of week: a thousand accounts share a few. */
async function cadenceCheck(tx: Tx, plans: Plan[]): Promise<(plan: Plan) => Problem[]> {
  const owners = plans.map(({ facts }) => holderOf(facts.stakeholders, 'owner')?.userId ?? null)
  const people = await peopleById(tx, owners)
  const { country } = await settingsOf(tx)
  const answers = new Map<string, string | undefined>()
  return (plan) => {
    const { account, stakeholders } = plan.facts
    const unsure = plan.row.unsure.has('owner') || CADENCE_COLUMNS.some((column) => plan.row.unsure.has(column))
    if (unsure || !account.firstPublishOn || !plan.fields.some(({ what }) => isOfCadence(what))) return []
    const owner = people.get(holderOf(stakeholders, 'owner')?.userId ?? '')
    const week = JSON.stringify([cadenceOf(account), owner?.zone, owner?.country])
    if (!answers.has(week)) answers.set(week, refusalOf(tx, plan, owner, country))
    const expected = answers.get(week)
    return expected ? [{ line: plan.row.line, column: 'publish_time', value: account.publishTime, expected }] : []
  }
}

function refusalOf(
  tx: Tx,
  { facts: { account } }: Plan,
  owner: Person | undefined,
  country: string | null,
): string | undefined {
  const calendar = owner
    ? calendarOf(owner.zone ?? account.zone, account.workingDays, owner.country ?? country)
    : undefined
  const dates = previewDates(cadenceOf(account), tx.now, 1, null, calendar)
  return 'refused' in dates ? `a week that can be met. ${dates.refused}` : undefined
}

async function write(tx: Tx, plans: Plan[], onProgress: ImportOptions['onProgress']): Promise<void> {
  const total = plans.length
  onProgress?.('writing', 0, total)
  await writeAccounts(tx, plans)
  for (const [on, ending] of Map.groupBy(plans, ({ facts }) => today(tx, facts.account.zone))) {
    await store.endStakeholders(
      tx.db,
      ending.flatMap(({ ends }) => ends.map(({ id }) => id)),
      on,
    )
  }
  await store.saveStakeholders(
    tx.db,
    plans.flatMap(({ starts, corrections }) => [...starts, ...corrections]),
  )
  const there = plans.filter(({ isNew }) => !isNew)
  await passReviewsOn(
    tx,
    there.flatMap(({ starts, ends }) => [...starts, ...ends]),
  )
  onProgress?.('writing', Math.ceil(total / 2), total)
  const milestones = plans.flatMap((plan) => plan.milestones)
  const criteria = plans.flatMap((plan) => plan.criteria)
  await store.removeParts(tx.db, 'milestones', removed(milestones))
  await store.removeParts(tx.db, 'successCriteria', removed(criteria))
  await store.saveMilestones(
    tx.db,
    milestones.flatMap(({ to }) => to ?? []),
  )
  await store.saveCriteria(
    tx.db,
    criteria.flatMap(({ to }) => to ?? []),
  )
  await store.insertHistory(tx.db, plans.map(entryOf), tx.now)
  await announceImported(
    tx,
    there.flatMap((plan) => handoversOn(tx, plan)),
  )
  onProgress?.('writing', total, total)
}

// Those that change in the same fields share a statement: a thousand accounts need a few.
async function writeAccounts(tx: Tx, plans: Plan[]): Promise<void> {
  const moved = plans.filter(({ isNew, fields }) => isNew || fields.length > 0)
  for (const alike of Map.groupBy(moved, (plan) => (plan.isNew ? 'new' : fieldsChangedBy(plan).join())).values()) {
    const accounts = alike.map(({ facts }) => facts.account)
    await store.saveAccounts(tx.db, accounts, fieldsChangedBy(alike[0]!), tx.now)
  }
}

const removed = (changes: { from: { id: string } | null; to: object | null }[]): string[] =>
  changes.flatMap(({ from, to }) => (from && !to ? from.id : []))

const entryOf = ({ isNew, facts, row: _, notes: __, ...changes }: Plan) => ({
  accountId: facts.account.id,
  action: isNew ? 'account.imported' : 'account.changed_by_import',
  detail: changes,
})

function reportOf(
  plans: Plan[],
  changes: Plan[],
  done: Pick<ImportReport, 'dryRun' | 'checking' | 'handovers'>,
): ImportReport {
  const added = changes.filter(({ isNew }) => isNew).length
  return {
    ...done,
    added,
    changed: changes.length - added,
    unchanged: plans.length - changes.length,
    plans: changes,
    notes: plans.flatMap(({ row, facts, notes }) =>
      notes.map((note) => `Line ${row.line}, ${facts.account.name}: ${note}`),
    ),
    waiting: plans
      .filter(({ facts }) => facts.account.state === 'not_started')
      .map(({ facts: { account, stakeholders } }) => ({
        key: account.key,
        name: account.name,
        missing: missingForActive(account, stakeholders),
      })),
  }
}
