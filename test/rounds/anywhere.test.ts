import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Cadence, RoundPlan } from '#features/rounds/model.ts'
import {
  accountCalendar,
  OWNER_HOURS,
  PERSON_HOURS,
  planRound,
  previewDates,
  publishingDates,
  USUAL_WEEK,
} from '#features/rounds/model.ts'
import type { Calendar } from '#platform/calendar.ts'
import { addDays, calendarOf, instantAt, weekdayOf, workingHoursBetween } from '#platform/calendar.ts'

const BERLIN = 'Europe/Berlin'

function cadence(changes: Partial<Cadence> = {}): Cadence {
  return { ...USUAL_WEEK, zone: BERLIN, publishZone: BERLIN, firstPublishOn: '2026-11-06', ...changes }
}

describe('anywhere in the world', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const days = fc.constantFrom([1, 2, 3, 4, 5], [7, 1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [2, 4])
  const country = fc.constantFrom(null, 'DE', 'US', 'SA', 'JP', 'IN')
  const people = fc
    .record({ zone, days, country })
    .map((person) => calendarOf(person.zone, person.days, person.country))
  const week = fc.record({
    zone,
    publishZone: zone,
    country,
    workingDays: days,
    weekday: fc.integer({ min: 1, max: 7 }),
    publishTime: fc.constantFrom('08:00', '09:30', '13:00', '17:30'),
    closeTime: fc.constantFrom('10:00', '15:00', '18:00'),
    askTime: fc.constantFrom('08:00', '09:00', '11:00'),
  })

  it('a question leaves a working day, a close leaves time to review, or the reason is said', () => {
    let met = 0
    const round = (changes: Partial<Cadence>, owner: Calendar, person: Calendar, day: number) => {
      const rhythm = cadence({ ...changes, firstPublishOn: '2026-01-02' })
      const date = publishingDates(rhythm, addDays('2026-01-02', day)).next().value
      const plan = planRound(rhythm, date, owner, [{ userId: 'U1', calendar: person }])
      if ('refused' in plan) return expect(plan.refused).toMatch(/^No .+ leaves .+\.$/)
      if ('skipped' in plan) return expect(plan.reason).toMatch(/no working day/)
      met += 1
      expectFair(plan, rhythm, owner, person)
    }
    fc.assert(fc.property(week, people, people, fc.integer({ min: 0, max: 720 }), round), { numRuns: 400, seed: 2026 })
    expect(met).toBeGreaterThan(360)
  })

  it('rounds of one account follow each other without overtaking', () => {
    const inOrder = (changes: Partial<Cadence>, day: number) => {
      const rhythm = cadence({ ...changes, firstPublishOn: '2026-01-02' })
      const previews = previewDates(rhythm, instantAt(addDays('2026-01-02', day), '12:00', 'UTC'), 4)
      if ('refused' in previews) throw new Error(previews.refused)
      const dates = previews.map((preview) => preview.publishOn)
      expect(dates).toEqual([...new Set(dates)].sort())
    }
    fc.assert(fc.property(week, fc.integer({ min: 0, max: 720 }), inOrder), { numRuns: 60, seed: 2026 })
  })

  function expectFair(plan: RoundPlan, rhythm: Cadence, owner: Calendar, person: Calendar) {
    const { askAt, reminders } = plan.asks[0]!
    expect(askAt < plan.closeAt && plan.closeAt < plan.publishAt).toBe(true)
    expect(workingHoursBetween(askAt, plan.closeAt, person)).toBeGreaterThanOrEqual(PERSON_HOURS)
    expect(workingHoursBetween(plan.closeAt, plan.publishAt, owner)).toBeGreaterThanOrEqual(OWNER_HOURS)
    expect(accountCalendar(rhythm).workingDays).toContain(weekdayOf(plan.publishOn))
    expect(reminders.length).toBeLessThanOrEqual(2)
    expect(new Set(reminders.map(Number)).size).toBe(reminders.length)
    expect(reminders.every((reminder) => askAt < reminder && reminder < plan.closeAt)).toBe(true)
  }
})
