import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'

/** Everything that happens by itself at an instant, by kind. The tick looks every two seconds. */
export const occurrences: Record<string, OccurrenceHandler> = {}
