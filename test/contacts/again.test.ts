import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { CALDER, MAYA, seatTwoLeads } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, customers, zones, finish, running } = takeSeat()

let event = 0
const BACK = { userId: 'UANA' }
/** A CRM tells who holds the role; without a word else, that it is Tomás. */
const crm = (more: Parameters<typeof tell>[0] = {}) =>
  tell({ source: 'webhook', reportedBy: 'CRM', reportId: `again${event++}`, ...more })
const states = async () =>
  (await desk.query<{ state: string }>('select state from handoffs order by started_at')).map(({ state }) => state)
const inTeam = async () => (await desk.said('CTEAM', '')).length
const TAKES_OVER = expect.stringContaining('Tomás Leal takes over from Ana Ruiz as primary contact')

describe('two systems that contradict each other in turn', () => {
  it('make one alert and one checklist, which say what holds; every report is kept', async () => {
    for (let turn = 0; turn < 20; turn++) await crm(turn % 2 ? { newcomer: BACK } : {})
    expect(await team()).toEqual([expect.stringContaining('does not change after all')])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01'])
    expect([await zones(), await states()]).toEqual([[], ['withdrawn']])
    await crm()
    expect(await team()).toEqual([TAKES_OVER])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
    expect([await zones(), await states()]).toEqual([[['primary_contact', '2026-12-21']], ['running']])
    expect(await inTeam()).toBe(2)
    const told = await desk.query('select distinct report_id, change_id from contact_reports')
    expect(told).toHaveLength(21)
  })

  it.each([
    ['nobody and somebody', [null, { userId: 'UTOMAS' }]],
    ['three names', [{ userId: 'UPRIYA' }, BACK, { userId: 'UTOMAS' }]],
  ])('or tell of %s', async (_title, names) => {
    for (let turn = 0; turn < 12; turn++) await crm({ newcomer: names[turn % names.length]! })
    expect(await team()).toEqual([TAKES_OVER])
    expect(await inTeam()).toBe(2)
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
    expect(await states()).toEqual(['running'])
  })

  it('do so by files, too', async () => {
    for (const who of ['UTOMAS', 'UANA', 'UTOMAS', 'UANA', 'UTOMAS']) {
      await desk.act((tx) => importAccounts(tx, `key,primary_contact\ncalder,${who}\n`))
      await desk.until(`2026-11-23T09:${10 + event++}:00Z`)
    }
    expect(await team()).toEqual([TAKES_OVER])
    expect([await inTeam(), await states()]).toEqual([2, ['running']])
  })

  it('about one of two who hold a role leave the transition of the other alone', async () => {
    await seatTwoLeads(desk)
    const role = 'implementation_lead' as const
    await crm({ role, leaver: 'UJONAS', newcomer: { userId: 'URUBY' } })
    await desk.until('2026-11-23T09:01:00Z')
    for (let turn = 0; turn < 5; turn++) {
      const [leaver, userId] = turn % 2 ? ['UNOOR', 'UWEI'] : ['UWEI', 'UNOOR']
      await crm({ role, leaver, newcomer: { userId: userId! } })
    }
    expect([(await team()).length, await inTeam(), await states()]).toEqual([2, 4, ['running', 'running']])
    expect((await desk.held(role)).filter((row) => row.split(' ').length === 2).toSorted()).toEqual([
      'UNOOR 2026-11-23',
      'URUBY 2026-11-23',
    ])
  })

  it('brief a colleague who takes over once', async () => {
    const role = 'implementation_lead' as const
    for (let turn = 0; turn < 5; turn++) {
      await crm({ role, newcomer: { userId: turn % 2 ? 'UJONAS' : 'UWEI' } })
      await desk.until(`2026-11-23T09:0${turn + 1}:00Z`)
    }
    expect(await desk.said('UWEI', 'contact_briefing')).toHaveLength(1)
  })
})

