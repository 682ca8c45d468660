import { describe, expect, it } from '@jest/globals'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { describeImport } from '../../src/features/imports/report.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, running } = takeSeat()
const file = (contact: string) => `key,primary_contact\ncalder,${contact}\n`
const bring = (contact: string) => desk.act((tx) => importAccounts(tx, file(contact)))
const dryRun = async (contact: string) =>
  describeImport(await desk.act((tx) => importAccounts(tx, file(contact), { dryRun: true })))

describe('a dry run says what becomes of a role that the file hands over', () => {
  it('where somebody follows', async () => {
    expect(await dryRun('UTOMAS')).toContain('the team of each account would be told, and the transition would begin.')
    expect(await desk.query('select id from contact_changes')).toEqual([])
  })

  it('where the file takes a change back, and then that is what happens', async () => {
    await tell()
    expect(await dryRun('UANA')).toContain(
      '1 contact change: whoever had left holds the role again; the alert would say so, and the transition would end.',
    )
    expect(describeImport(await bring('UANA'))).toContain('the alert says so, and the transition ends.')
    await desk.until('2026-11-23T09:01:00Z')
    expect(await team()).toEqual([expect.stringContaining('does not change after all')])
  })

  it('where the file leaves a role empty', async () => {
    expect(await dryRun('')).toContain(
      '1 contact change: the team of each account would be told that nobody follows; no transition would run',
    )
  })

  it('where the file names somebody else than is to come', async () => {
    await tell({ effectiveOn: '2026-12-07' })
    expect(await dryRun('UPRIYA')).toContain('1 contact change: known with somebody else; the alert')
  })

  it('where it lies ahead, or nobody hears of it as the account has ended', async () => {
    await tell({ effectiveOn: '2026-12-07' })
    expect(await dryRun('UTOMAS')).toContain('1 contact change: known already; the alert would name the file, too.')
    await desk.query(`update accounts set state = 'ended' where key = 'calder'`)
    expect(await dryRun('UTOMAS')).toContain('kept in the history of roles; nobody would be told.')
  })
})

describe('a change that lay ahead and by a file holds today', () => {
  it.each(['UTOMAS', 'UPRIYA'])('is told, counted and kept from today: %s', async (comer) => {
    await tell({ effectiveOn: '2026-12-07' })
    await bring(comer)
    await desk.until('2026-11-23T09:01:00Z')
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', `${comer} 2026-11-23`])
    expect(await team()).toEqual([expect.stringContaining('as primary contact, from Mon 23 Nov')])
    expect(await running()).toMatchObject({ newcomer: comer, anchorOn: '2026-11-23' })
    await desk.until('2026-11-24T17:00:00Z')
    expect((await desk.said('UMAYA', 'contact_reminder')).join()).not.toContain('7 Dec')
  })
})
