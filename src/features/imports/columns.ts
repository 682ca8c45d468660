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
  signed_on: cleared(cell.date),
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

const SCHEMAS = Object.entries(AccountRow.shape) as [string, z.ZodType][]

/**
 * Reads every row and says everything that is wrong, not only the first. A wrong cell counts as not there, and its
 * column as unsure. `alone`: nobody knows what the accounts are now, so a column that is not there is unsure as well.
 */
export function readRows(lines: Line[], alone = false): { rows: Row[]; problems: Problem[] } {
  const rows: Row[] = []
  const problems: Problem[] = []
  const keys = new Map<string, number>()
  for (const { line, cells, missing } of lines) {
    const unsure = new Set(missing)
    const read: Record<string, unknown> = {}
    for (const [column, schema] of SCHEMAS) {
      const cell = cells[column]
      if (cell === undefined) {
        if (alone || column === 'key') unsure.add(column)
        continue
      }
      const result = schema.safeParse(cell)
      if (result.success) {
        read[column] = result.data
        if (alone && result.data === undefined) unsure.add(column)
      } else {
        unsure.add(column)
        problems.push(...result.error.issues.map((issue) => problemOf(line, column, cell, issue)))
      }
    }
    rows.push({ line, unsure, key: '', ...read })
    const key = cells['key']
    const before = key && keys.get(key)
    if (before)
      problems.push({ line, column: 'key', value: key, expected: `each account once; line ${before} has this key too` })
    if (key) keys.set(key, before || line)
  }
  return { rows, problems }
}

function problemOf(line: number, column: string, cell: string, issue: z.core.$ZodIssue): Problem {
  const item = issue.code === 'custom' ? issue.params?.['value'] : undefined
  return { line, column, value: typeof item === 'string' ? item : cell, expected: issue.message }
}

/** By line, and within a line in the order of the columns; what concerns the whole line comes first. */
export function inOrder(problems: Problem[]): Problem[] {
  const rank = ({ column }: Problem) => (column === null ? -1 : COLUMNS.indexOf(column))
  return problems.toSorted((a, b) => a.line - b.line || rank(a) - rank(b))
}
