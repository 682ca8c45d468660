import { describe, expect, it } from '@jest/globals'
import { answerHandoff, submitStart } from '../../src/features/handoffs/forms.ts'
import { end } from '../../src/features/states/ending.ts'
import { CALDER, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, running } = takeSeat()
const people = { kind: 'primary_contact', giver: 'UMAYA', receiver: 'UJONAS', form: 'short', playbookId: null } as const
const fields = { account: 'a', anchor: 'd', giver: 'g', receiver: 'r' }
const byHand = () =>
  desk.act((tx) => submitStart(tx, MAYA, { ...people, accountId: CALDER, anchorOn: '2026-11-23', fields }))

describe('a handoff beside a change', () => {
  it('a handoff begun by hand for an empty role counts from the day on which whoever is named comes', async () => {
    await tell({ newcomer: null, reportedBy: 'UMAYA' })
    await byHand()
    await tell({ reportedBy: 'UMAYA', effectiveOn: '2026-12-14' })
    expect((await running()).anchorOn).toBe('2026-12-14')
  })
  it('/handoff status counts nothing as running and overdue on an account that has ended', async () => {
    await tell()
    await desk.act((tx) => end(tx, 'UMAYA', { accountId: CALDER, words: 'Thank you.' }))
    await desk.until('2026-12-10T20:00:00Z')
    expect(await desk.act((tx) => answerHandoff(tx, MAYA, 'status'))).not.toContain('overdue')
  })
})
