import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { joinChannel, leaveChannel } from '../../playground/act/channel.ts'
import { factsOf } from '../../src/features/accounts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { itemsOf, startHandoff } from '../../src/features/handoffs/flow.ts'
import { followDays } from '../../src/features/handoffs/following.ts'
import { changeParties } from '../../src/features/handoffs/forms.ts'
import { handoffLook } from '../../src/features/handoffs/looking.ts'
import type { Story } from '../support/story.ts'
import { enterTown } from './checklist.ts'
import { CALDER, fillIn, formOf, opening, partsOf, wordsOf } from './town.ts'

const town = enterTown()
const { inTx, submit, checklist, see, running, itemAt, modalSays, kickoff, choose, change } = town
let story: Story
beforeAll(() => {
  story = town.at()
})

const as = (userId: string) => ({ userId, userTeamId: 'T1' })

describe('working through a handoff', () => {
  it('takes an item, does it with evidence and opens it again, in place', async () => {
    await kickoff()
    const { ts } = checklist()
    expect(await change('UJONAS', 5, 'take')).toEqual({ ok: true })
    expect(checklist().text).toContain('taken by Jonas Weber')
    expect(await change('UJONAS', 5, 'done', '   ')).toMatchObject({ ok: false })
    await fillIn(story, 'UJONAS', { 'handoff.evidence': 'Read; four questions listed' })
    expect(await submit('UJONAS')).toEqual({ ok: true })
    await story.settle()
    expect(checklist().text).toContain('1 of 9 done')
    expect(wordsOf(checklist().blocks)).toContain('done by Jonas Weber: Read; four questions listed')
    expect(await change('UMAYA', 5, 'reopen')).toEqual({ ok: true })
    expect(checklist().text).toContain('0 of 9 done')
    expect(checklist().ts).toBe(ts)
  })

  it('wants a link to be a link', async () => {
    await kickoff()
    expect(await change('USAM', 1, 'done', 'javascript:alert(1)')).toMatchObject({
      ok: false,
      error: expect.stringContaining('https://'),
    })
    await fillIn(story, 'USAM', { 'handoff.evidence': 'https://crm.example/calder' })
    expect(await submit('USAM')).toEqual({ ok: true })
    expect(await itemAt(1)).toMatchObject({ state: 'done', doneBy: 'USAM', evidence: 'https://crm.example/calder' })
  })

  it('tells the slower of two people what the faster one did, and loses nothing', async () => {
    await kickoff()
    const { id } = await itemAt(3)
    for (const person of ['USAM', 'UMAYA']) await see(person, 'handoff.item.open', id)
    await choose('USAM', 'done')
    const outcomes = await Promise.all([submit('USAM'), submit('UMAYA')])
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true])
    const item = await itemAt(3)
    const slower = item.state === 'done' ? 'UMAYA' : 'USAM'
    expect(modalSays(slower)).toMatch(
      /Meanwhile (Sam Okafor has marked it done|Maya Lindqvist has taken it) \(item 3\)/,
    )
    expect(item.version).toBe(1)
  })

  it('takes once what somebody sends again, as the answer to the first try came too late, and says nothing of it', async () => {
    await kickoff()
    await see('USAM', 'handoff.item.open', (await itemAt(3)).id)
    await choose('USAM', 'done')
    const outcomes = await Promise.all([submit('USAM'), submit('USAM')])
    expect(outcomes).toEqual([{ ok: true }, { ok: true }])
    expect(modalSays('USAM')).not.toContain('Meanwhile')
    expect(await itemAt(3)).toMatchObject({ state: 'done', doneBy: 'USAM', version: 1 })
  })

  it('is for the people of the account: others and customers get a sentence', async () => {
    await kickoff()
    await see('UWEI', 'handoff.item.open', (await itemAt(1)).id)
    expect(modalSays('UWEI')).toContain('Only the people of our own team who work on Calder Freight can do this.')
    joinChannel(story.playground.state, 'UGUEST', 'CTEAM')
    await see('UGUEST', 'handoff.accept')
    leaveChannel(story.playground.state, 'UGUEST', 'CTEAM')
    expect(modalSays('UGUEST')).toContain('Only the people of our own team')
    await see('UADA', 'handoff.item.open', (await itemAt(1)).id)
    expect(modalSays('UADA')).toContain('Account record filled')
  })

  it('is open to whom it was given, also before they have a role on the account', async () => {
    await kickoff({ 'receiver:': 'UWEI' })
    await see('UWEI', 'handoff.item.open', (await itemAt(1)).id)
    expect(modalSays('UWEI')).toContain('Account record filled')
    await see('UWEI', 'handoff.accept')
    expect(modalSays('UWEI')).toContain('Still open: 1. Account record filled')
  })

  it('says by itself that something is overdue', async () => {
    await kickoff({ 'anchor:': '2026-11-18' })
    const before = checklist().text
    await story.until('2026-11-25T09:00:00Z')
    expect(before).toContain('2 overdue')
    expect(checklist().text).toContain('4 overdue')
  })

  it('shows everything in full, and what waits for a person', async () => {
    await kickoff()
    await see('UMAYA', 'handoff.items.all')
    const parts = partsOf(formOf(story, 'UMAYA')!.blocks)
    expect(parts.filter((part) => part === 'handoff.item.open')).toHaveLength(9)
    // She owns the account, and may name others to give and receive.
    expect(parts.at(-1)).toBe('handoff.parties.open')
    const mine = await story.app.ctx.inWorkspace(story.app.workspaceId, (tx) => itemsOf(tx, 'USAM'))
    expect(mine.map(({ position }) => position)).toEqual([1, 2, 3, 8])
    expect(mine[0]).toMatchObject({ accountName: 'Calder Freight' })
  })
})

