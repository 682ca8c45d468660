import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, drawn } = takeSeat()

describe('somebody who is gone from many accounts', () => {
  const asked = () => desk.said('UMAYA', 'contact_suspicion')
  const hears = (deleted = true) => desk.act((tx) => flow.heardOfPerson(tx, { id: 'UJONAS', deleted }))
  const buttons = async () => (await drawn('contact_suspicion')).match(/contact.suspicion.dismiss/g)?.length ?? 0
  const idOn = async (name: string) => {
    const sql = `select s.id from contact_suspicions s join accounts a on a.id = s.account_id where a.name = $1`
    return (await desk.query<{ id: string }>(sql, [name]))[0]!.id
  }
  const dismiss = async (name: string) => {
    const id = await idOn(name)
    await desk.act((tx) => flow.dismissSuspicion(tx, MAYA, id))
  }
  /** Jonas implements at so many accounts of Maya's beside Calder Freight. */
  const implement = async (count: number) => {
    const ids = `select n, ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid as id from generate_series(1, ${count}) n`
    await desk.query(
      `insert into accounts (workspace_id, id, key, name, state, zone, country, buyer_channel, created_at, changed_at)
       select workspace_id, new.id, 'port-' || n, 'Port ' || lpad(n::text, 2, '0'), 'active', 'Europe/London', 'GB', 'CPORT' || n, now(), now()
       from workspaces, (${ids}) new`,
    )
    await desk.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
       select workspace_id, new.id, held.role, held.who, '2026-09-01'
       from workspaces, (${ids}) new, (values ('owner', 'UMAYA'), ('implementation_lead', 'UJONAS')) held (role, who)`,
    )
  }
  const shut = 'Jonas Weber, the implementation lead, is not active in Slack any more.'
  const waits = 'Has somebody else taken over? Nobody else was told of this.'

  it('is asked about in one message, in which each account is decided in its place', async () => {
    await implement(12)
    await hears()
    await hears()
    const [text, ...others] = await asked()
    expect(others).toEqual([])
    const ports = Array.from({ length: 12 }, (_, n) => `Port ${String(n + 1).padStart(2, '0')}`)
    expect(text?.split('\n')).toEqual(['Calder Freight', ...ports].flatMap((name) => [`${name}: ${shut}`, waits]))
    expect(await buttons()).toBe(13)
    await dismiss('Port 05')
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' }, source: 'suspicion', reportedBy: 'UMAYA' })
    await desk.until('2026-11-23T09:01:00Z')
    const lines = (await asked()).flatMap((one) => one.split('\n'))
    expect(lines.slice(0, 4)).toEqual([
      `Calder Freight: ${shut}`,
      'The change is recorded. Thank you.',
      `Port 01: ${shut}`,
      waits,
    ])
    expect(lines[11]).toContain('Nothing has changed, you said.')
    expect(await buttons()).toBe(11)
    await hears(false)
    expect((await asked())[0]?.match(/This is over/g)).toHaveLength(11)
    expect(await buttons()).toBe(0)
    await desk.until('2026-11-25T09:00:00Z')
    await hears()
    const [, again, ...more] = await asked()
    expect(again?.split('\n')).toEqual(ports.flatMap((name) => [`${name}: ${shut}`, waits]))
    expect(more).toEqual([])
  })

  it('is asked about on twenty at a time: what is decided makes room for the rest', async () => {
    await implement(22)
    await hears()
    expect(await buttons()).toBe(20)
    expect(await asked()).toEqual([expect.stringContaining('And 3 more, for which there is room here')])
    const shown = [...(await asked())[0]!.matchAll(/^(Port \d\d):/gm)].map(([, name]) => name!)
    for (const name of shown.slice(0, 3)) await dismiss(name)
    expect(await buttons()).toBe(20)
    expect(await asked()).toEqual([expect.not.stringContaining('more, for which')])
    expect(JSON.parse(await drawn('contact_suspicion')).length).toBeLessThanOrEqual(50)
  })

  it('joins what was asked minutes ago, and is a message of its own once that may have been read', async () => {
    await implement(3)
    const leave = (channel: string) => desk.act((tx) => flow.heardOfLeaving(tx, { channel, user: 'UJONAS' }))
    await leave('CPORT1')
    await desk.until('2026-11-23T09:02:00Z')
    await leave('CPORT2')
    expect(await asked()).toEqual([expect.stringMatching(/^Port 01[\s\S]*\nPort 02/)])
    await dismiss('Port 01')
    await leave('CPORT3')
    const third = expect.stringMatching(/^Port 03/)
    expect(await asked()).toEqual([expect.stringMatching(/^Port 01[\s\S]*\nPort 02/), third])
    await desk.until('2026-11-23T09:08:00Z')
    await leave('CCALDER')
    expect((await asked()).slice(1)).toEqual([third, expect.stringMatching(/^Calder Freight/)])
  })
})
