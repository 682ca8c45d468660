import { z } from 'zod'
import * as cell from './cells.ts'
import type { Line } from './csv.ts'
import type { Problem, Row } from './model.ts'

/** What an account must always have: an empty cell leaves it as it is. */
const kept = <T extends z.ZodType>(schema: T) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema.optional())
/** What an account may be without: an empty cell clears it. */
const cleared = <T extends z.ZodType>(schema: T) =>
  z.preprocess((text) => (text === '' ? null : text), schema.nullable().optional())

const AccountRow = z.object({
  key: cell.key,
  name: kept(cell.name),
  title: cell.name.optional(),
  state: kept(cell.state),
  paused_until: cleared(cell.date),
  zone: kept(cell.zone),
  publish_zone: cleared(cell.zone),
  country: cleared(cell.country),
  working_days: kept(cell.workingDays),
  weekday: kept(cell.weekday),
  publish_time: kept(cell.time),
  close_time: kept(cell.time),
  ask_time: kept(cell.time),
  every_weeks: kept(cell.weeks),
  first_publish_on: cleared(cell.date),
  owner: cleared(cell.vendorPerson),
  leader: cleared(cell.vendorPerson),
  senior_buyer: cleared(cell.customerPerson),
  primary_contact: cleared(cell.customerPerson),
  stakeholders: cell.people.optional(),
  buyer_channel: cleared(cell.channel),
  buyer_email: cleared(cell.email),
  team_channel: cleared(cell.channel),
  milestones: cell.milestones.optional(),
  success_criteria: cell.criteria.optional(),
  scope_link: cleared(cell.link),
  crm_reference: cleared(cell.reference),
})

/** The columns that a file may have, in the order in which the example has them. */
export const COLUMNS: readonly string[] = Object.keys(AccountRow.shape)

/** Reads every row and says everything that is wrong, not only the first. */
export function readRows(lines: Line[]): { rows: Row[]; problems: Problem[] } {
  const rows: Row[] = []
  const problems: Problem[] = []
  const keys = new Map<string, number>()
  for (const { line, cells } of lines) {
    const read = AccountRow.safeParse(cells)
    if (read.success) rows.push({ line, ...(read.data as Omit<Row, 'line'>) })
    else problems.push(...read.error.issues.map((issue) => problemOf(line, cells, issue)))
    const key = cells['key']!
    const before = keys.get(key)
    if (key && before)
      problems.push({ line, column: 'key', value: key, expected: `each account once; line ${before} has this key too` })
    keys.set(key, before ?? line)
  }
  return { rows, problems }
}

function problemOf(line: number, cells: Record<string, string>, issue: z.core.$ZodIssue): Problem {
  const column = String(issue.path[0])
  const item = issue.code === 'custom' ? issue.params?.['value'] : undefined
  return { line, column, value: typeof item === 'string' ? item : (cells[column] ?? ''), expected: issue.message }
}
