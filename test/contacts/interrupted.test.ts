import { beforeEach, describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { peopleLine } from '../../src/features/digests/people.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { CALDER, MAYA, seatTwoLeads } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, zones, finish, accept } = takeSeat()

const told = async () => {
  const changes = await desk.act((tx) => flow.recentChanges(tx, CALDER, new Date('2026-12-04T09:30:00Z')))
  return changes.map((change) => peopleLine(change, '2026-12-11'))
}
const running = async () =>
  (await desk.query<{ who: string }>(`select newcomer as who from handoffs where state = 'running'`)).map(
    ({ who }) => who,
  )
const leaves = (effectiveOn = '2026-12-09') => tell({ reportedBy: 'UMAYA', newcomer: null, effectiveOn })
const bring = (contact: string) => desk.act((tx) => importAccounts(tx, `key,primary_contact\ncalder,${contact}\n`))

/** Tomás follows Ana on 23 November. On 9 December he is still being brought in. */
beforeEach(async () => {
  await tell({ reportedBy: 'UMAYA' })
  await desk.until('2026-12-09T09:00:00Z')
})

describe('who is new leaves in the middle of the transition, and nobody follows', () => {
  it.each([
    ['at once', () => leaves()],
    ['by a file', () => bring('')],
    [
      'on a day that was said before',
      async () => {
        await leaves('2026-12-11')
        expect(await running()).toEqual(['UTOMAS'])
      },
    ],
  ])(
    '%s: nothing is handed over to them any more, and the role is in transition until somebody follows',
    async (_, go) => {
      await go()
      await desk.until('2026-12-11T09:30:00Z')
      expect(await running()).toEqual([])
      expect(await zones()).toEqual([['primary_contact', null]])
      expect((await team()).join('\n')).not.toContain('in the danger zone until Jonas Weber')
      expect(await told()).toEqual(['Tomás Leal has handed over; who follows is not named yet'])
      await tell({ reportedBy: 'UMAYA', newcomer: { userId: 'UPRIYA' }, effectiveOn: '2026-12-11' })
      expect(await running()).toEqual(['UPRIYA'])
    },
  )

  it('stays after all: the transition goes on where it was', async () => {
    const { changeId } = await leaves()
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
    expect(await running()).toEqual(['UTOMAS'])
    expect(await zones()).toEqual([['primary_contact', '2026-12-21']])
    expect((await team())[0]).toContain('The account is in the danger zone until Jonas Weber')
  })

  it('stays for some days more: the transition goes on until then', async () => {
    const { changeId } = await leaves()
    await tell({ reportedBy: 'UMAYA', newcomer: null, effectiveOn: '2026-12-14', corrects: changeId })
    expect(await running()).toEqual(['UTOMAS'])
    await desk.until('2026-12-14T09:00:00Z')
    expect(await running()).toEqual([])
  })

  it('is back some days later: the transition goes on where it was', async () => {
    await leaves()
    await desk.until('2026-12-14T09:00:00Z')
    await tell({ reportedBy: 'UMAYA', newcomer: { userId: 'UTOMAS' }, effectiveOn: '2026-12-14' })
    expect(await running()).toEqual(['UTOMAS'])
  })

  it('who had found their feet before leaves a transition that was accepted', async () => {
    await finish()
    await accept({ userId: 'UJONAS', userTeamId: 'T1' })
    await leaves()
    expect(await desk.query(`select state from handoffs`)).toEqual([{ state: 'accepted' }])
  })
})

it('of two who are new beside each other, one leaves: the transition of the other goes on', async () => {
  await seatTwoLeads(desk)
  const lead = { role: 'implementation_lead', reportedBy: 'UMAYA', effectiveOn: '2026-12-09' } as const
  await tell({ ...lead, leaver: 'UJONAS', newcomer: { userId: 'UNOOR' } })
  await tell({ ...lead, leaver: 'UWEI', newcomer: { userId: 'URUBY' } })
  await desk.until('2026-12-11T09:00:00Z')
  await tell({ ...lead, leaver: 'UNOOR', newcomer: null, effectiveOn: '2026-12-11' })
  expect((await running()).toSorted()).toEqual(['URUBY', 'UTOMAS'])
})
