import { describe, expect, it } from '@jest/globals'
import type { Cadence, NextRound, RoundPlan } from '#features/rounds/model.ts'
import {
  nextPublishingDate,
  planAsk,
  planRound,
  previewDates,
  questionMayGo,
  remindersAfter,
  USUAL_WEEK,
} from '#features/rounds/model.ts'
import type { Calendar } from '#platform/calendar.ts'
import { calendarOf, instantAt, localDate, localTime, shortDay } from '#platform/calendar.ts'

const BERLIN = 'Europe/Berlin'
const WEEK = [1, 2, 3, 4, 5]
const at = (text: string) => new Date(text)
const on = (zone: string, country?: string) => calendarOf(zone, WEEK, country)

function cadence(changes: Partial<Cadence> = {}): Cadence {
  return { ...USUAL_WEEK, zone: BERLIN, publishZone: BERLIN, firstPublishOn: '2026-11-06', ...changes }
}

function planned(answer: object): RoundPlan {
  if (!('asks' in answer)) throw new Error(JSON.stringify(answer))
  return answer as RoundPlan
}

function next(answer: object): NextRound {
  if (!('publishAt' in answer)) throw new Error(JSON.stringify(answer))
  return answer as NextRound
}

/** 'Wed 25 Nov 09:00' where somebody is. */
function wall(instant: Date | undefined, zone: string): string {
  return instant ? `${shortDay(localDate(instant, zone))} ${localTime(instant, zone)}` : 'never'
}

/** Asked, reminded, closed, published: each on the wall where it matters. */
function weekOf(rhythm: Cadence, date: string, person: Calendar, owner = on(rhythm.zone)) {
  const plan = planned(planRound(rhythm, date, owner, [{ userId: 'U1', calendar: person }]))
  const ask = plan.asks[0]
  return {
    asked: wall(ask?.askAt, person.zone),
    reminded: ask?.reminders.map((reminder) => wall(reminder, person.zone)),
    closed: wall(plan.closeAt, rhythm.zone),
    published: wall(plan.publishAt, rhythm.publishZone),
  }
}

