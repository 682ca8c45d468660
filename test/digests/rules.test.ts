import { describe, expect, it } from '@jest/globals'
import { suggestion } from '../../blocks/corrections.ts'
import { headline } from '../../blocks/digestHeadline.ts'
import { reasonsOf } from '../../blocks/digestSections.ts'
import { inWordsOf } from '../../blocks/digests.ts'
import type { Milestone } from '../../src/features/accounts/model.ts'
import { compile } from '../../src/features/digests/compile.ts'
import { applyEdit, asksFollowed, mergeDigests, mergeEdits, mergeLines } from '../../src/features/digests/merging.ts'
import type { Edit } from '../../src/features/digests/model.ts'
import { mentionedIn, newlyNamed } from '../../src/features/digests/naming.ts'
import { peopleLine } from '../../src/features/digests/people.ts'
import { markLate } from '../../src/features/digests/posting.ts'
import { answer, calder, oslo } from './material.ts'

describe('a person of the customer who is named', () => {
  const customers = ['Priya Shah', 'Tomás Leal', 'Al Moss']
  const named = {
    seniorBuyer: 'Priya Shah',
    primaryContact: null,
    customers,
    namedBefore: [],
    openAsks: [],
    decisionsBefore: [],
  }
  const saying = (progress: string) => compile(oslo({ answers: [answer({ progress })] })).digest
  it.each([
    ['by first name', 'Cleared with Tomás’s team', ['Tomás Leal']],
    ['by full name', 'Al Moss agreed', ['Al Moss']],
    ['not by a part of a word', 'Tomáshof is connected, Also Priyanka', []],
    ['not by a first name of two letters', 'Al Gore', []],
  ])('is found %s', (_, text, found) => expect(mentionedIn(saying(text), customers)).toEqual(found))

  it('is news once: not when a published update named them, and not when they are the reader', () => {
    const digest = saying('Tomás and Priya agreed')
    const of = (namedBefore: string[]) => newlyNamed(digest, { ...named, namedBefore, lastReportOn: '2026-11-13' })
    expect([of([]), of(['Tomás Leal'])]).toEqual([['Tomás Leal'], []])
  })

  it('is one person, by first name or in full', () => {
    const ask = (who: string) => answer({ ask: { what: 'the records', who, dueOn: '2026-11-25' } })
    const of = (who: string, namedBefore: string[]) => compile(oslo({ answers: [ask(who)], namedBefore })).internal
    expect(of('Tomás', ['Tomás Leal']).newlyNamed).toEqual([])
    expect(of('tomás', []).newlyNamed).toEqual(['Tomás Leal'])
    const delayed = compile(
      calder({
        primaryContact: 'Tomás Leal',
        answers: [{ ...calder().answers[0]!, ...ask('Tomás'), forecasts: [{ milestoneId: 'm2', on: '2026-12-14' }] }],
      }),
    )
    expect(delayed.internal.questions.map(({ who }) => who)).toEqual(['Priya', 'Tomás', 'Tomás'])
  })

  it('of a milestone that moves is the contact whose boss reads along', () => {
    const forecasts = [{ milestoneId: 'm1', on: '2026-11-25' }]
    const of = (primaryContact: string | null) =>
      compile(calder({ primaryContact, namedBefore: ['Tomás Leal'], answers: [answer({ forecasts, whyMoved: 'x' })] }))
    const about = (primaryContact: string | null) =>
      of(primaryContact).internal.questions.map((one) => `${one.who}: ${one.about}`)
    expect(about('Tomás Leal')).toEqual(['Tomás: Records final moves to Wed 25 Nov'])
    expect([about(null), about('Priya Shah')]).toEqual([[], []])
    // Known before, it is no news.
    const known = calder().milestones.map((one) => (one.id === 'm1' ? { ...one, forecastOn: '2026-11-25' } : one))
    expect(
      compile(calder({ primaryContact: 'Tomás Leal', milestones: known, answers: [answer({ forecasts })] })).internal
        .questions,
    ).toEqual([])
  })

  it('of a delay is the buyer and the contact whose boss reads along', () => {
    const { questions } = compile(calder({ primaryContact: 'Tomás Leal' })).internal
    expect(questions.slice(0, 2).map(({ who, about }) => `${who}: ${about}`)).toEqual([
      'Priya: Go-live moves to Mon 14 Dec',
      'Tomás: Go-live moves to Mon 14 Dec',
    ])
  })
})

