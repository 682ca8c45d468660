import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Json, Message } from '../../playground/state.ts'
import { turnsTo } from '../support/player.ts'
import { rightsUnder } from '../support/rights.ts'
import { type Cast, PEOPLE, type Scene, startScene } from './scene.ts'

const [UNDER, OURS] = [rightsUnder('Under the weekly update'), rightsUnder('On our side')]
const WHO: Record<string, keyof typeof PEOPLE> = {
  'The senior buyer': 'priya',
  'Another role of the customer': 'tomas',
  'Somebody of theirs without a role': 'otto',
  'A guest in the channel': 'gus',
  'Our people': 'noor',
  'The owner': 'maya',
  'The leader': 'lena',
  'An administrator': 'ada',
  'An implementer': 'jonas',
  'A colleague without a role': 'noor',
}

let scene: Scene
let cast: Cast
const query = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  scene.story.database.query<T>(sql, values)
const openAsk = `update asks set done_on = null, done_by = null, done_at = null`
const refused = (form: string | undefined) => form?.startsWith('Throughline\n') ?? false

/** Our message in a channel whose buttons have this one. */
const messageWith = (channel: string, action: string): Message =>
  scene.story.playground.state.messages.get(channel)!.findLast(({ blocks }) => JSON.stringify(blocks).includes(action))!

/** Gives a button another value than the program gave it, as somebody might who forges a press. */
function forge(blocks: Json[], action: string, value: string): () => void {
  const button = blocks
    .flatMap((block) => (block['elements'] ?? []) as Json[])
    .find((element) => element['action_id'] === action)!
  const before = button['value']
  button['value'] = value
  return () => {
    button['value'] = before
  }
}

beforeAll(async () => {
  scene = await startScene()
  cast = scene.cast
  scene.story.playground.state.channels.get('CCALDER')!.members.push('ULENA')
})
afterAll(() => scene.story.end())
beforeEach(() => {
  scene.story.playground.state.stacks.clear()
})

/** What happens to somebody who presses a button under the update. */
async function outcome(button: string, name: keyof typeof PEOPLE): Promise<string> {
  const who = cast[name]
  if (button === 'Seen') {
    await query('delete from digest_seen')
    const said = await who.opens(who.press('CCALDER', 'Seen'))
    if ((await query('select from digest_seen')).length > 0) return 'counts'
    return said.includes('Thank you for reading.') ? 'is thanked' : 'a sentence'
  }
  if (button === 'It is resolved') return settling(name)
  const inList = button === 'Done' || button === 'Discuss'
  const form = await who.opens(who.press('CCALDER', inList ? 'Answer our asks' : button))
  if (refused(form)) return 'a sentence'
  if (!inList) return 'a form'
  await query(openAsk)
  await scene.settled(who.pressInForm(button))
  if (button === 'Discuss') return (await turnsTo(who, 'About: the last 500 records')) && 'a form'
  const [ask] = await query<{ done_by: string }>('select done_by from asks where done_on is not null')
  await query(openAsk)
  return ask?.done_by === PEOPLE[name] ? 'closes it' : 'nothing'
}

/** Whose concerns somebody can call resolved: their own, one that Tomás lets everybody read, his private one. */
async function settling(name: keyof typeof PEOPLE): Promise<string> {
  await query('delete from concerns')
  const add = (what: string, by: string, open: boolean) =>
    query(
      `insert into concerns (workspace_id, account_id, what, public, raised_by, raised_at, due_at) values ($1, $2, $3, $4, $5, '2026-11-20T10:00Z', '2026-11-23T10:00Z')`,
      [scene.story.app.workspaceId, scene.accountId, what, open, by],
    )
  await add('own', PEOPLE[name], false)
  const others = name === 'tomas' ? 'UOTTO' : 'UTOMAS'
  await add('shown', others, true)
  await add('private', others, false)
  const list = await cast[name].opens(cast[name].press('CCALDER', 'Raise a concern'))
  if (refused(list)) return 'a sentence'
  expect(list).not.toContain('private\n')
  expect(list).toContain('shown')
  const buttons = list.match(/It is resolved/g)?.length
  return buttons === 2 ? 'their own and shown ones' : buttons === 1 ? 'their own' : 'nothing'
}

describe('who may press what under the weekly update, as docs/rights.md says', () => {
  it('names every button, and every kind of person', () => {
    expect(new Set(UNDER.what).size).toBe(8)
    for (const [, column] of [...UNDER.cells, ...OURS.cells]) expect(WHO).toHaveProperty([column])
  })
  it.each(UNDER.cells)('%s, pressed by %s: %s', async (button, column, cell) => {
    expect(await outcome(button, WHO[column]!)).toBe(cell)
  })
})

