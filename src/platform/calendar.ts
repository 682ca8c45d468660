import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone.js'
import utc from 'dayjs/plugin/utc.js'
import { isCountry, isPublicHoliday, workingDaysIn } from './holidays.ts'

/*
 * The only place that turns local wall time into instants. Arithmetic on dayjs's zoned objects is wrong around clock
 * changes, so exactly two zoned calls are used: dayjs.tz(text, zone) and dayjs(instant).tz(zone).format(). Dates move
 * as strings in UTC. The second call is exact only while the process itself runs in UTC (assertHostUtc).
 */
dayjs.extend(utc)
dayjs.extend(timezone)

export { isCountry, workingDaysIn }

/** A day somewhere, 'YYYY-MM-DD', without a zone. */
export type LocalDate = string
/** A time of day, 'HH:mm'. */
export type LocalTime = string
/** Who works when: a zone, the days of the week (1 = Monday … 7 = Sunday), and the days off beside them. */
export interface Calendar {
  zone: string
  workingDays: readonly number[]
  holidays: (date: LocalDate) => boolean
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
// Longer than any holiday season; beyond it the calendar holds no working day at all.
const SEARCH_DAYS = 400

/** Called once at start: the program runs with TZ=UTC, so that no answer depends on the machine's place. */
export function assertHostUtc(): void {
  const off = ['2026-01-15', '2026-07-15'].some((date) => new Date(`${date}T12:00:00Z`).getTimezoneOffset() !== 0)
  if (off) throw new Error('This program computes its times in UTC. Start it with TZ=UTC in its environment.')
}

/** Whether this is an IANA time zone or one of its aliases (offsets such as +02:00 are none: they know no summer). */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0)
    return true
  } catch {
    return false
  }
}

/** Whether this is a real day written YYYY-MM-DD (31 February is not). */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayjs.utc(text).format('YYYY-MM-DD') === text
}

/** Whether this is a time of day written HH:mm, 00:00 to 23:59. */
export function isLocalTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dayjs.utc(date).add(days, 'day').format('YYYY-MM-DD')
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: LocalDate): number {
  return dayjs.utc(date).day() || 7
}

/** Calendar days from a to b, negative when b is earlier. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return Math.round((Date.parse(b) - Date.parse(a)) / DAY)
}

/** The date on the wall in a zone at an instant. */
export function localDate(instant: Date, zone: string): LocalDate {
  return wallAt(instant.getTime(), zone).slice(0, 10)
}

/** The time on the wall in a zone at an instant. */
export function localTime(instant: Date, zone: string): LocalTime {
  return wallAt(instant.getTime(), zone).slice(11, 16)
}

// A week's plan asks for the same few conversions many times over, and each costs a tenth of a millisecond.
const walls = new Map<string, string>()
const instants = new Map<string, number>()

function remembered<T>(answers: Map<string, T>, key: string, compute: () => T): T {
  const found = answers.get(key)
  if (found !== undefined) return found
  if (answers.size >= 20_000) answers.clear()
  const answer = compute()
  answers.set(key, answer)
  return answer
}

function wallAt(instant: number, zone: string): string {
  return remembered(walls, `${instant} ${zone}`, () => dayjs(instant).tz(zone).format('YYYY-MM-DDTHH:mm'))
}

/**
 * The instant at which the clocks of a zone show this date and time. A time that the clocks skip moves forward by the
 * gap (02:30 becomes 03:30); of a time that comes twice the first is meant.
 */
export function instantAt(date: LocalDate, time: LocalTime, zone: string): Date {
  return new Date(remembered(instants, `${date} ${time} ${zone}`, () => resolve(`${date}T${time}`, zone)))
}

function resolve(wall: string, zone: string): number {
  const guess = dayjs.tz(wall, zone).valueOf()
  if (Number.isNaN(guess)) throw new RangeError(`Not a date and time: ${wall}`)
  // dayjs answers inconsistently where clocks change; the offset of the day before gives the first of two and, in a
  // gap, the time moved forward.
  const dayBefore = guess - DAY
  const offset = Date.parse(`${wallAt(dayBefore, zone)}Z`) - Math.floor(dayBefore / 60_000) * 60_000
  const first = Date.parse(`${wall}Z`) - offset
  return wallAt(first, zone) === wall || wallAt(guess, zone) !== wall ? first : guess
}

/** A calendar with the public holidays of a country; without a country there are none. */
export function calendarOf(zone: string, workingDays: readonly number[], country?: string | null): Calendar {
  return { zone, workingDays, holidays: country ? (date) => isPublicHoliday(date, country) : () => false }
}

export function isWorkingDay(date: LocalDate, calendar: Calendar): boolean {
  return calendar.workingDays.includes(weekdayOf(date)) && !calendar.holidays(date)
}

/** The first working day after the date. */
export function nextWorkingDay(date: LocalDate, calendar: Calendar): LocalDate {
  return addWorkingDays(date, 1, calendar)
}

/** The last working day before the date. */
export function previousWorkingDay(date: LocalDate, calendar: Calendar): LocalDate {
  return addWorkingDays(date, -1, calendar)
}

/** The nth working day after the date, or before it for a negative n; for 0 the date itself, working day or not. */
export function addWorkingDays(date: LocalDate, n: number, calendar: Calendar): LocalDate {
  const step = Math.sign(n)
  let day = date
  let idle = 0
  for (let left = Math.abs(n); left > 0; ) {
    day = addDays(day, step)
    idle = isWorkingDay(day, calendar) ? 0 : idle + 1
    if (idle === 0) left -= 1
    if (idle > SEARCH_DAYS) throw new RangeError(`No working day within ${SEARCH_DAYS} days of ${date}`)
  }
  return day
}

/** Working days from a to b, b counted and a not: what a slip is measured in. Negative when b is earlier, 0 if same. */
export function workingDaysBetween(a: LocalDate, b: LocalDate, calendar: Calendar): number {
  if (a === b) return 0
  if (b < a) return -workingDaysBetween(b, a, calendar)
  let days = 0
  for (let day = addDays(a, 1); day <= b; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) days += 1
  return days
}

/** Hours of working time from one instant to a later one, in this person's or account's zone; 0 if not later. */
export function workingHoursBetween(a: Date, b: Date, calendar: Calendar, from = '09:00', to = '17:00'): number {
  const last = localDate(b, calendar.zone)
  let worked = 0
  for (let day = localDate(a, calendar.zone); day <= last; day = addDays(day, 1)) {
    if (!isWorkingDay(day, calendar)) continue
    const opens = Math.max(a.getTime(), instantAt(day, from, calendar.zone).getTime())
    const shuts = Math.min(b.getTime(), instantAt(day, to, calendar.zone).getTime())
    worked += Math.max(0, shuts - opens)
  }
  return worked / HOUR
}

/** 'Wed 25 Nov' */
export function shortDay(date: LocalDate): string {
  return dayjs.utc(date).format('ddd D MMM')
}

/** 'Friday 20 November 2026' */
export function longDay(date: LocalDate): string {
  return dayjs.utc(date).format('dddd D MMMM YYYY')
}

/** '09:30', the time on a person's wall. */
export function formatTime(instant: Date, zone: string): string {
  return localTime(instant, zone)
}

/** 'Thu 26 Nov 15:00' on the wall in a zone. */
export function momentIn(instant: Date, zone: string): string {
  return `${shortDay(localDate(instant, zone))} ${localTime(instant, zone)}`
}