describe('words of two sources', () => {
  it.each([
    ['adds what is new', ['a'], ['a'], ['a', 'b'], ['a', 'b']],
    ['keeps what was typed meanwhile', ['a'], ['a', 'mine'], ['a', 'b'], ['a', 'mine', 'b']],
    ['leaves out what was taken out', ['a', 'b'], ['b'], ['a', 'b'], ['b']],
    ['drops what holds no longer', ['a', 'b'], ['a', 'b'], ['b'], ['b']],
  ])('%s', (_, base, ours, theirs, merged) => expect(mergeLines(base, ours, theirs)).toEqual(merged))

  it('keep the owner’s status and reason, and take the later dates', () => {
    const base = compile(calder()).digest
    const late = answer({ userId: 'UTOM', status: 'off_track', forecasts: [{ milestoneId: 'm2', on: '2026-12-16' }] })
    const theirs = compile(calder({ answers: [...calder().answers, late] })).digest
    const merged = mergeDigests(base, { ...base, reason: 'OWN WORDS', progress: ['OWN LINE'] }, theirs)
    expect(merged).toMatchObject({ reason: 'OWN WORDS', status: 'off_track', progress: ['OWN LINE'] })
    expect(merged.goLive!.forecastOn).toBe('2026-12-16')
    expect(suggestion(base, theirs)).toBe(
      'Off track: the customer records are not final. Go-live moves to Wed 16 December, 8 working days late.',
    )
  })

  it('of two who write: what only one changed is theirs, and where both did, the later one keeps their own', () => {
    const base = compile(oslo()).digest
    const words: Edit = { ...base, heard: [], internalReason: null }
    const now = applyEdit(base, { ...words, next: ['theirs'], people: ['theirs'] })
    const merged = mergeEdits(base, { ...words, next: ['mine'], progress: ['mine'] }, now)
    expect(merged.edit).toMatchObject({ next: ['mine'], progress: ['mine'], people: ['theirs'] })
    expect([merged.changed, merged.both]).toEqual([['next', 'people'], ['next']])
  })

  it.each([
    ['a row that was reworded stays so', ['1', '2'], ['1', '2!'], ['1', '2'], '12', ['1', '2'], ['1', '2!']],
    ['what is done goes out of all', ['1', '2'], ['1!', '2!'], ['1', '2'], '2', ['2'], ['2!']],
    ['what was opened again comes into all', ['2'], ['2!'], ['1', '2'], '12', ['1', '2'], ['1', '2!']],
    ['what the writer took out stays out', ['1', '2'], ['2'], ['1', '2'], '12', ['1', '2'], ['2']],
  ])('of asks: %s', (_, base, mine, now, open, begun, written) => {
    const asks = (of: string[]) =>
      of.map((what) => ({ askId: what[0]!, what, who: 'Tomás', dueOn: `2026-11-0${what[0]}` }))
    const followed = asksFollowed(asks(base), asks(mine), asks(now), new Set(open))
    expect(followed).toMatchObject({ base: asks(begun), mine: asks(written) })
  })
})

describe('what was left for the next week', () => {
  const late = answer({ userId: 'UWEI', status: 'off_track', progress: 'York runs', satisfaction: 1 })
  const dated = { ...late, forecasts: [{ milestoneId: 'm2', on: '2027-02-10' }] }
  it('says nothing again that the buyer has read already', () => {
    const left = answer({
      progress: 'Hull is connected',
      nextStep: 'Leeds rehearsal',
      hard: 'Old records',
      doing: 'clearing',
    })
    const told = ['leeds rehearsal.', 'Old records; clearing']
    const { digest } = compile(calder({ answers: [answer()], carried: [left], told }))
    expect([digest.progress, digest.next, digest.difficulties]).toEqual([['Hull is connected'], [], []])
  })

  it('adds its words, and neither its status nor its satisfaction', () => {
    const { digest, internal } = compile(oslo({ carried: [late] }))
    expect(digest).toMatchObject({ status: 'on_track', satisfaction: { now: 4 } })
    expect(digest.progress).toContain('York runs')
    expect(internal.carried).toEqual([{ name: 'Wei Chen', text: 'Off track. York runs.' }])
  })
  it('knows the dates only where the same person has not answered since', () => {
    const fresh = answer({ userId: 'UWEI' })
    const forecast = (answers: (typeof fresh)[]) =>
      compile(oslo({ answers, carried: [dated] })).digest.goLive!.forecastOn
    expect([forecast([answer()]), forecast([fresh])]).toEqual(['2027-02-10', '2027-01-28'])
  })
})

