import { describe, expect, it } from '@jest/globals'
import type { Cadence } from '#features/rounds/model.ts'
import { OWNER_HOURS, PERSON_HOURS, planRound, publishingDates, USUAL_WEEK } from '#features/rounds/model.ts'
import {
  addDays,
  type Calendar,
  calendarOf,
  instantAt,
  isWorkingDay,
  localDate,
  localTime,
  workingHoursBetween,
} from '#platform/calendar.ts'

/** Every kind of clock: half hours, quarters, no summer time, summer at either end of the year, both edges of the date. */
const ZONES = [
  ...['Pacific/Pago_Pago', 'Pacific/Honolulu', 'Pacific/Marquesas', 'America/Anchorage', 'America/Los_Angeles'],
  ...['America/Phoenix', 'America/Denver', 'America/Chicago', 'America/Mexico_City', 'America/New_York'],
  ...['America/Halifax', 'America/St_Johns', 'America/Sao_Paulo', 'America/Santiago', 'America/Nuuk'],
  ...['Atlantic/Azores', 'Atlantic/Reykjavik', 'Europe/London', 'Africa/Casablanca', 'Europe/Berlin'],
  ...['Africa/Johannesburg', 'Africa/Cairo', 'Asia/Jerusalem', 'Asia/Beirut', 'Asia/Riyadh', 'Asia/Tehran'],
  ...['Asia/Dubai', 'Asia/Kabul', 'Asia/Karachi', 'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Yangon', 'Asia/Bangkok'],
  ...['Asia/Shanghai', 'Australia/Perth', 'Australia/Eucla', 'Asia/Tokyo', 'Australia/Adelaide', 'Australia/Sydney'],
  ...['Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Chatham', 'Pacific/Apia', 'Pacific/Kiritimati'],
]

/** Mondays after the clocks changed: in America, Europe, Australia, and back in America. Each week counts back over it. */
const DATES = ['2026-03-09', '2026-03-30', '2026-10-05', '2026-11-02']

const WEEKS = [
  { weekday: 5, workingDays: [1, 2, 3, 4, 5] },
  { weekday: 4, workingDays: [7, 1, 2, 3, 4] },
  { weekday: 1, workingDays: [1, 2, 3, 4, 5] },
]

/** Weeks of few days, on any of which a day off leaves none. */
const ODD_WEEKS = [
  ...WEEKS,
  ...[1, 5].map((day) => ({ weekday: day, workingDays: [day] })),
  { weekday: 4, workingDays: [1, 4] },
  { weekday: 1, workingDays: [5, 1] },
]
const TIMES = ['00:30', '06:00', '09:00', '12:15', '15:00', '17:30', '23:45']
const COUNTRIES = [null, 'GB', 'DE', 'US', 'JP', 'EG', 'BR'] as const
/** Days after which somebody has a day off: Easter, May, Christmas and New Year. */
const DAYS_OFF = ['2026-04-02', '2026-05-01', '2026-05-22', '2026-12-24', '2026-12-31']

/** Numbers that are the same in every run. */
function seeded(seed: number) {
  let state = seed
  return <T>(items: readonly T[]): T => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return items[Math.floor((state / 4_294_967_296) * items.length)]!
  }
}

const pick = seeded(2026)
const PAIRS = ZONES.flatMap((zone) => ZONES.map((person) => [zone, person] as const))

interface Drawn {
  cadence: Cadence
  owner: Calendar
  person: Calendar
}

/** A week of an account and a person there. The buyer and the owner are where the account is, or the person, or elsewhere. */
function drawn(zone: string, personZone: string, week: Partial<Cadence>, countries: readonly (string | null)[]): Drawn {
  const publishZone = pick([zone, personZone, pick(ZONES)])
  const ownerZone = pick([zone, personZone, pick(ZONES)])
  const country = pick(countries)
  const usual = { ...USUAL_WEEK, ...week, zone, publishZone, country, firstPublishOn: '2026-01-01' } as Cadence
  const firstPublishOn = publishingDates(usual, pick(country ? [...DATES, ...DAYS_OFF] : DATES)).next().value
  return {
    cadence: { ...usual, firstPublishOn },
    owner: calendarOf(ownerZone, usual.workingDays, pick(countries)),
    person: calendarOf(personZone, usual.workingDays, pick(countries)),
  }
}

