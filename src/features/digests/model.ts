import type { Status } from '#features/checkins/model.ts'

declare const customerText: unique symbol

/**
 * A round's report as the buyer reads it. It has no field for anything internal, and only `compile` and `readDigest`
 * make one: whatever draws for a customer takes this type. Dates are 'YYYY-MM-DD', slips working days.
 */
export interface Digest {
  readonly [customerText]: true
  account: string
  title: string
  week: number
  publishOn: string
  status: Status
  /** Why it is not on track, or why the date moved; as typed. */
  reason: string | null
  goLive: GoLive | null
  asks: DigestAsk[]
  /** Ahead: with options and our recommendation. */
  decisionsAhead: string[]
  decisionsMade: string[]
  criterion: Criterion | null
  progress: string[]
  /** What is hard, and in the same line what we do about it. */
  difficulties: string[]
  milestones: MilestoneLine[]
  /** Why dates moved, where the headline does not say it. */
  whyMoved: string[]
  satisfaction: { now: number | null; before: number | null; heard: string[] }
  people: string[]
  /** What was raised and may stand here, as whoever raised it decided. */
  concerns: DigestConcern[]
  /** What we told the buyer since the last update, and what was left for this one. */
  since: string[]
  next: string[]
  nextUpdateOn: string | null
  /** Weeks without an update before the next one. */
  weeksWithout: number
  /** How many of our updates until now came, and how many of them on time; null where that says little yet. */
  punctuality: { due: number; onTime: number } | null
  /** Whom the buyer calls. */
  contact: string | null
  trend: TrendPoint[]
  /** 'Friday 20 November 2026, 09:30' where it comes more than an hour after that. */
  lateSince: string | null
  /** Days of earlier updates that the buyer was told are late, and that did not come: what they would say is in this one. */
  missed: string[]
  /** What was said about it after it was published. */
  corrections: Correction[]
}

export interface Correction {
  on: string
  text: string
}

/** Something that becomes known with a correction, as publishing makes it known. */
export type Fact =
  | { kind: 'forecast'; milestoneId: string; name: string; on: string }
  | { kind: 'reached'; milestoneId: string; name: string; on: string }
  | { kind: 'measure'; criterionId: string; name: string; value: number }
  | { kind: 'ask'; what: string; who: string; dueOn: string }
  | { kind: 'done'; askId: string; what: string }

export interface GoLive {
  name: string
  promisedOn: string
  /** The forecast of last week; null where it is the same. */
  movedFrom: string | null
  /** When an alert told of this very date since the last report; null where none did. */
  toldOn: string | null
  forecastOn: string
  reachedOn: string | null
  /** Working days later than promised; negative is earlier. */
  slipDays: number
}

export interface DigestAsk {
  /** The open ask of an earlier week; null for a new one. */
  askId: string | null
  what: string
  who: string
  dueOn: string
}

/** A concern that whoever raised it lets everybody read. */
export interface DigestConcern {
  /** First name of who raised it; null for the senior buyer. */
  by: string | null
  raisedOn: string
  what: string
  /** The owner's words; null before there are any. */
  line: string | null
  resolvedOn: string | null
}

export interface Criterion {
  name: string
  start: number
  current: number | null
  target: number
  unit: string
}

export interface MilestoneLine {
  name: string
  promisedOn: string
  movedFrom?: string | null
  forecastOn: string
  reachedOn: string | null
  slipDays: number
}

/** One published week. Null where that week had no figure. */
export interface TrendPoint {
  publishOn: string
  slipDays: number | null
  satisfaction: number | null
}

/** What only the vendor may read of a round. */
export interface Internal {
  ruleVersion: number
  proposed: Status
  /** Why, in sentences. */
  reasons: string[]
  worsened: boolean
  /** What the answers differ in, in sentences; empty when they agree. */
  disagreement: string[]
  /** Nobody answered. */
  unanswered: boolean
  missing: string[]
  /** Who was away and did not answer, and until when. */
  away?: string[]
  confidence: { name: string; value: number }[]
  notes: { name: string; text: string }[]
  /** For the account owner's eyes only. */
  ownerNotes: { name: string; text: string }[]
  /** What is hard without anything done about it: goes back to the owner, not to the buyer. */
  returned: { name: string; text: string }[]
  /** Reasons for the status beside the one that stands in the first line. */
  unsaid?: { name: string; text: string }[]
  /** Milestones whose forecast has passed. */
  unconfirmed: string[]
  /** Customer people whom an ask names for the first time. */
  newlyNamed: string[]
  /** What the owner is asked before approving: "Has Tomás been told?" */
  questions: ToldQuestion[]
  /** The buyer's own rating of the week before. */
  rating: { week: number; rating: number; comment: string | null } | null
  /** Who decided against the proposal, and why. */
  decided: { by: string; reason: string } | null
  /** What publishing writes down. */
  forecasts: { milestoneId: string; on: string }[]
  reached: { milestoneId: string; on: string }[]
  measure: { criterionId: string; value: number } | null
  asksDone: string[]
  /** What came after the close of the week before, and was left for this one. */
  carried: { name: string; text: string }[]
  /** What was said for earlier updates that are not out: it is in this one. */
  unsent?: { digestId: string | null; publishOn: string; name: string; text: string }[]
  /** An answer after the close is in it, since the owner took it in. */
  includesLate?: true
  /** The day of the alert that has told the buyer another date since, where it tells the same by now. */
  alertOn?: string
  /** The last version that nobody has written a word of. */
  blankVersion?: number
}