it('says no reason twice', () => {
  const { internal } = compile(oslo())
  const twice = { reasons: ['Wei says off track.'], disagreement: ['Jonas says on track, Wei says off track.'] }
  expect(reasonsOf({ ...internal, ...twice })).toBe('Jonas says on track, Wei says off track.')
})

describe('a day that has passed when the buyer reads', () => {
  const of = (forecastOn: string, reached: Partial<Milestone> = {}) => {
    const [district, goLive] = oslo().milestones
    return compile(oslo({ milestones: [district!, { ...goLive!, promisedOn: '2026-11-17', forecastOn, ...reached }] }))
  }
  it.each([
    ['stays, where it is today', '2026-11-20', {}, 'Go-live stays Fri 20 November, 3 working days late'],
    [
      'was planned, and does not stay',
      '2026-11-19',
      {},
      'Go-live was planned for Thu 19 November, 2 working days late',
    ],
    [
      'was reached',
      '2026-11-19',
      { reachedOn: '2026-11-18' },
      'Go-live was reached Wed 18 November, 1 working day late',
    ],
  ])('%s', (_, on, reached, line) => {
    const { digest, internal } = of(on, reached)
    expect(headline(digest)).toContain(line)
    const asked = on < '2026-11-20' && !('reachedOn' in reached)
    expect(internal.unconfirmed).toEqual(asked ? ['Go-live was forecast for Thu 19 Nov: was it reached?'] : [])
  })
})

it('an update that comes late announces no next one whose day is over', () => {
  const { digest } = compile(oslo())
  const due = { content: digest, publishAt: new Date('2026-11-20T09:30Z') }
  const at = (day: string) => inWordsOf(markLate(due, 'Europe/London', new Date(day)))
  expect(at('2026-11-27T08:00Z')).toContain('it comes late.')
  expect(at('2026-11-27T08:00Z')).toContain('Next update Fri 27 November.')
  expect(at('2026-11-28T08:00Z')).not.toContain('Next update')
})

describe('a line about people', () => {
  const change = {
    ...{ role: 'primary_contact' as const, leaverName: 'Tomás Leal', newcomerName: 'Anna Ruiz' },
    ...{ effectiveOn: '2026-11-23', temporaryUntil: null, inTransitionUntil: null },
    ...{ besideNames: [], isFollowedLater: false, isBack: false },
  }
  it.each([
    ['who took over', {}, 'Anna Ruiz took over from Tomás Leal'],
    [
      'until when they are brought in',
      { inTransitionUntil: '2026-12-04' },
      'Anna Ruiz took over from Tomás Leal; in transition until Fri 4 Dec',
    ],
    [
      'no day that has passed, where that takes longer',
      { inTransitionUntil: '2026-12-03' },
      'Anna Ruiz took over from Tomás Leal; in transition for the time being',
    ],
    [
      'until when somebody stands in',
      { temporaryUntil: '2026-12-04' },
      'Anna Ruiz stands in for Tomás Leal until Fri 4 Dec',
    ],
    [
      'no day that has passed, where nobody said how it goes on',
      { temporaryUntil: '2026-12-03' },
      'Anna Ruiz stands in for Tomás Leal for the time being',
    ],
    [
      'who left, where nobody follows yet',
      { newcomerName: null },
      'Tomás Leal has handed over; who follows is not named yet',
    ],
    [
      'who goes on, where others hold the role besides',
      { role: 'implementation_lead' as const, newcomerName: null, besideNames: ['Wei Chen', 'Noor Aziz'] },
      'Tomás Leal has handed over as implementation lead; Wei Chen and Noor Aziz go on',
    ],
    [
      'who is back, and until when somebody stood in',
      { isBack: true, temporaryUntil: '2026-11-30' },
      'Tomás Leal is back; Anna Ruiz stood in until Mon 30 Nov',
    ],
    ['who is back where nobody stood in', { isBack: true, newcomerName: null }, 'Tomás Leal is back'],
    [
      'nothing of who follows on a later day',
      { newcomerName: null, isFollowedLater: true },
      'Tomás Leal has handed over',
    ],
  ])('says %s', (_, different, line) => expect(peopleLine({ ...change, ...different }, '2026-12-04')).toBe(line))

  it('keeps who sells for us to ourselves', () =>
    expect(peopleLine({ ...change, role: 'sales_rep' }, '2026-12-04')).toBeNull())
})
