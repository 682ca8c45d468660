import type { Milestone } from '#features/accounts/model.ts'
import type { Side } from '#features/handoffs/model.ts'
import { type LocalDate, shortDay } from '#platform/calendar.ts'

/** What sales knows of a customer, so that nobody asks them twice. */
export const SALES = ['goals', 'expected_return', 'influencers', 'skills', 'long_term', 'priority', 'pitfalls'] as const
/** The figures by which both sides of a handoff are measured. */
export const METRICS = ['retention', 'revenue', 'satisfaction'] as const
const METRIC_PARTS = ['measure', 'now', 'target'] as const
type MetricField = `${(typeof METRICS)[number]}_${(typeof METRIC_PARTS)[number]}`

/** Forms of a few fields each, and what they are about: the account, one of its people, one of its handoffs. */
export const SHEETS = {
  sales: SALES,
  metrics: METRICS.flatMap((metric) => METRIC_PARTS.map((part): MetricField => `${metric}_${part}`)),
  person: ['responsibility', 'specialty'],
  buddies: ['our_buddy', 'their_buddy'],
} as const
export type Sheet = keyof typeof SHEETS
export type Field = (typeof SHEETS)[Sheet][number]

export const METRIC_NAMES: Record<(typeof METRICS)[number], string> = {
  retention: 'Retention',
  revenue: 'Revenue',
  satisfaction: 'Satisfaction',
}
const metricLabels = METRICS.flatMap((metric): [MetricField, string][] => [
  [`${metric}_measure`, `${METRIC_NAMES[metric]}: how it is measured`],
  [`${metric}_now`, `${METRIC_NAMES[metric]}: today`],
  [`${metric}_target`, `${METRIC_NAMES[metric]}: target, and by when`],
])
export const LABELS: Record<Field, string> = {
  goals: 'What they want to reach, and why they bought',
  expected_return: 'What return they expect, and by when',
  influencers: 'Who decides, and who influences',
  skills: 'Skills of their team: what they have, what they lack',
  long_term: 'What it means to them in the long term',
  priority: 'The priority that they were promised',
  pitfalls: 'Known pitfalls: what went wrong in similar projects',
  ...(Object.fromEntries(metricLabels) as Record<MetricField, string>),
  responsibility: 'Responsible for',
  specialty: 'Knows best',
  our_buddy: 'Our buddy',
  their_buddy: 'Their buddy',
}

export const ACCOUNT = 'account'
export const personAbout = (key: string): string => `person:${key}`
export const handoffAbout = (id: string): string => `handoff:${id}`

export type Words = Partial<Record<string, string>>

export const PARTS = ['asset', 'strategy', 'journey'] as const
export type PartKind = (typeof PARTS)[number]
export const PART_NAMES: Record<PartKind, { one: string; many: string }> = {
  asset: { one: 'Asset', many: 'Assets' },
  strategy: { one: 'Strategy', many: 'Strategies' },
  journey: { one: 'Step of the buyer’s journey', many: 'The buyer’s journey, step by step' },
}

/** One part of the blueprint, with whoever sees to it. */
export interface Part {
  id: string
  accountId: string
  kind: PartKind
  position: number
  text: string
  /** The key of a person. */
  responsible: string
}

/** Somebody of the account or of the handoff. The key is the Slack user id; without Slack, the name. */
export interface Someone {
  key: string
  name: string
  roles: string[]
  ours: boolean
}

export const NATURES = ['agreed', 'promised', 'later'] as const
export type Nature = (typeof NATURES)[number]
export const NATURE_NAMES: Record<Nature, string> = {
  agreed: 'In contract, order or scope',
  promised: 'Promised beside them',
  later: '“We will deal with that later”',
}

/** What was sold beside what was bought, in one matter. */
export interface Compared {
  id: string
  accountId: string
  handoffId: string
  position: number
  subject: string
  nature: Nature
  sold: string | null
  soldBy: string | null
  bought: string | null
  boughtBy: string | null
  same: boolean
  milestoneId: string | null
  decision: string | null
  /** The key of a person of either side. */
  decidedBy: string | null
  decidedOn: LocalDate | null
  notedBy: string | null
  notedAt: Date | null
}

type Judged = Pick<Compared, 'nature' | 'sold' | 'bought' | 'same' | 'decision'>

/**
 * A difference is open until somebody has decided it: so is what nobody compared yet, and whatever was put off when it
 * was sold.
 */
export const isOpen = ({ nature, same, decision }: Judged): boolean =>
  decision === null && (nature === 'later' || !same)

/**
 * Whether somebody has to decide it now. While the kickoff runs, what was bought may still be asked for: that is an item of
 * its checklist and no difference yet.
 */
export const isUndecided = (row: Judged, kickoffRuns: boolean): boolean =>
  isOpen(row) && (!kickoffRuns || row.nature === 'later' || row.bought !== null)