describe('who may press what on our side, as docs/rights.md says', () => {
  it.each(OURS.cells)('%s, pressed by %s: %s', async (button, column, cell) => {
    expect(await ours(button, WHO[column]!)).toBe(cell)
  })

  async function ours(button: string, name: keyof typeof PEOPLE): Promise<string> {
    if (button === 'Log as concern') {
      const said = cast.otto.act('message', { channel: 'CCALDER', text: 'This worries me' })
      const { ts } = (await said).result
      const pressed = cast[name].act('message_shortcut', {
        channel: 'CCALDER',
        ts,
        callback_id: 'promises.log_concern',
      })
      return refused(await cast[name].opens(pressed)) ? 'a sentence' : 'a form'
    }
    await query('delete from concerns')
    await query(`delete from stakeholders where role = 'customer_team'`)
    await query(
      `insert into stakeholders (workspace_id, account_id, role, name, starts_on) select workspace_id, id, 'customer_team', 'Ann Berg', '2026-11-01' from accounts where id = '${scene.accountId}'`,
    )
    await query(`update asks set done_on = '2026-11-20', done_by = 'UTOMAS', turn = 0`)
    const [ask] = await query<{ id: string }>('select id from asks')
    const [concern] = await query<{ id: string }>(
      `insert into concerns (workspace_id, account_id, what, raised_by, raised_at, due_at) values ($1, $2, 'x', 'UOTTO', '2026-11-20T10:00Z', '2026-11-23T10:00Z') returning id`,
      [scene.story.app.workspaceId, scene.accountId],
    )
    // Everybody can press what stands in a channel: so the two buttons stand under the update for a moment.
    const message = messageWith('CCALDER', 'digests.seen')
    const pressed = {
      'We did this': ['promises.open_concern', concern!.id],
      'Open it again': ['promises.ask_reopen', `${ask!.id} 0`],
      'Concern by e-mail': ['promises.log_mailed', scene.accountId],
    }[button]!
    const [action_id, value] = pressed as [string, string]
    const element = { type: 'button', action_id, value, text: { type: 'plain_text', text: button } }
    message.blocks.push({ type: 'actions', block_id: 'ours', elements: [element] })
    const form = await cast[name].opens(cast[name].press('CCALDER', button))
    message.blocks.pop()
    if (button !== 'Open it again') return refused(form) ? 'a sentence' : 'a form'
    return form.includes('This ask is open again') ? 'opens it' : 'a sentence'
  }
})

describe('a press that is not what we drew', () => {
  const gone = 'Throughline\nThis update is not here any more.'
  let oslos: string
  beforeAll(async () => {
    const { workspaceId } = scene.story.app
    const [account] = await query<{ id: string }>(
      `insert into accounts (workspace_id, key, name, state, zone, buyer_channel, created_at, changed_at) values ($1, 'oslo', 'Oslo Water', 'active', 'Europe/Oslo', 'COSLO', '2026-11-01', '2026-11-01') returning id`,
      [workspaceId],
    )
    const [round] = await query<{ id: string }>(
      `insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state) values ($1, $2, '2026-11-20', 1, '2026-11-19', '2026-11-20', 'published') returning id`,
      [workspaceId, account!.id],
    )
    const [digest] = await query<{ id: string }>(
      `insert into digests (workspace_id, account_id, round_id, publish_on, state, needs_approval, content, published_at) select $1, $2, $3, '2026-11-20', 'published', false, content, '2026-11-20' from digests limit 1 returning id`,
      [workspaceId, account!.id, round!.id],
    )
    await query(
      `insert into internal_editions (workspace_id, digest_id, content) select $1, $2, content from internal_editions limit 1`,
      [workspaceId, digest!.id],
    )
    oslos = digest!.id
  })

  it.each(['Seen', 'Rate this week', 'Talk to Maya', 'Raise a concern', 'Answer our asks'])(
    '%s with the id of another account’s update, or with none, is refused with a sentence',
    async (button) => {
      const { blocks } = messageWith('CCALDER', 'digests.seen')
      const ids = {
        Seen: 'seen',
        'Rate this week': 'rate',
        'Talk to Maya': 'talk',
        'Raise a concern': 'concerns',
        'Answer our asks': 'asks',
      }
      for (const value of [oslos, 'x', '']) {
        const mend = forge(blocks, `digests.${ids[button as keyof typeof ids]}`, value)
        expect((await cast.priya.opens(cast.priya.press('CCALDER', button))).trim()).toBe(gone)
        await cast.priya.close()
        mend()
      }
      expect(await query('select from digest_seen where digest_id = $1', [oslos])).toEqual([])
    },
  )

  it('closes no ask of another account, none that was closed and opened since, and none twice', async () => {
    const [foreign] = await query<{ id: string }>(
      `insert into asks (workspace_id, account_id, round_id, what, who, due_on) select workspace_id, id, gen_random_uuid(), 'meters', 'Ingrid', '2026-12-01' from accounts where key = 'oslo' returning id`,
    )
    await query(`update asks set done_on = null, done_by = null, turn = 0`)
    const [own] = await query<{ id: string }>('select id from asks where account_id = $1', [scene.accountId])
    const press = async (value: string) => {
      scene.story.playground.state.stacks.clear()
      await cast.tomas.opens(cast.tomas.press('CCALDER', 'Answer our asks'))
      const mend = forge(scene.story.playground.state.stacks.get('UTOMAS')!.at(-1)!.blocks, 'promises.ask_done', value)
      await scene.settled(cast.tomas.pressInForm('Done'))
      mend()
      return cast.tomas.form()
    }
    expect(await press(`${foreign!.id} 0`)).toContain('This ask is not here any more.')
    expect(await press('x')).toContain('This ask is not here any more.')
    expect(await press(`${own!.id} 7`)).toContain(
      'This list is from before. Please open it again; nothing was changed.',
    )
    expect(await query('select from asks where done_on is not null')).toEqual([])
    scene.story.playground.state.stacks.clear()
    await cast.tomas.opens(cast.tomas.press('CCALDER', 'Answer our asks'))
    await query(`update asks set done_on = '2026-11-20', done_by = 'UPRIYA' where id = $1`, [own!.id])
    await scene.settled(cast.tomas.pressInForm('Done'))
    expect(await cast.tomas.form()).toContain('This was closed before. Nothing was changed.')
    expect(await query('select done_by from asks where id = $1', [own!.id])).toEqual([{ done_by: 'UPRIYA' }])
  })
})
