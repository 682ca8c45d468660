import { CsvError, parse } from 'csv-parse/sync'
import { bare } from '#platform/csv.ts'
import { Refusal } from '#platform/errors.ts'
import type { Problem } from './model.ts'

/** Far above any real list of accounts (a thousand accounts are about 600 kB), and far below what memory holds. */
export const MAX_BYTES = 10_000_000

export interface Line {
  /** Where the row begins in the file, counted from 1 as a text editor does. */
  line: number
  /** By column name; what the file has no column for is absent. */
  cells: Record<string, string>
  /** Columns of the file for which this row has no cell. */
  missing: string[]
}

export interface Sheet {
  lines: Line[]
  problems: Problem[]
}

/**
 * The text of a file in UTF-8, with or without a byte order mark.
 * @throws Refusal where it is too large or in another encoding.
 */
export function decode(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_BYTES) throw tooLarge(bytes.byteLength)
  const encoding = 'The file is not in UTF-8. Save it as “CSV UTF-8” in your spreadsheet and import that.'
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    throw new Refusal(encoding)
  }
  throw new Refusal(encoding)
}

export const tooLarge = (bytes: number): Refusal =>
  new Refusal(`The file has ${Math.ceil(bytes / 1e6)} MB; at most ${MAX_BYTES / 1e6} MB can be read. Split it.`)

/**
 * Reads a table separated by commas, semicolons or tabs; its first row names the columns. Empty rows are left out. What
 * is wrong with the table hides nothing: every cell that stands under a column we know is handed on.
 */
export function readSheet(text: string, known: readonly string[]): Sheet {
  // The parser counts \r\n within a cell as two lines.
  const read = split(text.replace(/\r\n?/g, '\n'))
  const [header, ...rows] = read.rows.filter(({ cells }) => cells.some((cell) => cell !== ''))
  const empty = 'The file is empty. Its first row names the columns, then one row per account.'
  if (!header) return { lines: [], problems: read.problems.length > 0 ? read.problems : [at(1, null, '', empty)] }
  // Where the first row broke off, the next one is no header.
  if (read.problems.some(({ line }) => line < header.line)) return { lines: [], problems: read.problems }
  const names = header.cells.map((cell) => cell.toLowerCase().replace(/[\s-]+/g, '_'))
  const problems = [
    ...read.problems,
    ...header.cells.flatMap((cell, index) => wrongColumn(names, index, cell, known, header.line)),
    ...rows.flatMap(({ line, cells }) => wrongWidth(line, cells, names.length)),
  ]
  if (!names.includes('key'))
    problems.push(at(header.line, 'key', null, 'this column: every account is known by its key'))
  if (rows.length === 0 && read.problems.length === 0)
    problems.push(at(header.line, null, '', 'The file names columns but holds no account.'))
  const meant = names.map((name, index) => (known.includes(name) && names.indexOf(name) === index ? name : null))
  // In a row with too many cells nobody can tell which stands under which column.
  const told = rows.filter(({ cells }) => widthOf(cells) <= names.length)
  return { lines: told.map((row) => lineOf(meant, row)), problems }
}

const lineOf = (names: (string | null)[], { line, cells }: RawRow): Line => {
  const columns = names.flatMap((name, index) => (name === null ? [] : [[name, cells[index]] as const]))
  return {
    line,
    cells: Object.fromEntries(columns.filter((column): column is readonly [string, string] => column[1] !== undefined)),
    missing: columns.flatMap(([name, cell]) => (cell === undefined ? [name] : [])),
  }
}

const at = (line: number, column: string | null, value: string | null, expected: string): Problem => ({
  line,
  column,
  value,
  expected,
})

interface RawRow {
  line: number
  cells: string[]
}

/** So many broken rows are named one by one; each costs reading the rest of the file again. */
const MOST_BROKEN = 20

/** The rows of a text, and those that break off: reading goes on in the line after each of them. */
function split(text: string): { rows: RawRow[]; problems: Problem[] } {
  const rows: RawRow[] = []
  const problems: Problem[] = []
  const delimiter = delimiterOf(text)
  let rest = text
  for (let base = 0; problems.length <= MOST_BROKEN; ) {
    const read = parseRows(rest, delimiter)
    rows.push(...read.rows.map(({ line, cells }) => ({ line: base + line, cells })))
    if (!read.broken) break
    problems.push(at(base + read.ended + 1, null, '', read.broken))
    rest = afterLines(rest, read.ended + 1)
    base += read.ended + 1
  }
  return { rows, problems }
}

function parseRows(text: string, delimiter: string): { rows: RawRow[]; ended: number; broken?: string } {
  // Of a row that breaks off, the parser names the last line; a person looks for the first.
  let ended = 0
  const rows: RawRow[] = []
  const onRecord = (record: string[], { lines }: { lines: number }) => {
    rows.push({ line: ended + 1, cells: record.map((cell) => bare(cell.trim())) })
    ended = lines
    return null
  }
  try {
    parse(text, {
      bom: true,
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      on_record: onRecord as never,
    })
    return { rows, ended }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { rows, ended, broken: broken(error) }
  }
}

function afterLines(text: string, count: number): string {
  let from = 0
  for (let line = 0; line < count; line += 1) {
    const end = text.indexOf('\n', from)
    if (end < 0) return ''
    from = end + 1
  }
  return text.slice(from)
}

const broken = (error: CsvError): string =>
  error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'A cell opens with a quotation mark that is never closed.'
    : 'A quotation mark stands inside a cell. Put the whole cell in quotation marks and double those within: "said ""yes"""'

/** The separator that the first row uses most; spreadsheets of half the world write semicolons. */
function delimiterOf(text: string): string {
  const first = text.slice(0, Math.max(0, text.indexOf('\n')) || undefined).replace(/"[^"]*"/g, '')
  const count = (separator: string) => first.split(separator).length
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

function wrongColumn(names: string[], index: number, cell: string, known: readonly string[], line: number): Problem[] {
  const name = names[index]!
  const place = `number ${index + 1}`
  if (name === '') return [at(line, place, '', `the name of a column: ${known.join(', ')}`)]
  if (!known.includes(name)) return [at(line, place, cell, `the name of a column: ${known.join(', ')}`)]
  const first = names.indexOf(name)
  return first === index ? [] : [at(line, place, cell, `each column once; number ${first + 1} has this name too`)]
}

/** How many cells a row has, not counting empty ones at its end. */
const widthOf = (cells: string[]): number => cells.findLastIndex((cell) => cell !== '') + 1

function wrongWidth(line: number, cells: string[], width: number): Problem[] {
  if (cells.length >= width && widthOf(cells) <= width) return []
  return [
    at(
      line,
      null,
      '',
      `This row has ${cells.length} cells and the first row ${width}. A cell that holds the separator must be in quotation marks.`,
    ),
  ]
}
