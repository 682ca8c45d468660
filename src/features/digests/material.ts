import type { Account, Milestone, SuccessCriterion } from '#features/accounts/model.ts'
import type { Move } from '#features/alerts/model.ts'
import type { Answer, InternalNote } from '#features/checkins/model.ts'
import { addDays, type Calendar } from '#platform/calendar.ts'
import type { Digest, Internal } from './model.ts'
import type { EarlierNote, Unsent } from './unsent.ts'

export const TREND_WEEKS = 12

/** Everything that a week's report is made from. */
export interface Material {
  account: Pick<Account, 'name' | 'title'>
  /** Whose working days slips are counted in. */
  calendar: Calendar
  round: { number: number; publishOn: string }
  /** Published rounds before this one, newest first. */
  earlier: PublishedWeek[]
  milestones: Milestone[]
  criteria: SuccessCriterion[]
  answers: Answer[]
  notes: (InternalNote | EarlierNote)[]
  /** Answers of the week before that came after its close, and that its owner left for this one. */
  carried: Answer[]
  /** Of these, what was said for earlier reports that are not out, with the report. */
  unsent?: Unsent[]
  /** The days of those of which the buyer was told that they are late. */
  missed?: string[]
  /** What the buyer read in the last report, line by line. */
  told?: string[]
  /** For when the last report said that the account goes live. */
  saidGoLiveOn?: string | null
  /** The milestones whose plan was moved since the last report was put together. */
  planned?: Set<string>
  /** User ids of those who were asked and did not answer. */
  missing: string[]
  /** Who was away and did not answer: 'Jonas Weber until Mon 30 Nov'. */
  away?: string[]
  /** What is said, by user id, behind the name of somebody who put a reminder off and did not answer. */
  putOff?: ReadonlyMap<string, string>
  openAsks: { id: string; what: string; who: string; dueOn: string }[]
  /** Whom published reports named. */
  namedBefore: string[]
  /** What published reports said was to be decided, the latest first. */
  decisionsBefore: string[]
  /** Names of the customer's people. */
  customers: string[]
  /** Sentences about who came and who left. */
  people: string[]
  /** What the customer raised and lets stand here. */
  concerns: Digest['concerns']
  /** Alerts since the last report, and what was left for this one. */
  since?: string[]
  /** New dates that the buyer has read in those alerts already. */
  moves?: Move[]
  nextUpdateOn: string | null
  /** Weeks without an update before the next one. */
  weeksWithout: number
  punctuality?: Digest['punctuality']
  contact: string | null
  seniorBuyer: string | null
  primaryContact: string | null
  /** Names by user id; what is no user id is a name itself. */
  names: ReadonlyMap<string, string>
  rating: Internal['rating']
}

export interface PublishedWeek {
  publishOn: string
  status: string | null
  slipDays: number | null
  satisfaction: number | null
}

/** Since when something is news: the last report that went out, else a week before the first that tells of it. */
export const lastReportOn = ({ earlier, unsent = [], round }: Material): string =>
  earlier[0]?.publishOn ?? addDays(unsent.at(-1)?.week.publishOn ?? round.publishOn, -7)