describe('the time of a round', () => {
  it('is Wednesday, Thursday and Friday where everybody is in one zone', () => {
    expect(weekOf(cadence(), '2026-11-27', on(BERLIN))).toEqual({
      asked: 'Wed 25 Nov 09:00',
      reminded: ['Thu 26 Nov 09:00', 'Thu 26 Nov 13:00'],
      closed: 'Thu 26 Nov 15:00',
      published: 'Fri 27 Nov 09:30',
    })
  })

  it.each([
    ['Los Angeles', 'America/Los_Angeles', 'Wed 25 Nov 09:00', []],
    ['New York', 'America/New_York', 'Wed 25 Nov 09:00', []],
    ['London', 'Europe/London', 'Wed 25 Nov 09:00', ['Thu 26 Nov 09:00', 'Thu 26 Nov 12:00']],
    ['Karachi', 'Asia/Karachi', 'Thu 26 Nov 09:00', ['Thu 26 Nov 17:00']],
    ['Tokyo', 'Asia/Tokyo', 'Thu 26 Nov 09:00', []],
  ])('asks somebody in %s at nine of their own morning', (_, zone, asked, reminded) => {
    expect(weekOf(cadence(), '2026-11-27', on(zone))).toMatchObject({ asked, reminded, closed: 'Thu 26 Nov 15:00' })
  })

  it('shifts whole where the week ends on another day', () => {
    expect(weekOf(cadence({ weekday: 2 }), '2026-11-24', on(BERLIN))).toMatchObject({
      asked: 'Fri 20 Nov 09:00',
      closed: 'Mon 23 Nov 15:00',
      published: 'Tue 24 Nov 09:30',
    })
  })

  it('publishes where the buyer is', () => {
    const week = weekOf(cadence({ publishZone: 'America/New_York' }), '2026-11-27', on(BERLIN))
    expect(week).toMatchObject({ closed: 'Thu 26 Nov 15:00', published: 'Fri 27 Nov 09:30' })
  })

  it('keeps Thursday for a buyer two hours further east', () => {
    const week = weekOf(cadence({ publishZone: 'Europe/Istanbul' }), '2026-11-27', on(BERLIN))
    expect(week).toMatchObject({ asked: 'Wed 25 Nov 09:00', closed: 'Thu 26 Nov 15:00' })
  })

  it('closes a day earlier when the owner would have no time left to review', () => {
    const week = weekOf(cadence({ closeTime: '16:00', publishZone: 'Asia/Tokyo' }), '2026-11-27', on(BERLIN))
    expect(week).toMatchObject({ asked: 'Tue 24 Nov 09:00', closed: 'Wed 25 Nov 16:00' })
    const away: Calendar = { zone: BERLIN, workingDays: WEEK, holidays: (date) => date >= '2026-11-26' }
    expect(weekOf(cadence(), '2026-11-27', on(BERLIN), away)).toMatchObject({ closed: 'Wed 25 Nov 15:00' })
  })

  it('asks earlier whoever would have less than a working day', () => {
    const off: Calendar = { zone: BERLIN, workingDays: WEEK, holidays: (date) => date === '2026-11-25' }
    expect(weekOf(cadence(), '2026-11-27', off)).toMatchObject({
      asked: 'Tue 24 Nov 09:00',
      reminded: ['Thu 26 Nov 09:00', 'Thu 26 Nov 13:00'],
    })
  })

  it('asks on a Sunday where Sunday is a working day and Friday is not', () => {
    const riyadh = calendarOf('Asia/Riyadh', [7, 1, 2, 3, 4], 'SA')
    const tuesdays = cadence({ weekday: 2, closeTime: '14:00' })
    expect(weekOf(tuesdays, '2026-11-24', riyadh)).toMatchObject({ asked: 'Sun 22 Nov 09:00' })
    expect(weekOf(cadence({ weekday: 1 }), '2026-11-23', riyadh)).toMatchObject({ asked: 'Thu 19 Nov 09:00' })
  })

  it('stays at nine on the wall across the clock changes of both sides', () => {
    const rhythm = cadence({ publishZone: 'America/New_York', firstPublishOn: '2026-10-02' })
    for (const date of ['2026-10-23', '2026-10-30', '2026-11-06']) {
      const plan = planned(planRound(rhythm, date, on(BERLIN), [{ userId: 'U1', calendar: on('America/New_York') }]))
      expect(localTime(plan.asks[0]!.askAt, 'America/New_York')).toBe('09:00')
      expect(localTime(plan.closeAt, BERLIN)).toBe('15:00')
      expect(localTime(plan.publishAt, 'America/New_York')).toBe('09:30')
    }
  })
})

describe('days off', () => {
  const german = cadence({ country: 'DE', firstPublishOn: '2026-03-06' })

  it('move close and publishing to the working day before', () => {
    expect(weekOf(german, '2026-04-03', on(BERLIN, 'DE'), on(BERLIN, 'DE'))).toEqual({
      asked: 'Tue 31 Mar 09:00',
      reminded: ['Wed 1 Apr 09:00', 'Wed 1 Apr 13:00'],
      closed: 'Wed 1 Apr 15:00',
      published: 'Thu 2 Apr 09:30',
    })
  })

  it("of the person move the question, those of the account don't", () => {
    const american = on('America/New_York', 'US')
    expect(weekOf(german, '2026-11-27', american)).toMatchObject({ asked: 'Wed 25 Nov 09:00', reminded: [] })
    expect(weekOf(cadence({ country: 'US' }), '2026-11-27', on(BERLIN))).toMatchObject({ closed: 'Wed 25 Nov 15:00' })
  })

  it('move a Monday into the week before', () => {
    expect(weekOf(cadence({ country: 'DE', weekday: 1 }), '2026-04-06', on(BERLIN))).toMatchObject({
      published: 'Thu 2 Apr 09:30',
    })
  })

  it('move a Friday as far back as the Saturday after the round before', () => {
    expect(weekOf(cadence({ workingDays: [6] }), '2026-11-27', on(BERLIN))).toMatchObject({
      published: 'Sat 21 Nov 09:30',
    })
  })

  it('skip a week that has no working day, and say so', () => {
    const onlyFridays = cadence({ country: 'DE', workingDays: [5] })
    const week = planRound(onlyFridays, '2026-12-25', on(BERLIN), [])
    expect(week).toEqual({
      skipped: true,
      nominalDate: '2026-12-25',
      reason: 'The week to Fri 25 Dec has no working day.',
    })
    const after = next(nextPublishingDate(onlyFridays, '2026-12-18', at('2026-12-17T16:00Z'), on(BERLIN)))
    expect(after.skipped.map(({ reason }) => reason)).toEqual([
      'The week to Fri 25 Dec has no working day.',
      'The week to Fri 1 Jan has no working day.',
      expect.stringMatching(/^No close at 15:00 .* before Fri 8 Jan 09:30/),
    ])
    expect(after.publishOn).toBe('2027-01-15')
  })
})

