/** How well the promise of a weekly word was kept on some accounts since an instant. */
export interface Figures {
  due: number
  onTime: number
  /** Due, and not out yet. */
  waiting: number
  /** Published ones that the buyer saw or rated. */
  heard: number
  published: number
  /** Answers that were expected until a close, and those of them that came before it. */
  expected: number
  answered: number
}

/** What Home tells an owner about the weeks behind: how long, in weeks. */
export const FIGURE_WEEKS = 12
/** Whoever leaves a form open for longer has gone to do something else. */
export const LONGEST_REVIEW_MS = 15 * 60_000

/** How the promise of a weekly word was kept, in sentences; empty where nothing was due yet. */
export function figuresInWords(
  { due, onTime, waiting, heard, published, expected, answered }: Figures,
  reviews: { updates: number; ms: number },
): string[] {
  if (due === 0) return []
  const late = due - onTime - waiting
  const kept = [`${onTime} of ${due} updates on time`, ...(late > 0 ? [`${late} late`] : [])]
  const sentences = [`${kept.join(', ')}${waiting > 0 ? `, ${waiting} still not out` : ''}`]
  if (expected > 0) sentences.push(`${answered} of ${expected} check-ins before the close`)
  if (published > 0) sentences.push(`the buyers reacted to ${heard} of ${published}`)
  return [`The last ${FIGURE_WEEKS} weeks: ${sentences.join(' · ')}.`, ...reviewsInWords(reviews)]
}

/** A time that nobody measured is not told. */
function reviewsInWords({ updates, ms }: { updates: number; ms: number }): string[] {
  if (updates === 0) return []
  const minutes = Math.max(1, Math.round(ms / 60_000))
  const which = updates === 1 ? 'the one update' : `the ${updates} updates`
  return [
    `From opening to deciding, ${which} that you opened took you ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  ]
}
