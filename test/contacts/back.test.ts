import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { CALDER, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, zones } = takeSeat()

// Somebody is back: what was in between stays in the history of the role. What never was does not.

const ana = { source: 'webhook', reportedBy: 'CRM', newcomer: { userId: 'UANA' } } as const
const contacts = () => desk.held('primary_contact')
const running = () => desk.query(`select id from handoffs where state = 'running'`)

describe('whoever was stood in for is back', () => {
  const stoodIn = ['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-11-25', 'UANA 2026-11-25']

  it('as a CRM says: both stay in the history, and nothing is handed over any more', async () => {
    await tell({ temporaryUntil: '2026-12-04' })
    await desk.until('2026-11-25T09:00:00Z')
    expect(await tell({ ...ana, effectiveOn: '2026-11-25' })).toMatchObject({ outcome: 'reversed' })
    expect(await contacts()).toEqual(stoodIn)
    const [alert, ...others] = await team()
    expect(others).toEqual([])
    expect(alert).toContain('Ana Ruiz is back as primary contact.\nTomás Leal stood in')
    expect([await zones(), await running()]).toEqual([[], []])
  })

  it('as somebody says in the form, also weeks later', async () => {
    await tell({ temporaryUntil: '2026-12-18' })
    await desk.until('2026-12-14T09:00:00Z')
    const typed = { accountId: CALDER, role: 'primary_contact', leaver: null, userId: 'UANA', written: null } as const
    const more = { isEmpty: false, effectiveOn: '2026-12-14', temporaryUntil: null, notPublicYet: false, words: null }
    const said = await desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, ...more, memory: {} }))
    expect(JSON.stringify(said)).toContain('Ana Ruiz is the primary contact of Calder Freight again')
    expect(await contacts()).toEqual([
      ...['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-12-14', 'UANA 2026-12-14'],
    ])
  })

  it('on the day on which somebody was to stand in: nobody did', async () => {
    await tell({ temporaryUntil: '2026-12-04' })
    await tell(ana)
    expect(await contacts()).toEqual(['UANA 2026-09-01'])
    expect((await team())[0]).toContain('That was taken back.')
  })
})

it('somebody takes a role again that they had left empty: the weeks without anybody stay in the history', async () => {
  await tell({ newcomer: null })
  await desk.until('2026-12-20T09:00:00Z')
  await tell({ ...ana, effectiveOn: '2026-12-20' })
  expect(await contacts()).toEqual(['UANA 2026-09-01 2026-11-23', 'UANA 2026-12-20'])
  expect((await team())[0]).toContain('Ana Ruiz is back as primary contact.\nNobody held the role meanwhile.')
  expect([await zones(), await running()]).toEqual([[], []])
})
