import { describe, expect, it } from '@jest/globals'
import { allItemsModal } from '../../blocks/checklist.ts'
import * as contacts from '../../src/features/contacts/flow.ts'
import { CHANGING_ROLES } from '../../src/features/contacts/model.ts'
import { acceptHandoff } from '../../src/features/handoffs/accepting.ts'
import { askNewcomer } from '../../src/features/handoffs/confirming.ts'
import { checklistOf } from '../../src/features/handoffs/flow.ts'
import { changeParties } from '../../src/features/handoffs/forms.ts'
import { transitionKindOf } from '../../src/features/handoffs/model.ts'
import { CALDER, JONAS, MAYA, type toldOf, WEI } from '../contacts/desk.ts'
import { takeSeat } from '../contacts/seat.ts'

const { desk, tell, team, finish, running, accept, zones } = takeSeat()

describe('a handoff that begins by itself', () => {
  const change = (more: Parameters<typeof toldOf>[0] = {}) => tell({ reportedBy: 'UMAYA', ...more })
  const all = () => desk.query('select kind, giver, receiver, leaver, newcomer from handoffs order by started_at, id')
  const started = async () =>
    (
      await desk.query<{ form: string; why: string }>(
        `select detail ->> 'form' as form, detail ->> 'formWhy' as why from history where action = 'handoff.started'`,
      )
    )[0]!
  /** As much as makes a purchase hard. */
  const grow = async () => {
    for (const [at, name] of ['Records final', 'First site', 'Go-live', 'All sites'].entries())
      await desk.query(
        `insert into milestones (workspace_id, account_id, name, position, go_live, promised_on, planned_on, forecast_on)
         select workspace_id, id, $2, $3, $4, '2027-01-29', '2027-01-29', '2027-01-29' from accounts where id = $1`,
        [CALDER, name, at + 1, name === 'Go-live'],
      )
    for (const role of ['implementer', 'success_manager', 'support_lead'])
      await desk.query(
        `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
         select workspace_id, id, $2, 'UWEI', '2026-09-01' from accounts where id = $1`,
        [CALDER, role],
      )
  }

  it('takes the form that fits the purchase, and keeps why', async () => {
    await change()
    expect(await running()).toMatchObject({ form: 'short' })
    expect(await started()).toMatchObject({ form: 'short', why: expect.stringContaining('Proposed: short.') })
    await desk.reset()
    await grow()
    await change()
    const handoff = await running()
    expect(handoff).toMatchObject({ form: 'full' })
    expect(await started()).toMatchObject({
      form: 'full',
      why: expect.stringContaining('8 roles filled, 4 milestones'),
    })
    const view = JSON.stringify(allItemsModal(await desk.act((tx) => checklistOf(tx, handoff))))
    expect(view).toContain('in its full form')
  })

  it('whose newcomer was corrected asks the right one anew, and only when the owner sends it', async () => {
    const { changeId } = await change()
    await desk.act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Tomás!'))
    const read = async () => (await desk.said('CCALDER', ''))[0]!
    expect(await read()).toContain('Welcome, Tomás!')
    await desk.query(`update handoff_items set state = 'done', done_by = 'UTOMAS' where confirmation is not null`)
    await change({ newcomer: { userId: 'UPRIYA' } })
    const handoff = await running()
    expect(handoff).toMatchObject({ newcomer: 'UPRIYA', newcomerAskedAt: null, newcomerWelcome: null })
    // What the customer reads asks nobody any more, and what the wrong person confirmed is open again.
    expect(await read()).not.toMatch(/Please tell us|Welcome/)
    expect(await desk.query(`select id from handoff_items where confirmation is not null and state = 'done'`)).toEqual(
      [],
    )
    for (const other of [JONAS, WEI])
      await expect(desk.act((tx) => askNewcomer(tx, other, handoff.id))).rejects.toThrow(/^Only /)
    expect(await read()).not.toContain('Please tell us')
    await desk.act((tx) => askNewcomer(tx, MAYA, handoff.id))
    expect(await read()).toContain('Welcome, Priya. Please tell us when each of these is so.')
  })

  it.each([
    ['the customer’s', 'primary_contact', ['UTOMAS', 'UPRIYA'], { giver: 'UADA', receiver: 'UINGRID' }, {}],
    [
      'ours, which whoever comes receives',
      'implementation_lead',
      ['UWEI', 'UADA'],
      { giver: 'UINGRID', receiver: 'UWEI' },
      { receiver: 'UADA' },
    ],
  ] as const)(
    'put right goes on with who was chosen to give and to receive: %s',
    async (_title, role, who, chosen, now) => {
      const [wrong, right] = who
      await change({ role, newcomer: { userId: wrong } })
      const { id } = await running()
      await desk.act((tx) => changeParties(tx, MAYA, id, chosen))
      await change({ role, newcomer: { userId: right } })
      expect(await running()).toMatchObject({ id, newcomer: right, ...chosen, ...now })
    },
  )

  it('for other priorities: the team is told in our words, and the zone lasts until the plan agreed anew is accepted', async () => {
    await change({ role: 'priorities', newcomer: null, words: 'Month-end goes first' })
    expect((await team())[0]).toContain('Month-end goes first')
    expect((await team())[0]).toContain('danger zone until Jonas Weber has accepted that handoff.')
    const priorities = { kind: 'priorities', giver: 'UMAYA', receiver: 'UJONAS', leaver: null, newcomer: null }
    expect(await all()).toEqual([priorities])
    expect(await zones()).toEqual([['priorities', '2026-12-07']])
    const { id } = await running()
    await expect(desk.act((tx) => acceptHandoff(tx, JONAS, id))).rejects.toThrow('Still open: 1. What was agreed stays')
    await finish()
    await accept(JONAS)
    expect(await zones()).toEqual([])
    // Said of other words, the next change of priorities is one of its own, with a checklist of its own.
    await change({ role: 'priorities', newcomer: null, words: 'Jakarta first' })
    expect(await all()).toEqual([priorities, priorities])
  })

  it.each(['success_manager', 'leader'] as const)(
    'for every role of ours, as for the %s, beside what runs for others',
    async (role) => {
      await change({ role: 'owner', newcomer: { userId: 'UADA' } })
      const held = (await desk.held(role)).map((one) => one.split(' ')[0]!)
      await change({ role, newcomer: { userId: 'UWEI' } })
      const [giver = 'UADA'] = held
      const begun = { kind: role, giver, receiver: 'UWEI', leaver: held[0] ?? null, newcomer: 'UWEI' }
      expect(await all()).toContainEqual(begun)
      expect((await zones()).map(([what]) => what)).toEqual(expect.arrayContaining(['owner', role]))
      expect(CHANGING_ROLES.map(transitionKindOf)).toEqual(CHANGING_ROLES)
    },
  )
})
