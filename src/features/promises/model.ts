import type { LocalDate } from '#platform/calendar.ts'

/** Something needed from a named customer person by a date. */
export interface Ask {
  id: string
  accountId: string
  roundId: string
  what: string
  who: string
  dueOn: LocalDate
  doneOn: LocalDate | null
}
