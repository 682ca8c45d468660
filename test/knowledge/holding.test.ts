import { describe, expect, it } from '@jest/globals'
import { readSheetForm } from '../../blocks/knowledge.ts'
import { readMatterForm } from '../../blocks/sold.ts'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import {
  decide,
  dropPart,
  keepMatter,
  keepNote,
  keepPart,
  keepSheet,
  openKnown,
  openMatter,
  openNote,
  openPart,
  openSheet,
} from '../../src/features/knowledge/flow.ts'
import { showHandoffs } from '../../src/handoff.ts'
import { inEnvironment } from '../support/program.ts'
import { DECISION, desk, kickoff, MATTER, oslo, putUp } from './kickoff.ts'

const { dana, here, history, inTx, jonas, maya, open, words, write } = putUp()

describe('what is written at the same time', () => {
  const form = async () => readSheetForm((await inTx((tx) => openSheet(tx, maya(), asked()))).private_metadata!)
  const asked = () => ({ place: here(), sheet: 'sales', person: null }) as const
  const keep = async (seen: Awaited<ReturnType<typeof form>>, typed: object) =>
    inTx((tx) => keepSheet(tx, jonas(), seen, typed))

  it('in different fields is kept, both', async () => {
    const [first, second] = [await form(), await form()]
    await keep(first, { goals: 'Fewer corrections', skills: null })
    await keep(second, { goals: null, skills: 'Two who know SQL' })
    const kept = words(await inTx((tx) => openSheet(tx, maya(), asked())))
    expect(kept).toContain('What they want to reach')
    expect(await inTx((tx) => openKnown(tx, maya(), `a:${oslo}`))).toMatchObject({ callback_id: 'knowledge' })
    expect(words(await inTx((tx) => openKnown(tx, maya(), here())))).toContain('2 of 7 filled in')
  })

  it('in one field shows whoever came second both, and keeps theirs only when they say so', async () => {
    const [first, second] = [await form(), await form()]
    await keep(first, { goals: 'Fewer corrections' })
    const again = await keep(second, { goals: 'No corrections at all' })
    expect(words(again)).toContain('What they want to reach, and why they bought: now Fewer corrections')
    expect(JSON.stringify(again.blocks)).toContain('No corrections at all')
    desk.now = new Date('2026-11-16T08:01:00Z')
    await keep(readSheetForm(again.private_metadata!), { goals: 'No corrections at all' })
    expect((await history('knowledge.changed')).map(({ detail }) => detail)).toEqual([
      { about: 'account', goals: 'Fewer corrections' },
      { about: 'account', goals: 'No corrections at all' },
    ])
  })

  it('by two who decide leaves one decision, which the other reads', async () => {
    await write()
    const [row] = await open()
    const asked = { place: here(), id: row!.id, seal: null }
    const answers = await Promise.all([
      inTx((tx) => decide(tx, dana(), asked, DECISION)),
      inTx((tx) => decide(tx, jonas(), asked, { ...DECISION, decision: 'The south first' })),
    ])
    const decided = await history('difference.decided')
    expect(decided).toHaveLength(1)
    const { decision } = decided[0]!.detail as { decision: string }
    expect(answers.map((view) => words(view).includes(`Decided by Kari Berg on Mon 16 Nov: ${decision}`))).toEqual([
      true,
      true,
    ])
  })

  it('on one matter shows the form again; on a decided one the decision', async () => {
    await write()
    const { id } = (await open())[0]!
    const seen = readMatterForm((await inTx((tx) => openMatter(tx, dana(), { place: here(), id }))).private_metadata!)
    await inTx((tx) => keepMatter(tx, jonas(), seen, { ...MATTER, bought: 'The north' }))
    const again = await inTx((tx) => keepMatter(tx, dana(), seen, { ...MATTER, bought: 'The south' }))
    expect(words(again)).toContain('Bought: The north')
    expect((await open())[0]).toMatchObject({ bought: 'The north', boughtBy: 'U0JONAS01', soldBy: 'U0DANA001' })
    await inTx((tx) => decide(tx, jonas(), { ...seen, id }, DECISION))
    const closed = await inTx((tx) => keepMatter(tx, dana(), seen, { ...MATTER, bought: 'The south' }))
    expect(words(closed)).toContain('Decided by Kari Berg')
    expect(await open()).toEqual([])
  })
})

