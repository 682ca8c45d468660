import { describe, expect, it } from '@jest/globals'
import { takeSeat } from './seat.ts'

const { desk, tell, team, running, causes } = takeSeat()

// The day of a change, and its last one: what is told of them again, and what is not.

const crm = { source: 'webhook', reportedBy: 'CRM' } as const
const BEA = { name: 'Bea Long', email: 'bea@calder.example' }
const contacts = () => desk.held('primary_contact')

describe('the same change, told with another day', () => {
  it('moves to it, with its alert, its handoff and what waits for it', async () => {
    const { changeId } = await tell({ ...crm, effectiveOn: '2026-12-01' })
    expect(await tell({ ...crm, effectiveOn: '2026-12-08' })).toEqual({ changeId, outcome: 'corrected' })
    expect(await team()).toEqual([expect.stringContaining('from Tue 8 Dec')])
    expect((await running()).anchorOn).toBe('2026-12-08')
    await desk.until('2026-12-02T09:00:00Z')
    expect(await contacts()).toEqual(['UANA 2026-09-01'])
    await desk.until('2026-12-08T09:00:00Z')
    expect(await contacts()).toEqual(['UANA 2026-09-01 2026-12-08', 'UTOMAS 2026-12-08'])
  })

  it('is no earlier for a word without a day', async () => {
    await tell({ ...crm, effectiveOn: '2026-12-01' })
    expect((await tell({ ...crm, isDayAssumed: true })).outcome).toBe('merged')
    expect(await contacts()).toEqual(['UANA 2026-09-01'])
  })

  it('is no other one where somebody tells days later that it is so', async () => {
    await tell()
    await desk.until('2026-11-25T09:00:00Z')
    expect((await tell({ effectiveOn: '2026-11-25' })).outcome).toBe('merged')
    expect(await contacts()).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
  })

  it('began on no day on which whoever left had not', async () => {
    await desk.query(`update stakeholders set starts_on = '2026-11-20' where user_id = 'UANA'`)
    await tell()
    await expect(tell({ effectiveOn: '2026-11-18' })).rejects.toThrow('Please choose that day or a later one.')
  })
})

describe('the last day of standing in', () => {
  it('is the one that was told last, and stays where nobody says one', async () => {
    await tell({ ...crm, temporaryUntil: '2026-12-04' })
    await tell({ ...crm, temporaryUntil: '2026-12-18' })
    await tell(crm)
    expect(await team()).toEqual([expect.stringContaining('until Fri 18 Dec')])
    await desk.until('2026-12-04T12:00:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([])
    await desk.until('2026-12-17T12:00:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toHaveLength(1)
  })

  it('may be told of what was recorded for good', async () => {
    await tell()
    await tell({ reportedBy: 'UMAYA', temporaryUntil: '2026-12-18' })
    expect(await team()).toEqual([expect.stringContaining('until Fri 18 Dec')])
  })
})

describe('somebody stands in until whoever follows comes', () => {
  const both = ['UANA 2026-09-01 2026-11-23', 'Bea Long 2026-11-23 2026-12-07', 'UTOMAS 2026-12-07']

  it('recorded after that: the successor and their transition stay', async () => {
    await tell({ reportedBy: 'UMAYA', effectiveOn: '2026-12-07' })
    await tell({ reportedBy: 'UMAYA', newcomer: BEA, temporaryUntil: '2026-12-06' })
    expect((await team()).toSorted()).toEqual([
      expect.stringContaining('Bea Long stands in'),
      expect.stringContaining('Tomás Leal takes over'),
    ])
    expect((await running()).newcomer).toBe('UTOMAS')
    await desk.until('2026-12-08T09:00:00Z')
    expect(await contacts()).toEqual(both)
    expect(await running()).toMatchObject({ newcomer: 'UTOMAS', leaver: 'Bea Long' })
  })

  it('recorded before that: nobody is asked how it goes on, and nothing waits for a word', async () => {
    await tell({ reportedBy: 'UMAYA', newcomer: BEA, temporaryUntil: '2026-12-06' })
    await desk.until('2026-11-24T09:00:00Z')
    await tell({ reportedBy: 'UMAYA', effectiveOn: '2026-12-07' })
    await desk.until('2026-12-08T12:00:00Z')
    expect(await contacts()).toEqual(both)
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([])
    expect((await causes()).join()).not.toContain('stand in')
  })
})
