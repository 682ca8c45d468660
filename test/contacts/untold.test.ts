import { beforeEach, describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, drawn, zones, running, causes } = takeSeat()

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

describe('who follows in a role that was left empty, and was not public yet', () => {
  const FILLED = expect.stringMatching(
    /Tomás Leal takes over from Ana Ruiz as primary contact, from Mon 7 Dec[\s\S]*as it stands now/,
  )
  const open = () => desk.query(`select id from handoffs where state = 'running'`)

  beforeEach(async () => {
    await tell({ newcomer: null })
    await desk.until('2026-11-25T09:00:00Z')
  })
  const record = () => tell({ ...secretly, effectiveOn: '2026-12-07' })

  it('is told on the day by the alert that nobody follows, which is an exception no more', async () => {
    await record()
    await desk.until('2026-12-06T20:00:00Z')
    expect(await causes()).toContainEqual(expect.stringContaining('Nobody is the primary contact since'))
    await desk.until('2026-12-07T09:00:00Z')
    expect(await team()).toEqual([FILLED])
    expect(await drawn('contact_change')).toContain(
      'Known from Jonas Weber in Slack, Mon 23 Nov; Maya Lindqvist in Slack, Wed 25 Nov',
    )
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-12-07'])
    expect([await open(), (await running()).newcomer]).toEqual([[expect.anything()], 'UTOMAS'])
    expect(await zones()).toHaveLength(1)
    expect((await causes()).join()).not.toContain('Nobody is the primary contact')
    expect((await desk.said('UMAYA', 'contact_change')).join()).toMatch(/Tomás Leal takes over(?![\s\S]*taken back)/)
  })

  it('is told before the day with that day, where the owner tells the team', async () => {
    const { changeId } = await record()
    await desk.act((tx) => flow.releaseChange(tx, MAYA, changeId))
    expect(await team()).toEqual([FILLED])
    await desk.until('2026-12-07T09:00:00Z')
    expect(await team()).toEqual([FILLED])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-12-07'])
    expect(await open()).toHaveLength(1)
  })

  it.each(['2026-12-07', '2026-11-25'])(
    'is told by it as put right, where that tells the team, from %s',
    async (day) => {
      const { changeId } = await record()
      await tell({ reportedBy: 'UMAYA', newcomer: BEA, effectiveOn: day, corrects: changeId })
      const named = expect.stringMatching(/Bea Long takes over from Ana Ruiz as primary contact[\s\S]*as it stands now/)
      expect(await team()).toEqual([named])
      await desk.until('2026-12-07T09:00:00Z')
      expect(await team()).toEqual([named])
      expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', `Bea Long ${day}`])
      expect(await open()).toHaveLength(1)
      expect((await desk.said('UMAYA', 'contact_change')).join()).not.toContain('taken back')
    },
  )

  it('takes over from whoever was named to everybody meanwhile, as a change of its own', async () => {
    await record()
    await tell({ newcomer: { userId: 'UPRIYA' }, effectiveOn: '2026-11-25' })
    await desk.until('2026-12-07T09:00:00Z')
    expect(await team()).toEqual([
      expect.stringContaining('Priya Shah takes over from Ana Ruiz'),
      expect.stringContaining('Tomás Leal takes over from Priya Shah'),
    ])
  })
})
