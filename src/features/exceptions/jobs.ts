import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { type Look, look } from './looking.ts'

/** The look at all accounts each night, and at one as soon as it changed. What is looked for is handed in. */
export const lookWith =
  (...looks: Look[]): OccurrenceHandler =>
  (tx, { subject }) =>
    look(tx, looks, subject)