describe('a change that was taken back and is told again', () => {
  it('goes on where it was, and is acknowledged anew', async () => {
    const { changeId } = await tell()
    await desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))
    await desk.query(`update handoff_items set state = 'done', done_by = 'UWEI' where position = 1`)
    await desk.until('2026-11-25T09:00:00Z')
    await tell({ newcomer: BACK })
    await desk.until('2026-11-27T09:00:00Z')
    expect(await tell({ effectiveOn: '2026-11-27' })).toEqual({ changeId, outcome: 'revived' })
    expect(await team()).toEqual([expect.stringMatching(/from Fri 27 Nov\.[\s\S]*acknowledges that this is known/)])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-27', 'UTOMAS 2026-11-27'])
    expect(await desk.query(`select id from handoff_items where state = 'done'`)).toHaveLength(1)
    expect((await running()).anchorOn).toBe('2026-11-27')
    await desk.until('2026-11-30T12:00:00Z')
    expect(await desk.said('UMAYA', 'contact_reminder')).toHaveLength(1)
  })

  it('is a new one later than the days that the settings say, and where another change came between', async () => {
    const { changeId } = await tell()
    await tell({ newcomer: BACK })
    await desk.until('2026-12-08T09:00:00Z')
    const later = await tell({ effectiveOn: '2026-12-08' })
    expect(later.outcome).toBe('new')
    expect(later.changeId).not.toBe(changeId)
    expect(await team()).toHaveLength(2)
    expect(await states()).toEqual(['withdrawn', 'running'])

    await desk.reset()
    await tell()
    await tell({ newcomer: BACK })
    await desk.until('2026-11-24T09:00:00Z')
    await tell({ newcomer: { userId: 'UPRIYA' }, effectiveOn: '2026-11-24' })
    await finish()
    await desk.query(`update handoffs set state = 'accepted', accepted_at = now() where state = 'running'`)
    await desk.until('2026-11-26T09:00:00Z')
    await tell({ newcomer: BACK, effectiveOn: '2026-11-26' })
    expect((await tell({ leaver: 'UANA', effectiveOn: '2026-11-27' })).outcome).toBe('new')
  })

  it('is told to the team as new where only one of them had known', async () => {
    const { changeId } = await tell({ effectiveOn: '2026-12-01', notPublicYet: true, reportedBy: 'UMAYA' })
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
    expect((await tell({ effectiveOn: '2026-12-01' })).outcome).toBe('new')
    expect(await team()).toEqual([TAKES_OVER])
  })
})

describe('the welcome of somebody who comes after all', () => {
  const send = (changeId: string) =>
    desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, newcomer!'))
  const arrive = () =>
    desk.query(`update deliveries set state = 'sent', ts = id::text, posted_channel = channel where state = 'pending'`)
  const waiting = () => desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))

  it('that the customer has read holds again, and is not said twice', async () => {
    const { changeId } = await tell()
    await send(changeId)
    await arrive()
    const read = await customers()
    await crm({ newcomer: BACK })
    expect(await waiting()).toMatchObject([{ changeId, misleads: true }])
    await crm()
    expect(await customers()).toEqual(read)
    expect(await waiting()).toEqual([])
    await expect(send(changeId)).resolves.toBeUndefined()
    expect(await customers()).toEqual(read)
    expect((await team())[0]).not.toContain('does not hold')
    // Taken back once more, it is offered once more.
    await crm({ newcomer: BACK })
    expect(await waiting()).toMatchObject([{ changeId, misleads: true }])
  })

  it.each([
    ['was put right', true],
    ['never left', false],
  ])('that %s is written anew', async (_title, hasLeft) => {
    const { changeId } = await tell()
    await send(changeId)
    if (hasLeft) await arrive()
    await crm({ newcomer: BACK })
    if (hasLeft)
      await desk.act((tx) => flow.sendRetraction(tx, MAYA, { changeId, marked: [] }, 'Ana goes on. Please excuse us.'))
    const before = await customers()
    await crm()
    expect(await customers()).toEqual(before)
    expect(await waiting()).toMatchObject([{ changeId, misleads: false }])
    await send(changeId)
    expect(await customers()).toEqual([expect.stringContaining('Welcome, newcomer!')])
    expect(await waiting()).toEqual([])
  })
})
