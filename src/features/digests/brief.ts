import { ended } from '#blocks/digestHeadline.ts'
import { type Answer, STATUS_NAMES, type Status } from '#features/checkins/model.ts'
import type { Digest } from './model.ts'

/** An answer in one line of sentences, for whoever reviews: 'At risk: the records come late. Leeds prints itself.' */
export const inBrief = ({ status, because, progress, hard, doing, nextStep }: Answer): string =>
  sentences(status, because, [progress, hard, doing, nextStep])

/** So are the lines of a report that nobody answered for. */
export const linesInBrief = ({ status, reason, progress, difficulties, next }: Digest): string =>
  sentences(status, reason, [...progress, ...difficulties, ...next])

function sentences(status: Status, why: string | null, texts: (string | null)[]): string {
  const stands = [STATUS_NAMES[status], why].filter(Boolean).join(': ')
  return [stands, ...texts].flatMap((text) => (text ? [ended(text)] : [])).join(' ')
}
