import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { submitCheckin } from '../../src/features/checkins/flow.ts'
import { reportChange } from '../../src/features/contacts/flow.ts'
import { approve } from '../../src/features/digests/flow.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { Refusal } from '../../src/platform/errors.ts'
import {
  ACCOUNTS,
  ADMINISTRATOR,
  BUYERS,
  chance,
  dateOf,
  entry,
  file,
  IMPLEMENTERS,
  LEADER,
  MOVED,
  OWNERS,
  SALES,
  sorrow,
  world,
} from '../support/month.ts'
import { player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

/** `npm run budget` plays a month; with the other tests it is two weeks. */
const WEEKS = Number(process.env['BUDGET_WEEKS'] ?? 2)
/** What only reaches an owner when something really happened. */
const TRUE_ALERTS = ['concern', 'alert_draft', 'talk', 'trouble', 'contact_change', 'warning']
/** A contact change is one alert where the team reads, and its handoff one checklist that changes in place. */
const OF_A_CHANGE = ['contact_change', 'handoff']
/** What a leader hears of by exception: a promise that breaks in two hours, a concern or a change nobody has answered. */
const FOR_LEADERS = ['warning', 'concern', 'contact_reminder']
const WARNING = 'warning'
/** Items of a handoff remind at most once a working day, beside the weekly loop; those that stay late reach the leader. */
const OF_HANDOFFS = 'handoffs.remind'
const WORKING_DAYS = 5

let story: Story

type Expected = Record<'userId' | 'roundId' | 'key' | 'goLiveId' | 'goLiveOn', string> & { version: number }

/** Some answer, some differ, some say nothing. `share` of those who have not answered do it now. */
async function answerSome(publishOn: string, share: number): Promise<void> {
  const open = await story.database.query<Expected>(
    `select user_id as "userId", round_id as "roundId", version, a.key, m.id as "goLiveId",
       m.forecast_on::text as "goLiveOn" from checkins c
     join rounds r on r.id = c.round_id join accounts a on a.id = r.account_id
     join milestones m on m.account_id = a.id and m.name = 'Go-live'
     where publish_on = $1 and c.state <> 'answered' order by a.key, user_id`,
    [publishOn],
  )
  for (const { userId, key, goLiveOn, ...form } of open) {
    if (chance() > share) continue
    const said = chance() < 0.3 ? { ...entry, ...sorrow } : entry
    const moved = key === 'ACCOUNT0' && publishOn === dateOf(0) ? MOVED : { goLiveOn }
    await story.act((tx) => submitCheckin(tx, userId, form, { ...said, ...moved })).catch(onlyRefusal)
  }
  await story.settle()
}

/** Owners approve most of what waits, whatever lets itself be approved. */
async function approveSome(publishOn: string): Promise<void> {
  const waiting = await story.database.query<{ id: string; version: number; ownerId: string; key: string }>(
    `select d.id, d.version, a.key, owner_id as "ownerId" from digests d join accounts a on a.id = d.account_id
     where publish_on = $1 and d.state in ('waiting', 'held') order by a.key`,
    [publishOn],
  )
  for (const { id, version, ownerId, key } of waiting) {
    // Of this one nobody thinks in the first week: it is late, and the leader is warned.
    if (chance() < 0.2 || (key === 'ACCOUNT5' && publishOn === dateOf(0))) continue
    await story.act((tx) => approve(tx, ownerId, { digestId: id, version })).catch(onlyRefusal)
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
  if (index === 0) await changeContact(friday!)
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

/** The day-to-day counterpart of one customer changes, with all that follows. */
async function changeContact(effectiveOn: string): Promise<void> {
  const [account] = await story.database.query<{ id: string }>(`select id from accounts where key = 'ACCOUNT3'`)
  const change = { accountId: account!.id, role: 'primary_contact' as const, effectiveOn, reportedBy: OWNERS[1]! }
  await story.act((tx) => reportChange(tx, { ...change, source: 'slack', newcomer: { name: 'Nora Field' } }))
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
  account: string | null
  /** The week it is about, where the customer reads of one. */
  round: string | null
}
let said: Said[]
/** How often an account was named to a leader before its update was late. */
let warned: number

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T00:00:00Z', world })
  await story.act((tx) => importAccounts(tx, file()))
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
    `select channel, kind, thread_key is not null as under, account_id as account, substring(key from '[0-9a-f-]{36}') as round,
       floor(extract(epoch from created_at - timestamptz '2026-11-16T00:00:00Z') / 604800)::int as week
     from deliveries where surface = 'message' and sent_at is not null`,
  )
  warned = (await story.database.query("select from history where action = 'digest.leader_warned'")).length
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

/** A quiet month would prove nothing: each of these really came. */
const HAPPENED = [
  ...['checkins.ask', 'checkins.remind', 'review', 'digest', 'internal_edition', 'late_note'],
  ...['warning', 'alert_draft', 'concern', 'contact_change', 'handoff'],
]

/** What each had, by kind. */
const counted = (): string[] =>
  [...new Set(said.map(({ channel }) => channel))].sort().map((channel) => {
    const kinds = Object.entries(Object.groupBy(said, (one) => (one.channel === channel ? one.kind : 'elsewhere')))
    const own = kinds.filter(([kind]) => kind !== 'elsewhere').map(([kind, all]) => `${kind} ${all!.length}`)
    return `${channel}: ${own.join(', ')}; at most ${most([channel], () => true)} in a week`
  })

describe(`${WEEKS} weeks of six accounts, with answers, silence, disagreement, lateness and concerns`, () => {
  it('have had all of that, or nothing was counted', () => {
    const kinds = new Set(said.map(({ kind }) => kind))
    expect([...kinds]).toEqual(expect.arrayContaining(HAPPENED))
    if (process.env['BUDGET_WEEKS']) process.stdout.write(`${counted().join('\n')}\n`)
  })

  it('an implementer hears from us three times a week at most', () => {
    expect(most(IMPLEMENTERS, () => true)).toBeGreaterThan(0)
    expect(most(IMPLEMENTERS, () => true)).toBeLessThanOrEqual(3)
  })

  it('an owner hears from us five times a week at most, and when something really happened', () => {
    const isWeekly = ({ kind }: Said) => !TRUE_ALERTS.includes(kind) && kind !== OF_HANDOFFS
    expect(most(OWNERS, isWeekly)).toBeGreaterThan(0)
    expect(most(OWNERS, isWeekly)).toBeLessThanOrEqual(5)
    expect(most(OWNERS, ({ kind }) => kind === OF_HANDOFFS)).toBeLessThanOrEqual(WORKING_DAYS)
  })

  it('a team channel has one message an account and week, and of a contact change one alert and one checklist', () => {
    for (const [index] of BUYERS.entries()) {
      const channel = `CTEAM00${index}`
      expect(total(channel, ({ kind }) => kind !== 'state' && !OF_A_CHANGE.includes(kind))).toBeLessThanOrEqual(WEEKS)
      for (const kind of OF_A_CHANGE) expect(total(channel, (one) => one.kind === kind)).toBe(index === 3 ? 1 : 0)
    }
  })

  it('a leader hears by exception alone: one warning for all accounts of a day, else of one account once a week and kind', () => {
    const heard = said.filter(({ channel, kind }) => channel === LEADER && kind !== OF_HANDOFFS)
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.filter(({ kind }) => !FOR_LEADERS.includes(kind))).toEqual([])
    const each = heard
      .filter(({ kind }) => kind !== WARNING)
      .map(({ account, kind, week: at }) => `${account} ${kind} ${at}`)
    expect(new Set(each).size).toBe(each.length)
    // All holds of a week end on one day: whatever is about to be late stands in one message, each account on record.
    expect(most([LEADER], ({ kind }) => kind === WARNING)).toBe(1)
    expect(warned).toBeGreaterThan(heard.filter(({ kind }) => kind === WARNING).length)
    expect(most([LEADER], ({ kind }) => kind !== OF_HANDOFFS)).toBeLessThanOrEqual(3)
    expect(most([LEADER], ({ kind }) => kind === OF_HANDOFFS)).toBeLessThanOrEqual(WORKING_DAYS)
  })

  it('an administrator hears of a concern that owner and leader leave alone, and of nothing else where all is well', () => {
    const heard = said.filter(({ channel }) => channel === ADMINISTRATOR)
    expect(heard.filter(({ kind }) => kind !== 'concern')).toEqual([])
    expect(most([ADMINISTRATOR], () => true)).toBeLessThanOrEqual(1)
  })

  it('a sales rep is not written to in person: they read with the team', () => {
    expect(said.filter(({ channel }) => channel === SALES)).toEqual([])
  })

  it('a senior buyer has one update a week, and never two of one week', () => {
    // What follows late stands under the note that it would.
    const isUpdate = ({ kind, under }: Said) => kind !== 'alert' && !under
    const channels = BUYERS.map((_, index) => `CBUYER0${index}`)
    for (const channel of channels) expect(total(channel, isUpdate)).toBeGreaterThan(0)
    // A hold ends on the Monday after, so a late note and the next update may come in the same seven days.
    const rounds = said.filter((one) => channels.includes(one.channel) && isUpdate(one)).map(({ round }) => round)
    expect(rounds).toHaveLength(new Set(rounds).size)
  })

  it('nobody of a customer is written to in person', () => {
    expect(said.filter(({ channel }) => [...BUYERS, 'UPRIMARY'].includes(channel))).toEqual([])
  })
})
