import { describe, expect, it } from '@jest/globals'
import { readWelcome } from '../../blocks/welcome.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { askNewcomer } from '../../src/features/handoffs/confirming.ts'
import { ADA, CALDER, JONAS, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, customers } = takeSeat()

describe('the welcome', () => {
  it('is never sent by itself: the owner edits and sends it, with the confirmations below, once', async () => {
    const { changeId } = await tell()
    await desk.until('2026-11-30T09:00:00Z')
    expect(await customers()).toEqual([])
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toMatchObject([{ newcomerName: 'Tomás Leal' }])
    await expect(desk.act((tx) => flow.openWelcome(tx, JONAS, changeId))).rejects.toThrow('Only Maya Lindqvist')
    const form = JSON.stringify(await desk.act((tx) => flow.openWelcome(tx, MAYA, changeId)))
    expect(form).toContain(
      'Welcome, Tomás. Tomás Leal takes over from Ana Ruiz as primary contact for invoicing rollout',
    )
    await expect(desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, null))).rejects.toThrow(
      'Please write a line',
    )
    await desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Tomás!'))
    expect(await customers()).toEqual([
      expect.stringMatching(/^Calder Freight · invoicing rollout: Welcome, Tomás![\s\S]*Please tell us when/),
    ])
    expect((await team())[0]).toContain('The customer was told: Maya Lindqvist')
    await expect(desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Again'))).rejects.toThrow(
      'has read a welcome already',
    )
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toEqual([])
  })

  it('of somebody without Slack does not stand beside that of whoever comes instead and confirms in the channel', async () => {
    const { changeId } = await tell({ newcomer: { name: 'Ann Berg' } })
    const send = (text: string) => desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, text))
    // Nor does the draft speak to somebody who does not read it.
    const draft = JSON.stringify(await desk.act((tx) => flow.openWelcome(tx, MAYA, changeId)))
    expect(draft).toContain('"Ann Berg takes over from Ana Ruiz as primary contact')
    await send('Welcome, Ann!')
    expect(await customers()).toEqual([expect.stringContaining('Welcome, Ann!')])
    await tell({ corrects: changeId, reportedBy: 'UMAYA' })
    expect(await customers()).toEqual([expect.stringContaining('Welcome, Ann!')])
    await send('Welcome, Tomás!')
    const read = await customers()
    expect(read.filter((text) => text.includes('Please tell us when'))).toHaveLength(1)
    for (const text of read) expect(text).toContain('Welcome, Tomás!')
  })

  it('is sent with a word that stays inside only by who has read that it does', async () => {
    const { changeId } = await tell()
    const send = (marked: string[], text: string) =>
      desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked }, text))
    const again = await send([], 'Welcome to the danger zone, Tomás. No churn!')
    expect(JSON.stringify(again)).toContain(
      'The customer would read “danger zone” and “churn”: we keep these words to ourselves.',
    )
    expect(await customers()).toEqual([])
    const { marked } = readWelcome({}, again!.private_metadata!).memory
    expect(await send(marked, 'Welcome, Tomás. No rescue, no churn!')).toBeDefined()
    expect(await send(marked, 'Welcome, Tomás. No churn!')).toBeUndefined()
    expect((await customers())[0]).toContain('No churn!')
    await desk.query(`update accounts set title = 'churn rollout'`)
    const next = await tell({ role: 'owner', newcomer: { userId: 'UJONAS' } })
    const form = await desk.act((tx) => flow.openWelcome(tx, JONAS, next.changeId))
    expect(JSON.stringify(form)).toContain('The customer would read “churn”: we keep this word to ourselves.')
  })

  it('introduces a colleague without anything to confirm, and nobody whose role is only ours', async () => {
    const { changeId } = await tell({ role: 'owner', newcomer: { userId: 'UJONAS' } })
    await desk.act((tx) => flow.sendWelcome(tx, JONAS, { changeId, marked: [] }, 'Jonas is your contact now.'))
    expect(await customers()).toEqual(['Calder Freight · invoicing rollout: Jonas is your contact now.'])
    const { changeId: leader } = await tell({ role: 'leader', newcomer: { userId: 'UWEI' } })
    await expect(desk.act((tx) => flow.openWelcome(tx, JONAS, leader))).rejects.toThrow(
      'There is nobody to welcome here.',
    )
  })
})

describe('a welcome that Home offers', () => {
  const waits = () => desk.act((tx) => flow.waitingWelcomes(tx, [CALDER])).then((all) => all.length)
  const handoff = async () => (await desk.query<{ id: string }>('select id from handoffs'))[0]!.id

  it('is offered no more once the newcomer was asked to confirm, which greets them', async () => {
    await tell()
    expect(await waits()).toBe(1)
    await desk.act(async (tx) => askNewcomer(tx, MAYA, await handoff()))
    expect(await customers()).toEqual([expect.stringContaining('Welcome, Tomás.')])
    expect(await waits()).toBe(0)
  })

  it('is offered no more once the transition is complete', async () => {
    await tell()
    await desk.act(async (tx) => overrideHandoff(tx, ADA, await handoff(), 'All of it was done by phone'))
    expect(await waits()).toBe(0)
  })

  it('is offered no more of whoever held the role before it was told, and holds it no more', async () => {
    await tell({ effectiveOn: '2026-11-24' })
    await desk.query(`update stakeholders set ends_on = '2026-11-23' where user_id = 'UANA'`)
    const insert = `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
      select workspace_id, id, 'primary_contact', 'UTOMAS', '2026-11-23' from accounts where key = 'calder'`
    await desk.query(insert)
    await desk.until('2026-11-24T01:00:00Z')
    expect(await desk.query('select assignment_id from contact_changes where took_effect_at is not null')).toEqual([
      { assignment_id: null },
    ])
    expect(await waits()).toBe(1)
    await desk.query(`update stakeholders set ends_on = '2026-11-24' where user_id = 'UTOMAS'`)
    expect(await waits()).toBe(0)
  })
})

describe('a welcome that a buyer reads by letter', () => {
  it('is written once more where the change was put right meanwhile: a letter that has left cannot change', async () => {
    await desk.query(
      `update stakeholders set user_id = null, name = 'Priya Shah', email = 'priya@calder.example' where user_id = 'UPRIYA'`,
    )
    const letters = () => desk.said('mailto:priya@calder.example', 'contact_welcome')
    const send = (changeId: string, text: string) =>
      desk.act((tx) => flow.sendWelcome({ ...tx, mails: true }, ADA, { changeId, marked: [] }, text))
    const { changeId } = await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    await send(changeId, 'Wei leads from now on.')
    await desk.query(`update deliveries set state = 'sent', ts = id::text where state = 'pending'`)
    await tell({
      role: 'implementation_lead',
      newcomer: { userId: 'UINGRID' },
      corrects: changeId,
      reportedBy: 'UMAYA',
    })
    await send(changeId, 'Ingrid leads from now on.')
    expect((await letters()).toSorted()).toEqual([
      expect.stringContaining('Ingrid leads'),
      expect.stringContaining('Wei leads'),
    ])
    expect(await desk.said('CCALDER', 'contact_welcome')).toEqual([expect.stringContaining('Ingrid leads')])
  })
})
