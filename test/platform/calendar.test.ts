import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import {
  addDays,
  addWorkingDays,
  calendarOf,
  daysBetween,
  formatTime,
  instantAt,
  isCountry,
  isLocalDate,
  isLocalTime,
  isWorkingDay,
  isZone,
  localDate,
  localTime,
  longDay,
  nextWorkingDay,
  previousWorkingDay,
  shortDay,
  weekdayOf,
  workingDaysBetween,
  workingHoursBetween,
} from '#platform/calendar.ts'

const WEEK = [1, 2, 3, 4, 5]
const berlin = calendarOf('Europe/Berlin', WEEK, 'DE')
const dubai = calendarOf('Asia/Dubai', WEEK, 'AE')
const riyadh = calendarOf('Asia/Riyadh', [7, 1, 2, 3, 4], 'SA')
const newYork = calendarOf('America/New_York', WEEK, 'US')
const plain = calendarOf('UTC', WEEK)

function run(zone: string, args: string[]): string {
  return execFileSync(process.execPath, args, { env: { ...process.env, TZ: zone }, encoding: 'utf8', stdio: 'pipe' })
}

describe('local wall time becomes an instant', () => {
  it.each([
    ['on an ordinary day', '2026-11-25', '09:00', 'Europe/Berlin', '2026-11-25T08:00:00.000Z'],
    ['in a gap, moved forward', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['in an overlap, the first', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['in an overlap west of Greenwich', '2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['in an overlap of half an hour', '2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['in an overlap of two hours', '2026-10-25', '01:30', 'Antarctica/Troll', '2026-10-24T23:30:00.000Z'],
    ['at a midnight that does not exist', '2026-03-08', '00:00', 'America/Havana', '2026-03-08T05:00:00.000Z'],
    ['a day ahead of UTC', '2026-11-25', '00:30', 'Pacific/Kiritimati', '2026-11-24T10:30:00.000Z'],
  ])('%s', (_, date, time, zone, expected) => {
    expect(instantAt(date, time, zone).toISOString()).toBe(expected)
  })

  it('agrees with Temporal in every zone around every clock change of 2026 and 2027', () => {
    const report = JSON.parse(run('UTC', ['test/platform/calendar-against-temporal.ts']))
    expect(report).toMatchObject({ wrong: [] })
    expect(report.zones).toBeGreaterThan(400)
    expect(report.compared).toBeGreaterThan(10_000)
    expect(report.gaps).toBeGreaterThan(1_000)
    expect(report.overlaps).toBeGreaterThan(1_000)
  })

  it('refuses to start on a machine whose own clock is not in UTC', () => {
    const start = "import { assertHostUtc } from './src/platform/calendar.ts'; assertHostUtc()"
    const args = ['--input-type=module', '-e', start]
    expect(() => run('UTC', args)).not.toThrow()
    for (const zone of ['America/New_York', 'Europe/London']) expect(() => run(zone, args)).toThrow('TZ=UTC')
  })

  it('refuses what is no date or time', () => {
    expect(() => instantAt('soon', '09:00', 'UTC')).toThrow('Not a date and time')
    expect(() => instantAt('2026-11-25', '09:00', 'Mars/Base')).toThrow()
  })

  it('gives back the date and the time on the wall', () => {
    const instant = new Date('2026-11-25T23:30:00Z')
    expect([localDate(instant, 'Asia/Tokyo'), localTime(instant, 'Asia/Tokyo')]).toEqual(['2026-11-26', '08:30'])
    expect([localDate(instant, 'UTC'), formatTime(instant, 'UTC')]).toEqual(['2026-11-25', '23:30'])
    expect(localTime(new Date('2026-11-25T18:30:00Z'), 'Asia/Kolkata')).toBe('00:00')
  })
})

describe('what people type is checked', () => {
  it.each([
    ['Europe/Berlin', true],
    ['US/Eastern', true],
    ['UTC', true],
    ['+02:00', false],
    ['Europe/Bonn', false],
    ['', false],
  ])('zone "%s": %s', (zone, valid) => expect(isZone(zone)).toBe(valid))

  it.each([
    ['2026-02-28', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-02-31', false],
    ['2026-13-01', false],
    ['26-01-01', false],
    ['2026-1-1', false],
    ['2026-01-01T00:00', false],
  ])('date "%s": %s', (date, valid) => expect(isLocalDate(date)).toBe(valid))

  it.each([
    ['09:30', true],
    ['23:59', true],
    ['24:00', false],
    ['9:30', false],
    ['09:60', false],
  ])('time "%s": %s', (time, valid) => expect(isLocalTime(time)).toBe(valid))

  it.each([
    ['DE', true],
    ['us', true],
    ['XX', false],
    ['Germany', false],
    ['constructor', false],
  ])('country "%s": %s', (code, valid) => expect(isCountry(code)).toBe(valid))
})

describe('dates are counted without clocks', () => {
  it('crosses months, leap days and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26')
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
    expect(daysBetween('2027-01-01', '2026-12-25')).toBe(-7)
  })

  it('names weekdays from Monday 1 to Sunday 7', () => {
    const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']
    expect(days.map(weekdayOf)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('is written as people write it', () => {
    expect(shortDay('2026-11-25')).toBe('Wed 25 Nov')
    expect(shortDay('2026-12-04')).toBe('Fri 4 Dec')
    expect(longDay('2026-11-20')).toBe('Friday 20 November 2026')
  })
})

describe('working days', () => {
  it.each([
    ['a Friday in Germany', '2026-11-20', berlin, true],
    ['a Saturday in Germany', '2026-11-21', berlin, false],
    ['Good Friday in Germany', '2026-04-03', berlin, false],
    ['Good Friday where no country is set', '2026-04-03', plain, true],
    ['Thanksgiving in the United States', '2026-11-26', newYork, false],
    ['a Friday in Saudi Arabia', '2026-11-20', riyadh, false],
    ['a Sunday in Saudi Arabia', '2026-11-22', riyadh, true],
    ['the eve of Eid, which begins at its sunset', '2026-03-19', dubai, true],
    ['the first day of Eid', '2026-03-20', dubai, false],
    ['a half day in China', '2026-05-04', calendarOf('Asia/Shanghai', WEEK, 'CN'), true],
    ['a whole holiday in China', '2026-10-01', calendarOf('Asia/Shanghai', WEEK, 'CN'), false],
  ])('%s', (_, date, calendar, working) => expect(isWorkingDay(date, calendar)).toBe(working))

  it('moves over weekends and holidays in both directions', () => {
    expect(nextWorkingDay('2026-04-02', berlin)).toBe('2026-04-07')
    expect(previousWorkingDay('2026-04-07', berlin)).toBe('2026-04-02')
    expect(addWorkingDays('2026-11-20', 5, berlin)).toBe('2026-11-27')
    expect(addWorkingDays('2026-11-20', -5, berlin)).toBe('2026-11-13')
    expect(addWorkingDays('2026-11-21', 0, berlin)).toBe('2026-11-21')
    expect(nextWorkingDay('2026-11-19', riyadh)).toBe('2026-11-22')
  })

  it('says so when there is no working day at all, instead of searching for ever', () => {
    expect(() => nextWorkingDay('2026-11-20', calendarOf('UTC', []))).toThrow('No working day')
  })

  it('measures a slip, with its direction', () => {
    expect(workingDaysBetween('2026-11-20', '2026-11-20', berlin)).toBe(0)
    expect(workingDaysBetween('2026-11-20', '2026-11-23', berlin)).toBe(1)
    expect(workingDaysBetween('2026-11-23', '2026-11-20', berlin)).toBe(-1)
    expect(workingDaysBetween('2026-11-20', '2026-12-04', berlin)).toBe(10)
    expect(workingDaysBetween('2026-12-24', '2026-12-28', berlin)).toBe(1)
  })
})

describe('working hours', () => {
  const at = (text: string) => new Date(text)
  it.each([
    ['within a day', '2026-11-25T09:00Z', '2026-11-25T12:30Z', plain, 3.5],
    ['from before the day to after it', '2026-11-25T03:00Z', '2026-11-25T23:00Z', plain, 8],
    ['overnight', '2026-11-26T15:00Z', '2026-11-27T09:30Z', plain, 2.5],
    ['over a weekend', '2026-11-27T16:00Z', '2026-11-30T10:00Z', plain, 2],
    ['backwards there are none', '2026-11-27T16:00Z', '2026-11-27T10:00Z', plain, 0],
    ['in the zone of the person', '2026-11-26T14:00Z', '2026-11-27T08:30Z', newYork, 0],
    ['over the clock change at the weekend', '2026-10-23T14:00Z', '2026-10-26T09:00Z', berlin, 2],
  ])('%s', (_, a, b, calendar, hours) => expect(workingHoursBetween(at(a), at(b), calendar)).toBe(hours))

  it('takes other hours where they are given', () => {
    expect(workingHoursBetween(at('2026-11-25T00:00Z'), at('2026-11-26T00:00Z'), plain, '08:00', '20:00')).toBe(12)
  })
})
