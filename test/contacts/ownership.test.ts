import { expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { submitStart } from '../../src/features/handoffs/forms.ts'
import { CALDER, MAYA, WEI } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, finish, accept, causes } = takeSeat()

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

it('passes on the day of a handoff begun by hand, too, which nobody had recorded as a change', async () => {
  const people = { kind: 'owner', giver: 'UMAYA', receiver: 'UWEI', form: 'full', playbookId: null } as const
  const fields = { account: 'a', anchor: 'd', giver: 'g', receiver: 'r' }
  await desk.act((tx) => submitStart(tx, MAYA, { ...people, accountId: CALDER, anchorOn: '2026-12-01', fields }))
  await finish()
  await accept(WEI)
  expect(await accepted()).toEqual([expect.stringContaining('Wei Chen takes over as account owner on Tue 1 Dec')])
  await desk.until('2026-11-30T09:00:00Z')
  expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01'])
  await desk.until('2026-12-01T09:00:00Z')
  expect(await desk.held('owner')).toEqual(FROM_1_DECEMBER)
})
