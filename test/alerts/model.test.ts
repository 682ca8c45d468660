import { describe, expect, it } from '@jest/globals'
import { alertMessage, draftMessage } from '../../blocks/alerts.ts'
import { checkMessage } from '../../blocks/check.ts'
import type { Milestone } from '../../src/features/accounts/model.ts'
import {
  type Cause,
  causesOf,
  faultText,
  LONGEST_SECTION,
  leftLines,
  listedLine,
  MOST_SECTIONS,
  movesIn,
  writeAlert,
} from '../../src/features/alerts/model.ts'
import { calendarOf } from '../../src/platform/calendar.ts'

const calendar = calendarOf('Europe/Berlin', [1, 2, 3, 4, 5], 'DE')
const milestone: Milestone = {
  ...{ id: 'm1', accountId: 'a1', name: 'Go-live', position: 1, goLive: true },
  ...{ promisedOn: '2026-12-04', plannedOn: '2026-12-04', forecastOn: '2026-12-04', reachedOn: null },
}
const answer = (userId: string, change: object = {}) => ({
  ...{ userId, forecasts: [], reached: [], whyMoved: null, doing: null, progress: 'Leeds invoiced for itself' },
  ...change,
})
const moves = (userId: string, on: string, change: object = {}) =>
  answer(userId, { forecasts: [{ milestoneId: 'm1', on }], ...change })
const causes = (answers: ReturnType<typeof answer>[], told: [string, string][] = [], milestones = [milestone]) =>
  causesOf(answers as never, milestones, { told: new Map(told), slipDays: 5, calendar })

describe('what gives cause for an alert', () => {
  it.each([
    ['nothing moved', [answer('U1')], 0],
    ['a forecast that moves by exactly the days set', [moves('U1', '2026-12-11')], 0],
    ['a forecast that moves by one working day more', [moves('U1', '2026-12-14')], 1],
    ['a weekend more is no working day more', [moves('U1', '2026-12-12')], 0],
    ['a forecast that comes earlier', [moves('U1', '2026-11-20')], 0],
    ['two people who move it: one cause', [moves('U1', '2026-12-14'), moves('U2', '2026-12-18')], 1],
    ['a milestone that is reached', [answer('U1', { reached: [{ milestoneId: 'm1', on: '2026-12-03' }] })], 1],
    [
      'a milestone that nobody knows',
      [moves('U1', '2026-12-30', { forecasts: [{ milestoneId: 'm9', on: '2027-01-30' }] })],
      0,
    ],
  ])('%s', (_, answers, count) => {
    expect(causes(answers)).toHaveLength(count)
  })

  it('takes the latest day that several people say, and names all of them for us', () => {
    expect(causes([moves('U1', '2026-12-14'), moves('U2', '2026-12-18')])).toEqual([
      {
        ...{ kind: 'slip', milestoneId: 'm1', onDay: '2026-12-18', notedBy: ['U1', 'U2'] },
        said: 'Go-live moves from Friday 4 December to Friday 18 December, 10 working days later than promised.',
      },
    ])
  })

  it('counts from the day that was told already, and tells nothing of what was reached before', () => {
    expect(causes([moves('U1', '2026-12-18')], [['m1', '2026-12-14']])).toEqual([])
    expect(causes([moves('U1', '2026-12-23')], [['m1', '2026-12-14']])[0]?.said).toContain(
      'moves from Monday 14 December to Wednesday 23 December, 13 working days later than promised.',
    )
    expect(causes([moves('U1', '2026-12-30')], [], [{ ...milestone, reachedOn: '2026-12-01' }])).toEqual([])
  })

  it('says why and what we do in the words that were typed', () => {
    const typed = { whyMoved: 'Duplicate *tax* numbers\n<!channel>', doing: 'Two of us clear them' }
    expect(causes([moves('U1', '2026-12-14', typed)])[0]?.said).toBe(
      [
        'Go-live moves from Friday 4 December to Monday 14 December, 6 working days later than promised.',
        'Why: Duplicate *tax* numbers <!channel>',
        'What we are doing: Two of us clear them',
      ].join('\n'),
    )
  })

  it.each([
    ['2026-12-03', 'Go-live was reached on Thursday 3 December, 1 working day earlier than promised.'],
    ['2026-12-04', 'Go-live was reached on Friday 4 December, as promised.'],
    ['2026-12-08', 'Go-live was reached on Tuesday 8 December, 2 working days later than promised.'],
  ])('a milestone reached on %s', (on, sentence) => {
    expect(causes([answer('U1', { reached: [{ milestoneId: 'm1', on }] })])[0]?.said).toBe(
      `${sentence}\nWhat you can do now: Leeds invoiced for itself`,
    )
  })
})

