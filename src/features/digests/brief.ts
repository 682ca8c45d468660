import { ended } from '#blocks/digestHeadline.ts'
import { type Answer, STATUS_NAMES } from '#features/checkins/model.ts'

/** An answer in one line of sentences, for whoever reviews: 'At risk: the records come late. Leeds prints itself.' */
export function inBrief({ status, because, progress, hard, doing, nextStep }: Answer): string {
  const stands = [STATUS_NAMES[status], because].filter(Boolean).join(': ')
  return [stands, progress, hard, doing, nextStep].flatMap((text) => (text ? [ended(text)] : [])).join(' ')
}
