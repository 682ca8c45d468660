import type { Calendar, LocalDate, LocalTime } from '#platform/calendar.ts'
import {
  addDays,
  calendarOf,
  daysBetween,
  instantAt,
  isWorkingDay,
  localDate,
  localTime,
  nextWorkingDay,
  shortDay,
  weekdayOf,
  workingHoursBetween,
} from '#platform/calendar.ts'

/** When an account's week is asked, closed and published. Every instant counts back from the publishing date. */
export interface Cadence {
  everyWeeks: 1 | 2
  /** The day of publishing, 1 = Monday … 7 = Sunday. */
  weekday: number
  /** In publishZone, where the buyer reads. */
  publishTime: LocalTime
  publishZone: string
  /** In zone, the account's. */
  closeTime: LocalTime
  zone: string
  /** In the zone of whoever is asked. */
  askTime: LocalTime
  /** The account's country, for days off; none means no holidays. */
  country?: string | null
  workingDays: readonly number[]
  /** Fortnights are counted from here. */
  firstPublishOn: LocalDate
}

/** What an account has until somebody chooses otherwise. */
export const USUAL_WEEK = {
  everyWeeks: 1,
  weekday: 5,
  publishTime: '09:30',
  closeTime: '15:00',
  askTime: '09:00',
  workingDays: [1, 2, 3, 4, 5],
} as const

/** One working day: what a person has at least between the question and the close. */
export const PERSON_HOURS = 8
/**
 * What the owner has at least between close and publishing. The usual Thursday 15:00 to Friday 09:30 holds 2.5 hours
 * between 09 and 17; 2 keeps that week also for a buyer an hour or two further east.
 */
export const OWNER_HOURS = 2
const LAST_CALL_HOURS = 4
const LAST_REMINDER_HOURS = 2
// A new cadence's first date is at least so many days after the open round's.
const DAYS_APART = 4
// A close or a question further back would be about another week.
const LOOK_BACK_DAYS = 14
const DATES_TRIED = 13
const HOUR = 3_600_000

export interface RoundDates {
  /** The date by the cadence alone. */
  nominalDate: LocalDate
  /** The date in the buyer's zone after moving off days off; it names the round. */
  publishOn: LocalDate
  publishAt: Date
  closeAt: Date
}
export type AskTimes = { askAt: Date; reminders: Date[] }
export type Ask = AskTimes & { userId: string }
export type RoundPlan = RoundDates & { asks: Ask[] }
/** A week in which nothing is published, and the sentence that says why. */
export type SkippedWeek = { skipped: true; nominalDate: LocalDate; reason: string }
export interface Refused {
  /** A sentence for whoever set the cadence. */
  refused: string
  /** The one for whom it cannot be met; without them it can. */
  userId?: string
}
export type Unplanned = SkippedWeek | Refused
export type NextRound = RoundDates & { skipped: SkippedWeek[] }

/** The account's own calendar: its days off decide about close and publishing. */
export function accountCalendar(cadence: Cadence): Calendar {
  return calendarOf(cadence.zone, cadence.workingDays, cadence.country)
}

/**
 * The publishing dates on or after a date, without end and before any holiday is considered; none before the first
 * publishing date. Fortnights are those of that date's week, also after the weekday was changed.
 */
export function* publishingDates(cadence: Cadence, from: LocalDate): Generator<LocalDate, never> {
  const first = cadence.firstPublishOn
  const anchor = addDays(first, cadence.weekday - weekdayOf(first))
  const step = 7 * cadence.everyWeeks
  const steps = Math.max(0, Math.ceil(daysBetween(anchor, from > first ? from : first) / step))
  for (let date = addDays(anchor, steps * step); ; date = addDays(date, step)) yield date
}

/** All instants of one round, or why there is none: a week without a working day, or a cadence that cannot be met. */
export function planRound(
  cadence: Cadence,
  nominalDate: LocalDate,
  owner: Calendar,
  people: readonly { userId: string; calendar: Calendar }[],
): RoundPlan | Unplanned {
  const dates = planDates(cadence, nominalDate, owner)
  if (!('publishAt' in dates)) return dates
  const asks: Ask[] = []
  for (const { userId, calendar } of people) {
    const times = planAsk(cadence.askTime, dates.closeAt, calendar)
    if ('refused' in times) return { ...times, userId }
    asks.push({ userId, ...times })
  }
  return { ...dates, asks }
}

/** Publishing and close of one round. A date off moves to the last working day of the seven that end with it. */
export function planDates(cadence: Cadence, nominalDate: LocalDate, owner: Calendar): RoundDates | Unplanned {
  const account = accountCalendar(cadence)
  const publishOn = daysBack(nominalDate, 7).find((date) => isWorkingDay(date, account))
  const reason = `The week to ${shortDay(nominalDate)} has no working day.`
  if (!publishOn) return { skipped: true, nominalDate, reason }
  const publishAt = instantAt(publishOn, cadence.publishTime, cadence.publishZone)
  const closeAt = lastInstant(localDate(publishAt, cadence.zone), cadence.closeTime, account, (close) => {
    return close < publishAt && workingHoursBetween(close, publishAt, owner) >= OWNER_HOURS
  })
  if (closeAt) return { nominalDate, publishOn, publishAt, closeAt }
  const close = `No close at ${cadence.closeTime} (${cadence.zone}) in the two weeks before `
  const publishing = `${onTheWall(publishAt, cadence.publishZone)} leaves the owner ${OWNER_HOURS} working hours to review.`
  return { refused: close + publishing }
}

