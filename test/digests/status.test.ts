import { describe, expect, it } from '@jest/globals'
import type { Status } from '../../src/features/checkins/model.ts'
import { compile } from '../../src/features/digests/compile.ts'
import { disagreementOf, proposeStatus } from '../../src/features/digests/status.ts'
import { needsApproval, thoughtsOf } from '../../src/features/digests/thoughts.ts'
import { answer, calder, oslo } from './material.ts'

const says = (name: string, status: Status, satisfaction = 4) => ({ name, status, satisfaction })
const goLive = (days: number) => [{ name: 'Go-live', days, goLive: true }]
const other = (days: number) => [{ name: 'Records final', days, goLive: false }]

describe('the proposed status', () => {
  it.each([
    [
      'on track when everybody says so',
      [says('Jonas', 'on_track'), says('Wei', 'on_track')],
      [],
      'on_track',
      'Everybody who answered says on track.',
    ],
    [
      'the worst that anybody says',
      [says('Jonas', 'on_track'), says('Wei', 'off_track')],
      [],
      'off_track',
      'Wei says off track.',
    ],
    [
      'on track while go-live is early',
      [says('Jonas', 'on_track')],
      goLive(-2),
      'on_track',
      'Everybody who answered says on track.',
    ],
    [
      'at risk from one working day late, whatever anyone says',
      [says('Jonas', 'on_track')],
      goLive(1),
      'at_risk',
      'Go-live is forecast 1 working day later than promised.',
    ],
    [
      'at risk up to ten working days late',
      [says('Jonas', 'on_track')],
      goLive(10),
      'at_risk',
      'Go-live is forecast 10 working days later than promised.',
    ],
    [
      'off track beyond ten working days late',
      [says('Jonas', 'at_risk')],
      goLive(11),
      'off_track',
      'Go-live is forecast 11 working days later than promised.',
    ],
    [
      'on track while another milestone is five days late',
      [says('Jonas', 'on_track')],
      other(5),
      'on_track',
      'Everybody who answered says on track.',
    ],
    [
      'at risk when another milestone is six days late',
      [says('Jonas', 'on_track')],
      other(6),
      'at_risk',
      'Records final is forecast 6 working days later than promised.',
    ],
  ] as const)('is %s', (_, answers, slips, status, reason) => {
    expect(proposeStatus([...answers], [...slips], 'on_track')).toEqual({ status, reasons: [reason] })
  })

  it('stays last week’s when nobody answered, and says so', () => {
    expect(proposeStatus([], [], 'at_risk')).toEqual({
      status: 'at_risk',
      reasons: ['Nobody answered; last week it was at risk.'],
    })
  })

  it('gets worse by a slip even when nobody answered', () => {
    expect(proposeStatus([], goLive(12), 'at_risk').status).toBe('off_track')
  })
})

describe('a disagreement', () => {
  it('is a different status', () => {
    expect(disagreementOf([says('Jonas', 'on_track'), says('Wei', 'at_risk')])).toEqual([
      'Jonas says on track, Wei says at risk.',
    ])
  })
  it('is a satisfaction two apart, and not one', () => {
    expect(disagreementOf([says('Jonas', 'on_track', 3), says('Wei', 'on_track', 5)])).toEqual([
      'Jonas says satisfaction 3 of 5, Wei says satisfaction 5 of 5.',
    ])
    expect(disagreementOf([says('Jonas', 'on_track', 4), says('Wei', 'on_track', 5)])).toEqual([])
  })
  it('takes two', () => expect(disagreementOf([says('Jonas', 'off_track', 1)])).toEqual([]))
})

describe('the owner’s approval', () => {
  const calm = compile(oslo()).internal
  it('is needed for the first four digests and not for the fifth', () => {
    expect([3, 4].map((before) => needsApproval(calm, before))).toEqual([true, false])
  })
  it.each([
    ['a worse status', { worsened: true }],
    ['a disagreement', { disagreement: ['x'] }],
    ['a customer person named for the first time', { newlyNamed: ['Tomás Leal'] }],
    ['a week without answers', { unanswered: true }],
  ])('is needed for %s', (_, change) => expect(needsApproval({ ...calm, ...change }, 50)).toBe(true))

  it('is advised where the buyer would read that it is late, and not why', () => {
    const late = compile(calder({ answers: [answer({ status: 'on_track' })], customers: [] }))
    expect(late.digest).toMatchObject({ status: 'at_risk', reason: null })
    expect(thoughtsOf(late.internal, late.digest, false)).toEqual(['unexplained'])
  })

  it('shows what needs thought, most important first', () => {
    const { internal, digest } = compile(calder({ earlier: [] }))
    expect(thoughtsOf({ ...internal, worsened: true, disagreement: ['x'] }, digest, false)).toEqual([
      'worsened',
      'disagreement',
      'asks',
    ])
  })
})
