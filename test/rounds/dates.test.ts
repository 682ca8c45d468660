import { describe, expect, it } from '@jest/globals'
import type { Cadence, NextRound } from '#features/rounds/model.ts'
import { nextPublishingDate, previewDates, publishingDates, USUAL_WEEK, weekNumber } from '#features/rounds/model.ts'
import { localDate, localTime, shortDay } from '#platform/calendar.ts'

const BERLIN = 'Europe/Berlin'
const at = (text: string) => new Date(text)

function cadence(changes: Partial<Cadence> = {}): Cadence {
  return { ...USUAL_WEEK, zone: BERLIN, publishZone: BERLIN, firstPublishOn: '2026-11-06', ...changes }
}

function next(answer: object): NextRound {
  if (!('publishAt' in answer)) throw new Error(JSON.stringify(answer))
  return answer as NextRound
}

function take<T>(count: number, endless: Iterator<T, never>): T[] {
  return Array.from({ length: count }, () => endless.next().value)
}

/** 'Wed 25 Nov 09:00' where somebody is. */
function wall(instant: Date | undefined, zone: string): string {
  return instant ? `${shortDay(localDate(instant, zone))} ${localTime(instant, zone)}` : 'never'
}

describe('publishing dates', () => {
  const first = (rhythm: Cadence, from: string) => take(3, publishingDates(rhythm, from))

  it('come every week from the first on', () => {
    expect(first(cadence(), '2026-01-01')).toEqual(['2026-11-06', '2026-11-13', '2026-11-20'])
    expect(first(cadence(), '2026-11-14')).toEqual(['2026-11-20', '2026-11-27', '2026-12-04'])
  })

  it('come every second week, counted from the first', () => {
    const fortnightly = cadence({ everyWeeks: 2 })
    expect(first(fortnightly, '2026-11-06')).toEqual(['2026-11-06', '2026-11-20', '2026-12-04'])
    expect(first(fortnightly, '2026-11-07')).toEqual(['2026-11-20', '2026-12-04', '2026-12-18'])
  })

  it('stay in the same fortnight when the weekday changes', () => {
    const thursdays = cadence({ everyWeeks: 2, weekday: 4 })
    expect(first(thursdays, '2026-11-06')).toEqual(['2026-11-19', '2026-12-03', '2026-12-17'])
    expect(first(cadence({ everyWeeks: 2, weekday: 7 }), '2026-11-06')[0]).toBe('2026-11-08')
  })

  it('number the weeks from 1, also where a date moved or every second week is published', () => {
    const numbers = ['2026-11-05', '2026-11-06', '2026-11-12', '2026-11-13', '2027-01-01']
    expect(numbers.map((date) => weekNumber('2026-11-06', date))).toEqual([1, 1, 2, 2, 9])
  })
})

describe('the next round', () => {
  const following = (open: string | null, now: string, rhythm = cadence()) =>
    next(nextPublishingDate(rhythm, open, at(now))).publishOn

  it('is the first one whose people still have a working day, for a new account', () => {
    expect(following(null, '2026-11-23T09:00Z')).toBe('2026-11-27')
    expect(following(null, '2026-11-25T14:00Z')).toBe('2026-11-27')
    expect(following(null, '2026-11-25T14:01Z')).toBe('2026-12-04')
  })

  it('follows the open one', () => {
    expect(following('2026-11-20', '2026-11-19T14:00Z')).toBe('2026-11-27')
  })

  it('still comes after hours of downtime, as long as its question may go', () => {
    expect(following('2026-11-20', '2026-11-26T10:00Z')).toBe('2026-11-27')
    expect(following('2026-11-20', '2026-11-26T10:01Z')).toBe('2026-12-04')
  })

  it.each([
    ['Monday', 1, '2026-11-30'],
    ['Tuesday', 2, '2026-11-24'],
    ['Wednesday', 3, '2026-11-25'],
    ['Thursday', 4, '2026-11-26'],
  ])('moved to %s comes at least four days after the open one', (_, weekday, date) => {
    expect(following('2026-11-20', '2026-11-18T09:00Z', cadence({ weekday }))).toBe(date)
  })

  it('is never the open one again when days off moved that one far back', () => {
    const mondaysAndFridays = cadence({ workingDays: [1, 5], country: 'DE' })
    expect(next(nextPublishingDate(mondaysAndFridays, '2026-12-18', at('2026-12-17T08:00Z'))).publishOn).toBe(
      '2026-12-21',
    )
    expect(next(nextPublishingDate(mondaysAndFridays, '2026-12-21', at('2026-12-17T08:00Z'))).publishOn).toBe(
      '2026-12-28',
    )
  })

  it('is previewed three times, with what moves', () => {
    const previews = previewDates(cadence({ country: 'DE' }), at('2026-12-14T09:00Z'))
    if ('refused' in previews) throw new Error(previews.refused)
    expect(previews.map((round) => wall(round.askAt, BERLIN))).toEqual([
      'Wed 16 Dec 09:00',
      'Tue 22 Dec 09:00',
      'Tue 29 Dec 09:00',
    ])
    expect(previews.map((round) => round.publishOn)).toEqual(['2026-12-18', '2026-12-24', '2026-12-31'])
  })
})