describe('an item opened in the list of all items', () => {
  const inView = (person: string, action_id: string, value?: string) =>
    opening(story, person, () =>
      story.playground.act.clickAction(person, { view: true }, { action_id, ...(value ? { value } : {}) }),
    )
  /** The row of an item in the list that lies beneath. */
  const row = (person: string, position: number) =>
    story.playground.state.stacks
      .get(person)![0]!
      .blocks.map((block) => wordsOf(block['text']))
      .find((words) => words.startsWith(`${position}. `))

  it('is shown by the list as it is after each change, and as given to somebody until they take it', async () => {
    await kickoff()
    const { id } = await itemAt(3)
    await see('UMAYA', 'handoff.items.all')
    await inView('UMAYA', 'handoff.item.open', id)
    await inView('UMAYA', 'handoff.item.wish.assign')
    await fillIn(story, 'UMAYA', { 'handoff.person': 'UJONAS' })
    expect(await submit('UMAYA')).toEqual({ ok: true })
    expect(row('UMAYA', 3)).toContain(' given to Jonas Weber, due')
    await see('UJONAS', 'handoff.items.all')
    await inView('UJONAS', 'handoff.item.open', id)
    await choose('UJONAS', 'take')
    expect(await submit('UJONAS')).toEqual({ ok: true })
    expect(row('UJONAS', 3)).toContain(' taken by Jonas Weber, due')
    await story.settle()
    expect(checklist().text).toContain('taken by Jonas Weber')
  })

  it('asks for what came of it only where it is done, and then needs it', async () => {
    await kickoff()
    await see('UJONAS', 'handoff.item.open', (await itemAt(5)).id)
    const asks = () =>
      formOf(story, 'UJONAS')!.blocks.find(({ block_id }) => String(block_id).startsWith('handoff.evidence'))
    expect(asks()).toBeUndefined()
    await choose('UJONAS', 'done')
    expect(asks()).toMatchObject({ label: { text: 'What came of it, in a sentence or two' } })
    expect(asks()).not.toHaveProperty('optional')
  })
})

