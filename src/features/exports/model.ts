/** What can be exported. */
export const SUBJECTS = ['accounts', 'answers', 'digests'] as const
export type Subject = (typeof SUBJECTS)[number]

/** One exported thing, by column. A list is a list in JSON, and lines of one cell in a spreadsheet. */
export type Exported = Record<string, Value>
export type Value = string | number | boolean | null | string[] | object[]

/** What is asked for. */
export interface Request {
  subject: Subject
  /** 'YYYY-MM-DD': accounts changed since then; answers and digests of updates since then. */
  since: string | null
  accountId: string | null
  /** Only what the buyer has read. */
  customer: boolean
}

/** Where a page ended: the next one begins behind it. */
export type Place = { on: string; id: string }
export interface Page {
  rows: Exported[]
  /** Null: this was the last page. */
  next: Place | null
}

/** The columns of answers, in their order. None of it has been reviewed: a customer reads the digest, never an answer. */
export const ANSWER_COLUMNS = [
  'account',
  'account_name',
  'publish_on',
  'week',
  'person',
  'person_name',
  'answered_at',
  'edited_at',
  'late',
  'nothing_changed',
  'status',
  'because',
  'forecasts',
  'reached',
  'why_moved',
  'progress',
  'hard',
  'doing',
  'ask',
  'ask_of',
  'ask_due_on',
  'asks_done',
  'decision',
  'decision_text',
  'decision_of',
  'decision_due_on',
  'satisfaction',
  'heard',
  'next_step',
  'criterion',
  'criterion_value',
  'internal_confidence',
  'internal_note',
  'internal_owner_only',
] as const

/** What the buyer read of a digest. */
export const CUSTOMER_COLUMNS = [
  'account',
  'account_name',
  'title',
  'publish_on',
  'week',
  'published_at',
  'status',
  'reason',
  'go_live',
  'go_live_promised_on',
  'go_live_forecast_on',
  'go_live_reached_on',
  'go_live_slip_days',
  'asks',
  'decisions_ahead',
  'decisions_made',
  'criterion',
  'criterion_start',
  'criterion_now',
  'criterion_target',
  'criterion_unit',
  'progress',
  'difficulties',
  'milestones',
  'why_moved',
  'satisfaction',
  'satisfaction_before',
  'heard',
  'people',
  'next',
  'next_update_on',
  'contact',
  'late_since',
  'corrections',
] as const

/** What only the vendor may read of a digest. */
export const INTERNAL_COLUMNS = [
  'internal_state',
  'internal_due_at',
  'internal_owner',
  'internal_approved_by',
  'internal_approved_at',
  'internal_held_by',
  'internal_proposed_status',
  'internal_reasons',
  'internal_disagreement',
  'internal_decided',
  'internal_missing',
  'internal_confidence',
  'internal_notes',
  'internal_seen_by',
  'internal_rating',
  'internal_rating_comment',
] as const
