import { describe, expect, it } from '@jest/globals'
import { isNewSign } from '../../src/features/contacts/signs.ts'

describe('what Slack shows of somebody', () => {
  const [BEFORE, BACK, AFTER] = ['2026-11-23', '2026-11-24', '2026-11-25'].map((day) => new Date(day)) as [
    Date,
    Date,
    Date,
  ]
  const DECIDED = ['dismissed', 'confirmed'] as const
  it.each([
    ['asked about where nothing was', true, undefined, 'left_channel'],
    ['asked about once while it is undecided', false, ['left_channel', 'open'], 'deactivated'],
    ...DECIDED.flatMap((state) => [
      [`never asked about again, once ${state}`, false, ['left_channel', state], 'left_channel'] as const,
      [
        `nor that a deactivated person reads nowhere, once ${state}`,
        false,
        ['deactivated', state],
        'left_channel',
      ] as const,
      [
        `asked about where the account closes of who had left, once ${state}`,
        true,
        ['left_channel', state],
        'deactivated',
      ] as const,
      [
        `asked about where they had come back, once ${state}`,
        true,
        ['left_channel', state, BACK],
        'left_channel',
      ] as const,
    ]),
    ['asked about after they were back before anybody decided', true, ['deactivated', 'over', BACK], 'left_channel'],
  ] as const)('is %s', (_title, isAsked, before, why) => {
    const [was, state, returnedAt = null] = before ?? []
    const known = before ? { why: was!, state: state!, returnedAt } : undefined
    expect(isNewSign(known, why, AFTER)).toBe(isAsked)
    // What Slack had said before they came back is no news.
    if (returnedAt) expect(isNewSign(known, why, BEFORE)).toBe(false)
  })
})
