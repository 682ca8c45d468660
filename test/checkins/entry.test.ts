import { describe, expect, it } from '@jest/globals'
import { checkEntry } from '../../src/features/checkins/checking.ts'
import { answerOf, asKnownNow, sentEntry } from '../../src/features/checkins/entry.ts'
import type { Entry, FormFacts } from '../../src/features/checkins/model.ts'
import { facts, milestone, normal } from './filled.ts'

const troubles = (change: Partial<Entry>, more: Partial<FormFacts> = {}) =>
  Object.fromEntries(
    checkEntry({ ...normal, ...change }, { ...facts, ...more }).map(({ field, sentence }) => [field, sentence]),
  )

describe('a date that has become known since the form was drawn', () => {
  const now: FormFacts = { ...facts, goLive: milestone('golive', true, '2026-12-16') }
  const shown = { milestoneOn: '2026-11-20', goLiveOn: '2026-12-09' }
  const goLive = (on: string, moved: FormFacts['moved'] = []) =>
    asKnownNow({ ...normal, goLiveOn: on }, { ...now, moved }, shown).goLiveOn

  it('stays where the person left the date of then', () => {
    expect(goLive('2026-12-09')).toBe('2026-12-16')
    expect(checkEntry(asKnownNow(normal, now, shown), now)).toEqual([])
  })

  it('gives way to what the person chose, or had said themselves before', () => {
    expect(goLive('2026-12-10')).toBe('2026-12-10')
    expect(goLive('2026-12-09', [{ milestoneId: 'golive', on: '2026-12-09' }])).toBe('2026-12-09')
  })
})

describe('what may be sent', () => {
  it('takes a normal week: three choices and one sentence', () => {
    expect(troubles({})).toEqual({})
  })

  it.each<[string, Partial<Entry>, Partial<Record<keyof Entry, string>>]>([
    ['no status', { status: null }, { status: 'Choose how it stands against the plan.' }],
    ['at risk without a reason', { status: 'at_risk' }, { because: 'Say in one sentence why it is not on track.' }],
    ['off track without a reason', { status: 'off_track' }, { because: 'Say in one sentence why it is not on track.' }],
    [
      'a moved date without a reason',
      { goLiveOn: '2026-12-14' },
      { whyMoved: 'A date moved. Say in one sentence why.' },
    ],
    [
      'an earlier date without a reason',
      { goLiveOn: '2026-12-08' },
      { whyMoved: 'A date moved. Say in one sentence why.' },
    ],
    [
      'a reason without a moved date',
      { whyMoved: 'x' },
      { whyMoved: 'No date has moved. Change a date above, or empty this.' },
    ],
    ['a date that was emptied', { goLiveOn: null }, { goLiveOn: 'Give a date.' }],
    ['a day that does not exist', { goLiveOn: '2027-02-30', whyMoved: 'x' }, { goLiveOn: 'Give a date.' }],
    [
      'a forecast before today',
      { milestoneOn: '2026-11-17', whyMoved: 'x' },
      { milestoneOn: 'Tue 17 Nov has passed. Give the new forecast, or tick below that it is reached.' },
    ],
    ['no progress', { progress: null }, { progress: 'One line is enough: what can they do now?' }],
    [
      'an action without a difficulty',
      { doing: 'x' },
      { hard: 'Say what is hard, too, so that the action makes sense.' },
    ],
    [
      'an ask without a person and a date',
      { askWhat: 'Records' },
      { askWho: 'Name the person who should do it.', askDueOn: 'Give the date by which you need it.' },
    ],
    [
      'an ask of a person for nothing',
      { askWho: 'Tomás', askDueOn: '2026-11-25' },
      { askWhat: 'Say what you need from this person.' },
    ],
    [
      'an ask due in the past',
      { askWhat: 'Records', askWho: 'Tomás', askDueOn: '2026-11-17' },
      { askDueOn: 'Tue 17 Nov has passed. Give a later date.' },
    ],
    [
      'an ask of one of us',
      { askWhat: 'Records', askWho: 'wei chen', askDueOn: '2026-11-25' },
      { askWho: 'wei chen is one of us. Name who should do it at the customer.' },
    ],
    ['a decision without words', { decisionKind: 'made' }, { decision: 'Say what the decision is.' }],
    [
      'a decision ahead that is nobody’s',
      { decisionKind: 'ahead', decision: 'Ten depots, or all' },
      {
        decisionWho: 'Name who decides at the customer.',
        decisionDueOn: 'Give the date by which it has to be decided.',
      },
    ],
    [
      'a decision due in the past',
      { decisionKind: 'ahead', decision: 'Ten depots, or all', decisionWho: 'Priya', decisionDueOn: '2026-11-17' },
      { decisionDueOn: 'Tue 17 Nov has passed. Give a later date.' },
    ],
    [
      'a decision that is neither',
      { decision: 'Ten depots' },
      { decisionKind: 'Choose whether the decision is made or ahead.' },
    ],
    ['a low satisfaction without words', { satisfaction: 3 }, { heard: 'At 3 or less, say what you saw or heard.' }],
    [
      'a changed satisfaction without words',
      { satisfaction: 5 },
      { heard: 'The number changed since last week. Say what you saw or heard.' },
    ],
    ['a satisfaction off the scale', { satisfaction: 6, heard: 'x' }, { satisfaction: 'Choose a number from 1 to 5.' }],
    ['no confidence', { confidence: null }, { confidence: 'Choose a number from 1 to 5.' }],
  ])('refuses %s', (_, change, expected) => {
    expect(troubles(change)).toEqual(expected)
  })

  it.each<[string, Partial<Entry>]>([
    ['a forecast for today', { milestoneOn: '2026-11-18', whyMoved: 'x' }],
    ['an ask due today', { askWhat: 'Records', askWho: 'Tomás', askDueOn: '2026-11-18' }],
    ['a past date of a milestone that is reached', { milestoneOn: '2026-11-16', done: ['records'] }],
    ['a date beside an ask that was not made', { askDueOn: '2026-11-01' }],
    ['a difficulty for which nothing is done yet', { hard: 'Duplicates' }],
  ])('takes %s', (_, change) => {
    expect(troubles(change)).toEqual({})
  })

  it.each<[string, Partial<Entry>, string, string]>([
    ['an ask', { askWhat: 'Records', askWho: 'Tomás', askDueOn: '2026-11-19' }, 'askDueOn', '2026-11-20'],
    [
      'a decision',
      { decisionKind: 'ahead', decision: 'Ten, or all', decisionWho: 'Priya', decisionDueOn: '2026-11-19' },
      'decisionDueOn',
      '2026-11-20',
    ],
  ])('refuses %s that is due before the customer reads of it', (_, change, field, readOn) => {
    const sentence = 'The customer reads this on Fri 20 Nov. Give that day or a later one.'
    expect(troubles(change, { readOn })).toEqual({ [field]: sentence })
    expect(troubles({ ...change, [field]: readOn }, { readOn })).toEqual({})
    // Of a week that is over only what has passed is too early.
    expect(troubles(change, { readOn: '2026-11-13' })).toEqual({})
  })

  it('asks for no words about a first satisfaction above 3', () => {
    expect(troubles({ satisfaction: 4 }, { before: { status: null, satisfaction: null } })).toEqual({})
  })
})

