import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { escalate } from './flow.ts'

/** What happens to a concern that nobody answers. */
export const promiseOccurrences: Record<string, OccurrenceHandler> = {
  'promises.concern_overdue': escalate,
}
