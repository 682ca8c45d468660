import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { askForCheckins, planAccount, redrawQuestion, remindOfCheckins, startAudit } from './flow.ts'

/** What the weekly question does by itself. */
export const checkinOccurrences: Record<string, OccurrenceHandler> = {
  'checkins.ask': (tx, { subject }) => askForCheckins(tx, subject),
  'checkins.remind': (tx, { subject }) => remindOfCheckins(tx, subject),
  'checkins.plan': (tx, { subject }) => planAccount(tx, subject.accountId),
  'checkins.audit': startAudit,
  'checkins.redraw': (tx, { subject }) => redrawQuestion(tx, subject),
}
