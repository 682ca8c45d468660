import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { moveOn, resume } from './flow.ts'

/** How states follow by themselves: on the day of going live, once a handoff is accepted, when a pause ends. */
export const stateOccurrences: Record<string, OccurrenceHandler> = {
  'states.move': (tx, { subject }) => moveOn(tx, subject.accountId),
  'states.resume': (tx, { subject }) => resume(tx, subject.accountId, null),
}