const internal = { noted: 'CANARY', note: 'CANARY', confidence: 'CANARY' }
const section = (cause: string, text: string) => ({ cause, text, ...internal })
const made = (...sections: object[]) =>
  writeAlert({
    ...{ account: 'Calder Freight', title: 'invoicing rollout', on: '2026-11-17', sections, ...internal },
    ...{ contact: 'Maya Lindqvist', lateSince: null },
  })
const view = {
  account: 'Calder Freight',
  ...{
    alertId: '00000000-0000-4000-8000-000000000001',
    version: 1,
    state: 'draft' as const,
    channel: 'C1',
    email: null,
  },
  ...{
    decideBy: 'Wed 18 Nov 14:05',
    nextUpdate: 'Friday’s update',
    waits: null,
    passedTo: null,
    decided: null,
    seen: [],
  },
}

describe('the text of an alert', () => {
  it('holds nothing but what the customer reads, whatever comes with it', () => {
    const alert = made(section('c1', 'Invoices stand still'))
    expect(JSON.stringify(alert)).not.toContain('CANARY')
    expect(JSON.stringify(alertMessage(alert, 'x'))).not.toContain('CANARY')
  })

  it('reads well aloud: the account, the day, what happened and whom to call', () => {
    const text = faultText({ what: 'Invoices stand still', since: '08:00', doing: 'We restart', dates: null })
    expect(alertMessage(made(section('c1', text)), 'x').text).toBe(
      [
        'Calder Freight · invoicing rollout (Tuesday 17 November 2026)',
        'Invoices stand still\nSince: 08:00\nWhat we are doing: We restart',
        'Questions? Reply here or call Maya Lindqvist.',
      ].join('\n'),
    )
  })

  it('fits into a message of Slack at its longest, for the customer and for the owner', () => {
    const long = {
      what: '<&مرحبا 🚚 '.repeat(200),
      since: 'x'.repeat(150),
      doing: 'y '.repeat(450),
      dates: 'z'.repeat(300),
    }
    const text = faultText(long)
    expect(text.length).toBeLessThanOrEqual(LONGEST_SECTION)
    const sections = Array.from({ length: MOST_SECTIONS }, (_, n) => section(`c${n}`, 'w '.repeat(LONGEST_SECTION / 2)))
    const alert = made(...sections)
    const inside = sections.map(() => 'n'.repeat(400))
    for (const message of [alertMessage(alert, view.alertId), draftMessage({ ...view, alert, inside })])
      expect(checkMessage('message', message)).toEqual([])
  })

  it('is listed in the next update by its first lines; of what was left only faults are, in full', () => {
    const alert = made(
      section('c1', 'Invoices stand still\nSince: 08:00'),
      section('c2', 'Go-live was reached.\nWhy: x'),
    )
    expect(listedLine(alert)).toBe('Alert of Tue 17 Nov: Invoices stand still. Go-live was reached.')
    const kinds = [
      { id: 'c1', kind: 'fault' },
      { id: 'c2', kind: 'reached' },
    ] as Cause[]
    expect(leftLines(alert, kinds)).toEqual(['Tue 17 Nov: Invoices stand still. Since: 08:00.'])
  })
})

describe('the dates that an alert tells of', () => {
  const cause = { id: 'c1', kind: 'slip', milestoneId: 'm1', onDay: '2026-12-28' } as Cause
  const told = (text: string, kind: 'slip' | 'reached' = 'slip') =>
    movesIn(
      writeAlert({ account: 'Calder', title: '', on: '2026-11-23', sections: [{ cause: 'c1', text }] }),
      [cause],
      kind,
    )

  it.each([
    ['Go-live moves to Monday 28 December, 16 days late.', true],
    ['Go-live moves to 28 Dec.', true],
    ['Go-live: December 28', true],
    ['Go-live is on the 28th of December', true],
    ['Go-live moves to 2026-12-28', true],
    ['Go-live moves to the end of December.', false],
    ['Go-live moves to 128 December or 28 Decembers', false],
    ['Go-live moves to 8 December', false],
  ])('know whether %s names the day', (text, named) => {
    expect(told(text)).toEqual([{ milestoneId: 'm1', onDay: '2026-12-28', on: '2026-11-23', named }])
  })

  it('are those of what is left in it', () => {
    expect(told('28 December', 'reached')).toEqual([])
    const other = [{ cause: 'c2', text: '28 December' }]
    expect(
      movesIn(writeAlert({ account: 'Calder', title: '', on: '2026-11-23', sections: other }), [cause], 'slip'),
    ).toEqual([])
  })
})
