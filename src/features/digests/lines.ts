import type { Answer } from '#features/checkins/model.ts'
import { keyOf } from '#features/promises/model.ts'

/** One line each, as typed but for line breaks, the same line once. */
export function unique(texts: (string | null | undefined)[]): string[] {
  const seen = new Map<string, string>()
  for (const text of texts) {
    const line = tidy(text)
    const key = keyOf(line)
    if (line && !seen.has(key)) seen.set(key, line)
  }
  return [...seen.values()]
}
export const tidy = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()

interface Telling {
  answers: Answer[]
  carried: Answer[]
  told?: string[]
}

/** What was typed, a line each: of an answer left for this week only what the buyer has not read already. */
export function linesOf({ answers, carried, told = [] }: Telling, of: (answer: Answer) => string | null): string[] {
  const read = new Set(told.map(keyOf))
  return unique([...answers.map(of), ...carried.map(of).filter((line) => line && !read.has(keyOf(line)))])
}
