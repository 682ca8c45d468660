/** Two slips of the finger still mean the same word. */
const MOST_SLIPS = 2

/** The word that somebody meant who typed another one; null where it is too far from all. */
export function nearest(typed: string, words: readonly string[]): string | null {
  const near = words
    .map((word) => ({ word, slips: slipsBetween(typed, word) }))
    .filter(({ slips }) => slips <= MOST_SLIPS)
  return near.sort((a, b) => a.slips - b.slips)[0]?.word ?? null
}

/** How many letters have to be added, dropped or changed (Levenshtein's distance). */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const above = row
    row = [i + 1]
    for (const [j, other] of [...b].entries())
      row.push(Math.min(above[j]! + (letter === other ? 0 : 1), above[j + 1]! + 1, row[j]! + 1))
  }
  return row[b.length]!
}
