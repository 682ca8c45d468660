import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { statusText } from '../../src/features/home/command.ts'
import { INGRID, MAYA, OSLO } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, causes } = takeSeat()

const WORKSPACE = '00000000-0000-4000-8000-000000000001'
const holds = (accountId: string, role: string, userId: string) =>
  desk.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, $3, $4, '2026-09-01')`,
    [WORKSPACE, accountId, role, userId],
  )
const reminders = () => desk.said('UMAYA', 'contact_reminder')

describe('acknowledging', () => {
  it('reminds the owner once after their working hours, then asks the leader, who may acknowledge then', async () => {
    const { changeId } = await tell()
    await expect(desk.act((tx) => flow.acknowledgeChange(tx, INGRID, changeId))).rejects.toThrow('Only Maya Lindqvist')
    await desk.until('2026-11-24T08:59:00Z')
    expect(await desk.said('UMAYA', 'contact_reminder')).toEqual([])
    await desk.until('2026-11-24T09:00:00Z')
    expect(await desk.said('UMAYA', 'contact_reminder')).toEqual([
      expect.stringContaining('Nobody has acknowledged this yet.'),
    ])
    expect(await causes()).toEqual(['Nobody has acknowledged that the primary contact changed.'])
    await desk.until('2026-11-30T09:00:00Z')
    expect(await desk.said('UMAYA', 'contact_reminder')).toHaveLength(1)
    expect(await desk.said('UINGRID', 'contact_reminder')).toEqual([
      expect.stringContaining('Maya Lindqvist was reminded and has not acknowledged it.'),
    ])
    await desk.act((tx) => flow.acknowledgeChange(tx, INGRID, changeId))
    for (const who of ['UMAYA', 'UINGRID'])
      expect(await desk.said(who, 'contact_reminder')).toEqual([expect.stringContaining('Acknowledged by Ingrid Holm')])
    expect(await causes()).toEqual([])
  })

  it('asks the leader of all that waits on one day in one message, which changes in place', async () => {
    const ids = [(await tell()).changeId]
    await desk.until('2026-11-23T09:01:00Z')
    ids.push((await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })).changeId)
    await desk.until('2026-11-30T09:00:00Z')
    const asked = () => desk.said('UINGRID', 'contact_reminder')
    const waits = 'Maya Lindqvist was reminded and has not acknowledged it.'
    const [message, ...others] = await asked()
    expect(others).toEqual([])
    expect(message!.split('\n')).toEqual([
      'Calder Freight: Tomás Leal takes over from Ana Ruiz as primary contact, from Mon 23 Nov.',
      waits,
      'Calder Freight: Wei Chen takes over from Jonas Weber as implementation lead, from Mon 23 Nov.',
      waits,
    ])
    await desk.act((tx) => flow.acknowledgeChange(tx, INGRID, ids[1]!))
    expect((await asked())[0]!.split('\n')).toEqual([
      expect.stringContaining('Tomás Leal'),
      waits,
      expect.stringContaining('Wei Chen'),
      expect.stringContaining('Acknowledged by Ingrid Holm'),
    ])
    await tell({ newcomer: { userId: 'UPRIYA' }, corrects: ids[0]!, reportedBy: 'UMAYA' })
    await desk.until('2026-12-03T09:00:00Z')
    const [before, after] = await asked()
    expect(after).toContain('Priya Shah takes over from Ana Ruiz')
    expect(before).toContain('Acknowledged by Ingrid Holm')
  })

  it('tells the leader on their next morning of what joined a message that they may have read, in one message a day', async () => {
    // Two owners, each of whom is reminded first, have one leader.
    await desk.query(`update stakeholders set user_id = 'UJONAS' where account_id = $1 and role = 'owner'`, [OSLO])
    await holds(OSLO, 'leader', 'UINGRID')
    await tell()
    await desk.until('2026-11-23T11:00:00Z')
    const oslo = { accountId: OSLO, reportedBy: 'UADA' }
    await tell({ ...oslo, role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    const sales = await tell({ ...oslo, role: 'sales_rep', newcomer: { userId: 'UADA' } })
    const asked = () => desk.said('UINGRID', 'contact_reminder')
    await desk.until('2026-11-24T14:59:00Z')
    expect(await asked()).toEqual([expect.not.stringContaining('Wei Chen')])
    // Slack calls nobody to a message that is edited.
    await desk.until('2026-11-24T15:01:00Z')
    const [message, ...others] = await asked()
    for (const name of ['Tomás Leal', 'Wei Chen', 'Ada Marsh']) expect(message).toContain(`${name} takes over`)
    expect(others).toEqual([])
    await desk.act((tx) => flow.acknowledgeChange(tx, INGRID, sales.changeId))
    await desk.until('2026-11-25T07:59:00Z')
    expect(await asked()).toHaveLength(1)
    await desk.until('2026-11-25T08:00:00Z')
    const [, next, ...more] = await asked()
    expect(next).toMatch(/^Oslo Water: Wei Chen takes over[\s\S]*Jonas Weber was reminded/)
    expect(next).not.toMatch(/Tomás Leal|Ada Marsh/)
    expect(more).toEqual([])
    await desk.until('2026-12-04T09:00:00Z')
    expect(await asked()).toHaveLength(2)
  })

  it('reminds the owner of all that waits in one message, which changes in place: a colleague is replaced everywhere', async () => {
    await holds(OSLO, 'implementation_lead', 'UJONAS')
    const wei = { role: 'implementation_lead', newcomer: { userId: 'UWEI' }, reportedBy: 'UADA' } as const
    await tell(wei)
    await desk.until('2026-11-23T09:01:00Z')
    const { changeId } = await tell({ ...wei, accountId: OSLO })
    await desk.until('2026-11-24T09:01:00Z')
    const waits = 'Nobody has acknowledged this yet. Without you it goes to the account’s leader.'
    const rows = (oslo: string) => [
      'Calder Freight: Wei Chen takes over from Jonas Weber as implementation lead, from Mon 23 Nov.',
      waits,
      'Oslo Water: Wei Chen takes over from Jonas Weber as implementation lead, from Mon 23 Nov.',
      oslo,
    ]
    expect((await reminders()).map((text) => text.split('\n'))).toEqual([rows(waits)])
    await desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))
    const [message, ...others] = (await reminders()).map((text) => text.split('\n'))
    expect(message).toEqual(rows(expect.stringContaining('Acknowledged by Maya Lindqvist') as never))
    expect(others).toEqual([])
  })

  it('reminds the owner on the next morning of what joined a message they may have read, and the leader only then', async () => {
    await tell()
    await desk.until('2026-11-23T11:00:00Z')
    await tell({ role: 'sales_rep', newcomer: { userId: 'UADA' } })
    await desk.until('2026-11-25T07:59:00Z')
    expect(await reminders()).toEqual([expect.stringMatching(/Tomás Leal takes over[\s\S]*Ada Marsh takes over/)])
    expect((await desk.said('UINGRID', 'contact_reminder')).join()).not.toContain('Ada Marsh')
    await desk.until('2026-11-25T08:00:00Z')
    expect((await reminders()).slice(1)).toEqual([expect.stringMatching(/^Calder Freight: Ada Marsh takes over/)])
    await desk.until('2026-11-25T12:00:00Z')
    expect((await desk.said('UINGRID', 'contact_reminder')).at(-1)).toContain('Ada Marsh')
    await desk.until('2026-12-04T09:00:00Z')
    expect(await reminders()).toHaveLength(2)
  })

  it('nobody is reminded of what was acknowledged; put right, it is acknowledged anew', async () => {
    const { changeId } = await tell()
    await desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))
    await tell({ newcomer: { name: 'Anna Ruiz' } })
    expect((await team())[0]).toContain('acknowledges that this is known, as it stands now')
    await desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))
    await desk.until('2026-12-01T09:00:00Z')
    expect(await desk.said('UMAYA', 'contact_reminder')).toEqual([])
  })
})

describe('a transition that takes longer', () => {
  it('is not read as over where we look at once, because its day is', async () => {
    await tell()
    const status = () => desk.act((tx) => statusText(tx, 'UMAYA'))
    expect(await status()).toContain('New primary contact, in transition until Mon 21 Dec')
    await desk.until('2027-01-11T09:00:00Z')
    expect(await status()).toContain('New primary contact, still in transition: it was to be complete on Mon 21 Dec')
  })
})
