import type { Milestone, SuccessCriterion } from '#features/accounts/model.ts'
import type { Ask } from '#features/promises/model.ts'
import { questionMayGo } from '#features/rounds/model.ts'
import type { Calendar, LocalDate, LocalTime } from '#platform/calendar.ts'
import {
  addDays,
  instantAt,
  isLocalDate,
  isWorkingDay,
  localDate,
  nextWorkingDay,
  shortDay,
  workingHoursBetween,
} from '#platform/calendar.ts'

export const STATUSES = ['on_track', 'at_risk', 'off_track'] as const
export type Status = (typeof STATUSES)[number]

export const STATUS_NAMES: Record<Status, string> = { on_track: 'On track', at_risk: 'At risk', off_track: 'Off track' }

/** Something needed from a named customer person by a date ('YYYY-MM-DD'). */
export interface NewAsk {
  what: string
  who: string
  dueOn: string
}

/** One person's answer in a round. The customer may read every field: nothing internal has a place here. */
export interface Answer {
  checkinId: string
  roundId: string
  accountId: string
  userId: string
  /** When they said it as it stands here: edited, when they edited it. */
  answeredAt: Date
  /** Came after the close: the digest was put together without it. */
  late: boolean
  nothingChanged: boolean
  status: Status
  /** Why it is not on track. */
  because: string | null
  /** New forecasts by milestone; only the dates that moved. */
  forecasts: { milestoneId: string; on: string }[]
  /** Milestones that are reached, each with its day. */
  reached: { milestoneId: string; on: string }[]
  whyMoved: string | null
  /** What they can do now that they could not last week. */
  progress: string | null
  hard: string | null
  /** What we do about what is hard. */
  doing: string | null
  ask: NewAsk | null
  /** Ids of open asks that are done. */
  asksDone: string[]
  /** Of one ahead also who of the customer decides, and by when ('YYYY-MM-DD'). */
  decision: { kind: 'made' | 'ahead'; text: string; who?: string; dueOn?: LocalDate } | null
  /** 1 to 5, as we read it. */
  satisfaction: number
  heard: string | null
  nextStep: string | null
  criterionId: string | null
  criterionValue: number | null
}

/** What only the vendor may read of an answer. */
export interface InternalNote {
  userId: string
  /** 1 to 5, in the next date. */
  confidence: number | null
  note: string | null
  /** For the account owner only, not for the team. */
  ownerOnly: boolean
}

/** How an answer is kept: what the person said, without whose and when. */
export type Said = Omit<Answer, 'checkinId' | 'roundId' | 'accountId' | 'userId' | 'answeredAt' | 'late'>
export type Noted = Omit<InternalNote, 'userId'>
export type LastAnswer = { answer: Answer; note: Noted | null }

/** What stands in the form; null where nothing is chosen or typed. */
export interface Entry {
  status: Status | null
  because: string | null
  /** Forecasts of the next milestone and of go-live; of a reached one, the day on which it was reached. */
  milestoneOn: LocalDate | null
  goLiveOn: LocalDate | null
  whyMoved: string | null
  progress: string | null
  /** Ids of asks that are done and of milestones that are reached. */
  done: string[]
  criterionValue: number | null
  hard: string | null
  doing: string | null
  askWhat: string | null
  askWho: string | null
  askDueOn: LocalDate | null
  decisionKind: 'made' | 'ahead' | null
  decision: string | null
  /** Who decides, and by when: only of a decision ahead. */
  decisionWho?: string | null
  decisionDueOn?: LocalDate | null
  satisfaction: number | null
  heard: string | null
  nextStep: string | null
  confidence: number | null
  note: string | null
  ownerOnly: boolean
}

/** What the form knows of the account. */
export interface FormFacts {
  accountName: string
  /** The first milestone that is not reached, go-live aside. */
  milestone: Milestone | undefined
  goLive: Milestone | undefined
  criterion: SuccessCriterion | undefined
  openAsks: Pick<Ask, 'id' | 'what' | 'who' | 'dueOn'>[]
  /** Names of the customer's people. */
  customers: string[]
  /** Names of our people on the account. */
  ours: string[]
  /** Where the account is. */
  today: LocalDate
  /** The day on which the customer reads it; left out, it is today. */
  readOn?: LocalDate
  fortnightly?: boolean
  /** What was last known: the person's own last answer, else the account's last digest. */
  before: { status: Status | null; satisfaction: number | null }
  /** What this person said last of dates and the figure, where the customer has read no update since: it still holds. */
  unsent?: Pick<Said, 'forecasts' | 'reached' | 'whyMoved' | 'criterionId' | 'criterionValue'> | undefined
  /** The dates that this person has moved in this very round: they stay moved, also once everybody knows them. */
  moved?: Said['forecasts']
}

/** What the dates and the figure of a form were about when it was drawn. */
export interface Shown {
  milestoneId?: string | undefined
  goLiveId?: string | undefined
  criterionId?: string | undefined
  /** The dates that were known then. */
  milestoneOn?: LocalDate | undefined
  goLiveOn?: LocalDate | undefined
}