export interface ToldQuestion {
  key: string
  who: string
  about: string
}

/** `merged`: not out when the next week closed. It goes nowhere by itself: that week’s report says it. */
export type DigestState = 'waiting' | 'approved' | 'held' | 'published' | 'merged'

/** What a report can wait for besides time and approval: a channel; that its weeks run; a confirmation who reads; a usable channel. */
export type WaitsFor = 'channel' | 'account' | 'confirmation' | 'place'

/** Whether what it waits for can come without anybody deciding about its text. */
export const waitsForChannel = (waitsFor: WaitsFor | null): boolean =>
  waitsFor === 'confirmation' || waitsFor === 'place'

/** More than this after its time, and a digest says that it is late. */
export const LATE_AFTER_MS = 3_600_000

/** What an owner has to think about, most important first. */
export const THOUGHTS = [
  'worsened',
  'disagreement',
  'unexplained',
  'asks',
  'unanswered',
  'includesLate',
  'late',
  'returned',
] as const
export type Thought = (typeof THOUGHTS)[number]

/** What an owner may change of a digest. */
export interface Edit extends Pick<Digest, 'status' | 'reason' | 'asks' | EditedLists> {
  heard: string[]
  internalReason: string | null
}
type EditedLists = 'decisionsAhead' | 'decisionsMade' | 'progress' | 'difficulties' | 'people' | 'next'

/** Nobody answered, and the owner has not written anything either. */
export const isUnwritten = ({ internal, version }: { internal: Internal; version: number }): boolean =>
  internal.unanswered && version === (internal.blankVersion ?? 1)

/** And it holds nothing that was said for a week before. */
export const isBlank = (report: { internal: Internal; version: number }): boolean =>
  isUnwritten(report) && !report.internal.unsent?.length

/** Reads a kept digest field by field: what is not a digest's does not come along. */
export function readDigest(content: unknown): Digest {
  const kept = content as Digest
  const digest: Omit<Digest, typeof customerText> = {
    ...pick(kept, ['account', 'title', 'week', 'publishOn', 'status', 'reason']),
    goLive: kept.goLive && {
      ...pick(kept.goLive, ['name', 'promisedOn', 'movedFrom', 'forecastOn', 'reachedOn', 'slipDays']),
      toldOn: kept.goLive.toldOn ?? null,
    },
    asks: kept.asks.map((ask) => pick(ask, ['askId', 'what', 'who', 'dueOn'])),
    ...pick(kept, ['decisionsAhead', 'decisionsMade', 'progress', 'difficulties', 'whyMoved', 'people', 'next']),
    criterion: kept.criterion && pick(kept.criterion, ['name', 'start', 'current', 'target', 'unit']),
    milestones: kept.milestones.map((line) =>
      pick({ movedFrom: null, ...line }, ['name', 'promisedOn', 'movedFrom', 'forecastOn', 'reachedOn', 'slipDays']),
    ),
    satisfaction: pick(kept.satisfaction, ['now', 'before', 'heard']),
    concerns: (kept.concerns ?? []).map((one) => pick(one, ['by', 'raisedOn', 'what', 'line', 'resolvedOn'])),
    since: [...(kept.since ?? [])],
    missed: [...(kept.missed ?? [])],
    ...pick(kept, ['nextUpdateOn', 'weeksWithout', 'contact', 'lateSince']),
    punctuality: kept.punctuality ? pick(kept.punctuality, ['due', 'onTime']) : null,
    trend: kept.trend.map((point) => pick(point, ['publishOn', 'slipDays', 'satisfaction'])),
    corrections: (kept.corrections ?? []).map((correction) => pick(correction, ['on', 'text'])),
  }
  return digest as Digest
}

const pick = <T extends object, K extends keyof T>(from: T, names: K[]): Pick<T, K> =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>
