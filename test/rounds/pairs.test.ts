import { describe, expect, it } from '@jest/globals'
import type { Cadence } from '#features/rounds/model.ts'
import { OWNER_HOURS, PERSON_HOURS, planRound, publishingDates, USUAL_WEEK } from '#features/rounds/model.ts'
import { calendarOf, instantAt, localDate, localTime, workingHoursBetween } from '#platform/calendar.ts'

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

/** Numbers that are the same in every run. */
function seeded(seed: number) {
  let state = seed
  return <T>(items: readonly T[]): T => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return items[Math.floor((state / 4_294_967_296) * items.length)]!
  }
}

describe('for every account and every person, wherever each of them is', () => {
  const pairs = ZONES.flatMap((zone) => ZONES.map((person) => [zone, person] as const))

  it('nobody has less time than was promised, or the reason is said', () => {
    const pick = seeded(2026)
    let refused = 0
    for (const [zone, personZone] of pairs) {
      const week = pick(WEEKS)
      // The buyer is where the account is, where the person is, or somewhere else; so is the owner.
      const publishZone = pick([zone, personZone, pick(ZONES)])
      const ownerZone = pick([zone, personZone, pick(ZONES)])
      const firstPublishOn = publishingDates(
        { ...USUAL_WEEK, ...week, zone, publishZone, firstPublishOn: '2026-01-01' } as Cadence,
        pick(DATES),
      ).next().value
      const cadence: Cadence = { ...USUAL_WEEK, ...week, zone, publishZone, firstPublishOn }
      const owner = calendarOf(ownerZone, week.workingDays)
      const person = calendarOf(personZone, week.workingDays)
      const plan = planRound(cadence, firstPublishOn, owner, [{ userId: 'U1', calendar: person }])
      if (!('asks' in plan)) {
        refused += 1
        expect('refused' in plan ? plan.refused : plan.reason).toMatch(/^(No .+ leaves .+|The week to .+)\.$/)
        continue
      }
      const { askAt, reminders } = plan.asks[0]!
      const where = `${zone}, buyer in ${publishZone}, owner in ${ownerZone}, person in ${personZone}, ${plan.publishOn}`
      const promises = {
        order: askAt < plan.closeAt && plan.closeAt < plan.publishAt,
        person: workingHoursBetween(askAt, plan.closeAt, person) >= PERSON_HOURS,
        owner: workingHoursBetween(plan.closeAt, plan.publishAt, owner) >= OWNER_HOURS,
        walls: [localTime(askAt, personZone), localTime(plan.closeAt, zone), localTime(plan.publishAt, publishZone)],
        named: localDate(plan.publishAt, publishZone) === plan.publishOn,
        reminders: reminders.length <= 2 && reminders.every((at) => askAt < at && at < plan.closeAt),
      }
      const kept = { order: true, person: true, owner: true, named: true, reminders: true }
      expect([where, promises]).toEqual([where, { ...kept, walls: ['09:00', '15:00', '09:30'] }])
    }
    expect(refused).toBe(0)
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
