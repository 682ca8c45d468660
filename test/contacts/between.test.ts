import { expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, running } = takeSeat()

// A change waits for its day, and something else happens to the role meanwhile: who leaves is whoever leaves on that day.

const BEA = { name: 'Bea Long', email: 'bea@calder.example' }
const crm = { source: 'webhook', reportedBy: 'CRM' } as const

it('names whoever leaves on the day on which what was kept back is told', async () => {
  await tell({ reportedBy: 'UMAYA', notPublicYet: true, effectiveOn: '2026-12-07' })
  await tell({ newcomer: BEA })
  await desk.until('2026-12-07T09:00:00Z')
  expect(await team()).toContainEqual(expect.stringContaining('Tomás Leal takes over from Bea Long'))
  expect((await running()).leaver).toBe('Bea Long')
})

it('names whoever comes by then as the one who leaves, where a change says so of the next', async () => {
  await tell({ ...crm, effectiveOn: '2026-12-01' })
  await tell({ ...crm, leaver: 'UTOMAS', newcomer: BEA, effectiveOn: '2026-12-10' })
  expect(await team()).toContainEqual(expect.stringContaining('Bea Long takes over from Tomás Leal'))
  expect((await running()).leaver).toBe('UTOMAS')
  await desk.until('2026-12-10T09:00:00Z')
  expect(await desk.held('primary_contact')).toEqual([
    'UANA 2026-09-01 2026-12-01',
    'UTOMAS 2026-12-01 2026-12-10',
    'Bea Long 2026-12-10',
  ])
})

it('lets nobody leave before the day on which they come', async () => {
  await tell({ ...crm, effectiveOn: '2026-12-01' })
  await expect(tell({ ...crm, leaver: 'UTOMAS', newcomer: BEA, effectiveOn: '2026-11-25' })).rejects.toThrow(
    'Tomás Leal becomes the primary contact on Tue 1 Dec. Please choose that day or a later one.',
  )
})

it('names whoever still holds the role where the one who was to leave never came', async () => {
  const { changeId } = await tell({ ...crm, effectiveOn: '2026-12-01' })
  await tell({ ...crm, leaver: 'UTOMAS', newcomer: BEA, effectiveOn: '2026-12-10' })
  await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
  await desk.until('2026-12-10T09:00:00Z')
  expect(await team()).toContainEqual(expect.stringContaining('Bea Long takes over from Ana Ruiz'))
  expect((await running()).leaver).toBe('UANA')
})

it('names whoever holds the role when what was kept back is told early', async () => {
  const { changeId } = await tell({ reportedBy: 'UMAYA', notPublicYet: true, effectiveOn: '2026-12-07' })
  await tell({ newcomer: BEA })
  await desk.act((tx) => flow.releaseChange(tx, MAYA, changeId))
  expect(await team()).toContainEqual(expect.stringContaining('Tomás Leal takes over from Bea Long'))
  expect((await running()).leaver).toBe('Bea Long')
})