/** When one person is asked and reminded: the last question time that leaves them a working day before the close. */
export function planAsk(askTime: LocalTime, closeAt: Date, person: Calendar): AskTimes | Refused {
  const askAt = lastInstant(localDate(closeAt, person.zone), askTime, person, (ask) => {
    return ask < closeAt && workingHoursBetween(ask, closeAt, person) >= PERSON_HOURS
  })
  if (askAt) return { askAt, reminders: remindersAfter(askTime, askAt, closeAt, person) }
  const close = `the close on ${onTheWall(closeAt, person.zone)}`
  return { refused: `No ${askTime} in the two weeks before ${close} leaves this person a working day to answer.` }
}

/**
 * The reminders of a question, sent on time or late: the person's next question time on a working day, and two hours
 * before the close if they are at work then (09:00 to 17:00 inclusive). What falls outside is dropped, not moved.
 */
export function remindersAfter(askTime: LocalTime, askAt: Date, closeAt: Date, person: Calendar): Date[] {
  const morning = nextMorning(askAt, askTime, person)
  const last = new Date(closeAt.getTime() - LAST_REMINDER_HOURS * HOUR)
  const reminders = morning < closeAt ? [morning] : []
  if (last > askAt && isAtWork(last, person) && last.getTime() !== morning.getTime()) reminders.push(last)
  return reminders.sort((a, b) => a.getTime() - b.getTime())
}

/** Whether a question that could not be sent in time may still go: until four hours before its close. */
export function questionMayGo(now: Date, closeAt: Date): boolean {
  return now.getTime() <= closeAt.getTime() - LAST_CALL_HOURS * HOUR
}

/**
 * The next round after the open one, with the weeks that have to be skipped before it. A first round waits for a date
 * whose close leaves the account a whole working day from now: nobody expects it, so nobody is rushed. A running
 * account takes the first new date whose questions may still go at all: short notice is better than a silent week.
 */
export function nextPublishingDate(
  cadence: Cadence,
  openRound: LocalDate | null,
  now: Date,
  owner: Calendar = accountCalendar(cadence),
): NextRound | Refused {
  const skipped: SkippedWeek[] = []
  for (const nominalDate of datesToTry(cadence, openRound, now)) {
    const round = planDates(cadence, nominalDate, owner)
    if ('refused' in round) skipped.push({ skipped: true, nominalDate, reason: round.refused })
    else if ('skipped' in round) skipped.push(round)
    else if (isNewAndInTime(cadence, round, openRound, now)) return { ...round, skipped }
  }
  return { refused: skipped.at(-1)?.reason ?? 'None of the next publishing dates can be met.' }
}

/** The next rounds for the settings form, each with the question of somebody who works by the account's calendar. */
export function previewDates(
  cadence: Cadence,
  now: Date,
  n = 3,
  openRound: LocalDate | null = null,
  owner: Calendar = accountCalendar(cadence),
): (NextRound & AskTimes)[] | Refused {
  const previews: (NextRound & AskTimes)[] = []
  for (let open = openRound; previews.length < n; open = previews.at(-1)?.publishOn ?? null) {
    const next = nextPublishingDate(cadence, open, now, owner)
    if ('refused' in next) return next
    const times = planAsk(cadence.askTime, next.closeAt, accountCalendar(cadence))
    if ('refused' in times) return times
    previews.push({ ...next, ...times })
  }
  return previews
}

/** The n of "week n": 1 for the first round; weeks pass also where only every second is published. */
export function weekNumber(firstPublishOn: LocalDate, publishOn: LocalDate): number {
  // Rounded up, because a date off moves back into the days since the round before.
  return Math.max(0, Math.ceil(daysBetween(firstPublishOn, publishOn) / 7)) + 1
}

function daysBack(from: LocalDate, count: number): LocalDate[] {
  return Array.from({ length: count }, (_, back) => addDays(from, -back))
}

/** The last such time of a working day, at most two weeks back, that fits. */
function lastInstant(from: LocalDate, time: LocalTime, calendar: Calendar, fits: (instant: Date) => boolean) {
  for (const date of daysBack(from, LOOK_BACK_DAYS)) {
    const instant = instantAt(date, time, calendar.zone)
    if (isWorkingDay(date, calendar) && fits(instant)) return instant
  }
  return undefined
}

function nextMorning(after: Date, askTime: LocalTime, person: Calendar): Date {
  const today = localDate(after, person.zone)
  const stillToday = isWorkingDay(today, person) && instantAt(today, askTime, person.zone) > after
  return instantAt(stillToday ? today : nextWorkingDay(today, person), askTime, person.zone)
}

function isAtWork(instant: Date, person: Calendar): boolean {
  const time = localTime(instant, person.zone)
  return isWorkingDay(localDate(instant, person.zone), person) && time >= '09:00' && time <= '17:00'
}

function datesToTry(cadence: Cadence, openRound: LocalDate | null, now: Date): LocalDate[] {
  const today = localDate(now, cadence.publishZone)
  const from = openRound && addDays(openRound, DAYS_APART) > today ? addDays(openRound, DAYS_APART) : today
  const dates = publishingDates(cadence, from)
  return Array.from({ length: DATES_TRIED }, () => dates.next().value)
}

function isNewAndInTime(cadence: Cadence, round: RoundDates, openRound: LocalDate | null, now: Date): boolean {
  // A date moved far back by days off can land on the open round itself.
  if (openRound) return round.publishOn > openRound && questionMayGo(now, round.closeAt)
  return workingHoursBetween(now, round.closeAt, accountCalendar(cadence)) >= PERSON_HOURS
}

function onTheWall(instant: Date, zone: string): string {
  return `${shortDay(localDate(instant, zone))} ${localTime(instant, zone)} (${zone})`
}