/** What becomes of a week, after a look whether that is so. */
function outcomeOf({ cadence, owner, person }: Drawn): 'planned' | 'refused' | 'skipped' {
  const plan = planRound(cadence, cadence.firstPublishOn, owner, [{ userId: 'U1', calendar: person }])
  const where = JSON.stringify({ cadence, owner, person })
  if ('skipped' in plan) {
    const account = calendarOf(cadence.zone, cadence.workingDays, cadence.country)
    expect([where, plan.reason]).toEqual([where, expect.stringMatching(/^The week to .+ has no working day\.$/)])
    expect([where, back(cadence.firstPublishOn, 7).some((day) => isWorkingDay(day, account))]).toEqual([where, false])
    return 'skipped'
  }
  if ('refused' in plan) {
    expect([where, plan.refused]).toEqual([where, expect.stringMatching(/^No .+ leaves .+\.$/)])
    expect([where, couldBeMet(cadence, owner, person, plan.userId)]).toEqual([where, false])
    return 'refused'
  }
  const { askAt, reminders } = plan.asks[0]!
  expect([
    where,
    {
      order: askAt < plan.closeAt && plan.closeAt < plan.publishAt,
      person: workingHoursBetween(askAt, plan.closeAt, person) >= PERSON_HOURS,
      owner: workingHoursBetween(plan.closeAt, plan.publishAt, owner) >= OWNER_HOURS,
      walls: [
        localTime(askAt, person.zone),
        localTime(plan.closeAt, cadence.zone),
        localTime(plan.publishAt, cadence.publishZone),
      ],
      named: localDate(plan.publishAt, cadence.publishZone) === plan.publishOn,
      reminders: reminders.length <= 2 && reminders.every((at) => askAt < at && at < plan.closeAt),
    },
  ]).toEqual([
    where,
    {
      ...{ order: true, person: true, owner: true, named: true, reminders: true },
      walls: [cadence.askTime, cadence.closeTime, cadence.publishTime],
    },
  ])
  return 'planned'
}

const back = (from: string, days: number) => Array.from({ length: days }, (_, n) => addDays(from, -n))

/** Whether two weeks back there is any close, or, of the last one, any question, that leaves everybody their time. */
function couldBeMet(cadence: Cadence, owner: Calendar, person: Calendar, refusedFor: string | undefined): boolean {
  const account = calendarOf(cadence.zone, cadence.workingDays, cadence.country)
  const publishOn = back(cadence.firstPublishOn, 7).find((day) => isWorkingDay(day, account))!
  const publishAt = instantAt(publishOn, cadence.publishTime, cadence.publishZone)
  const times = (until: Date, time: string, calendar: Calendar) =>
    back(localDate(until, calendar.zone), 14)
      .filter((day) => isWorkingDay(day, calendar))
      .map((day) => instantAt(day, time, calendar.zone))
      .filter((at) => at < until)
  const closes = times(publishAt, cadence.closeTime, account).filter(
    (at) => workingHoursBetween(at, publishAt, owner) >= OWNER_HOURS,
  )
  if (!refusedFor) return closes.length > 0
  return times(closes[0]!, cadence.askTime, person).some(
    (at) => workingHoursBetween(at, closes[0]!, person) >= PERSON_HOURS,
  )
}

function counted(outcomes: ReturnType<typeof outcomeOf>[]) {
  const of = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length
  return { planned: of('planned'), refused: of('refused'), skipped: of('skipped') }
}

describe('for every account and every person, wherever each of them is', () => {
  it('nobody has less time than was promised in a usual week', () => {
    const met = counted(PAIRS.map(([zone, person]) => outcomeOf(drawn(zone, person, pick(WEEKS), [null]))))
    expect(met).toEqual({ planned: PAIRS.length, refused: 0, skipped: 0 })
  })

  it('nor in odd weeks with days off, or the reason is said, and holds', () => {
    const met = counted(
      PAIRS.map(([zone, person]) => {
        const times = { publishTime: pick(TIMES), closeTime: pick(TIMES), askTime: pick(TIMES) }
        return outcomeOf(drawn(zone, person, { ...pick(ODD_WEEKS), ...times }, COUNTRIES))
      }),
    )
    // Each of the three was really met, or nothing would be known of it.
    expect(Math.min(met.planned, met.refused)).toBeGreaterThan(100)
    expect(met.skipped).toBeGreaterThan(20)
  })

  it('a question at an hour that the clocks skip comes after the gap, and of one that comes twice the first counts', () => {
    for (const [zone, date, time, instant] of [
      ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
      ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
      ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00Z'],
      ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z'],
      ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z'],
      ['America/Santiago', '2026-09-06', '00:30', '2026-09-06T04:30:00Z'],
    ] as const)
      expect(`${zone} ${instantAt(date, time, zone).toISOString()}`).toBe(`${zone} ${instant.replace('Z', '.000Z')}`)
  })
})