/** A sentence about one field of the form. */
export type Trouble = { field: keyof Entry; sentence: string }

/** Somebody is away, from when they said so until their first day back begins where they are. */
export interface Absence {
  id: string
  userId: string
  startsAt: Date
  /** Their first day back, 'YYYY-MM-DD'. */
  backOn: LocalDate
  endsAt: Date
}

/** An absence that lasts longer is left to whoever plans the account. */
const LONGEST_ABSENCE_DAYS = 366

/** Why somebody cannot be away until a day, as a sentence; null where they can. */
export function absenceTrouble(backOn: LocalDate | null, today: LocalDate): string | null {
  if (!backOn || !isLocalDate(backOn)) return 'Choose the first day on which you are back.'
  if (backOn < today) return `${shortDay(backOn)} has passed. Choose a day that is still to come.`
  if (backOn === today) return 'That is today. Choose the first day on which you are back.'
  if (backOn > addDays(today, LONGEST_ABSENCE_DAYS))
    return 'That is more than a year ahead. Choose an earlier day, or ask the account owner to name somebody else.'
  return null
}

/** Whether somebody cannot be asked about a round any more, nor be waited for: they are away past its last question. */
export function isGoneFor(
  { awayUntil, closeAt }: { awayUntil: LocalDate | null; closeAt: Date },
  absence: Absence | undefined,
): boolean {
  return absence ? !questionMayGo(absence.endsAt, closeAt) : awayUntil !== null
}

/** The instants to which a reminder may be put off, before the close; null where there is none. */
export function snoozesOf(now: Date, closeAt: Date, askTime: LocalTime, person: Calendar): Record<Snooze, Date | null> {
  const soon = new Date(now.getTime() + SNOOZE_HOURS * 3_600_000)
  const tomorrow = instantAt(nextWorkingDay(localDate(now, person.zone), person), askTime, person.zone)
  const before = (at: Date) => (at < closeAt ? at : null)
  return { hours: before(soon), tomorrow: before(tomorrow) }
}
export type Snooze = 'hours' | 'tomorrow'
/** How often somebody is reminded of one week at most. */
export const MOST_REMINDERS = 2
/** How far the shorter snooze goes. */
export const SNOOZE_HOURS = 2

/** Ticks hold ten at most; two may be milestones. The others stay open and come next week. */
export const MOST_ASKS = 8

/** The most recent answer may be repeated only when it is last week's, was on track and was not a repetition itself. */
export function mayRepeat(
  last: Answer | undefined,
  previous: { id: string; status: string | null } | undefined,
  facts: Pick<FormFacts, 'milestone' | 'goLive' | 'today'>,
): boolean {
  if (!last || last.roundId !== previous?.id || last.late) return false
  // Others may have said otherwise: what the customer read counts.
  if (previous.status !== null && previous.status !== 'on_track') return false
  const overdue = [facts.milestone, facts.goLive].some((milestone) => milestone && milestone.forecastOn < facts.today)
  return last.status === 'on_track' && !last.nothingChanged && !overdue
}

/** Last week's standing said again. What happened once is not told twice; what the customer has not read yet still holds. */
export const repeatAnswer = (last: Answer, nextStep: string, unsent?: FormFacts['unsent']): Said => ({
  nothingChanged: true,
  status: last.status,
  because: null,
  ...{ forecasts: unsent?.forecasts ?? [], reached: unsent?.reached ?? [], whyMoved: unsent?.whyMoved ?? null },
  progress: null,
  hard: last.hard,
  doing: last.doing,
  ask: null,
  asksDone: [],
  decision: null,
  satisfaction: last.satisfaction,
  heard: null,
  nextStep,
  // Whoever repeats has measured nothing; somebody else may have since.
  ...{ criterionId: unsent?.criterionId ?? null, criterionValue: unsent?.criterionValue ?? null },
})

/**
 * When somebody is really asked whose question was planned for an instant (none where no question time fits): then, or
 * as early as possible where it has passed, which is now while they work, else their next question time.
 */
export function askFrom(
  planned: Date | undefined,
  askTime: LocalTime,
  now: Date,
  closeAt: Date,
  person: Calendar,
): Date {
  if (planned && planned >= now) return planned
  if (workingHoursBetween(now, new Date(now.getTime() + 60_000), person) > 0) return now
  const today = localDate(now, person.zone)
  for (let date = today; date <= localDate(closeAt, person.zone); date = addDays(date, 1)) {
    const morning = instantAt(date, askTime, person.zone)
    if (isWorkingDay(date, person) && morning >= now && questionMayGo(morning, closeAt)) return morning
  }
  return now
}

/** Of a question's reminders the one that an instant stands for: after a pause several are due, and only the last goes. */
export const reminderAt = (reminders: Date[], now: Date): Date | undefined =>
  reminders.filter((at) => at <= now).sort((a, b) => b.getTime() - a.getTime())[0]
