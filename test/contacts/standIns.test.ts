import { beforeEach, describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { peopleLine } from '../../src/features/digests/people.ts'
import { CALDER, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, zones, team } = takeSeat()

describe('somebody stands in for Tomás, who stands in for Ana', () => {
  const BEA = { name: 'Bea Long', email: 'bea@calder.example' }
  const ANA = { source: 'webhook', reportedBy: 'CRM', newcomer: { userId: 'UANA' } } as const
  const until = { temporaryUntil: '2026-12-11' }
  const held = ['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-11-25']
  const isBack = (name: string, day: string) =>
    expect.stringContaining(`Ana Ruiz is back as primary contact.\n${name} stood in until ${day}.`)
  let changeId = ''

  beforeEach(async () => {
    await tell(until)
    await desk.until('2026-11-25T09:00:00Z')
    const second = { leaver: 'UTOMAS', newcomer: BEA, effectiveOn: '2026-11-25' }
    changeId = (await tell({ ...second, ...until })).changeId
  })
  /** What holds once Ana is back since Tuesday 1 December: nobody stands in any more, and nothing is handed over. */
  const expectAnaBack = async () => {
    expect(await desk.held('primary_contact')).toEqual([...held, 'Bea Long 2026-11-25 2026-12-01', 'UANA 2026-12-01'])
    expect(await team()).toEqual([isBack('Tomás Leal', 'Tue 24 Nov'), isBack('Bea Long', 'Mon 30 Nov')])
    expect([await zones(), await desk.query(`select id from handoffs where state = 'running'`)]).toEqual([[], []])
  }

  it('Ana is back, as a CRM says: she takes nothing over from anybody, and the customer reads it once', async () => {
    await desk.until('2026-12-01T09:00:00Z')
    expect((await tell({ ...ANA, effectiveOn: '2026-12-01' })).outcome).toBe('reversed')
    await expectAnaBack()
    const told = await desk.act((tx) => flow.recentChanges(tx, CALDER, new Date('2026-11-27T09:30:00Z')))
    expect(told.map((change) => peopleLine(change, '2026-12-04'))).toEqual([
      'Ana Ruiz is back; Bea Long stood in until Mon 30 Nov',
    ])
  })

  it('Ana is to be back on a day that lies ahead: until then it is for her that Bea stands in', async () => {
    await tell({ ...ANA, effectiveOn: '2026-12-01' })
    expect((await team())[1]).toContain(
      'Bea Long stands in for Ana Ruiz as primary contact, from Wed 25 Nov until Mon 30 Nov',
    )
    await desk.until('2026-12-01T09:00:00Z')
    await expectAnaBack()
  })

  it('the question how it goes on offers that Ana is back, and so it is', async () => {
    await desk.until('2026-12-11T09:00:00Z')
    const sql = `select message::text as drawn from deliveries where kind = 'contact_back' and channel = 'UMAYA'`
    const asked = (await desk.query<{ drawn: string }>(sql)).map(({ drawn }) => drawn).join()
    expect(asked).toContain('Ana Ruiz is back')
    expect(asked).not.toContain('Tomás Leal is back')
    await desk.act((tx) => flow.comeBack(tx, MAYA, changeId))
    expect((await desk.held('primary_contact')).at(-1)).toBe('UANA 2026-12-11')
  })

  it('Tomás is back, and stands in again; then Ana is', async () => {
    await desk.until('2026-11-27T09:00:00Z')
    const tomas = { ...ANA, newcomer: { userId: 'UTOMAS' }, effectiveOn: '2026-11-27' }
    expect((await tell(tomas)).outcome).toBe('reversed')
    const before = [...held, 'Bea Long 2026-11-25 2026-11-27']
    expect(await desk.held('primary_contact')).toEqual([...before, 'UTOMAS 2026-11-27'])
    expect((await team())[1]).toContain('Tomás Leal is back as primary contact.')
    await desk.until('2026-12-01T09:00:00Z')
    await tell({ ...ANA, effectiveOn: '2026-12-01' })
    expect(await desk.held('primary_contact')).toEqual([...before, 'UTOMAS 2026-11-27 2026-12-01', 'UANA 2026-12-01'])
    expect((await team())[0]).toContain('Ana Ruiz is back as primary contact.')
  })
})
