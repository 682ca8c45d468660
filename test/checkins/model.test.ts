import { describe, expect, it } from '@jest/globals'
import { answerOf } from '../../src/features/checkins/entry.ts'
import {
  type Answer,
  askFrom,
  type FormFacts,
  mayRepeat,
  reminderAt,
  repeatAnswer,
} from '../../src/features/checkins/model.ts'
import { calendarOf } from '../../src/platform/calendar.ts'
import { facts, milestone, normal } from './filled.ts'

const last: Answer = {
  ...answerOf({ ...normal, hard: 'Old records', doing: 'We clear them', progress: 'p', nextStep: 'Leeds' }, facts).said,
  ...{ checkinId: 'x', roundId: 'before', accountId: 'a', userId: 'u', answeredAt: new Date(0), late: false },
}

describe('nothing changed', () => {
  const read = (status: string | null, id = 'before') => ({ id, status })

  it.each<[string, Partial<Answer> | undefined, ReturnType<typeof read>, Partial<FormFacts>, boolean]>([
    ['not after a week that the customer read as at risk', {}, read('at_risk'), {}, false],
    ['after a week on track', {}, read('on_track'), {}, true],
    ['not in a first week', undefined, read('on_track'), {}, false],
    ['not twice in a row', { nothingChanged: true }, read('on_track'), {}, false],
    ['not after a week at risk', { status: 'at_risk' }, read('on_track'), {}, false],
    ['not after a week without an answer', {}, read('on_track', 'another'), {}, false],
    ['not after a late answer', { late: true }, read('on_track'), {}, false],
    [
      'not when a date has passed',
      {},
      read('on_track'),
      { milestone: milestone('records', false, '2026-11-17') },
      false,
    ],
  ])('is offered: %s', (_, change, previous, more, expected) => {
    expect(mayRepeat(change && { ...last, ...change }, previous, { ...facts, ...more })).toBe(expected)
  })

  it('says the standing again, and nothing that happened once', () => {
    expect(repeatAnswer(last, 'Rehearsal')).toMatchObject({
      ...{
        nothingChanged: true,
        status: 'on_track',
        satisfaction: 4,
        hard: 'Old records',
        doing: 'We clear them',
        nextStep: 'Rehearsal',
      },
      ...{ progress: null, ask: null, decision: null, forecasts: [], reached: [], asksDone: [] },
      // What somebody else has measured since stands.
      ...{ criterionId: null, criterionValue: null },
    })
  })
})

describe('when somebody is asked', () => {
  const berlin = calendarOf('Europe/Berlin', [1, 2, 3, 4, 5])
  const close = new Date('2026-11-19T14:00:00Z')
  it.each([
    ['as planned', '2026-11-18T08:00:00Z', '2026-11-16T08:00:00Z', '2026-11-18T08:00:00Z'],
    [
      'now, where that has passed and they are at work',
      '2026-11-18T08:00:00Z',
      '2026-11-18T12:00:00Z',
      '2026-11-18T12:00:00Z',
    ],
    ['in the morning, where it is night', '2026-11-18T08:00:00Z', '2026-11-18T23:00:00Z', '2026-11-19T08:00:00Z'],
    [
      'now, where no question time fits and they are at work',
      undefined,
      '2026-11-16T10:00:00Z',
      '2026-11-16T10:00:00Z',
    ],
  ])('is %s', (_, planned, now, expected) => {
    const at = askFrom(planned === undefined ? undefined : new Date(planned), '09:00', new Date(now), close, berlin)
    expect(at.toISOString()).toBe(new Date(expected).toISOString())
  })

  it('takes of several reminders that are due only the last', () => {
    const [morning, noon] = [new Date('2026-11-19T08:00Z'), new Date('2026-11-19T12:00Z')]
    expect(reminderAt([morning, noon], new Date('2026-11-19T09:00Z'))).toEqual(morning)
    expect(reminderAt([morning, noon], new Date('2026-11-19T12:30Z'))).toEqual(noon)
    expect(reminderAt([morning, noon], new Date('2026-11-19T07:00Z'))).toBeUndefined()
  })
})