describe('when people change meanwhile', () => {
  afterEach(() => story.database.query('update people set deactivated = false'))

  it('the owner stands in for a giver who has left, and what waited for them waits for her', async () => {
    await kickoff()
    await story.database.query(`update people set deactivated = true where user_id = 'USAM'`)
    expect((await inTx((tx) => itemsOf(tx, 'UMAYA'))).map(({ position }) => position)).toEqual([1, 2, 3, 8])
    expect(await change('UMAYA', 3, 'done')).toEqual({ ok: true })
    expect(checklist().text).toContain('Sam Okafor has left: Maya Lindqvist gives in their place.')
    expect(checklist().text).toContain('Until Jonas Weber accepts, Maya Lindqvist stays responsible.')
    // Whoever gives does not speak for the receiving side.
    await see('UMAYA', 'handoff.item.open', (await itemAt(5)).id)
    expect(modalSays('UMAYA')).toContain('This is the receiving side’s: Jonas Weber does it or hands it on.')
  })

  it('a receiver who has left is somebody’s to replace, and the next one accepts', async () => {
    await kickoff()
    await story.database.query(`update people set deactivated = true where user_id = 'UJONAS'`)
    const found = await inTx(async (tx) => handoffLook.find(tx, [await factsOf(tx, CALDER)]))
    expect(found).toEqual([expect.objectContaining({ cause: expect.stringContaining('Jonas Weber, who receives') })])
    const parties = { giver: 'USAM', receiver: 'UWEI' }
    const { handoff } = await running()
    await expect(inTx((tx) => changeParties(tx, as('USAM'), handoff.id, parties))).rejects.toThrow(
      'Only Maya Lindqvist',
    )
    const outside = { ...parties, receiver: 'UTOMAS' }
    await expect(inTx((tx) => changeParties(tx, as('UMAYA'), handoff.id, outside))).rejects.toThrow('of our own team')
    await inTx((tx) => changeParties(tx, as('UMAYA'), handoff.id, parties))
    await story.settle()
    expect(checklist().text).toContain('Sam Okafor gives → Wei Chen receives')
  })

  it('a newcomer who is not in Slack is not asked where they could press nothing, and whoever asks reads why', async () => {
    const change = { accountId: CALDER, kind: 'primary_contact', form: 'short', anchorOn: '2026-11-23' } as const
    const people = { giver: 'UMAYA', receiver: 'UJONAS', newcomer: 'Lea Roth', startedBy: 'UMAYA' }
    await inTx((tx) => startHandoff(tx, { ...change, ...people }))
    await story.settle()
    expect(checklist().text).toContain('Lea Roth')
    await see('UMAYA', 'handoff.newcomer.open')
    expect(modalSays('UMAYA')).toContain(
      'Lea is not in Slack and cannot be asked by e-mail: we know no e-mail address of theirs. Put the contact change right with their address,',
    )
  })

  it('an administrator accepts in spite of what is open, and everybody reads why', async () => {
    await kickoff()
    const { handoff } = await running()
    await expect(inTx((tx) => overrideHandoff(tx, as('UADA'), handoff.id, null))).rejects.toThrow('Please write why')
    await inTx((tx) => overrideHandoff(tx, as('UADA'), handoff.id, 'Calder cancelled the project'))
    await story.settle()
    expect(checklist().text).toMatch(
      /Accepted by Ada Brandt as an administrator, in place of Jonas Weber and with what was open, .*: Calder cancelled/,
    )
  })

  it('the open items of a go-live move with its forecast, and closed ones stay', async () => {
    await story.database.query(
      `insert into milestones (workspace_id, account_id, name, position, go_live, promised_on, planned_on, forecast_on)
       values ($1, $2, 'Go-live', 1, true, '2026-12-14', '2026-12-14', '2026-12-14')`,
      [story.app.workspaceId, CALDER],
    )
    const people = { giver: 'UJONAS', receiver: 'USAM', startedBy: 'UMAYA' }
    const goLive = { accountId: CALDER, kind: 'go_live', form: 'short', anchorOn: '2026-12-14' } as const
    await inTx((tx) => startHandoff(tx, { ...goLive, ...people }))
    await story.settle()
    const [first, second] = (await running()).items
    expect(await change('UMAYA', first!.position, 'done')).toEqual({ ok: true })
    await story.database.query(`update milestones set forecast_on = '2026-12-21'`)
    await inTx(async (tx) => followDays(tx, [await factsOf(tx, CALDER)]))
    await story.settle()
    expect((await itemAt(first!.position)).dueOn).toBe(first!.dueOn)
    expect((await itemAt(second!.position)).dueOn > second!.dueOn).toBe(true)
    expect(checklist().text).toContain('All dates count from Mon 21 Dec, the day of going live as it is forecast.')
    await story.database.query('delete from milestones')
  })
})
