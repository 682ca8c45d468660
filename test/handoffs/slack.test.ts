import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { joinChannel, leaveChannel } from '../../playground/act/channel.ts'
import { factsOf } from '../../src/features/accounts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { inTransition, itemsOf, runningHandoffs, startHandoff } from '../../src/features/handoffs/flow.ts'
import { followForecast } from '../../src/features/handoffs/following.ts'
import { changeParties } from '../../src/features/handoffs/forms.ts'
import { handoffLook } from '../../src/features/handoffs/looking.ts'
import type { Tx } from '../../src/platform/context.ts'
import type { Story } from '../support/story.ts'
import {
  CALDER,
  fillIn,
  formOf,
  inDirectMessages,
  opening,
  partsOf,
  reads,
  shownTo,
  startTown,
  wordsOf,
} from './town.ts'

let story: Story
beforeAll(async () => {
  story = await startTown('2026-11-23T09:00:00Z')
})
afterAll(() => story.end())
beforeEach(async () => {
  story.playground.state.stacks.clear()
  await story.database.query('delete from occurrences')
  await story.database.query('delete from handoff_items')
  await story.database.query('delete from handoffs')
})

const command = (person: string, text = '') => story.playground.act.slashCommand(person, 'CTEAM', '/handoff', text)
const openForm = (person: string, text = '') => opening(story, person, () => command(person, text))
const submit = (person: string) => story.playground.act.submitView(person)
const checklist = () => reads(story, 'UMAYA', 'CTEAM').at(-1)!
const press = (person: string, action_id: string, choice?: string) =>
  story.playground.act.clickAction(person, { channel: 'CTEAM', ts: checklist().ts }, { action_id, choice })
/** A press that shows the person something. */
const see = (person: string, action_id: string, choice?: string) =>
  opening(story, person, () => press(person, action_id, choice))
const running = async () => (await story.app.ctx.inWorkspace(story.app.workspaceId, (tx) => runningHandoffs(tx)))[0]!
const itemAt = async (position: number) => (await running()).items.find((item) => item.position === position)!
const modalSays = (person: string) => wordsOf(formOf(story, person)?.blocks.map((block) => block['text'] ?? block))

/** Starts the kickoff of Calder Freight, in short, as Sam. */
async function kickoff(fields: Record<string, string> = {}): Promise<void> {
  await openForm('USAM', 'Calder')
  await fillIn(story, 'USAM', { 'anchor:': '2026-11-23', ...fields })
  expect(await submit('USAM')).toEqual({ ok: true })
  await story.settle()
}

async function change(person: string, position: number, act: string, evidence?: string) {
  await see(person, 'handoff.item.open', (await itemAt(position)).id)
  await fillIn(story, person, {
    'handoff.act': act,
    ...(evidence === undefined ? {} : { 'handoff.evidence': evidence }),
  })
  const outcome = await submit(person)
  await story.settle()
  return outcome
}

