import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readSheetForm } from '../../blocks/knowledge.ts'
import { type MatterEntry, readMatterForm } from '../../blocks/sold.ts'
import { openOverride, overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { getHandoff, startHandoff } from '../../src/features/handoffs/flow.ts'
import { rememberPerson } from '../../src/features/installations/flow.ts'
import {
  decide,
  dropPart,
  keepMatter,
  keepNote,
  keepPart,
  keepSheet,
  openDecision,
  openDifferences,
  openKnown,
  openMatter,
  openNote,
  openPart,
  openSheet,
  openSold,
  reopen,
} from '../../src/features/knowledge/flow.ts'
import { showHandoffs } from '../../src/handoff.ts'
import type { Tx } from '../../src/platform/context.ts'
import { type Desk, EXAMPLE, openDesk } from '../accounts/desk.ts'
import { wordsOf } from '../support/player.ts'
import { inEnvironment } from '../support/program.ts'

let desk: Desk
let oslo: string
let kickoff: string
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.clear()
  await inTx((tx) => rememberPerson(tx, { id: 'U0ADA001', real_name: 'Ada Marsh', is_admin: true }))
  await desk.read(EXAMPLE)
  oslo = (await desk.facts('OSLO')).account.id
  kickoff = (await start('kickoff')).id
})

const as = (userId: string) => ({ userId, userTeamId: `T${desk.workspaceId}` })
const [maya, jonas, dana] = [() => as('U0MAYA001'), () => as('U0JONAS01'), () => as('U0DANA001')]
const inTx = <T>(work: (tx: Tx) => Promise<T>) => desk.inside(work)
const start = (kind: 'kickoff' | 'go_live') => {
  const people = { giver: 'U0DANA001', receiver: 'U0JONAS01', startedBy: 'U0MAYA001' }
  return inTx((tx) => startHandoff(tx, { accountId: oslo, kind, form: 'short', anchorOn: '2026-11-16', ...people }))
}
const here = () => `h:${kickoff}`
const MATTER: MatterEntry = {
  ...{ subject: 'Meters', nature: 'agreed', sold: 'All of them', bought: null, same: false },
  ...{ promisedOn: null, goLive: false },
}
const DECISION = { decision: 'The north first', decidedBy: 'Kari Berg', decidedOn: '2026-11-16', newPromise: null }
const write = (entry: Partial<MatterEntry> = {}, id: string | null = null, seal: string | null = null) =>
  inTx((tx) => keepMatter(tx, dana(), { place: here(), id, seal }, { ...MATTER, ...entry }))
const open = () => inTx((tx) => openDifferences(tx, kickoff))
const history = (action: string) =>
  desk.database.query<{ actor: string; detail: object }>(
    'select actor, detail from history where workspace_id = $1 and action = $2 order by at, id',
    [desk.workspaceId, action],
  )
const words = (view: { blocks: object[] }) => wordsOf(view.blocks)

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

describe('what was sold', () => {
  it('is refused where something is missing or cannot be', async () => {
    const wrong: [Partial<MatterEntry>, string][] = [
      [{ subject: '' }, 'in a few words'],
      [{ sold: null }, 'what was sold, what was bought, or both'],
      [{ same: true }, 'once both are written down'],
      [{ nature: 'later', bought: 'x', same: true }, 'has to be decided'],
      [{ subject: 'go-live', promisedOn: '2027-01-20' }, 'promised for Thu 28 Jan'],
    ]
    for (const [entry, sentence] of wrong) await expect(write(entry)).rejects.toThrow(sentence)
    expect(await open()).toEqual([])
  })

  it('is spoken of once, and never under another account’s name', async () => {
    await write()
    await expect(write({ subject: 'meters' })).rejects.toThrow('spoken of already')
    const { id } = (await open())[0]!
    const calder = (await desk.facts('CALDER')).account.id
    await expect(inTx((tx) => openMatter(tx, maya(), { place: `a:${calder}`, id }))).rejects.toThrow()
  })

  it('with a day becomes a milestone, and only a decision moves the promise, with its reason', async () => {
    await write({ subject: 'Third district', promisedOn: '2026-12-16' })
    const third = async () => (await desk.facts('OSLO')).milestones.find(({ name }) => name === 'Third district')
    expect(await third()).toMatchObject({ promisedOn: '2026-12-16', plannedOn: '2026-12-16', goLive: false })
    const { id } = (await open())[0]!
    const asked = { place: here(), id, seal: null }
    expect(words(await inTx((tx) => openDecision(tx, dana(), asked)))).toContain('Wed 16 Dec was promised.')
    await inTx((tx) => decide(tx, dana(), asked, { ...DECISION, newPromise: '2026-12-21' }))
    expect(await third()).toMatchObject({ promisedOn: '2026-12-21', forecastOn: '2026-12-21' })
    expect((await history('milestone.promise_changed'))[0]!.detail).toEqual({
      ...{ milestone: 'Third district', from: '2026-12-16', to: '2026-12-21', reason: 'The north first' },
    })
  })

  it('is decided by people of the account, on a day that has been', async () => {
    await write()
    const asked = { place: here(), id: (await open())[0]!.id, seal: null }
    const refused = (change: object) =>
      expect(inTx((tx) => decide(tx, dana(), asked, { ...DECISION, ...change }))).rejects
    await refused({ decidedBy: 'U0STRANGER' }).toThrow('who decided')
    await refused({ decidedOn: '2026-11-17' }).toThrow('today or before')
    await refused({ decision: null }).toThrow('what was decided')
  })

  it('is open again once somebody takes the decision back, and both stay on record', async () => {
    await write()
    const asked = { place: here(), id: (await open())[0]!.id, seal: null }
    await inTx((tx) => decide(tx, dana(), asked, DECISION))
    await inTx((tx) => reopen(tx, jonas(), asked))
    expect(await open()).toHaveLength(1)
    expect(await history('difference.reopened')).toEqual([
      { actor: 'U0JONAS01', detail: expect.objectContaining({ decision: 'The north first', decidedBy: 'Kari Berg' }) },
    ])
  })

  it('by two in the same moment, with the same day, becomes one milestone', async () => {
    const sent = await Promise.allSettled(
      [dana(), jonas()].map((who) =>
        inTx((tx) =>
          keepMatter(tx, who, { place: here(), id: null, seal: null }, { ...MATTER, promisedOn: '2026-12-16' }),
        ),
      ),
    )
    expect(sent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(sent.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('spoken of already') },
    })
    expect(await open()).toHaveLength(1)
  })

  it('is known in a later handoff of the account, also where an administrator accepted in spite of it', async () => {
    await write()
    const ada = as('U0ADA001')
    expect(words(await inTx((tx) => openOverride(tx, ada, kickoff)))).toContain('Sold and bought differ: Meters')
    await inTx((tx) => overrideHandoff(tx, ada, kickoff, 'Oslo begins tomorrow'))
    expect(await inTx((tx) => getHandoff(tx, kickoff))).toMatchObject({ state: 'accepted' })
    const later = `h:${(await start('go_live')).id}`
    expect(words(await inTx((tx) => openSold(tx, maya(), later)))).toContain('Meters · open')
    const asked = { place: later, id: (await open())[0]!.id, seal: null }
    await inTx((tx) => decide(tx, maya(), asked, DECISION))
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
    expect(await run('list')).toContain(`${kickoff}\tOSLO\tkickoff\trunning\t2026-11-16\n`)
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
