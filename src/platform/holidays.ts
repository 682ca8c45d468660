import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'

// Loading the world's holidays costs a tenth of a second and more; most starts never ask for one.
const require = createRequire(import.meta.url)
let loaded: typeof Holidays | undefined
function library(): typeof Holidays {
  loaded ??= (require('date-holidays') as { default?: typeof Holidays }).default ?? require('date-holidays')
  return loaded as typeof Holidays
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const countries = new Map<string, Holidays>()
const daysOff = new Map<string, Set<string>>()

/** Whether we know the public holidays of this country (ISO 3166-1, two letters, any case). */
export function isCountry(code: string): boolean {
  return Object.hasOwn(new (library())().getCountries(), code.toUpperCase())
}

/** Whether a date is a public holiday in the whole country; half days are working days. */
export function isPublicHoliday(date: string, country: string): boolean {
  const year = Number(date.slice(0, 4))
  const last = date.slice(5, 7) === '01' && offIn(country.toUpperCase(), year - 1).has(date)
  return last || offIn(country.toUpperCase(), year).has(date)
}

function offIn(country: string, year: number): Set<string> {
  const key = `${country} ${year}`
  const known = daysOff.get(key)
  if (known) return known
  const days = new Set(holidaysOf(country).getHolidays(year).flatMap(datesOf))
  daysOff.set(key, days)
  return days
}

function holidaysOf(country: string): Holidays {
  const known = countries.get(country)
  if (known) return known
  const fresh = new (library())(country, { types: ['public'] })
  countries.set(country, fresh)
  return fresh
}

// A holiday may begin at the sunset before (written with an offset, '2026-03-20 00:00:00 -0600'), last several days,
// or begin at noon: a date is off when the holiday began before its noon and goes on after it.
function datesOf(holiday: { date: string; start: Date; end: Date }): string[] {
  const [, day, time, sign, hours] = /^(\S+) (\S+)(?: ([+-])(\d\d))?/.exec(holiday.date) ?? []
  const start = Date.parse(`${day}T${time}Z`) + Number(`${sign ?? ''}${hours ?? 0}`) * HOUR
  const end = start + holiday.end.getTime() - holiday.start.getTime()
  const dates: string[] = []
  for (let noon = Math.floor(start / DAY) * DAY + 12 * HOUR; noon < end; noon += DAY) {
    if (noon > start) dates.push(new Date(noon).toISOString().slice(0, 10))
  }
  return dates
}

/**
 * The days on which offices of a country usually work, 1 = Monday … 7 = Sunday: all but its weekend (CLDR week data),
 * which is never shorter than two days. Without a country, or for one that is not known, Monday to Friday.
 */
export function workingDaysIn(country: string | null | undefined): number[] {
  const weekend = country && /^[A-Za-z]{2}$/.test(country) ? weekendOf(country.toUpperCase()) : SATURDAY_SUNDAY
  const off = weekend.includes(7) || weekend.length === 0 ? [...weekend, ...SATURDAY_SUNDAY] : weekend
  return [1, 2, 3, 4, 5, 6, 7].filter((day) => !off.includes(day))
}

const SATURDAY_SUNDAY = [6, 7]

function weekendOf(country: string): number[] {
  // TypeScript does not know this one yet; every engine that we run on does.
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & { getWeekInfo(): { weekend: number[] } }
  return locale.getWeekInfo().weekend
}
