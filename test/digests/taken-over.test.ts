import { describe, expect, it } from '@jest/globals'
import { compile } from '../../src/features/digests/compile.ts'
import { bringAlong, withEdits } from '../../src/features/digests/merging.ts'
import type { Digest } from '../../src/features/digests/model.ts'
import { saidLate } from '../../src/features/digests/unsent.ts'
import { answer, oslo } from './material.ts'

const NEXT_WEEK = '2026-11-27'

describe('what its reviewer wrote into an update that never went out', () => {
  it.each([
    ['was added: it comes along', ['a'], ['a', 'mine'], ['b'], ['b', 'mine']],
    ['was taken out: it stays out', ['a', 'b'], ['b'], ['a', 'b', 'c'], ['b', 'c']],
    ['stands for a line that holds: it comes in its place', ['a'], ['A, as I say it'], ['a'], ['A, as I say it']],
    ['stands for a line that was said anew: it does not come', ['a'], ['A, as I say it'], ['b'], ['b']],
    ['stands for one of two: only that one is gone', ['a', 'b'], ['A', 'B', 'mine'], ['b'], ['B', 'mine']],
    ['is said again this week: it stands there once', [], ['Training'], ['Training.'], ['Training.']],
  ])('%s', (_, base, ours, now, brought) => expect(bringAlong(base, ours, now)).toEqual(brought))

  const edited = (change: Partial<Digest>, made: Partial<Digest> = {}, now: Partial<Digest> = made) => {
    const { digest, internal } = compile(oslo())
    const compiled = { ...digest, ...made }
    const last = { compiled, content: { ...compiled, ...change }, internal, publishOn: '2026-11-20' }
    return withEdits({ ...digest, ...now, publishOn: NEXT_WEEK }, last, true)
  }

  it('is due on the day on which it is read at the earliest', () => {
    const asks = ['2026-11-23', '2026-12-01'].map((dueOn) => ({ askId: null, what: dueOn, who: 'Tomás', dueOn }))
    const decisionsAhead = ['Priya, decide by Tue 24 Nov: 10 or 14', 'Priya, decide by Tue 1 Dec: all']
    const now = edited({ asks, decisionsAhead })
    expect(now.asks.map(({ dueOn }) => dueOn)).toEqual([NEXT_WEEK, '2026-12-01'])
    expect(now.decisionsAhead).toEqual(['Priya, decide by Fri 27 Nov: 10 or 14', 'Priya, decide by Tue 1 Dec: all'])
  })

  const open = { askId: 'k1', what: 'the records', who: 'Tomás', dueOn: '2026-11-24' }
  it.each([
    ['given to somebody else is theirs', [{ ...open, who: 'Anna' }], [open], [{ ...open, who: 'Anna' }]],
    ['with its old day keeps that: it has been read', [open], [open], [open]],
    ['put off to a day that is over', [{ ...open, dueOn: '2026-11-26' }], [open], [{ ...open, dueOn: NEXT_WEEK }]],
    ['that was taken out is asked no more', [], [open], []],
    ['that is done by now stays so', [{ ...open, who: 'Anna' }], [], []],
  ])('of an open ask %s', (_, asks, now, brought) =>
    expect(edited({ asks }, { asks: [open] }, { asks: now }).asks).toEqual(brought),
  )
})

describe('what came late and was left for the next week', () => {
  const late = answer({
    ...{ progress: 'York runs', hard: 'Duplicates', doing: 'two clear them', heard: 'They wait' },
    ask: { what: 'the records', who: 'Tomás', dueOn: '2026-11-24' },
  })
  it.each([
    ['all of it, of whoever has not answered since', [], { hard: 'Duplicates', heard: 'They wait' }],
    ['no standing that they have said anew', [answer()], { hard: null, doing: null, heard: null }],
  ])('brings %s', (_, now, brought) => {
    const [said] = saidLate([late], now, NEXT_WEEK)
    expect(said).toMatchObject({ progress: 'York runs', ...brought })
    expect(said!.ask!.dueOn).toBe(NEXT_WEEK)
  })
})
