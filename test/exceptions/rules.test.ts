import { describe, expect, it } from '@jest/globals'
import type { Account, AccountFacts, AccountState, Role } from '#features/accounts/model.ts'
import { byUrgency, dueIn, type Exception, peopleMissing } from '#features/exceptions/model.ts'

const account = (state: AccountState) =>
  ({ id: 'a1', state, zone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], country: null }) as unknown as Account
const facts = (state: AccountState, ...held: [Role, string][]): AccountFacts => ({
  account: account(state),
  stakeholders: held.map(([role, userId], index) => ({
    id: `s${index}`,
    accountId: 'a1',
    role,
    userId,
    name: null,
    email: null,
    startsOn: '2026-11-01',
    endsOn: null,
  })),
  milestones: [],
  criteria: [],
})
const FRIDAY = new Date('2026-11-20T12:00:00Z')
const people = new Map([
  ['UMAYA', { name: 'Maya', deactivated: false }],
  ['UGONE', { name: 'Gil', deactivated: true }],
])
const found = (...given: Parameters<typeof facts>) =>
  peopleMissing(facts(...given), people, FRIDAY).map(({ key, cause, dueOn }) => `${key} ${dueOn} ${cause}`)

const ALL: [Role, string][] = [
  ['owner', 'UMAYA'],
  ['leader', 'UMAYA'],
  ['implementer', 'UMAYA'],
]
const without = (...roles: Role[]) => ALL.filter(([role]) => !roles.includes(role))
const NO_OWNER = 'no_owner:a1 2026-11-23 Nobody owns it.'
const NO_LEADER = 'no_leader:a1 2026-11-27 It has no executive leader, so nobody is warned before a promise breaks.'
const NOBODY = 'nobody_answers:a1 2026-11-23 Nobody answers for it each week.'

describe('who should hold an account and does not', () => {
  it.each<[string, AccountState, [Role, string][], string[]]>([
    ['nothing where everybody is there', 'active', ALL, []],
    ['an owner, in every state but the last', 'not_started', [], [NO_OWNER]],
    ['an owner also while it is paused', 'paused', without('owner'), [NO_OWNER]],
    ['nothing once the account has ended', 'ended', [], []],
    ['a leader where weeks run', 'active', without('leader'), [NO_LEADER]],
    ['no leader before the weeks begin', 'not_started', without('leader'), []],
    ['somebody who answers', 'active', without('implementer'), [NOBODY]],
    ['somebody of success or support once it is steady', 'steady', ALL, [NOBODY]],
    ['everything at once', 'go_live_cover', [], [NO_OWNER, NO_LEADER, NOBODY]],
  ])('is %s', (_, state, held, expected) => {
    expect(found(state, ...held)).toEqual(expected)
  })

  it('is also who is not in Slack any more, by name', () => {
    const gone: [Role, string][] = [
      ['owner', 'UGONE'],
      ['leader', 'UGONE'],
      ['implementer', 'UGONE'],
    ]
    expect(found('active', ...gone)).toEqual([
      'no_owner:a1 2026-11-23 Gil, who owns it, is not in Slack any more.',
      'no_leader:a1 2026-11-27 Gil, its executive leader, is not in Slack any more.',
      'nobody_answers:a1 2026-11-23 Nobody answers for it: Gil is not in Slack any more.',
    ])
    expect(found('active', ...ALL, ['implementer', 'UGONE'])).toEqual([])
  })

  it('asks for whom the state needs', () => {
    const action = (state: AccountState) =>
      peopleMissing(facts(state, ...without('implementer')), people, FRIDAY)[0]?.action
    expect(action('active')).toContain('an implementer or an implementation lead')
    expect(action('steady')).toContain('a success manager or a support lead')
  })
})

describe('a due day', () => {
  it('is counted in the account’s working days', () => {
    expect(dueIn(1, facts('active'), FRIDAY)).toBe('2026-11-23')
    expect(dueIn(5, facts('active'), FRIDAY)).toBe('2026-11-27')
  })
})

describe('the order', () => {
  it('puts first what is due first, and of one day what waits longest', () => {
    const one = (key: string, dueOn: string, raisedAt: string) =>
      ({ key, dueOn, raisedAt: new Date(raisedAt) }) as Exception
    const late = one('late', '2026-11-24', '2026-11-01T00:00:00Z')
    const young = one('young', '2026-11-23', '2026-11-22T00:00:00Z')
    const old = one('old', '2026-11-23', '2026-11-20T00:00:00Z')
    expect([late, young, old].toSorted(byUrgency).map(({ key }) => key)).toEqual(['old', 'young', 'late'])
  })
})
