import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team } = takeSeat()

// What is not public yet is a change of its own: nothing that the team has read says a word of it.

const BEA = { name: 'Bea Long', email: 'bea@calder.example' }
const secretly = { reportedBy: 'UMAYA', notPublicYet: true } as const
const private_ = async () =>
  (await desk.said('UMAYA', 'contact_change')).filter((text) => text.includes('Not public yet: only you read this.'))

describe('what the owner records as not public yet is read by nobody else, where', () => {
  it('the role was left empty, and who follows is not public yet', async () => {
    await tell({ newcomer: null })
    await tell({ ...secretly, effectiveOn: '2026-12-14' })
    expect((await team()).join()).not.toContain('Tomás')
    expect(await private_()).toEqual([expect.stringContaining('Tomás Leal takes over')])
  })

  it('another change of the role waits for its day', async () => {
    await tell({ effectiveOn: '2026-12-01' })
    await tell({ ...secretly, newcomer: BEA, effectiveOn: '2027-01-04' })
    expect(await team()).toEqual([expect.stringContaining('Tomás Leal takes over from Ana Ruiz')])
    expect(await private_()).toEqual([expect.stringContaining('Bea Long takes over')])
  })

  it('whoever was stood in for is to be back on a later day', async () => {
    await tell({ temporaryUntil: '2026-12-18' })
    const before = await team()
    await desk.until('2026-11-25T09:00:00Z')
    await tell({ ...secretly, newcomer: { userId: 'UANA' }, effectiveOn: '2026-12-07' })
    expect(await team()).toEqual(before)
    expect(await desk.held('primary_contact')).toContainEqual('UTOMAS 2026-11-23')
  })
})

it('what the team knows already is no secret, and stands once', async () => {
  const { changeId } = await tell({ effectiveOn: '2026-12-01' })
  expect(await tell({ ...secretly, effectiveOn: '2026-12-01' })).toEqual({ changeId, outcome: 'merged' })
  expect(await private_()).toEqual([])
})

it('is put right by another word that is not public yet, for whoever knows of it alone', async () => {
  await tell({ effectiveOn: '2026-12-01' })
  const { changeId } = await tell({ ...secretly, newcomer: BEA, effectiveOn: '2027-01-04' })
  const again = { ...secretly, newcomer: { name: 'Beate Lang' }, effectiveOn: '2027-01-04' }
  expect(await tell(again)).toEqual({ changeId, outcome: 'corrected' })
  expect(await private_()).toEqual([expect.stringContaining('Beate Lang takes over')])
  expect((await team()).join()).not.toMatch(/Bea/)
})

it('the form that puts right what the team has read offers no such word, and takes none', async () => {
  const { changeId } = await tell({ effectiveOn: '2026-12-01' })
  const form = await desk.act((tx) => flow.openCorrection(tx, MAYA, changeId))
  expect(JSON.stringify(form)).not.toContain('Not public yet')
  await expect(tell({ ...secretly, newcomer: BEA, effectiveOn: '2026-12-01', corrects: changeId })).rejects.toThrow(
    'The team has read of this change.',
  )
})
