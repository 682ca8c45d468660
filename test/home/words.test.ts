import { describe, expect, it } from '@jest/globals'
import { type Figures, figuresInWords } from '#features/home/figures.ts'
import { accountInWords, dueInWords, statusInWords, updateInWords } from '#features/home/model.ts'

const kept: Figures = { due: 12, onTime: 12, waiting: 0, heard: 9, published: 12, expected: 30, answered: 28 }
const none = { updates: 0, ms: 0 }

describe('what an owner reads of the weeks behind', () => {
  it.each<[string, Partial<Figures>, string]>([
    ['all on time', {}, '12 of 12 updates on time'],
    ['some late', { onTime: 10 }, '10 of 12 updates on time, 2 late'],
    ['one not out yet', { onTime: 11, waiting: 1 }, '11 of 12 updates on time, 1 still not out'],
  ])('says %s', (_, change, words) => {
    expect(figuresInWords({ ...kept, ...change }, none)[0]).toContain(`The last 12 weeks: ${words} · 28 of 30`)
  })

  it('says nothing where nothing was due, and no time that nobody measured', () => {
    expect(figuresInWords({ ...kept, due: 0 }, { updates: 3, ms: 60_000 })).toEqual([])
    expect(figuresInWords(kept, none)).toHaveLength(1)
  })

  it('says how long reviewing took for what was opened', () => {
    expect(figuresInWords(kept, { updates: 4, ms: 12 * 60_000 })[1]).toBe(
      'From opening to deciding, the 4 updates that you opened took you 12 minutes.',
    )
    expect(figuresInWords(kept, { updates: 1, ms: 5_000 })[1]).toContain(
      'the one update that you opened took you 1 minute.',
    )
  })
})

describe('a week to answer for', () => {
  const open = { answered: false, closed: false, away: false, by: 'Thu 26 Nov 15:00' }
  it.each<[string, Partial<typeof open>, string]>([
    ['asks', {}, 'please answer by Thu 26 Nov 15:00'],
    ['asks nothing of whoever is away', { away: true }, 'not asked of you; you may answer until Thu 26 Nov 15:00'],
    ['can be edited, also by them', { answered: true, away: true }, 'answered; you can edit until Thu 26 Nov 15:00'],
    [
      'is late',
      { closed: true, away: true },
      'closed Thu 26 Nov 15:00; an answer now is late and goes to the account owner',
    ],
  ])('%s', (_, change, words) => {
    expect(dueInWords({ ...open, ...change })).toBe(words)
  })
})

describe('a status', () => {
  const last = { publishOn: '2026-11-13', status: 'at_risk', heard: false }
  it('is shown with its reason', () => {
    expect(statusInWords({ ...last, reason: 'Jonas says at risk.' })).toBe('At risk (Fri 13 Nov): Jonas says at risk')
    expect(statusInWords({ ...last, reason: null })).toBe('At risk (Fri 13 Nov)')
    expect(statusInWords(undefined)).toBeNull()
  })
})

describe('the dates of an account', () => {
  const account = { state: 'active', zone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], country: null }
  const dated = (name: string, on: string, reachedOn: string | null = null) => ({
    ...{ name, goLive: name === 'Go-live', promisedOn: on, forecastOn: on, reachedOn },
  })
  const read = (milestones: object[]) =>
    accountInWords(
      { account, milestones, stakeholders: [], criteria: [] } as never,
      { last: undefined, underWay: [], transitions: [] },
      { now: new Date('2026-11-20T09:00Z'), zone: 'Europe/Berlin' },
    )[1]
  it('ask of a day that has passed whether it was reached, and call it kept on no account', () => {
    const goLive = dated('Go-live', '2026-12-04')
    expect(read([dated('Records', '2026-11-20'), goLive])).toBe(
      'Records Fri 20 Nov, as promised · Go-live Fri 4 Dec, as promised',
    )
    expect(read([dated('Records', '2026-11-19'), goLive])).toBe(
      'Records was forecast for Thu 19 Nov: was it reached? · Go-live Fri 4 Dec, as promised',
    )
    expect(read([dated('Go-live', '2026-11-19', '2026-11-19')])).toBe('Go-live reached Thu 19 Nov, as promised')
  })
})

describe('the update that the buyer has not read yet', () => {
  const week = {
    ...{ publishOn: '2026-11-20', publishAt: new Date('2026-11-20T09:30Z'), closeAt: new Date('2026-11-19T14:00Z') },
    ...{ open: false, expected: 2, answered: 1 },
  }
  it.each([
    ['2026-11-20T09:30Z', 'Next update Fri 20 Nov · 1 of 2 answered, closed Thu 19 Nov 15:00'],
    ['2026-11-20T09:31Z', 'The update of Fri 20 Nov is not out yet · 1 of 2 answered, closed Thu 19 Nov 15:00'],
  ])('is the next one until its time, and then is not out yet: %s', (now, words) => {
    const at = new Date(now)
    expect(updateInWords(week, at, { now: at, zone: 'Europe/Stockholm' })).toBe(words)
    expect(updateInWords(week, at)).toBe(words.split(' · ')[0])
  })
})
