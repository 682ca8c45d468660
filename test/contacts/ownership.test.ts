import { describe, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { completedFor } from '../../src/features/handoffs/flow.ts'
import { submitStart } from '../../src/features/handoffs/forms.ts'
import { CALDER, MAYA, WEI } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, drawn, running, finish, accept, causes, zones } = takeSeat()

// Whoever takes an account over may have accepted all of it before the day on which they do.

const FROM_1_DECEMBER = ['UMAYA 2026-09-01 2026-12-01', 'UWEI 2026-12-01']
const accepted = () => desk.said('CTEAM', 'handoff_accepted')

it('passes on the day of the change to who has accepted before', async () => {
  await tell({ role: 'owner', newcomer: { userId: 'UWEI' }, effectiveOn: '2026-12-01' })
  await finish()
  await accept(WEI)
  expect(await accepted()).toEqual([expect.stringContaining('Wei Chen takes over as account owner on Tue 1 Dec')])
  await desk.until('2026-11-30T09:00:00Z')
  expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01'])
  await desk.until('2026-12-01T09:00:00Z')
  expect(await desk.held('owner')).toEqual(FROM_1_DECEMBER)
})

it('of a stand-in who has accepted before is asked about before their last day, and goes back', async () => {
  const ahead = { effectiveOn: '2026-12-01', temporaryUntil: '2026-12-11' }
  const { changeId } = await tell({ role: 'owner', newcomer: { userId: 'UWEI' }, ...ahead })
  await finish()
  await accept(WEI)
  await desk.until('2026-12-14T12:00:00Z')
  expect(await desk.said('UWEI', 'contact_back')).toHaveLength(2)
  expect(await causes()).toContainEqual(expect.stringContaining('nobody has said how it goes on'))
  await desk.act((tx) => flow.comeBack(tx, WEI, changeId))
  expect(await desk.held('owner')).toEqual([
    'UMAYA 2026-09-01 2026-12-01',
    'UWEI 2026-12-01 2026-12-14',
    'UMAYA 2026-12-14',
  ])
})

describe('a handoff begun by hand, which nobody had recorded as a change and which was accepted before its day', () => {
  const people = { kind: 'owner', giver: 'UMAYA', receiver: 'UWEI', form: 'full', playbookId: null } as const
  const fields = { account: 'a', anchor: 'd', giver: 'g', receiver: 'r' }
  const acceptedAhead = async () => {
    await desk.act((tx) => submitStart(tx, MAYA, { ...people, accountId: CALDER, anchorOn: '2026-12-01', fields }))
    await finish()
    await accept(WEI)
    expect(await accepted()).toEqual([expect.stringContaining('Wei Chen takes over as account owner on Tue 1 Dec')])
  }
  const read = (since: string) =>
    desk.act(async (tx) => completedFor(tx, await factsOf(tx, CALDER), new Date(`${since}T09:30:00Z`)))

  it('passes on that day, too', async () => {
    await acceptedAhead()
    await desk.until('2026-11-30T09:00:00Z')
    expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01'])
    await desk.until('2026-12-01T09:00:00Z')
    expect(await desk.held('owner')).toEqual(FROM_1_DECEMBER)
  })

  it('is told to the customer in the first update after that day, once', async () => {
    await acceptedAhead()
    await desk.until('2026-11-27T09:30:00Z')
    expect(await read('2026-11-20')).toEqual([])
    await desk.until('2026-12-04T09:30:00Z')
    expect(await read('2026-11-27')).toEqual(['Wei Chen has taken everything over as your contact with us'])
    await desk.until('2026-12-11T09:30:00Z')
    expect(await read('2026-12-04')).toEqual([])
  })

  it.each([
    ['2026-11-26', '2026-11-26'],
    ['2026-12-01', '2026-12-01'],
  ])('undoes nothing that was recorded since: somebody else owns it from %s', async (effectiveOn, from) => {
    await acceptedAhead()
    await desk.until('2026-11-26T09:00:00Z')
    await tell({ role: 'owner', reportedBy: 'UMAYA', newcomer: { userId: 'UJONAS' }, effectiveOn })
    await desk.until('2026-12-02T09:00:00Z')
    expect(await desk.held('owner')).toEqual([`UMAYA 2026-09-01 ${from}`, `UJONAS ${from}`])
    expect(await accepted()).toEqual([expect.stringMatching(/was complete\. Somebody else has taken over since/)])
  })
})

describe('a change that was accepted before its day', () => {
  const AHEAD = { role: 'owner', newcomer: { userId: 'UWEI' }, effectiveOn: '2026-12-01' } as const
  const acceptedAhead = async () => {
    const { changeId } = await tell(AHEAD)
    await finish()
    await accept(WEI)
    await desk.until('2026-11-24T09:00:00Z')
    return changeId
  }
  const nothingChanges = async () => {
    expect((await team())[0]).toMatch(/does not change after all[\s\S]*Maya Lindqvist goes on as account owner/)
    const said = (await desk.said('CTEAM', 'handoff')).join()
    expect(said).toContain('Wei Chen had accepted it, Mon 23 Nov 17:00; that holds no more.')
    expect(await accepted()).toEqual([
      expect.stringMatching(/was complete\. The change .* was taken back: nobody takes over/),
    ])
    await desk.until('2026-12-02T09:00:00Z')
    expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01'])
    expect(await zones()).toEqual([])
  }

  it('is taken back until that day: nobody takes over, and who had accepted stays on record', async () => {
    const changeId = await acceptedAhead()
    expect(await drawn('contact_change')).toContain('contact.take_back')
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
    await nothingChanges()
    expect(await desk.query(`select state, accepted_by as by from handoffs`)).toEqual([
      { state: 'withdrawn', by: 'UWEI' },
    ])
    // It may be told once more, and is to be accepted once more.
    expect(await tell({ ...AHEAD, effectiveOn: '2026-12-10' })).toMatchObject({ outcome: 'revived' })
    expect(await running()).toMatchObject({ newcomer: 'UWEI', acceptedBy: null })
  })

  it('is taken back by whoever records that the one who holds the role goes on', async () => {
    await acceptedAhead()
    expect(await tell({ ...AHEAD, newcomer: { userId: 'UMAYA' } })).toMatchObject({ outcome: 'reversed' })
    await nothingChanges()
  })

  it('is not put right, and from its day on stands', async () => {
    const changeId = await acceptedAhead()
    const opened = desk.act((tx) => flow.openCorrection(tx, MAYA, changeId))
    await expect(opened).rejects.toThrow('Please take it back, and record what holds instead with Contact change.')
    await desk.until('2026-12-01T09:00:00Z')
    const back = desk.act((tx) => flow.takeBackChange(tx, WEI, changeId))
    await expect(back).rejects.toThrow('so this stands. Please record what holds now with Contact change.')
    expect(await drawn('contact_change')).not.toContain('contact.take_back')
  })
})
