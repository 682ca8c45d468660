import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { KyselyPlugin } from 'kysely'
import { closeByHand, look, openClosing, peopleLook } from '#features/exceptions/flow.ts'
import { homeOf } from '#features/home/flow.ts'
import { viewerOf } from '#features/home/viewer.ts'
import { APP, addCalder, calderWorld, wordsIn } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let calder: string
let maya: Player
let ada: Player
let noor: Player
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  calder = await addCalder(story, { state: 'active', first_publish_on: '2026-11-13' })
  await story.app.meetPeople()
  const playing = (id: string) => player(story.playground.url, id)
  ;[maya, ada, noor] = [playing('UMAYA'), playing('UADA'), playing('UNOOR')]
})
afterAll(() => story.end())

const lookNow = () => story.act((tx) => look(tx, [peopleLook], {}))
const addAccount = (number: number) =>
  addCalder(story, { key: `more-${number}`, name: `Site ${String(number).padStart(2, '0')}`, buyer_channel: null })

/** The words of somebody's Home, once it shows what it should: opening it is an event that takes its time. */
async function home(who: Player, shows: string, not?: string): Promise<string> {
  const end = performance.now() + 8_000
  for (;;) {
    const words = await who.home()
    const fits = words.includes(shows) && !(not && words.includes(not))
    if (fits || performance.now() > end) return words
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function formWith(who: Player, shows: string): Promise<string> {
  const end = performance.now() + 8_000
  for (;;) {
    const words = (await who.form()) ?? ''
    if (words.includes(shows) || performance.now() > end) return words
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** How many statements drawing a person's Home takes. */
async function statementsFor(userId: string): Promise<number> {
  let count = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      count += 1
      return node
    },
    transformResult: async ({ result }) => result,
  }
  await story.act(async (tx) => {
    const counted = { ...tx, db: tx.db.withPlugin(counting) }
    await homeOf(counted, (await viewerOf(counted, userId))!)
  })
  return count
}

describe('what needs somebody', () => {
  it('stands on the Home of its owner, with what to do by when, and as a number on the administrator’s', async () => {
    await lookNow()
    const words = await home(maya, 'Needs your action')
    expect(words).toContain('Calder Freight: It has no executive leader, so nobody is warned before a promise breaks.')
    expect(words).toContain('Name the executive leader with Contact change. Due Mon 23 Nov.')
    expect(await home(ada, 'of others')).toContain('1 thing needs the action of others')
    expect(await noor.home()).not.toContain('leader')
  })

  it('is closed with what was done, and by nobody whose it is not', async () => {
    const [{ id } = { id: '' }] = await story.database.query<{ id: string }>('select id from exceptions')
    await expect(story.act((tx) => openClosing(tx, 'UNOOR', id))).rejects.toThrow(
      'Only Maya Lindqvist, whose it is, or an administrator can close this.',
    )
    await expect(story.act((tx) => closeByHand(tx, 'UJONAS', id, 'Done.'))).rejects.toThrow('Only Maya Lindqvist')
    const form = await maya.opens(maya.pressAtHome('Done', 'no executive leader'))
    expect(form).toContain('came up. It has no executive leader')
    await maya.fill('What was done', 'Ingrid starts on 1 December.')
    expect((await maya.submit()).ok).toBe(true)
    expect(await home(maya, 'Calder Freight', 'Needs your action')).not.toContain('Needs your action')
    expect(await story.database.query('select closed_by, closed_with from exceptions where id = $1', [id])).toEqual([
      { closed_by: 'UMAYA', closed_with: 'Ingrid starts on 1 December.' },
    ])
  })

  it('comes back the next night where it is still so, and its form tells what was said', async () => {
    await lookNow()
    await home(maya, 'Needs your action')
    const form = await maya.opens(maya.pressAtHome('Done', 'no executive leader'))
    expect(form).toContain('Maya Lindqvist: closed. Ingrid starts on 1 December.')
    await maya.close()
  })

  it('closes by itself once the cause is gone', async () => {
    await story.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'leader', 'UNOOR', '2026-11-16')`,
      [story.app.workspaceId, calder],
    )
    await lookNow()
    expect(await home(maya, 'Calder Freight', 'Needs your action')).not.toContain('Needs your action')
    expect(await story.database.query('select closed_by, closed_with from exceptions')).toEqual([
      { closed_by: 'throughline', closed_with: 'A leader was named.' },
    ])
  })

  it('is fresh on the owner’s Home although somebody else did it', async () => {
    const shown = () => wordsIn(story.playground.state.homes.get(`${APP}:UMAYA`)?.blocks)
    await story.database.query(`update stakeholders set ends_on = '2026-11-16' where role = 'leader'`)
    await lookNow()
    await story.settle()
    expect(shown()).toContain('It has no executive leader')
    await story.database.query(`update stakeholders set ends_on = null where role = 'leader'`)
    await lookNow()
    await story.settle()
    expect(shown()).not.toContain('It has no executive leader')
  })

  it('is the administrators’ where nobody on the account can take it', async () => {
    await story.database.query(`update stakeholders set ends_on = '2026-11-16' where role in ('owner', 'leader')`)
    await lookNow()
    const words = await home(ada, 'Needs your action')
    expect(words).toContain('Needs your action')
    expect(words).toContain('Calder Freight: Nobody owns it.')
    expect(words).not.toContain('action of others')
    expect(words).toContain('[Settings]')
    await story.database.query(`update stakeholders set ends_on = null where role in ('owner', 'leader')`)
    await lookNow()
  })
})

describe('a Home of many accounts', () => {
  it('shows the first ones, and all of them in a form of pages', async () => {
    const before = await statementsFor('UMAYA')
    for (let number = 1; number <= 42; number++) await addAccount(number)
    expect(await statementsFor('UMAYA')).toBe(before)
    const words = await home(maya, 'Site 10')
    expect(words).toContain('Site 10')
    expect(words).not.toContain('Site 11')
    expect(words).toContain('And 32 more.')
    const form = await maya.opens(maya.pressAtHome('Show all'))
    expect(form).toContain('Site 39')
    expect(form).not.toContain('Site 40')
    await maya.pressInForm('Next page')
    const next = await formWith(maya, 'Site 42')
    expect(next).toContain('Site 42')
    expect(next).not.toContain('Site 39')
    await maya.close()
  })

  it('takes no more statements for thirty accounts than for three, whatever runs on them', async () => {
    const accounts = await story.database.query<{ id: string }>(
      `select id from accounts where key like 'more-%' order by key`,
    )
    const busy = async (some: { id: string }[]) => {
      for (const { id } of some) await makeBusy(id)
      return statementsFor('UMAYA')
    }
    const three = await busy(accounts.slice(0, 3))
    expect(await busy(accounts.slice(3, 30))).toBe(three)
    expect(three).toBeLessThanOrEqual(25)
    const home = await story.act(async (tx) => homeOf(tx, (await viewerOf(tx, 'UMAYA'))!))
    expect(wordsIn(home.blocks)).toContain('At risk (Fri 13 Nov): the records come late')
  })

  it('waits for nobody any more where the account has ended', async () => {
    const words = () => story.act(async (tx) => wordsIn((await homeOf(tx, (await viewerOf(tx, 'UMAYA'))!)).blocks))
    expect(await words()).toContain('Site 01: the update for')
    await story.database.query(`update accounts set state = 'ended' where key = 'more-1'`)
    expect(await words()).not.toContain('Site 01: the update for')
    await story.database.query(`update accounts set state = 'active' where key = 'more-1'`)
  })

  it('takes no more statements for thirty messages that were refused than for one', async () => {
    const refused = (where: string) =>
      story.database.query(
        `insert into deliveries (workspace_id, account_id, key, kind, audience, channel, message, state, created_at)
         select workspace_id, id, 'refused:' || id, 'digest', 'customer', 'CSITE', '{"text":"Refused"}', 'failed', created_at
         from accounts where ${where}`,
      )
    await refused(`key = 'more-1'`)
    const one = await statementsFor('UMAYA')
    await refused(`key like 'more-%' and key <> 'more-1'`)
    expect(await statementsFor('UMAYA')).toBe(one)
    await story.database.query(`delete from deliveries where channel = 'CSITE'`)
  })
})

/** Gives an account a published and an open week, an update that waits, an exception and a handoff with overdue items. */
async function makeBusy(accountId: string): Promise<void> {
  const row = [story.app.workspaceId, accountId]
  const query = (text: string, ...more: unknown[]) => story.database.query<{ id: string }>(text, [...row, ...more])
  await query(`update accounts set state = 'active' where workspace_id = $1 and id = $2`)
  const round = `insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state, status)`
  const [out] = await query(
    `${round} values ($1, $2, '2026-11-13', 1, '2026-11-12T14:00Z', '2026-11-13T09:30Z', 'published', 'at_risk') returning id`,
  )
  const [open] = await query(
    `${round} values ($1, $2, '2026-11-20', 2, '2026-11-19T14:00Z', '2026-11-20T09:30Z', 'open', null) returning id`,
  )
  const digest = `insert into digests (workspace_id, account_id, round_id, publish_on, owner_id, state, needs_approval, content, published_at)`
  const content = { reason: 'the records come late', status: 'at_risk' }
  await query(
    `${digest} values ($1, $2, $3, '2026-11-13', 'UMAYA', 'published', true, $4, '2026-11-13T09:30Z')`,
    out!.id,
    content,
  )
  await query(`${digest} values ($1, $2, $3, '2026-11-20', 'UMAYA', 'waiting', true, $4, null)`, open!.id, content)
  await query(
    `insert into checkins (workspace_id, account_id, round_id, user_id, ask_at) values ($1, $2, $3, 'UMAYA', '2026-11-18T08:00Z')`,
    open!.id,
  )
  await query(
    `insert into exceptions (workspace_id, account_id, key, cause, action, due_on, raised_at) values ($1, $2, gen_random_uuid()::text, 'x', 'y', '2026-11-17', '2026-11-16T00:00Z')`,
  )
  const [handoff] = await query(
    `insert into handoffs (workspace_id, account_id, kind, playbook_version, form, anchor_on, giver, receiver, started_by, started_at)
     values ($1, $2, 'primary_contact', 1, 'short', '2026-11-10', 'UMAYA', 'UMAYA', 'UMAYA', '2026-11-10T00:00Z') returning id`,
  )
  await story.database.query(
    `insert into handoff_items (workspace_id, handoff_id, position, text, side, due_on, evidence_kind) values ($1, $2, 1, 'Walk through', 'giving', '2026-11-12', 'none')`,
    [story.app.workspaceId, handoff!.id],
  )
}
