import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { countArrival, lapse, markLate, noticeAnswer } from './flow.ts'

/** What gives cause for an alert, and what becomes of one that nobody decides on or that cannot be posted. */
export const alertOccurrences: Record<string, OccurrenceHandler> = {
  'alerts.answer': noticeAnswer,
  'alerts.arrived': countArrival,
  'alerts.lapse': lapse,
  'alerts.late': markLate,
}