/** '“Depots”, “Rehearsal” and 3 more' */
export function subjectsInWords(rows: Pick<Compared, 'subject'>[]): string {
  const named = rows.slice(0, 5).map(({ subject }) => `“${subject}”`)
  return `${named.join(', ')}${rows.length > 5 ? ` and ${rows.length - 5} more` : ''}`
}

/** Why it is open, or that it is not, in a few words. */
export function standing(row: Judged): string {
  if (row.decision !== null) return 'decided'
  if (!isOpen(row)) return 'the same'
  if (row.nature === 'later') return 'put off, to be decided'
  if (row.bought === null) return 'open: what was bought is not written down yet'
  return row.sold === null ? 'open: nobody of ours sold this' : 'they differ, to be decided'
}

/** What a kickoff waits for, in a sentence for whoever would accept it. */
export function undecidedInWords(open: Pick<Compared, 'subject'>[]): string {
  const what = open.length === 1 ? 'One difference' : `${open.length} differences`
  return `${what} between what was sold and what was bought ${open.length === 1 ? 'is' : 'are'} not decided yet: ${subjectsInWords(open)}. Decide in What we know → Sold beside bought; the handoff can be accepted then.`
}

/** A handoff's notes, as its template asks for them. */
export interface Note {
  id: string
  handoffId: string
  occasion: string
  heldOn: LocalDate
  present: string | null
  said: string | null
  agreed: string | null
  stillOpen: string | null
  writtenBy: string
  writtenAt: Date
}
export const NOTE_PARTS = ['present', 'said', 'agreed', 'stillOpen'] as const
export const NOTE_LABELS: Record<(typeof NOTE_PARTS)[number], string> = {
  present: 'Who was there',
  said: 'What was said',
  agreed: 'What was agreed: who does what by when',
  stillOpen: 'What is still open',
}

/** Feedback to one side of a handoff. Only our own people ever read it. */
export interface Feedback {
  id: string
  handoffId: string
  side: Side
  situation: string
  behaviour: string
  impact: string
  writtenBy: string
  writtenAt: Date
}
export const FEEDBACK_PARTS = ['situation', 'behaviour', 'impact'] as const
export const FEEDBACK_LABELS: Record<(typeof FEEDBACK_PARTS)[number], string> = {
  situation: 'Situation: when and where it was',
  behaviour: 'Behaviour: what they did or said',
  impact: 'Impact: what came of it',
}

/** Everything that an account and one of its handoffs hold, for our own people. */
export interface Holding {
  /** What leads here: 'h:<handoff>' or 'a:<account>'. */
  place: string
  accountId: string
  accountName: string
  /** The account and the handoff: 'Calder Freight: Sales → implementation'. */
  title: string
  handoffId: string | null
  /** Who receives for somebody new is their buddy, unless another is named. */
  proposedBuddy: string | null
  /** The handoff whose sold and bought this is: itself, or the account's last kickoff. */
  kickoffId: string | null
  scopeUrl: string | null
  milestones: Milestone[]
  /** By what the words are about, and by field. */
  words: Record<string, Words>
  people: Someone[]
  /** Names by user id. */
  names: Record<string, string>
  parts: Part[]
  compared: Compared[]
  notes: Note[]
  feedback: Feedback[]
}

export const wordsAbout = ({ words }: Pick<Holding, 'words'>, about: string): Words => words[about] ?? {}
export const nameOf = ({ names }: Pick<Holding, 'names'>, key: string | null): string =>
  key === null ? 'nobody' : (names[key] ?? key)

/** 'Go-live: promised for Fri 4 Dec, now forecast for Mon 14 Dec' */
export function promiseInWords({ name, promisedOn, forecastOn, reachedOn }: Milestone): string {
  const now = reachedOn
    ? `, reached ${shortDay(reachedOn)}`
    : forecastOn === promisedOn
      ? ''
      : `, now forecast for ${shortDay(forecastOn)}`
  return `${name}: promised for ${shortDay(promisedOn)}${now}`
}

/** 'Decided by Priya Shah on Wed 25 Nov: both, ten depots first' */
export const decisionInWords = (
  holding: Pick<Holding, 'names'>,
  { decision, decidedBy, decidedOn }: Compared,
): string =>
  decision === null ? '' : `Decided by ${nameOf(holding, decidedBy)} on ${shortDay(decidedOn!)}: ${decision}`

/** A milestone after another day was promised: plan and forecast follow where they stood on the old promise. */
export function promiseMoved(milestone: Milestone, promisedOn: LocalDate): Milestone {
  const { promisedOn: before, plannedOn, forecastOn } = milestone
  const planFollows = plannedOn === before
  return {
    ...milestone,
    promisedOn,
    plannedOn: planFollows ? promisedOn : plannedOn,
    forecastOn: planFollows && forecastOn === plannedOn ? promisedOn : forecastOn,
  }
}
