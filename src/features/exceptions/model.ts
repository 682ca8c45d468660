import type { LocalDate } from '#platform/calendar.ts'

/** Something that needs somebody's action by a date. */
export interface Exception {
  id: string
  key: string
  accountId: string
  accountName: string
  /** What is wrong, as a sentence. */
  cause: string
  /** What to do about it, as a sentence. */
  action: string
  /** Whose it is today: exactly one person, or null where there is not even an administrator. */
  ownerId: string | null
  dueOn: LocalDate
  raisedAt: Date
}

export interface NewException {
  /** What it is about; the same key is the same exception, also when it comes back. */
  key: string
  accountId: string
  cause: string
  action: string
  /** Whose it is; left out, it follows whoever owns the account. */
  ownerId?: string | null
  dueOn: LocalDate
  /** Once somebody closed it, it stays closed: for causes that are over when they were dealt with. */
  onlyOnce?: boolean
}

/** A moment in the life of an exception. */
export interface ExceptionEvent {
  at: Date
  actor: string
  what: 'raised' | 'changed' | 'reopened' | 'closed'
  /** What was wrong then, or what was done. */
  words: string
}

/** Who closes what is no longer so. */
export const ITSELF = 'throughline'

/** The most urgent first; of those due on one day, the oldest. */
export const byUrgency = (a: Exception, b: Exception): number =>
  a.dueOn.localeCompare(b.dueOn) || a.raisedAt.getTime() - b.raisedAt.getTime() || a.key.localeCompare(b.key)

/** Whether it is past its day. */
export const isOverdue = ({ dueOn }: Pick<Exception, 'dueOn'>, today: LocalDate): boolean => dueOn < today