describe('throughline handoff', () => {
  const run = async (...args: string[]) => {
    const written: string[] = []
    const output = { write: (text: string) => written.push(text) }
    await showHandoffs(args, { DATABASE_URL: inEnvironment(desk.database.url) }, output)
    return written.join('')
  }

  it('lists what there is, and writes one of them', async () => {
    expect(await run('list')).toContain(`${kickoff}\tOSLO\tkickoff\trunning\t2026-11-16\tU0JONAS01\n`)
    await write({ sold: '# All of them' })
    const markdown = await run('export', kickoff)
    expect(markdown).toContain('# Oslo Water: Sales → implementation')
    expect(markdown).toContain('  - Sold: \\# All of them (U0DANA001)')
    expect(markdown).toContain('- **Kari Berg** (senior buyer, theirs)')
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(run('export', nowhere)).rejects.toThrow('There is no handoff 00000000')
  })

  it('writes who takes over from whom, and who gives where the giver has left', async () => {
    const people = { giver: 'U0DANA001', receiver: 'U0JONAS01', startedBy: 'U0MAYA001' }
    const change = { newcomer: 'Lea *Roth*', leaver: 'Nils Lund' }
    const anchor = { kind: 'primary_contact', form: 'short', anchorOn: '2026-11-16' } as const
    const { id } = await inTx((tx) => startHandoff(tx, { accountId: oslo, ...anchor, ...people, ...change }))
    expect(await run('export', id)).toContain(
      '- **Takes over:** Lea \\*Roth\\*, from Nils Lund, as primary contact\n- **Gives:** U0DANA001\n',
    )
    await desk.database.query(
      `insert into people (workspace_id, user_id, name, team_id, zone, guest, administrator, deactivated, refreshed_at)
       select workspace_id, 'U0DANA001', 'Dana Reyes', 'T1', 'UTC', false, false, true, now() from workspaces`,
    )
    expect(await run('export', id)).toContain('- **Gives:** Dana Reyes, who has left; U0MAYA001 in their place\n')
    await desk.database.query(`delete from people where user_id = 'U0DANA001'`)
  })
})

it('proposes whoever receives for somebody new as their buddy', async () => {
  const people = { giver: 'U0MAYA001', receiver: 'U0JONAS01', startedBy: 'U0MAYA001', newcomer: null }
  const begin = { accountId: oslo, kind: 'primary_contact', form: 'short', anchorOn: '2026-11-16', ...people } as const
  const { id } = await inTx((tx) => startHandoff(tx, begin))
  const buddies = (handoffId: string) => ({ place: `h:${handoffId}`, sheet: 'buddies', person: null }) as const
  const drawn = async (handoffId: string) =>
    JSON.stringify(await inTx((tx) => openSheet(tx, maya(), buddies(handoffId))))
  expect(await drawn(id)).toContain('"initial_user":"U0JONAS01"')
  expect(await drawn(kickoff)).not.toContain('initial_user')
})

describe('blueprint, people and notes', () => {
  it('need somebody who sees to them, and go when they are removed', async () => {
    const form = { place: here(), id: null, seal: null }
    const keep = (responsible: string | null) =>
      inTx((tx) => keepPart(tx, maya(), form, { kind: 'asset', text: 'The meter import', responsible }))
    await expect(keep(null)).rejects.toThrow('who sees to it')
    await expect(keep('U0STRANGER')).rejects.toThrow('no role here any more')
    expect(words(await keep('Lars Moen'))).toContain('1. The meter import\nLars Moen sees to it.')
    const [row] = await desk.database.query<{ id: string }>('select id from blueprint_parts')
    expect(words(await inTx((tx) => dropPart(tx, maya(), { place: here(), id: row!.id })))).toContain('Nothing yet.')
    await expect(inTx((tx) => openPart(tx, maya(), { place: here(), id: row!.id }))).rejects.toThrow('removed it')
  })

  it('describe nobody without a role, and a note is changed by whoever wrote it', async () => {
    const asked = { place: here(), sheet: 'person', person: 'U0STRANGER' } as const
    await expect(inTx((tx) => openSheet(tx, maya(), asked))).rejects.toThrow('no role here any more')
    const empty = { occasion: 'Call', heldOn: '2026-11-16', present: null, said: null, agreed: null, stillOpen: null }
    const keep = (entry: object) =>
      inTx((tx) => keepNote(tx, dana(), { place: here(), id: null }, { ...empty, ...entry }))
    await expect(keep({})).rejects.toThrow('at least what was said')
    await keep({ said: 'Kari wants fewer meters' })
    const [note] = await desk.database.query<{ id: string }>('select id from handoff_notes')
    await expect(inTx((tx) => openNote(tx, maya(), { place: here(), id: note!.id }))).rejects.toThrow('whoever wrote')
  })
})