describe('what is kept', () => {
  const full: Entry = {
    ...normal,
    ...{ status: 'at_risk', because: 'Records', milestoneOn: '2026-11-25', whyMoved: 'Duplicates', done: ['k1'] },
    ...{
      hard: 'h',
      doing: 'd',
      askWhat: 'w',
      askWho: 'Tomás',
      askDueOn: '2026-11-25',
      decisionKind: 'made',
      decision: 'Ten',
    },
    ...{
      satisfaction: 3,
      heard: 'slow',
      nextStep: 'Leeds',
      confidence: 2,
      note: 'psst',
      ownerOnly: true,
      criterionValue: 2.5,
    },
  }

  it('keeps only the dates that moved, and shows on editing what was sent', () => {
    const { said, noted } = answerOf(full, facts)
    expect(said.forecasts).toEqual([{ milestoneId: 'records', on: '2026-11-25' }])
    expect(said.asksDone).toEqual(['k1'])
    expect(sentEntry(facts, { answer: said, note: noted })).toEqual(full)
  })

  it('puts nothing internal into what the customer may read', () => {
    expect(JSON.stringify(answerOf(full, facts).said)).not.toContain('psst')
    expect(answerOf(full, facts).noted).toEqual({ confidence: 2, note: 'psst', ownerOnly: true })
  })

  it.each([
    ['2026-11-16', '2026-11-16'],
    ['2026-11-25', '2026-11-18'],
  ])('takes a milestone that is reached with the date %s as reached on %s', (milestoneOn, on) => {
    const { said } = answerOf({ ...normal, milestoneOn, done: ['records'] }, facts)
    expect(said).toMatchObject({ reached: [{ milestoneId: 'records', on }], forecasts: [] })
  })
})