describe('/handoff', () => {
  it('opens a form in which the account and its people are filled in', async () => {
    await openForm('USAM', 'calder')
    const form = formOf(story, 'USAM')!
    expect(form.values['handoff.account']).toMatchObject({ 'handoff.account': { selected_option: { value: CALDER } } })
    expect(JSON.stringify(form.values)).toContain('"selected_user":"USAM"')
    expect(JSON.stringify(form.values)).toContain('"selected_user":"UJONAS"')
  })

  it('shows that it is coming where the form takes longer than a moment', async () => {
    const held = story.database.query(
      'do $$ begin lock table accounts in access exclusive mode; perform pg_sleep(1.5); end $$',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    await command('USAM', 'calder')
    const shows = async (words: string) => {
      for (let tries = 0; !shownTo(story, 'USAM').includes(words) && tries < 200; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      expect(shownTo(story, 'USAM')).toContain(words)
    }
    await shows('One moment…')
    await held
    await shows('Contract signed on')
  })

  it('fills the people in anew when another kind is chosen', async () => {
    await openForm('UMAYA', 'calder')
    await opening(story, 'UMAYA', () => fillIn(story, 'UMAYA', { 'handoff.kind': 'primary_contact' }))
    expect(JSON.stringify(formOf(story, 'UMAYA')!.values)).toContain('"selected_user":"UMAYA"')
    expect(shownTo(story, 'UMAYA')).toContain('Takes effect on')
  })

  it('offers all accounts of a person, and those that match first', async () => {
    await openForm('UMAYA', 'o')
    const options = formOf(story, 'UMAYA')!.blocks[0]!['element'] as { options: { text: { text: string } }[] }
    expect(options.options.map(({ text }) => text.text)).toEqual([
      'Calder Freight · invoicing rollout',
      'Oslo Water · meter data',
    ])
    await openForm('UMAYA', 'Oslo')
    const first = formOf(story, 'UMAYA')!.blocks[0]!['element'] as typeof options
    expect(first.options[0]!.text.text).toBe('Oslo Water · meter data')
  })

  it('answers with a helpful sentence where it can do nothing', async () => {
    const said = () => reads(story, 'UMAYA', 'CTEAM').at(-1)!.text
    await command('UMAYA', 'Nordwind')
    expect(said()).toContain(
      'No account of yours has “Nordwind” in its name. You have a role on Calder Freight, Oslo Water.',
    )
    await command('UMAYA', 'help')
    expect(said()).toContain('/handoff status')
    await command('UMAYA', 'status')
    expect(said()).toContain('No handoff is running on your accounts.')
    await story.playground.act.slashCommand('UGUEST', 'CGUEST', '/handoff', '')
    expect(reads(story, 'UGUEST', 'CGUEST').at(-1)!.text).toContain('Handoffs are started by the team that implements.')
  })
})

describe('/handoff status', () => {
  const said = () => reads(story, 'UMAYA', 'CTEAM').at(-1)!.text

  it('tells where each handoff stands, on all accounts of a person or on those that match', async () => {
    await kickoff()
    await command('UMAYA', 'status')
    expect(said()).toContain('Running on your accounts:\n• Calder Freight: Sales → implementation: 0 of 9 done.')
    await command('UMAYA', 'Status calder')
    expect(said()).toContain('Running for Calder Freight:\n• Calder Freight: Sales → implementation: 0 of 9 done.')
    await command('UMAYA', 'status oslo')
    expect(said()).toContain('No handoff is running for Oslo Water. `/handoff` starts one.')
    await command('UMAYA', 'status Nordwind')
    expect(said()).toContain('No account of yours has “Nordwind” in its name.')
  })
})

describe('starting a handoff', () => {
  it('posts one checklist in the team channel, with who gives and who receives', async () => {
    await kickoff()
    const { text, blocks } = checklist()
    expect(text).toContain('Calder Freight: Sales → implementation.')
    expect(text).toContain('Sam Okafor gives → Jonas Weber receives')
    expect(text).toContain('0 of 9 done')
    expect(partsOf(blocks)).toEqual(['handoff.item.open', 'handoff.items.all', 'knowledge.open', 'handoff.accept'])
  })

  it('runs once for an account and kind', async () => {
    await kickoff()
    await openForm('UMAYA', 'calder')
    const again = await submit('UMAYA')
    expect(again).toMatchObject({
      ok: false,
      error: expect.stringMatching(/is running for Calder Freight since Mon 23 Nov.*in the team channel/),
    })
    expect(await story.app.ctx.inWorkspace(story.app.workspaceId, (tx) => runningHandoffs(tx))).toHaveLength(1)
  })

  it('refuses an outside person and a date far away, at the input', async () => {
    await openForm('USAM', 'calder')
    await fillIn(story, 'USAM', { 'receiver:': 'UTOMAS' })
    expect(await submit('USAM')).toMatchObject({ ok: false, error: 'Please choose a colleague of our own team.' })
    await fillIn(story, 'USAM', { 'receiver:': 'UJONAS', 'anchor:': '2019-01-01' })
    expect(await submit('USAM')).toMatchObject({
      ok: false,
      error: 'Please choose a day from Sun 23 Nov 2025 to Wed 22 Nov 2028.',
    })
  })

  it('goes to the receiver, saying why, where the account has no team channel', async () => {
    await openForm('UMAYA', 'oslo')
    await fillIn(story, 'UMAYA', { 'giver:': 'UMAYA' })
    expect(await submit('UMAYA')).toEqual({ ok: true })
    await story.settle()
    expect(wordsOf(inDirectMessages(story, 'UWEI').at(-1)!.blocks)).toContain('This account has no team channel yet')
  })
})

describe('a playbook of one’s own', () => {
  const pressInView = (person: string, action_id: string, value?: string) =>
    opening(story, person, () =>
      story.playground.act.clickAction(person, { view: true }, { action_id, ...(value ? { value } : {}) }),
    )
  /** What comes of a form takes its place. */
  const save = (person: string) =>
    opening(story, person, async () => expect(await submit(person)).toEqual({ ok: true }))
  afterEach(async () => {
    for (const table of ['handoff_items', 'handoffs', 'playbook_versions', 'playbooks'])
      await story.database.query(`delete from ${table}`)
  })

  it('is copied and changed from the settings, offered by the form, and named by the checklist', async () => {
    await opening(story, 'UADA', () => story.playground.act.slashCommand('UADA', 'CTEAM', '/throughline', 'settings'))
    await pressInView('UADA', 'playbooks.open')
    expect(modalSays('UADA')).toContain('Success → support')
    await pressInView('UADA', 'playbooks.show', 'kickoff')
    await pressInView('UADA', 'playbooks.copy.open')
    await fillIn(story, 'UADA', { 'playbook.name': '' })
    expect(await submit('UADA')).toMatchObject({ ok: false })
    await fillIn(story, 'UADA', { 'playbook.name': 'Kickoff for banks' })
    await save('UADA')
    await pressInView('UADA', 'playbooks.item.open', await seen(null))
    await fillIn(story, 'UADA', { 'playbook.text': 'Regulator told', 'playbook.due': '1.5' })
    expect(await submit('UADA')).toMatchObject({ ok: false, error: expect.stringContaining('whole number') })
    await fillIn(story, 'UADA', { 'playbook.due': '-3', 'playbook.place': '1' })
    await save('UADA')
    expect(modalSays('UADA')).toContain('1. Regulator told giving side · 3 working days before')
    await pressInView('UADA', 'playbooks.item.open', await seen(1))
    await pressInView('UADA', 'playbooks.item.remove')
    expect(modalSays('UADA')).not.toContain('Account record filled')
    await pressInView('UADA', 'playbooks.name.open')
    await fillIn(story, 'UADA', { 'playbook.hint': 'The day of the contract.' })
    await save('UADA')
    expect(modalSays('UADA')).toContain('version 4')

    await openForm('USAM', 'calder')
    expect(shownTo(story, 'USAM')).toContain('Proposed: short.')
    await opening(story, 'USAM', () => fillIn(story, 'USAM', { 'handoff.playbook': playbookId! }))
    await fillIn(story, 'USAM', { 'anchor:': '2026-11-23' })
    expect(await submit('USAM')).toEqual({ ok: true })
    await story.settle()
    expect(checklist().text).toContain('Calder Freight: Kickoff for banks.')
    await see('UJONAS', 'handoff.items.all')
    expect(JSON.stringify(formOf(story, 'UJONAS')!.blocks)).toContain(
      'From the playbook “Kickoff for banks”, version 4, in its short form.',
    )

    await pressInView('UADA', 'playbooks.remove')
    expect(modalSays('UADA')).not.toContain('Kickoff for banks')
    await openForm('USAM', 'calder')
    expect(shownTo(story, 'USAM')).not.toContain('handoff.playbook')
  })

  let playbookId: string | undefined
  /** What the button of an item of the newest version carries. */
  async function seen(index: number | null): Promise<string> {
    const [row] = await story.database.query<{ playbook_id: string; version: number }>(
      'select playbook_id, version from playbook_versions order by version desc limit 1',
    )
    playbookId = row!.playbook_id
    return `${row!.playbook_id} ${row!.version} ${index ?? 'new'}`
  }
})

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
    await fillIn(story, 'USAM', { 'handoff.act': 'done' })
    const outcomes = await Promise.all([submit('USAM'), submit('UMAYA')])
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true])
    const item = await itemAt(3)
    const slower = item.state === 'done' ? 'UMAYA' : 'USAM'
    expect(modalSays(slower)).toMatch(
      /Meanwhile (Sam Okafor has marked it done|Maya Lindqvist has taken it) \(item 3\)/,
    )
    expect(item.version).toBe(1)
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

