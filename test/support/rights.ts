import fs from 'node:fs'

const TEXT = fs.readFileSync(new URL('../../docs/rights.md', import.meta.url), 'utf8')

export interface Rights {
  /** Whose rights the columns are. */
  who: string[]
  /** What the rows are about. */
  what: string[]
  /** Each row, what it is about and then what it says for whom. */
  rows: string[][]
  /** What each cell says, of what, for whom. */
  cells: [what: string, who: string, says: string][]
}

/** The table under a heading of docs/rights.md. */
export function rightsUnder(heading: string): Rights {
  const lines = TEXT.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!.split('\n')
  const [columns, ...rows] = lines
    .filter((line) => line.startsWith('|') && !line.startsWith('|-'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
  const who = columns!.slice(1)
  const cells = rows.flatMap(([what, ...said]) =>
    said.map((says, n): [string, string, string] => [what!, who[n]!, says]),
  )
  return { who, what: rows.map(([what]) => what!), rows, cells }
}
