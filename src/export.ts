import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { accountOfKey, columnsOf, readPage } from '#features/exports/flow.ts'
import {
  type Exported,
  type Page,
  type Place,
  type Request,
  SUBJECTS,
  type Subject,
  type Value,
} from '#features/exports/model.ts'
import { workspaceIds } from '#features/installations/flow.ts'
import { isLocalDate } from '#platform/calendar.ts'
import { systemClock } from '#platform/clock.ts'
import { readStorage } from '#platform/config.ts'
import { type Context, createContext } from '#platform/context.ts'
import { rowOf } from '#platform/csv.ts'
import { Refusal } from '#platform/errors.ts'
import { createLog } from '#platform/log.ts'
import { openDatabase } from '#platform/postgres/db.ts'
import { openStorage } from '#platform/postgres/storage.ts'

const USAGE = `throughline export <what> [options] > file

  accounts           every account as it is now; as CSV, the file that throughline import reads
  answers            what implementers answered, week by week; internal
  digests            what was reported to buyers, with what is internal beside it

  --format csv|json  csv, for a spreadsheet, unless said otherwise
  --since 2026-01-31 only updates that were due on that day or later; accounts changed since then
  --account <key>    one account
  --customer         digests only: the published ones, and only what the buyer read

What a spreadsheet would take for a formula stands behind an apostrophe.
`

interface Asked {
  subject: Subject
  format: 'csv' | 'json'
  since: string | null
  account: string | null
  customer: boolean
}

/** `throughline export`: writes what is asked for to the standard output, a page at a time. */
export async function exportData(
  args: string[],
  env: Record<string, string | undefined>,
  output: Writable = process.stdout,
): Promise<void> {
  if (args.includes('--help')) return void output.write(USAGE)
  const asked = readArguments(args)
  const storage = await openStorage(readStorage(env))
  // The output is the data: nothing is logged into it.
  const log = createLog('silent')
  const database = openDatabase(storage.databaseUrl, () => {})
  const ctx = createContext({ clock: systemClock, log, database, wake: () => {} })
  try {
    await write(linesOf(ctx, await theWorkspace(ctx), asked), output)
  } finally {
    await database.close()
    await storage.close()
  }
}

function readArguments(args: string[]): Asked {
  const usage = (why: string) => new Refusal(`${why}\n\n${USAGE}`)
  const { positionals, values } = parse(args, usage)
  const [subject, ...more] = positionals as Subject[]
  const { format = 'csv', since = null, account = null, customer = false } = values
  if (!subject || more.length > 0 || !SUBJECTS.includes(subject))
    throw usage(`Say what to export: ${SUBJECTS.join(', ')}.`)
  if (format !== 'csv' && format !== 'json') throw usage(`There is no format “${format}”, only csv and json.`)
  if (since !== null && !isLocalDate(since)) throw usage(`“${since}” is no day such as 2026-01-31.`)
  if (customer && subject !== 'digests')
    throw usage('Only digests are read by customers: --customer goes with digests.')
  return { subject, format, since, account, customer }
}

function parse(args: string[], usage: (why: string) => Refusal) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        since: { type: 'string' },
        account: { type: 'string' },
        customer: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw usage((error as Error).message)
  }
}

async function theWorkspace(ctx: Context): Promise<string> {
  const [id, ...more] = await workspaceIds(ctx)
  if (!id) throw new Refusal('There is nothing to export: no workspace is known yet.')
  if (more.length > 0)
    throw new Refusal('This database holds several workspaces, and an export cannot tell which is meant.')
  return id
}

/** Each page is a transaction of its own: however slowly somebody reads, none is held open. */
async function* linesOf(ctx: Context, workspaceId: string, asked: Asked): AsyncGenerator<string> {
  const { account, format } = asked
  const accountId = account === null ? null : await ctx.inWorkspace(workspaceId, (tx) => accountOfKey(tx, account))
  const request: Request = { ...asked, accountId }
  const columns = columnsOf(request)
  const draw = format === 'csv' ? csvRow(columns) : jsonItem()
  // Spreadsheets take a file for UTF-8 only where it begins with this mark.
  yield format === 'csv' ? `\uFEFF${rowOf([...columns])}` : '['
  let place: Place | null = null
  do {
    const after: Place | null = place
    const page: Page = await ctx.inWorkspace(workspaceId, (tx) => readPage(tx, request, after, format === 'csv'))
    if (page.rows.length > 0) yield page.rows.map(draw).join('')
    place = page.next
  } while (place)
  if (format === 'json') yield '\n]\n'
}

const csvRow = (columns: readonly string[]) => (row: Exported) => rowOf(columns.map((column) => inCell(row[column])))

const inCell = (value: Value | undefined) => (Array.isArray(value) ? value.join('\n') : value)

function jsonItem() {
  let first = true
  return (row: Exported) => {
    const separator = first ? '\n' : ',\n'
    first = false
    return `${separator}${JSON.stringify(row)}`
  }
}

/** Waits for whoever reads; who has read enough ends it, which is no mistake. */
async function write(lines: AsyncIterable<string>, output: Writable): Promise<void> {
  let closed = false
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    closed = true
  })
  for await (const line of lines) {
    if (closed) return
    if (!output.write(line)) await Promise.race([once(output, 'drain'), once(output, 'close')]).catch(() => {})
  }
}
