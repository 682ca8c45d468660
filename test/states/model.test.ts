import { describe, expect, it } from '@jest/globals'
import { type AccountState, nextState, type Role, type Stakeholder } from '../../src/features/accounts/model.ts'
import { nearest } from '../../src/features/home/slips.ts'
import { merge, readWritten, sealsOf } from '../../src/features/records/model.ts'
import { buyersLine, pauseTrouble, quietInWords, quietTooLong } from '../../src/features/states/model.ts'

const holder = (role: Role, userId: string): Stakeholder => ({
  id: userId,
  accountId: 'a',
  role,
  userId,
  name: null,
  email: null,
  startsOn: '2026-01-01',
  endsOn: null,
})
const goLive = { id: 'm', accountId: 'a', name: 'Go-live', position: 1, goLive: true, reachedOn: null }
const facts = (state: AccountState, forecastOn: string | null, success: boolean) =>
  ({
    account: { state },
    stakeholders: [holder('implementer', 'UJ'), ...(success ? [holder('success_manager', 'UR')] : [])],
    milestones: forecastOn ? [{ ...goLive, promisedOn: forecastOn, plannedOn: forecastOn, forecastOn }] : [],
  }) as unknown as Parameters<typeof nextState>[0]

describe('the state that follows by itself', () => {
  it.each([
    ['active', '2026-11-25', 'none', true, null],
    ['active', '2026-11-24', 'none', true, 'go_live_cover'],
    ['active', '2026-11-01', 'running', false, 'go_live_cover'],
    ['active', null, 'accepted', true, null],
    ['active', '2026-11-25', 'accepted', true, null],
    ['active', '2026-11-24', 'accepted', true, 'steady'],
    ['active', '2026-11-24', 'accepted', false, 'go_live_cover'],
    ['go_live_cover', '2026-12-24', 'running', true, null],
    ['go_live_cover', '2026-12-24', 'accepted', true, 'steady'],
    ['go_live_cover', '2026-11-01', 'accepted', false, null],
    ['not_started', '2026-11-01', 'accepted', true, null],
    ['paused', '2026-11-01', 'accepted', true, null],
    ['steady', '2026-11-01', 'none', true, null],
    ['ended', '2026-11-01', 'accepted', true, null],
  ] as const)('is, for %s going live %s, handoff %s, somebody of success there: %s → %s', (...row) => {
    const [state, forecast, handoff, success, expected] = row
    expect(nextState(facts(state, forecast, success), '2026-11-24', handoff)).toBe(expected)
  })
})

describe('the line that the buyer reads about it', () => {
  const jonas = { role: 'implementer', name: 'Jonas Weber' } as const
  const ruby = { role: 'success_manager', name: 'Ruby Walsh' } as const
  const sam = { role: 'support_lead', name: 'Sam Ode' } as const
  it.each([
    [
      'go_live_cover',
      [jonas],
      [ruby],
      'Jonas Weber stays with you after go-live until Ruby Walsh, your success manager, can take over',
    ],
    ['go_live_cover', [jonas], [], 'Jonas Weber stays with you after go-live until our success team can take over'],
    [
      'steady',
      [ruby],
      [ruby],
      'Ruby Walsh, your success manager, follows your project from now on and writes this update',
    ],
    [
      'steady',
      [ruby, sam],
      [],
      'Ruby Walsh, your success manager, and Sam Ode, your support lead, follow your project from now on and write this update',
    ],
    ['steady', [], [], null],
    ['active', [jonas], [], null],
  ] as const)('names who follows them: %s', (state, answering, successors, expected) => {
    expect(buyersLine(state, [...answering], [...successors])).toBe(expected)
  })
})

describe('a pause', () => {
  it.each([
    [null, 'Please choose the day'],
    ['2026-11-24', 'Please choose a day after today.'],
    ['2027-11-26', 'after that it is an end'],
  ])('until %s is refused', (until, sentence) => {
    expect(pauseTrouble(until, '2026-11-24')).toContain(sentence)
  })
  it('until tomorrow, or for a year, is not', () => {
    expect(pauseTrouble('2026-11-25', '2026-11-24')).toBeNull()
    expect(pauseTrouble('2027-11-24', '2026-11-24')).toBeNull()
  })
})

