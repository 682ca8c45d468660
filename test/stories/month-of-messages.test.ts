import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'
import { submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { approve } from '../../src/features/digests/flow.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { calderFile } from '../support/brightline.ts'
import { SCOPES } from '../support/office.ts'
import { player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

/** `npm run budget` plays a month; with the other tests it is two weeks. */
const WEEKS = Number(process.env['BUDGET_WEEKS'] ?? 2)
const SEED = Number(process.env['BUDGET_SEED'] ?? 7)
const ACCOUNTS = 6
const OWNERS = ['UOWNER00', 'UOWNER01']
const IMPLEMENTERS = ['UIMPL000', 'UIMPL001', 'UIMPL002', 'UIMPL003']
const LEADER = 'ULEADER0'
const BUYERS = Array.from({ length: ACCOUNTS }, (_, index) => `UBUYER0${index}`)
const FIRST_FRIDAY = new Date('2026-11-20T00:00:00Z')
const DAY_MS = 86_400_000
/** What only reaches an owner when something really happened. */
const TRUE_ALERTS = ['concern', 'alert_draft', 'talk', 'trouble', 'contact_change', 'warning']

let seed = SEED
/** Between 0 and 1, the same in every run (mulberry32). */
function chance(): number {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
const dateOf = (week: number, days = 0) =>
  new Date(FIRST_FRIDAY.getTime() + (7 * week + days) * DAY_MS).toISOString().slice(0, 10)

/** Six customers, each with a channel of its own; in every one a senior buyer, and one primary contact for all. */
function world(state: State) {
  createWorkspace(state, { id: 'TVENDOR0', name: 'Brightline' })
  createWorkspace(state, { id: 'TBUYERS0', name: 'Customers' })
  for (const id of [...OWNERS, ...IMPLEMENTERS, LEADER])
    addUser(state, {
      id,
      real_name: `Colleague ${id}`,
      tz: 'Europe/Stockholm',
      team_id: 'TVENDOR0',
      is_admin: id === LEADER,
    })
  for (const id of [...BUYERS, 'UPRIMARY'])
    addUser(state, { id, real_name: `Customer ${id}`, tz: 'Europe/London', team_id: 'TBUYERS0' })
  const app = addApp(state, { name: 'Throughline', events: ['app_home_opened'] })
  const { bot_token, bot_user_id } = install(state, { app, team_id: 'TVENDOR0', scopes: SCOPES })
  for (const [index, buyer] of BUYERS.entries()) {
    const ours = [...OWNERS, ...IMPLEMENTERS, LEADER, bot_user_id]
    addChannel(state, { id: `CTEAM00${index}`, name: `team-${index}`, team_id: 'TVENDOR0', members: ours })
    const members = [OWNERS[index % 2]!, buyer, 'UPRIMARY', bot_user_id]
    const shared = { connected_team_ids: ['TBUYERS0'], members }
    addChannel(state, { id: `CBUYER0${index}`, name: `customer-${index}`, team_id: 'TVENDOR0', ...shared })
  }
  return { app, botToken: bot_token }
}

function file(): string {
  const stakeholders = (index: number) =>
    `implementer=${IMPLEMENTERS[index % 4]}; implementer=${IMPLEMENTERS[(index + 1) % 4]}`
  const rows = BUYERS.map((buyer, index) => {
    const [header, row] = calderFile({ stakeholders: stakeholders(index), firstPublishOn: dateOf(0) })
      .trim()
      .split('\n')
    const mine = row!
      .replace('CALDER,Calder Freight', `ACCOUNT${index},Account ${index}`)
      .replace('UMAYA001,UINGRID1,UPRIYA01,UTOMAS01', `${OWNERS[index % 2]},${LEADER},${buyer},UPRIMARY`)
      .replace('CCALDER1', `CBUYER0${index}`)
      .replace('CTEAM001', `CTEAM00${index}`)
    return { header: header!, row: mine }
  })
  return `${rows[0]!.header}\n${rows.map(({ row }) => row).join('\n')}\n`
}

let story: Story
const act = <T>(work: (tx: Tx) => Promise<T>) => story.app.ctx.inWorkspace(story.app.workspaceId, work)

const entry: Entry = {
  ...{ status: 'on_track', because: null, milestoneOn: null, goLiveOn: null, whyMoved: null, progress: 'It runs' },
  ...{ done: [], criterionValue: null, hard: null, doing: null, askWhat: null, askWho: null, askDueOn: null },
  ...{ decisionKind: null, decision: null, satisfaction: 4, heard: null, nextStep: 'Training' },
  ...{ confidence: 4, note: null, ownerOnly: false },
}
const sorrow: Partial<Entry> = {
  status: 'off_track',
  because: 'the records are missing',
  satisfaction: 2,
  heard: 'Anger',
}

/** Some answer, some differ, some say nothing. `share` of those who have not answered do it now. */
async function answerSome(publishOn: string, share: number): Promise<void> {
  const open = await story.database.query<{ userId: string; roundId: string; version: number }>(
    `select user_id as "userId", round_id as "roundId", version from checkins c join rounds r on r.id = c.round_id
     join accounts a on a.id = r.account_id
     where publish_on = $1 and c.state <> 'answered' order by a.key, user_id`,
    [publishOn],
  )
  for (const { userId, ...form } of open) {
    if (chance() > share) continue
    const said = chance() < 0.3 ? { ...entry, ...sorrow } : entry
    await act((tx) => submitCheckin(tx, userId, form, said)).catch(onlyRefusal)
  }
  await story.settle()
}

/** Owners approve most of what waits, whatever lets itself be approved. */
async function approveSome(publishOn: string): Promise<void> {
  const waiting = await story.database.query<{ id: string; version: number; ownerId: string }>(
    `select d.id, d.version, owner_id as "ownerId" from digests d join accounts a on a.id = d.account_id
     where publish_on = $1 and d.state in ('waiting', 'held') order by a.key`,
    [publishOn],
  )
  for (const { id, version, ownerId } of waiting) {
    if (chance() < 0.2) continue
    await act((tx) => approve(tx, ownerId, { digestId: id, version })).catch(onlyRefusal)
  }
  await story.settle()
}
function onlyRefusal(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}

async function week(index: number): Promise<void> {
  const [wednesday, thursday, friday] = [-2, -1, 0].map((days) => dateOf(index, days))
  await story.until(`${wednesday}T10:00:00Z`)
  await answerSome(friday!, 0.5)
  await story.until(`${thursday}T11:00:00Z`)
  await answerSome(friday!, 0.4)
  await story.until(`${thursday}T15:00:00Z`)
  await approveSome(friday!)
  // After the close some answer late; one buyer wants to talk.
  await answerSome(friday!, 0.3)
  await story.until(`${friday}T12:00:00Z`)
  await raiseConcern(index)
  await story.settle()
}

/** A buyer who has not done so before, another one each week, is concerned. Some have read only that theirs is late. */
async function raiseConcern(index: number): Promise<void> {
  const updates = await story.database.query<{ channel: string }>(
    `select channel from deliveries d where kind = 'digest' and sent_at is not null
     and not exists (select from concerns c where c.account_id = d.account_id)`,
  )
  const free = new Set(updates.map(({ channel }) => channel))
  const numbers = BUYERS.map((_, step) => (index + step) % ACCOUNTS)
  const number = numbers.find((one) => free.has(`CBUYER0${one}`))
  if (number === undefined) return
  const buyer = player(story.playground.url, BUYERS[number]!)
  await buyer.opens(buyer.press(`CBUYER0${number}`, 'Raise a concern'))
  await buyer.fill('What concerns you?', 'The board waits for its report')
  await buyer.submit()
  await buyer.close()
}

interface Said {
  channel: string
  kind: string
  week: number
  under: boolean
}
let said: Said[]

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T00:00:00Z', world })
  await act((tx) => importAccounts(tx, file()))
  await story.app.meetPeople()
  await story.database.query(
    `insert into channel_confirmations (workspace_id, account_id, channel, organisations, confirmed_by, confirmed_at)
     select workspace_id, id, buyer_channel, '[{"id":"TBUYERS0","name":"Customers"}]', 'UOWNER00', $1 from accounts`,
    ['2026-11-16T00:00:00Z'],
  )
  await story.app.planRounds()
  await story.settle()
  for (let index = 0; index < WEEKS; index += 1) await week(index)
  await story.until(`${dateOf(WEEKS, -5)}T00:00:00Z`)
  said = await story.database.query<Said>(
    `select channel, kind, thread_key is not null as under,
       floor(extract(epoch from sent_at - timestamptz '2026-11-16T00:00:00Z') / 604800)::int as week
     from deliveries where surface = 'message' and sent_at is not null`,
  )
}, 600_000)
afterAll(() => story.end())

/** The most messages that one of these had in a week, of those that count. */
function most(channels: string[], counts: (one: Said) => boolean): number {
  const numbers = channels.flatMap((channel) =>
    Array.from(
      { length: WEEKS + 1 },
      (_, at) => said.filter((one) => one.channel === channel && one.week === at && counts(one)).length,
    ),
  )
  return Math.max(...numbers)
}
const total = (channel: string, counts: (one: Said) => boolean) =>
  said.filter((one) => one.channel === channel && counts(one)).length

describe(`${WEEKS} weeks of six accounts, with answers, silence, disagreement, lateness and concerns`, () => {
  it('have had all of that, or nothing was counted', () => {
    const kinds = new Set(said.map(({ kind }) => kind))
    for (const kind of ['digest', 'internal_edition', 'review', 'concern']) expect(kinds).toContain(kind)
  })

  it('an implementer hears from us three times a week at most', () => {
    expect(most(IMPLEMENTERS, () => true)).toBeGreaterThan(0)
    expect(most(IMPLEMENTERS, () => true)).toBeLessThanOrEqual(3)
  })

  it('an owner hears from us five times a week at most, and when something really happened', () => {
    expect(most(OWNERS, ({ kind }) => !TRUE_ALERTS.includes(kind))).toBeGreaterThan(0)
    expect(most(OWNERS, ({ kind }) => !TRUE_ALERTS.includes(kind))).toBeLessThanOrEqual(5)
  })

  it('a team channel has one message an account and week', () => {
    for (const [index] of BUYERS.entries()) {
      const count = total(`CTEAM00${index}`, ({ kind }) => kind !== 'state')
      expect(count).toBeLessThanOrEqual(WEEKS)
    }
  })

  it('a senior buyer has one update a week, and never two of one week', () => {
    for (const [index] of BUYERS.entries()) {
      const updates = total(`CBUYER0${index}`, ({ kind, under }) => kind !== 'alert' && !under)
      expect(updates).toBeGreaterThan(0)
      expect(updates).toBeLessThanOrEqual(WEEKS)
    }
  })

  it('nobody of a customer is written to in person', () => {
    expect(said.filter(({ channel }) => [...BUYERS, 'UPRIMARY'].includes(channel))).toEqual([])
  })
})
