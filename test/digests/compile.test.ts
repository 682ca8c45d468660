import fs from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { headline } from '../../blocks/digestHeadline.ts'
import { internalMessage } from '../../blocks/internalEdition.ts'
import type { Status } from '../../src/features/checkins/model.ts'
import { compile } from '../../src/features/digests/compile.ts'
import { keptOf, thoughtsOf } from '../../src/features/digests/thoughts.ts'
import { addDays } from '../../src/platform/calendar.ts'
import { answer, calder, oslo } from './material.ts'

describe('a week’s compilation', () => {
  it('takes the latest forecast and the lowest satisfaction of several implementers, without names', () => {
    const answers = [
      answer({ forecasts: [{ milestoneId: 'm2', on: '2026-12-10' }], satisfaction: 4 }),
      answer({ userId: 'UWEI', forecasts: [{ milestoneId: 'm2', on: '2026-12-14' }], satisfaction: 3 }),
    ]
    const { digest } = compile(calder({ answers }))
    expect(digest.goLive).toMatchObject({ movedFrom: '2026-12-09', forecastOn: '2026-12-14', slipDays: 6 })
    expect(digest.satisfaction.now).toBe(3)
    expect(JSON.stringify(digest)).not.toMatch(/Jonas|Wei/)
  })

  it('has one reason in its first line, and keeps the others, by name, for whoever reviews', () => {
    const because = (userId: string, status: Status, reason: string | null) =>
      answer({ userId, status, because: reason, satisfaction: 4 })
    const { digest, internal } = compile(
      calder({
        answers: [
          because('UJONAS', 'at_risk', 'The records are not final.'),
          because('UWEI', 'off_track', 'the supplier stopped'),
          because('UNOOR', 'off_track', 'The supplier stopped.'),
          because('UADA', 'on_track', null),
        ],
      }),
    )
    expect(digest.reason).toBe('the supplier stopped')
    expect(internal.unsaid).toEqual([{ name: 'Jonas Weber', text: 'The records are not final.' }])
    expect(JSON.stringify(digest)).not.toContain('The records are not final')
    expect(compile(calder()).internal.unsaid).toEqual([])
  })

  it('is proposed by the version of the rule that is written down', () => {
    const rule = fs.readFileSync(new URL('../../docs/status-rule.md', import.meta.url), 'utf8')
    expect(rule).toContain(`\nVersion ${compile(calder()).internal.ruleVersion}.`)
  })

  it('does not tell as news what an alert has told since the last report, and names a day that its words left open', () => {
    const told = (change: object, saidGoLiveOn: string | null = null) => {
      const moves = [{ milestoneId: 'm2', onDay: '2026-12-09', on: '2026-11-16', named: true, ...change }]
      const answers = [answer({ status: 'at_risk', because: 'the records come late', whyMoved: 'Duplicates' })]
      return headline(compile(calder({ answers, moves, saidGoLiveOn })).digest)
    }
    expect(told({}, '2026-12-04')).toBe(
      'At risk. Go-live is now Wed 9 December, as we told you Mon 16 Nov, 3 working days late, because the records come late.',
    )
    expect(told({ named: false }, '2026-12-04')).toBe(
      'At risk. Go-live moves to Wed 9 December, 3 working days late, because the records come late.',
    )
    // It has moved since: that is news.
    expect(told({ onDay: '2026-12-07' })).toContain('Go-live stays Wed 9 December')
    const again = [answer({ forecasts: [{ milestoneId: 'm2', on: '2026-12-11' }] })]
    const moves = [{ milestoneId: 'm2', onDay: '2026-12-09', on: '2026-11-16', named: true }]
    expect(headline(compile(calder({ answers: again, moves })).digest)).toContain('Go-live moves to Fri 11 December')
    expect(compile(calder({ answers: [answer({ whyMoved: 'Duplicates' })], moves })).digest.reason).toBe('Duplicates')
  })

  it('takes the figure that somebody measured, whoever sent the known one along after that', () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 18, hour))
    const sent = (userId: string, hour: number, criterionValue: number) =>
      answer({ userId, answeredAt: at(hour), criterionId: 'k1', criterionValue })
    const measured = (...answers: ReturnType<typeof sent>[]) => compile(calder({ answers })).digest.criterion?.current
    expect(measured(sent('UJONAS', 9, 3), sent('UWEI', 10, 4))).toBe(3)
    expect(measured(sent('UJONAS', 9, 3), sent('UWEI', 10, 2))).toBe(2)
    expect(measured(sent('UJONAS', 9, 4), sent('UWEI', 10, 4))).toBe(4)
  })

  it('counts a rise of satisfaction only once everybody has answered: who is away may be the one who reads less', () => {
    const reading = (satisfaction: number, change = {}) =>
      compile(calder({ answers: [answer({ satisfaction })], ...change })).digest.satisfaction.now
    expect([reading(5), reading(3)]).toEqual([5, 3])
    expect([reading(5, { missing: ['UWEI'] }), reading(5, { away: ['Wei Chen until Mon 23 Nov'] })]).toEqual([4, 4])
    expect([reading(3, { missing: ['UWEI'] }), reading(5, { missing: ['UWEI'], earlier: [] })]).toEqual([3, 5])
  })

  it('says who decides and by when, by first name unless two share it', () => {
    const decision = { kind: 'ahead' as const, text: 'All or ten', who: 'Priya Shah', dueOn: '2026-11-24' }
    const ahead = (change = {}) => compile(calder({ answers: [answer({ decision })], ...change })).digest.decisionsAhead
    expect(ahead()).toEqual(['Priya, decide by Tue 24 Nov: All or ten'])
    expect(ahead({ customers: ['Priya Shah', 'Priya Rao'] })).toEqual(['Priya Shah, decide by Tue 24 Nov: All or ten'])
  })

  it('tells the buyer how punctual we were, once there were enough updates to say so', () => {
    const came = (...late: (number | null)[]) =>
      keptOf(late.map((ms) => ({ publishAt: new Date(0), publishedAt: ms === null ? null : new Date(ms) })))
    expect(came(0, 0, 0, null)).toBeNull()
    expect(came(0, 3_600_000, 3_600_001, 0, null)).toEqual({ due: 4, onTime: 3 })
    const [onTime, told] = [
      { publishAt: new Date(0), publishedAt: new Date(0) },
      { publishAt: new Date(0), publishedAt: null, lateNoteAt: new Date(0) },
    ]
    expect(keptOf([onTime, onTime, onTime, told])).toEqual({ due: 4, onTime: 3 })
  })

  it('gives a difficulty without an action back to the owner', () => {
    const { digest, internal } = compile(oslo({ answers: [answer({ hard: 'Meters drop out' })] }))
    expect(digest.difficulties).toEqual([])
    expect(internal.returned).toEqual([{ name: 'Jonas Weber', text: 'Meters drop out' }])
  })

  it('asks whether the buyer was told of the delay, and each person of what we need from them', () => {
    const { questions, newlyNamed } = compile(calder()).internal
    expect(questions.map(({ who, about }) => `${who}: ${about}`)).toEqual([
      'Priya: Go-live moves to Mon 14 Dec',
      'Priya: to decide by Tue 24 Nov: 10 depots on 7 December and 4 on 18 January, or all 14 on 14 December. We recommend the first: it keeps month-end safe.',
      'Tomás: the last 500 of 2,400 customer records, by Wed 25 Nov',
    ])
    expect(newlyNamed).toEqual(['Tomás Leal'])
    // Also of somebody whom updates have named before, and where nothing else is asked.
    const decision = { kind: 'ahead' as const, text: 'York first, or Hull', who: 'Tomás', dueOn: '2026-11-24' }
    const asked = compile(calder({ namedBefore: ['Tomás Leal'], answers: [answer({ decision })] }))
    expect(asked.internal.questions.map(({ who, about }) => `${who}: ${about}`)).toEqual([
      'Tomás: to decide by Tue 24 Nov: York first, or Hull',
    ])
    expect(thoughtsOf(asked.internal, asked.digest, false)).toContain('asks')
  })

  it.each([
    ['of one that is new', [], 'to decide by Tue 24 Nov: York first, or Hull'],
    ['no more of one that an update named', ['Tomás, decide by Tue 24 Nov: york first,  or Hull.'], undefined],
    [
      'of the same one for somebody else',
      ['Priya, decide by Tue 24 Nov: York first, or Hull'],
      'to decide by Tue 24 Nov: York first, or Hull',
    ],
    ['of another one', ['Tomás, decide by Tue 24 Nov: York'], 'to decide by Tue 24 Nov: York first, or Hull'],
    [
      'of one with another day than last',
      ['Tomás, decide by Mon 23 Nov: York first, or Hull', 'Tomás, decide by Tue 24 Nov: York first, or Hull'],
      'to decide, now by Tue 24 Nov: York first, or Hull',
    ],
  ])('asks whether somebody was told %s', (_, decisionsBefore, about) => {
    const decision = { kind: 'ahead' as const, text: 'York first, or Hull', who: 'Tomás', dueOn: '2026-11-24' }
    const material = calder({ namedBefore: ['Tomás Leal'], decisionsBefore, answers: [answer({ decision })] })
    const { internal, digest } = compile(material)
    expect(internal.questions.map((question) => question.about)).toEqual(about ? [about] : [])
    expect(thoughtsOf(internal, digest, false).includes('asks')).toBe(about !== undefined)
  })

  it('asks anew about a decision whose day passed since the last update', () => {
    const decision = { kind: 'ahead' as const, text: 'York first, or Hull', who: 'Tomás', dueOn: '2026-11-24' }
    const decisionsBefore = ['Tomás, decide by Tue 24 Nov: York first, or Hull']
    const asked = (publishOn: string, number: number) => {
      const round = { number, publishOn }
      const earlier = [{ ...calder().earlier[0]!, publishOn: addDays(publishOn, -7) }]
      return compile(
        calder({ round, earlier, namedBefore: ['Tomás Leal'], decisionsBefore, answers: [answer({ decision })] }),
      )
        .internal.questions.filter(({ key }) => key.startsWith('decide:'))
        .map(({ about }) => about)
    }
    expect([asked('2026-11-20', 9), asked('2026-11-27', 10), asked('2026-12-04', 11)]).toEqual([
      [],
      ['to decide, still open since Tue 24 Nov: York first, or Hull'],
      [],
    ])
  })

  it('keeps what is still open from earlier weeks, and drops what was done', () => {
    const open = (id: string) => ({ id, what: `ask ${id}`, who: 'UTOMAS', dueOn: '2026-11-24' })
    const { digest } = compile(oslo({ openAsks: [open('1'), open('2')], answers: [answer({ asksDone: ['1'] })] }))
    expect(digest.asks).toEqual([{ askId: '2', what: 'ask 2', who: 'Tomás Leal', dueOn: '2026-11-24' }])
  })

  it('asks one thing of one person once, however their name is typed, by the earlier day or the one asked for last', () => {
    const asking = (userId: string, who: string, dueOn: string) =>
      answer({ userId, ask: { what: 'the last 500 records', who, dueOn } })
    const two = [asking('UJONAS', 'tomas leal', '2026-11-30'), asking('UWEI', 'Tomás', '2026-11-27')]
    const asks = (change: object) => compile(calder({ openAsks: [], ...change })).digest.asks
    const one = { askId: null, what: 'the last 500 records', who: 'Tomás Leal', dueOn: '2026-11-27' }
    expect(asks({ answers: two })).toEqual([one])
    expect(asks({ answers: [two[1]!], carried: [two[0]!] })).toEqual([one])
    const openAsks = [{ id: 'k9', what: 'The last 500 records', who: 'Tomás', dueOn: '2026-11-18' }]
    const stopped = two.map((one) => ({ ...one, ask: { ...one.ask!, what: 'the last  500 records.' } }))
    expect(asks({ answers: two, openAsks })).toEqual([{ ...one, askId: 'k9', what: 'The last 500 records' }])
    expect(asks({ answers: stopped, openAsks })).toEqual([{ ...one, askId: 'k9', what: 'The last 500 records' }])
    const both = { customers: ['Tomás Leal', 'Tomás Ruiz'] }
    expect(asks({ answers: two, ...both }).map(({ who }) => who)).toEqual(['Tomás', 'Tomás Leal'])
  })

  it('asks the owner about a forecast that has passed rather than showing it to the buyer', () => {
    const { digest, internal } = compile(calder({ round: { number: 11, publishOn: '2026-12-04' } }))
    expect(digest.milestones.map(({ name }) => name)).toEqual(['Go-live'])
    expect(internal.unconfirmed).toEqual(['Records final was forecast for Wed 25 Nov: was it reached?'])
  })
})

it('says in the internal edition, too, by what the goal is measured', () => {
  const { digest, internal } = compile(oslo())
  const { text } = internalMessage(digest, internal, { because: null, digestId: 'd1' })
  expect(text).toContain(
    'Closer to your goal (bills without manual correction: from 71 to 95 %): Now 84 %. · Trial run of the week',
  )
})
