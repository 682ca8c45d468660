import { beforeEach, describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { peopleLine } from '../../src/features/digests/people.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { CALDER, MAYA, seatTwoLeads } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, zones } = takeSeat()

/** What the customer reads of who came and who left, in the update of a day. */
const update = async (day: string) => {
  await desk.until(`${day}T09:30:00Z`)
  const since = new Date(new Date(`${day}T09:30:00Z`).getTime() - 7 * 86_400_000)
  const told = await desk.act((tx) => flow.recentChanges(tx, CALDER, since))
  return told.map((change) => peopleLine(change, day))
}
/** What is to be done for an empty role, by its cause. */
const empty = async (day: string) => {
  await desk.until(`${day}T20:00:00Z`)
  const open = await desk.act((tx) => openExceptions(tx, [CALDER]))
  return open.filter(({ key }) => key.startsWith('role_empty')).map(({ cause, action }) => [cause, action])
}

const lead = { role: 'implementation_lead', reportedBy: 'UMAYA' } as const
const NOBODY = 'Nobody is the implementation lead since Jonas Weber left on Mon 23 Nov.'

describe('of two who hold one role, one leaves and nobody follows', () => {
  beforeEach(() => seatTwoLeads(desk))
  const leaves = (leaver: string, effectiveOn = '2026-11-23') => tell({ ...lead, leaver, newcomer: null, effectiveOn })

  it.each(['2026-11-23', '2026-11-30'])('and nothing is in transition, from %s as little as ever', async (day) => {
    await leaves('UJONAS', day)
    expect(await zones()).toEqual([])
    const [alert] = await team()
    expect(alert).toContain('Wei Chen holds the role: the account is not in the danger zone for it.')
    expect(alert).not.toContain('in the danger zone;')
  })

  it('the customer reads of it once, and who goes on', async () => {
    await leaves('UJONAS')
    expect(await update('2026-11-27')).toEqual(['Jonas Weber has handed over as implementation lead; Wei Chen goes on'])
    expect(await update('2026-12-04')).toEqual([])
  })

  it('where the other one leaves, too, the customer reads of both', async () => {
    await leaves('UJONAS')
    await leaves('UWEI')
    const unnamed = 'has handed over as implementation lead; who follows is not named yet'
    expect(new Set(await update('2026-11-27'))).toEqual(new Set([`Jonas Weber ${unnamed}`, `Wei Chen ${unnamed}`]))
    expect(await empty('2026-11-27')).toHaveLength(1)
  })

  it('comes back, and nobody reads that nobody held the role meanwhile', async () => {
    await leaves('UJONAS')
    await desk.until('2026-11-30T09:00:00Z')
    await tell({ ...lead, newcomer: { userId: 'UJONAS' }, effectiveOn: '2026-11-30' })
    expect((await team())[0]).toContain('Jonas Weber is back as implementation lead.')
    expect((await team())[0]).not.toContain('Nobody held the role')
  })

  it('stays after all, where it is taken back', async () => {
    const { changeId } = await leaves('UJONAS')
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
    expect(await desk.held('implementation_lead')).toEqual(['UJONAS 2026-09-01', 'UWEI 2026-09-02'])
  })
})

describe('a role that nobody holds, and somebody is named for a later day', () => {
  beforeEach(async () => {
    await tell({ ...lead, newcomer: null })
    await desk.until('2026-11-25T09:00:00Z')
    await tell({ ...lead, newcomer: { userId: 'UWEI' }, effectiveOn: '2026-12-14' })
  })

  it('is an exception until they come, which asks for who stands in', async () => {
    const until = 'Name who stands in until Wei Chen comes on Mon 14 Dec, with Contact change.'
    expect(await empty('2026-11-27')).toEqual([[NOBODY, until]])
    expect(await empty('2026-12-11')).toEqual([[NOBODY, until]])
    expect(await empty('2026-12-14')).toEqual([])
  })

  it('is told to the customer as it is, and who comes when they do', async () => {
    expect(await update('2026-11-27')).toEqual(['Jonas Weber has handed over as implementation lead'])
    expect(await update('2026-12-11')).toEqual(['Jonas Weber has handed over as implementation lead'])
    expect(await update('2026-12-18')).toEqual([
      expect.stringMatching(/^Wei Chen took over from Jonas Weber as implementation lead; in transition/),
    ])
  })
})

it('a role that nobody holds is told, too, where who comes was not public at first', async () => {
  await tell({ reportedBy: 'UMAYA', newcomer: null })
  const next = { reportedBy: 'UMAYA', newcomer: { userId: 'UTOMAS' }, effectiveOn: '2026-12-07' }
  const { changeId } = await tell({ ...next, notPublicYet: true })
  expect(await update('2026-11-25')).toEqual(['Ana Ruiz has handed over; who follows is not named yet'])
  await desk.act((tx) => flow.releaseChange(tx, MAYA, changeId))
  expect(await update('2026-11-27')).toEqual(['Ana Ruiz has handed over'])
  expect(await update('2026-12-04')).toEqual(['Ana Ruiz has handed over'])
  expect(await update('2026-12-11')).toEqual([expect.stringContaining('Tomás Leal')])
})