describe('two people in one form', () => {
  const shown = { title: 'a', zone: 'UTC', people: ['U1', 'U2'] }
  it.each([
    ['nobody else touched it', { ...shown, title: 'mine' }, shown, { title: 'mine' }, []],
    [
      'the other changed another field',
      { ...shown, title: 'mine' },
      { ...shown, zone: 'theirs' },
      { title: 'mine' },
      [],
    ],
    ['both wrote the same', { ...shown, title: 'same' }, { ...shown, title: 'same' }, {}, []],
    ['both wrote something else', { ...shown, title: 'mine' }, { ...shown, title: 'theirs' }, {}, ['title']],
    ['the order of people does not count', { ...shown, people: ['U2', 'U1'] }, shown, {}, []],
    ['what was emptied is a change', { ...shown, title: null }, shown, { title: null }, []],
  ])('lose nothing: %s', (_, typed, now, changes, conflicts) => {
    expect(merge(sealsOf(shown), typed, now)).toEqual({ changes, conflicts })
  })
})

describe('somebody without Slack', () => {
  it.each([
    ['Priya Shah <priya@calder.example>', { name: 'Priya Shah', email: 'priya@calder.example' }],
    ['priya@calder.example', { name: 'priya@calder.example', email: 'priya@calder.example' }],
    ['<priya@calder.example>', { name: 'priya@calder.example', email: 'priya@calder.example' }],
    ['Priya  Shah', { name: 'Priya Shah', email: null }],
    ['Priya <nobody>', undefined],
    ['<!channel>', undefined],
    ['a@b', undefined],
  ])('is read from %s', (text, expected) => {
    expect(readWritten(text)).toEqual(expected)
  })
})

describe('a word that was mistyped', () => {
  it.each([
    ['acount', 'account'],
    ['staus', 'status'],
    ['setings', 'settings'],
    ['hlep', 'help'],
    ['calder', null],
  ])('%s means %s', (typed, meant) => {
    expect(nearest(typed, ['help', 'status', 'account', 'settings'])).toBe(meant)
  })
})

describe('an account that is signed and has not begun', () => {
  const on = (state: AccountState, signedOn: string | null, wordOn: string | null) =>
    ({
      account: {
        ...{ id: 'a', state, signedOn, zone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], country: null },
        lastWordAt: wordOn && new Date(`${wordOn}T10:00:00Z`),
      },
    }) as unknown as Parameters<typeof quietTooLong>[0]
  const now = new Date('2026-11-17T10:00:00Z')

  it.each<[string, string | null, string | null, string | null, string | null]>([
    [
      'says how long ago, in working days',
      '2026-11-13',
      null,
      'Signed 2 working days ago; no word to the buyer yet',
      null,
    ],
    ['is patient for ten of them', '2026-11-03', null, 'Signed 10 working days ago; no word to the buyer yet', null],
    [
      ...(['is somebody’s to call after that', '2026-11-02', null] as const),
      'Signed 11 working days ago; no word to the buyer yet',
      'It was signed on Mon 2 Nov, and the buyer has heard nothing from us yet.',
    ],
    [
      ...(['begins to count again with a word', '2026-10-01', '2026-11-16'] as const),
      'Signed 33 working days ago; last word to the buyer 1 working day ago',
      null,
    ],
    [
      ...(['is as bad when one word was the last', '2026-10-01', '2026-11-02'] as const),
      'Signed 33 working days ago; last word to the buyer 11 working days ago',
      'It has not begun, and the buyer has heard nothing from us since Mon 2 Nov.',
    ],
    [
      ...(['does without a day of signing where there was a word', null, '2026-11-17'] as const),
      'Not begun; last word to the buyer today',
      null,
    ],
    ['counts nothing before the day of signing', '2026-11-18', null, null, null],
    ['counts nothing where nobody knows it', null, null, null, null],
  ])('%s', (_, signedOn, wordOn, words, cause) => {
    const facts = on('not_started', signedOn, wordOn)
    expect(quietInWords(facts.account, now)).toBe(words)
    expect(quietTooLong(facts, now)?.cause ?? null).toBe(cause)
  })

  it.each<AccountState>(['active', 'go_live_cover', 'steady', 'paused', 'ended'])('is over once it is %s', (state) => {
    const facts = on(state, '2026-10-01', null)
    expect([quietInWords(facts.account, now), quietTooLong(facts, now)]).toEqual([null, null])
  })
})
