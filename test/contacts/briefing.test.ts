import { describe, expect, it } from '@jest/globals'
import { messageProblems } from '../../playground/limits/message.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, drawn } = takeSeat()

describe('a colleague who takes many accounts over', () => {
  const idOf = (n: number) => `10000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  const LONG = 'Harbour and Rail Freight Forwarding Association of the North '.repeat(3).trim()
  /** Wei follows Jonas from a day on so many accounts. */
  const follow = async (from: number, to: number, effectiveOn: string) => {
    for (let n = from; n <= to; n++) {
      await desk.query(
        `insert into accounts (workspace_id, id, key, name, title, state, zone, country, buyer_channel, team_channel, scope_url, created_at, changed_at)
         select workspace_id, $1, 'port-${n}', $2, 'rollout', 'active', 'Europe/London', 'GB', 'CPORT${n}', 'CTEAM', 'https://docs.example/scope', now(), now() from workspaces`,
        [idOf(n), `Port ${n} ${LONG}`],
      )
      await desk.query(
        `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
         select workspace_id, $1, held.role, held.who, '2026-09-01'
         from workspaces, (values ('owner', 'UMAYA'), ('implementation_lead', 'UJONAS')) held (role, who)`,
        [idOf(n)],
      )
      const wei = { role: 'implementation_lead', newcomer: { userId: 'UWEI' }, effectiveOn } as const
      await tell({ ...wei, accountId: idOf(n), reportedBy: 'UMAYA' })
    }
  }
  const briefed = () => desk.said('UWEI', 'contact_briefing')

  it('reads on their first morning of all of them in one message, with the scope and what is at stake of each', async () => {
    await follow(1, 12, '2026-11-28')
    await desk.until('2026-11-30T01:00:00Z')
    const [text, ...others] = await briefed()
    expect(others).toEqual([])
    for (let n = 1; n <= 12; n++) expect(text).toContain(`Port ${n} `)
    const blocks = await drawn('contact_briefing')
    for (const each of ['https://docs.example/scope', 'No asks open with the customer', 'account_open'])
      expect(blocks.split(each)).toHaveLength(13)
    expect(messageProblems(JSON.parse(blocks))).toEqual([])
  })

  it('reads of fifteen, and how many more stand on Home; what comes hours later is a message of its own', async () => {
    await follow(1, 17, '2026-11-28')
    await desk.until('2026-11-30T04:00:00Z')
    expect(await briefed()).toEqual([expect.stringContaining('And 2 more: your accounts stand on Home.')])
    const blocks = await drawn('contact_briefing')
    expect(messageProblems(JSON.parse(blocks))).toEqual([])
    await follow(18, 18, '2026-11-30')
    await desk.until('2026-11-30T04:01:00Z')
    expect((await briefed()).slice(1)).toEqual([expect.stringMatching(/^Port 18 [\s\S]*A handoff checklist/)])
  })
})
