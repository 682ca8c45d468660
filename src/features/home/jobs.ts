import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { refreshHome } from './flow.ts'

/** Somebody's Home is drawn anew, because of what another did. */
export const refreshOne: OccurrenceHandler = (tx, { subject }) => refreshHome(tx, subject.userId)
