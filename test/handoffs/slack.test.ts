import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import { inTransition, runningHandoffs } from '../../src/features/handoffs/flow.ts'
import type { Story } from '../support/story.ts'
import { enterTown } from './checklist.ts'
import { CALDER, fillIn, formOf, inDirectMessages, opening, partsOf, reads, shownTo, wordsOf } from './town.ts'

const town = enterTown()
const { command, openForm, submit, checklist, press, see, running, modalSays, kickoff, change } = town
let story: Story
beforeAll(() => {
  story = town.at()
})

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

  it('says so where Slack would not show the form, and names what an administrator can look for', async () => {
    injectFault(story.playground.state, { method: 'views.open', kind: 'api_error', error: 'invalid_arguments' })
    await openForm('USAM', 'calder')
    expect(shownTo(story, 'USAM')).toMatch(
      /Slack would not show what belongs here, which is a mistake of ours\. What you did before is kept\. .* reference: [0-9a-f]{8}\./,
    )
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
