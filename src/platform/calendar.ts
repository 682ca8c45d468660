import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc.js'
import { isCountry, isPublicHoliday, workingDaysIn } from './holidays.ts'

/*
 * The only place that turns local wall time into instants. dayjs's zoned objects are wrong around clock changes and
 * slow, so zones are asked of the runtime itself; dayjs only writes dates, which have no zone, in UTC.
 */
dayjs.extend(utc)

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
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(text)
  // The 31st of February is read as the 3rd of March.
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text
}

/** Whether this is a time of day written HH:mm, 00:00 to 23:59. */
export function isLocalTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10)
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(date).getUTCDay() || 7
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

// Making a formatter costs a hundred times what asking it does, and there are only as many as there are zones.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const two = '2-digit' as const
  const parts = { year: 'numeric' as const, month: two, day: two, hour: two, minute: two, hourCycle: 'h23' as const }
  const formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...parts })
  formatters.set(zone, formatter)
  return formatter
}

/** What the clocks of a zone show at an instant: 'YYYY-MM-DDTHH:mm'. */
function wallAt(instant: number, zone: string): string {
  // '11/20/2026, 09:30': one format, whatever the machine's language.
  const [month, day, year, hour, minute] = formatterOf(zone).format(instant).split(/\D+/)
  return `${year}-${month}-${day}T${hour}:${minute}`
}

/**
 * The instant at which the clocks of a zone show this date and time. A time that the clocks skip moves forward by the
 * gap (02:30 becomes 03:30); of a time that comes twice the first is meant.
 */
export function instantAt(date: LocalDate, time: LocalTime, zone: string): Date {
  const wall = `${date}T${time}`
  const there = Date.parse(`${wall}Z`)
  if (Number.isNaN(there)) throw new RangeError(`Not a date and time: ${wall}`)
  // A day before, no clock has changed yet; a day after, each has: it can only be one of these two offsets.
  const offsetAt = (near: number) => Date.parse(`${wallAt(near, zone)}Z`) - near
  const before = there - offsetAt(there - DAY)
  const after = there - offsetAt(there + DAY)
  const shown = [before, after].filter((instant) => wallAt(instant, zone) === wall)
  return new Date(shown.length > 0 ? Math.min(...shown) : before)
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

/** 'Wed 25 Nov 2026', for a day that may lie in another year. */
export const fullDay = (date: LocalDate): string => `${shortDay(date)} ${date.slice(0, 4)}`

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
