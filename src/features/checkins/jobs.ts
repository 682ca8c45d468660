import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import {
  askForCheckins,
  moveQuestions,
  planAccount,
  redrawQuestion,
  remindOfCheckins,
  returnFrom,
  startAudit,
} from './flow.ts'

/** What the weekly question does by itself. */
export const checkinOccurrences: Record<string, OccurrenceHandler> = {
  'checkins.ask': (tx, { subject }) => askForCheckins(tx, subject),
  'checkins.remind': (tx, { subject }) => remindOfCheckins(tx, subject),
  'checkins.move': (tx, { subject }) => moveQuestions(tx, subject.userId),
  'checkins.return': (tx, { subject }) => returnFrom(tx, subject),
  'checkins.plan': (tx, { subject }) => planAccount(tx, subject.accountId),
  'checkins.audit': startAudit,
  'checkins.redraw': (tx, { subject }) => redrawQuestion(tx, subject),
}
