import { CsvError, parse } from 'csv-parse/sync'
import { Refusal } from '#platform/errors.ts'
import type { Problem } from './model.ts'

/** Far above any real list of accounts (a thousand accounts are about 600 kB), and far below what memory holds. */
export const MAX_BYTES = 10_000_000

export interface Line {
  /** Where the row begins in the file, counted from 1 as a text editor does. */
  line: number
  /** By column name; what the file has no column for is absent. */
  cells: Record<string, string>
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

/** Reads a table separated by commas, semicolons or tabs; its first row names the columns. Empty rows are left out. */
export function readSheet(text: string, known: readonly string[]): Sheet {
  // The parser counts \r\n within a cell as two lines.
  const read = split(text.replace(/\r\n?/g, '\n'))
  if ('problem' in read) return { lines: [], problems: [read.problem] }
  const [header, ...rows] = read.rows.filter(({ cells }) => cells.some((cell) => cell !== ''))
  if (!header)
    return {
      lines: [],
      problems: [at(1, null, '', 'The file is empty. Its first row names the columns, then one row per account.')],
    }
  const names = header.cells.map((cell) => cell.toLowerCase().replace(/[\s-]+/g, '_'))
  const problems = header.cells.flatMap((cell, index) => wrongColumn(names, index, cell, known, header.line))
  if (!names.includes('key'))
    problems.push(at(header.line, 'key', '', 'There is no such column, and every account is known by its key.'))
  if (problems.length > 0) return { lines: [], problems }
  if (rows.length === 0)
    return { lines: [], problems: [at(header.line, null, '', 'The file names columns but holds no account.')] }
  const wide = rows.flatMap(({ line, cells }) => wrongWidth(line, cells, names.length))
  const bad = new Set(wide.map(({ line }) => line))
  return { lines: rows.filter(({ line }) => !bad.has(line)).map((row) => lineOf(names, row)), problems: wide }
}

const lineOf = (names: string[], { line, cells }: RawRow): Line => ({
  line,
  cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])),
})

const at = (line: number, column: string | null, value: string, expected: string): Problem => ({
  line,
  column,
  value,
  expected,
})

interface RawRow {
  line: number
  cells: string[]
}

function split(text: string): { rows: RawRow[] } | { problem: Problem } {
  // Of a row that breaks off, the parser names the last line; a person looks for the first.
  let ended = 0
  const begin = (_: unknown, { lines }: { lines: number }) => {
    const line = ended + 1
    ended = lines
    return line
  }
  const rows: RawRow[] = []
  const onRecord = (record: string[], context: { lines: number }) => {
    rows.push({ line: begin(record, context), cells: record.map((cell) => cell.trim()) })
    return null
  }
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      record_delimiter: '\n',
      relax_column_count: true,
      on_record: onRecord as never,
    })
    return { rows }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { problem: at(ended + 1, null, '', broken(error)) }
  }
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
  if (names.indexOf(name) !== index) return [at(line, name, cell, 'This column is there twice.')]
  if (known.includes(name)) return []
  if (name === '') return [at(line, `number ${index + 1}`, '', 'This column has no name.')]
  return [at(line, cell, '', `There is no such column. The columns are: ${known.join(', ')}.`)]
}

function wrongWidth(line: number, cells: string[], width: number): Problem[] {
  const filled = cells.findLastIndex((cell) => cell !== '') + 1
  if (cells.length >= width && filled <= width) return []
  return [
    at(
      line,
      null,
      '',
      `This row has ${cells.length} cells and the first row ${width}. A cell that holds the separator must be in quotation marks.`,
    ),
  ]
}
