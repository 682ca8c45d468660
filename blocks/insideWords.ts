import { clip } from './kit.ts'

/**
 * Words that stay inside the vendor. No text of ours that a customer reads holds one; where a person typed one, whoever
 * reviews the text reads so, and decides.
 */
export const INSIDE_WORDS =
  /\b(?:danger zones?|ditch(?:ed|es)?|rescue[ds]?|rescuing|autops(?:y|ies)|exceptions?|churn(?:ed|ing|s)?|confidence|disagreements?|silent)\b/gi

/** The words of these texts that stay inside, as they were typed, each once. */
export function insideWordsIn(texts: string[]): string[] {
  const found = texts.flatMap((text) => text.match(INSIDE_WORDS) ?? [])
  return [...new Map(found.map((word) => [word.toLowerCase(), word])).values()]
}

/** A sentence about such words for whoever decides about the text; none where there are none. */
export function insideWordsNote(texts: string[]): string[] {
  const words = insideWordsIn(texts).map((word) => `“${word}”`)
  if (words.length === 0) return []
  const [last, before] = [words.at(-1)!, words.slice(0, -1).join(', ')]
  const list = before ? `${before} and ${last}` : last
  return [
    clip(
      `The customer would read ${list}: we keep ${words.length > 1 ? 'these words' : 'this word'} to ourselves.`,
      500,
    ),
  ]
}

/** Everything in words that something holds, however deep. */
export const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
}
