import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell } = takeSeat()

/** Their account in Slack is closed, and Slack has told us so. */
const close = async (id: string) => {
  await desk.query(`update people set deactivated = true where user_id = $1`, [id])
  await desk.act((tx) => flow.heardOfPerson(tx, { id, deleted: true }))
}
const asked = () => desk.said('UMAYA', 'contact_suspicion')

describe('somebody whose account in Slack is closed', () => {
  it('does not take a role over in silence: whoever answers for the account is asked, once', async () => {
    const ahead = { newcomer: { userId: 'UWEI' }, effectiveOn: '2026-12-01' }
    await tell({ role: 'implementation_lead', reportedBy: 'UMAYA', ...ahead })
    await desk.until('2026-11-26T09:00:00Z')
    await close('UWEI')
    await desk.until('2026-12-05T20:00:00Z')
    expect(await asked()).toEqual([
      expect.stringContaining('Wei Chen, the implementation lead, is not active in Slack any more.'),
    ])
  })

  it('is not back, whoever says so', async () => {
    const { changeId } = await tell({ temporaryUntil: '2026-12-04' })
    await close('UANA')
    await desk.until('2026-11-25T09:00:00Z')
    const back = desk.act((tx) => flow.comeBack(tx, MAYA, changeId))
    await expect(back).rejects.toThrow('Ana Ruiz is not active in Slack any more.')
    const told = tell({ source: 'webhook', newcomer: { userId: 'UANA' }, effectiveOn: '2026-11-25' })
    await expect(told).rejects.toThrow('Ana Ruiz is not active in Slack any more.')
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
  })
})
