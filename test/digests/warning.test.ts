import { describe, expect, it } from '@jest/globals'
import { type Breaking, leaderWarning } from '../../blocks/leaderWarning.ts'
import { whileAtWork } from '../../src/features/digests/dates.ts'
import { calendarOf } from '../../src/platform/calendar.ts'

describe('the leader’s warning, two hours before a promise breaks', () => {
  const berlin = calendarOf('Europe/Berlin', [1, 2, 3, 4, 5], 'DE')
  it.each([
    ['at that instant while they work', '2026-11-23T08:30:00Z', '2026-11-23T08:30:00Z'],
    ['in their last working hour before, where it is early in the day', '2026-11-24T07:30:00Z', '2026-11-23T15:00:00Z'],
    ['in their last working hour before, where it is evening', '2026-11-24T18:00:00Z', '2026-11-24T15:00:00Z'],
    ['on Friday, where it is Monday before their day begins', '2026-11-23T07:30:00Z', '2026-11-20T15:00:00Z'],
    ['before a day off of their country', '2026-12-25T10:00:00Z', '2026-12-24T15:00:00Z'],
  ])('comes %s', (_, at, expected) => {
    expect(whileAtWork(new Date(at), berlin).toISOString()).toBe(new Date(expected).toISOString())
  })
})

describe('what a leader reads of an update that nobody approves', () => {
  const row: Breaking = {
    ...{
      accountId: 'a1',
      account: 'Calder Freight',
      day: 'Fri 20 Nov',
      owner: 'Maya Lindqvist',
      isYours: false,
      awayUntil: null,
    },
    standing: { is: 'unapproved', at: 'Mon 23 Nov 09:30' },
  }
  it.each<[string, Partial<Breaking>, string]>([
    ['whom to speak with', {}, 'Please speak with Maya Lindqvist, or name with Contact change who stands in.'],
    [
      'that they are away',
      { awayUntil: 'Mon 30 Nov' },
      'Maya Lindqvist is away until Mon 30 Nov: please name with Contact change who stands in.',
    ],
    [
      'that it is theirs',
      { owner: 'Lena Berg', isYours: true },
      'that you will call. It waits for you: nobody else answers for the account.',
    ],
    ['that there is nobody', { owner: null }, 'that somebody will call. Nobody answers for the account.'],
  ])('says %s', (_, change, words) => expect(leaderWarning([{ ...row, ...change }]).text).toContain(words))
})
