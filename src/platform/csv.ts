/**
 * Cells that a spreadsheet would run as a formula: those that begin with = + - @, a tab or a carriage return, also after
 * spaces or quotation marks, which some programs drop (owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^[\s"'`‘’“”]*[=+\-@\t\r＝＋－＠]/

/** A text that no spreadsheet takes for a formula: what would be one stands behind an apostrophe. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** Takes away the apostrophe of `guarded`, and leaves every other. `bare(guarded(text))` is the text. */
export const bare = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell

/** One cell: numbers stay numbers, what is not there is empty. */
export function cellOf(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = value instanceof Date ? value.toISOString() : guarded(value)
  return /[",;\n\r\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One row, with the line break that ends it. */
export const rowOf = (values: Parameters<typeof cellOf>[0][]): string => `${values.map(cellOf).join(',')}\r\n`