const inTx = <T>(work: (tx: Tx) => Promise<T>) => story.app.ctx.inWorkspace(story.app.workspaceId, work)
const as = (userId: string) => ({ userId, userTeamId: 'T1' })

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
    await inTx(async (tx) => followForecast(tx, [await factsOf(tx, CALDER)]))
    await story.settle()
    expect((await itemAt(first!.position)).dueOn).toBe(first!.dueOn)
    expect((await itemAt(second!.position)).dueOn > second!.dueOn).toBe(true)
    expect(checklist().text).toContain('All dates count from Mon 21 Dec, the day of going live as it is forecast.')
    await story.database.query('delete from milestones')
  })
})

describe('accepting a handoff', () => {
  it('is for the receiver, last, and ends the giving side’s responsibility', async () => {
    await kickoff()
    await see('UJONAS', 'handoff.accept')
    expect(modalSays('UJONAS')).toMatch(/Still open: 1\. Account record filled.*and 4 more\./)
    for (const { position, evidenceKind } of (await running()).items) {
      const evidence = { link: 'https://docs.example/x', note: 'Agreed with Priya', none: undefined }[evidenceKind]
      expect(await change('UMAYA', position, 'done', evidence)).toEqual({ ok: true })
    }
    await see('USAM', 'handoff.accept')
    expect(modalSays('USAM')).toContain('Only Jonas Weber can accept this handoff')
    expect(checklist().text).toContain('Until Jonas Weber accepts, Sam Okafor stays responsible.')
    await press('UJONAS', 'handoff.accept')
    await story.settle()
    expect(checklist().text).toContain('Accepted by Jonas Weber, ')
    expect(checklist().text).not.toContain('stays responsible')
    expect(partsOf(checklist().blocks)).toEqual(['handoff.items.all', 'knowledge.open'])
    const actions = await story.database.query<{ action: string }>(
      `select action from history where actor = 'UJONAS' order by at, action`,
    )
    expect(actions.filter(({ action }) => action === 'handoff.accepted')).toHaveLength(1)
    expect(await story.app.ctx.inWorkspace(story.app.workspaceId, (tx) => inTransition(tx, CALDER))).toEqual([])
  })
})
