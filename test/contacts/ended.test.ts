import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { end } from '../../src/features/states/ending.ts'
import { CALDER, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, zones, causes } = takeSeat()

const ends = () => desk.act((tx) => end(tx, 'UMAYA', { accountId: CALDER, words: 'Thank you.' }))
const takenUpAgain = () => desk.query(`update accounts set state = 'steady'`)
const running = () => desk.query(`select id from handoffs where state = 'running'`)
const heard = async () => [...(await desk.said('UMAYA')), ...(await desk.said('UINGRID')), ...(await desk.said('UWEI'))]
const crm = { source: 'webhook', reportedBy: 'CRM' } as const

describe('on an account that has ended, a contact change', () => {
  it('that a CRM tells of is history alone: nobody is alarmed, and nothing begins', async () => {
    await ends()
    await tell(crm)
    await tell({ ...crm, reportedBy: 'HubSpot' })
    await desk.until('2026-11-27T20:00:00Z')
    expect([await team(), await heard(), await zones(), await causes(), await running()]).toEqual([[], [], [], [], []])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
  })

  it('by which nobody follows, or somebody of ours, or that is put right, alarms nobody either', async () => {
    await ends()
    await tell({ newcomer: null })
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    const { changeId } = await tell({ role: 'senior_buyer', temporaryUntil: '2026-11-30' })
    await tell({ role: 'senior_buyer', newcomer: { userId: 'UANA' }, corrects: changeId })
    await tell({
      reportedBy: 'UMAYA',
      role: 'owner',
      newcomer: { userId: 'UWEI' },
      notPublicYet: true,
      effectiveOn: '2026-11-26',
    })
    await desk.until('2026-12-04T20:00:00Z')
    expect([await team(), await heard(), await zones(), await causes(), await running()]).toEqual([[], [], [], [], []])
  })

  it('that somebody records by hand is answered with a sentence', async () => {
    await ends()
    const typed = {
      accountId: CALDER,
      role: 'primary_contact',
      userId: 'UTOMAS',
      written: null,
      isEmpty: false,
    } as const
    const more = {
      effectiveOn: '2026-11-23',
      temporaryUntil: null,
      notPublicYet: false,
      words: null,
      leaver: null,
      memory: {},
    }
    const said = await desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, ...more }))
    expect(JSON.stringify(said)).toContain(
      'It is recorded. Calder Freight has ended: nobody is told of it, and no handoff starts.',
    )
  })

  it('that waited when it ended reminds, asks and escalates to nobody, and is in transition no more', async () => {
    const { changeId } = await tell({ temporaryUntil: '2026-11-30' })
    await desk.until('2026-11-24T11:00:00Z')
    const before = await heard()
    expect(await causes()).toEqual(['Nobody has acknowledged that the primary contact changed.'])
    await ends()
    await desk.until('2026-12-04T20:00:00Z')
    expect([await heard(), await zones(), await causes()]).toEqual([before, [], []])
    // Whoever presses what still stands there is not told that it is not here.
    await desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))
    expect((await team()).length).toBe(1)
  })

  it('that lay ahead moves the role on its day, and nobody hears of it', async () => {
    await tell({ effectiveOn: '2026-12-01' })
    await ends()
    await desk.until('2026-12-02T09:00:00Z')
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-12-01', 'UTOMAS 2026-12-01'])
    expect([await heard(), (await team()).length]).toEqual([[], 1])
  })

  it('goes on where the account is taken up again: the transition that ran does, and the end of standing in is asked about', async () => {
    await tell({ temporaryUntil: '2026-12-11' })
    await ends()
    await desk.until('2026-11-26T20:00:00Z')
    expect(await zones()).toEqual([])
    await takenUpAgain()
    expect(await zones()).toEqual([['primary_contact', expect.anything()]])
    await desk.until('2026-12-11T20:00:00Z')
    expect((await desk.said('UMAYA', 'contact_back')).length).toBeGreaterThan(0)
  })
})