describe('a cadence that cannot be met is refused, saying why', () => {
  const never = calendarOf('Asia/Tokyo', [])

  it('when the owner never works', () => {
    const refused =
      'No close at 15:00 (Europe/Berlin) in the two weeks before Fri 27 Nov 09:30 (Europe/Berlin) leaves the owner 2 working hours to review.'
    expect(planRound(cadence(), '2026-11-27', never, [])).toEqual({ refused })
    expect(nextPublishingDate(cadence(), null, at('2026-11-20T12:00Z'), never)).toHaveProperty('refused')
    expect(previewDates(cadence(), at('2026-11-20T12:00Z'), 3, null, never)).toHaveProperty('refused')
  })

  it('when a person never works, naming them', () => {
    const people = [
      { userId: 'U1', calendar: on(BERLIN) },
      { userId: 'U2', calendar: never },
    ]
    expect(planRound(cadence(), '2026-11-27', on(BERLIN), people)).toEqual({
      userId: 'U2',
      refused:
        'No 09:00 in the two weeks before the close on Thu 26 Nov 23:00 (Asia/Tokyo) leaves this person a working day to answer.',
    })
  })

  it('when the account has no working days', () => {
    const refused = 'The week to Fri 19 Feb has no working day.'
    const idle = cadence({ workingDays: [] })
    expect(nextPublishingDate(idle, null, at('2026-11-23T12:00Z'), on(BERLIN))).toEqual({ refused })
  })
})

describe('reminders', () => {
  const close = instantAt('2026-11-26', '15:00', BERLIN)
  const of = (asked: string) =>
    remindersAfter('09:00', at(asked), close, on(BERLIN)).map((reminder) => wall(reminder, BERLIN))

  it('count from when the question really went', () => {
    expect(of('2026-11-25T15:00Z')).toEqual(['Thu 26 Nov 09:00', 'Thu 26 Nov 13:00'])
    expect(of('2026-11-26T08:30Z')).toEqual(['Thu 26 Nov 13:00'])
    expect(of('2026-11-26T12:30Z')).toEqual([])
    expect(of('2026-11-21T06:00Z')).toEqual(['Mon 23 Nov 09:00', 'Thu 26 Nov 13:00'])
  })

  it('that fall together come once', () => {
    const eleven = instantAt('2026-11-26', '11:00', BERLIN)
    const reminders = planAsk('09:00', eleven, on(BERLIN))
    expect(reminders).toEqual({
      askAt: instantAt('2026-11-25', '09:00', BERLIN),
      reminders: [instantAt('2026-11-26', '09:00', BERLIN)],
    })
  })

  it('do not come on a day off', () => {
    const off: Calendar = { zone: BERLIN, workingDays: WEEK, holidays: (date) => date === '2026-11-26' }
    expect(planAsk('09:00', close, off)).toMatchObject({ reminders: [] })
  })
})

it('lets a question go until four hours before its close', () => {
  const close = at('2026-11-26T14:00Z')
  expect(questionMayGo(at('2026-11-26T10:00Z'), close)).toBe(true)
  expect(questionMayGo(at('2026-11-26T10:00:01Z'), close)).toBe(false)
})
