import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { runningHandoffs } from '../../src/features/handoffs/flow.ts'
import { submitStart } from '../../src/features/handoffs/forms.ts'
import { ADA, CALDER, MAYA, WEI } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, drawn, finish, accept, causes, zones } = takeSeat()

describe('a transition that is over', () => {
  const pressed = async () => {
    const blocks = JSON.parse(await drawn('contact_change')) as { type: string; elements: { action_id: string }[] }[]
    return blocks
      .filter(({ type }) => type === 'actions')
      .flatMap(({ elements }) => elements.map((one) => one.action_id))
  }

  it('ends the alert in its place, which says who accepted it and when, and offers what still makes sense', async () => {
    const { changeId } = await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    await desk.until('2026-11-24T09:01:00Z')
    expect(await causes()).toEqual(['Nobody has acknowledged that the implementation lead changed.'])
    await finish()
    await accept(WEI)
    await desk.until('2026-11-24T09:02:00Z')
    const over = 'The handoff was accepted by Wei Chen, Tue 24 Nov 17:01.'
    const [alert, ...others] = await team()
    expect(others).toEqual([])
    expect(alert).toContain(`${over}\nThe transition is over: the account is not in the danger zone for it any more.`)
    expect(alert).not.toMatch(/has started|acknowledges|until/)
    expect(await pressed()).toEqual(['contact.open', 'contact.welcome.open'])
    // Nobody waits for the owner any more, and nobody escalates it.
    expect(await desk.said('UMAYA', 'contact_reminder')).toEqual([expect.stringContaining(over)])
    expect(await causes()).toEqual([])
    await expect(desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))).rejects.toThrow('nothing is left')
    await desk.until('2026-11-27T09:00:00Z')
    expect(await desk.said('UINGRID', 'contact_reminder')).toEqual([])
  })

  it('of a stand-in is asked about on its day without the button that would move it', async () => {
    await tell({ newcomer: { name: 'Kari Nordmann', email: 'kari@calder.example' }, temporaryUntil: '2026-12-04' })
    const asked = async () => /"contact\.correct\.open"/.test(await drawn('contact_back'))
    // Whoever comes is not among the others, also without Slack.
    expect((await team())[0]).not.toMatch(/On this account: .*Kari/)
    await desk.until('2026-12-03T08:00:00Z')
    expect(await asked()).toBe(true)
    await desk.reset()
    await tell({ temporaryUntil: '2026-12-04' })
    await desk.act(async (tx) => overrideHandoff(tx, ADA, (await runningHandoffs(tx))[0]!.handoff.id, 'All known'))
    await desk.until('2026-12-03T08:00:00Z')
    expect(await asked()).toBe(false)
  })

  it('by an administrator, and by a newer change, says that', async () => {
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    await desk.act(async (tx) => {
      await overrideHandoff(tx, ADA, (await runningHandoffs(tx))[0]!.handoff.id, 'Wei starts today')
    })
    await desk.until('2026-11-23T09:01:00Z')
    expect((await team())[0]).toContain(
      'accepted by Ada Marsh, Mon 23 Nov 09:00, as an administrator and with what was open.',
    )
    await desk.reset()
    await tell()
    await desk.until('2026-11-26T09:00:00Z')
    await tell({ newcomer: { userId: 'UPRIYA' }, leaver: 'UTOMAS', effectiveOn: '2026-11-26' })
    await desk.until('2026-11-26T09:01:00Z')
    const [first, second] = await team()
    expect(first).toContain('A newer change has taken the place of this one; its handoff goes on with that.')
    expect(first).not.toContain('danger zone')
    expect(second).toContain('The account is in the danger zone until')
  })

  it('of a role that nobody holds is over, too, once an administrator has accepted what was begun by hand', async () => {
    await tell({ newcomer: null })
    const fields = { account: 'a', anchor: 'd', giver: 'g', receiver: 'r' }
    const people = { giver: 'UMAYA', receiver: 'UJONAS', form: 'full', playbookId: null } as const
    const asked = { ...people, accountId: CALDER, kind: 'primary_contact', anchorOn: '2026-11-23', fields } as const
    await desk.act((tx) => submitStart(tx, MAYA, asked))
    await desk.act(async (tx) => overrideHandoff(tx, ADA, (await runningHandoffs(tx))[0]!.handoff.id, 'Known to all'))
    await desk.until('2026-11-23T09:01:00Z')
    expect(await zones()).toEqual([])
    expect((await team())[0]).toContain(
      'Its handoff was accepted by Ada Marsh, Mon 23 Nov 09:00: the account is not in the danger zone for it until somebody is named.',
    )
    // The role is as empty as before: that waits for somebody, and whoever comes finds their feet.
    expect(await causes()).toEqual(['Nobody is the primary contact since Ana Ruiz left on Mon 23 Nov.'])
    await tell()
    expect(await zones()).toEqual([['primary_contact', expect.any(String)]])
    expect((await team())[0]).toContain('The account is in the danger zone until')
  })
})
