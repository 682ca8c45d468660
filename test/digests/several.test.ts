import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { punctualityOf } from '../../src/features/digests/flow.ts'
import { lockReport } from '../../src/features/digests/store.ts'
import { tellLeaderOfChannel, warnLeader } from '../../src/features/digests/warning.ts'
import { lock } from '../../src/platform/postgres/lock.ts'
import { answerAll } from '../support/answering.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let maya: Player
let priya: Player
async function start(accounts: Record<string, unknown>[]) {
  for (const account of accounts)
    await addCalder(story, { state: 'active', first_publish_on: '2026-11-20', ...account })
  await story.database.query(`update milestones set forecast_on = promised_on`)
  await story.app.meetPeople()
  await story.act(planMissingRounds)
  await story.settle()
}
const review = async () => (await maya.reads(await maya.dm())).filter((text) => text.startsWith('Updates for'))
/** Until one transaction waits for another. */
async function someoneWaits(): Promise<void> {
  const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await story.database.query(waits)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
const customerReads = async () => (await priya.reads('CCALDER')).length

beforeEach(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  maya = player(story.playground.url, 'UMAYA')
  priya = player(story.playground.url, 'UPRIYA')
})
afterEach(() => story.end())

it('asks once for all accounts that close together, and approves what needs no thought with one button', async () => {
  await start([{}, { key: 'oslo', name: 'Oslo Water' }, { key: 'rhein', name: 'Rhein Steel' }])
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  const [message, ...others] = await review()
  expect(others).toEqual([])
  expect(message).toContain('3 to approve together.')
  expect(message).toContain('[Approve these 3]')
  // Whose text is another one by then is not approved with the others.
  await story.database.query(
    `update digests set version = version + 1 where account_id = (select id from accounts where key = 'oslo')`,
  )
  const said = await maya.opens(maya.press(await maya.dm(), 'Approve these 3'))
  expect(said).toContain('1 of them changed meanwhile and is not approved. Please read it again.')
  await maya.close()
  await story.settle()
  const approved = await story.database.query(
    `select key from digests d join accounts a on a.id = d.account_id where d.state = 'approved' order by key`,
  )
  expect(approved).toEqual([{ key: 'calder' }, { key: 'rhein' }])
  await story.settled(maya.press(await maya.dm(), 'Approve', 'Oslo Water'))
  expect(await review()).toEqual([expect.stringContaining('3 approved.')])
  await story.until('2026-11-20T09:30:00Z')
  expect(await customerReads()).toBe(3)
})

it('makes the owner decide, with a reason for us only, where the answers differ', async () => {
  await start([{}])
  await addToAll(story, 'implementer', 'UNOOR')
  await story.act(planMissingRounds)
  await story.settle()
  await answerAll(story, 'UJONAS')
  await answerAll(story, 'UNOOR', {
    status: 'off_track',
    because: 'the supplier stopped',
    satisfaction: 2,
    heard: 'Angry',
  })
  await story.until('2026-11-19T14:00:00Z')
  expect((await review())[0]).toContain('The answers differ.')
  expect((await review())[0]).toContain('You decide: Approve asks why, for us only.')
  await maya.opens(maya.press(await maya.dm(), 'Edit'))
  await maya.fill('Status (proposed: Off track)', 'at_risk')
  expect(await maya.submit()).toMatchObject({
    error: 'The answers differ. Please say, for us only, why you decide so.',
  })
  await maya.fill('Why you decide so', 'FOR-US-ONLY')
  expect(await story.settled(maya.submit())).toEqual({ ok: true })
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  await story.until('2026-11-20T09:30:00Z')
  const [digest] = await priya.reads('CCALDER')
  expect(digest).toContain('At risk, because the supplier stopped. Go-live stays Fri 4 December.')
  expect(digest).not.toMatch(/FOR-US-ONLY|Noor|Jonas/)
  expect((await maya.reads('CTEAM'))[0]).toContain('Maya Lindqvist: FOR-US-ONLY')
})

it('holds for one working day, warns the leader while they work, and publishes when it is approved', async () => {
  await start([{}, { key: 'oslo', name: 'Oslo Water' }])
  await addToAll(story, 'leader', 'UADA')
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  await story.settled(maya.press(await maya.dm(), 'Hold'))
  expect((await review())[0]).toContain(
    'Held by Maya Lindqvist; waits until Mon 23 Nov 10:30 your time (09:30 where they are).',
  )
  expect((await review())[0]).not.toContain('[Release]')
  const ada = player(story.playground.url, 'UADA')
  // Two hours before are 08:30 on Monday where Ada is: before her day begins.
  await story.until('2026-11-20T14:59:00Z')
  await expect(ada.dm()).rejects.toThrow('has no message')
  await story.until('2026-11-20T15:00:00Z')
  const warned = async () => ada.reads(await ada.dm())
  const [warning, ...others] = await warned()
  expect(others).toEqual([])
  const rows = (time: string) =>
    `the update of Fri 20 Nov is not approved yet. On Mon 23 Nov ${time} the buyer will be told that it is late and that Maya Lindqvist will call. Please speak with Maya Lindqvist, or name with Contact change who stands in.`
  const at = '10:30 your time (09:30 where they are)'
  expect(warning!.split('\n')).toEqual([
    `Calder Freight: ${rows(at)}`,
    '[Open the account]',
    `Oslo Water: ${rows(at)}`,
    '[Open the account]',
  ])
  expect(await ada.opens(ada.press(await ada.dm(), 'Open the account', 'Calder'))).toContain('Calder Freight')
  await ada.close()
  expect(await customerReads()).toBe(0)
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  expect(await customerReads()).toBe(1)
  expect(await warned()).toEqual([
    expect.stringContaining('Calder Freight: the update of Fri 20 Nov is out. There is nothing left for you to do.'),
  ])
  await story.until('2026-11-23T09:30:00Z')
  expect(await warned()).toEqual([
    expect.stringContaining('Oslo Water: the buyer was told that the update of Fri 20 Nov is late'),
  ])
  expect(await maya.home()).toContain(
    'Oslo Water: the buyer was told that the update is late; it waits for your approval',
  )
  const kept = await story.database.query(`select account_id from history where action = 'digest.leader_warned'`)
  expect(new Set(kept.map(({ account_id }) => account_id)).size).toBe(2)
  // Of what concerns the channel the leader reads in the same message: whoever redraws it comes one after the other.
  const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const drawing = story.act(async (tx) => {
    await lock(tx.db, 'message', 'warning:UADA:')
    locked.resolve()
    await free.promise
  })
  await locked.promise
  const [{ id }] = (await story.database.query('select id from digests where warned_in is not null')) as [
    { id: string },
  ]
  const telling = story.act(async (tx) => {
    const report = (await lockReport(tx.db, id))!
    await tellLeaderOfChannel(tx, report, await factsOf(tx, report.accountId))
  })
  await someoneWaits()
  free.resolve()
  await Promise.all([drawing, telling])
})

it('does not warn the leader of what is approved in that very moment', async () => {
  await start([{}])
  await addToAll(story, 'leader', 'UADA')
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  await story.settled(maya.press(await maya.dm(), 'Hold'))
  const [{ id }] = (await story.database.query(`select id from digests where state = 'held'`)) as [{ id: string }]
  const [approved, read] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const approving = story.act(async (tx) => {
    await tx.db.updateTable('digests').set({ state: 'approved' }).where('id', '=', id).execute()
    approved.resolve()
    await read.promise
  })
  await approved.promise
  const warning = story.act((tx) => warnLeader(tx, { subject: { digestId: id } }))
  await someoneWaits()
  read.resolve()
  await Promise.all([approving, warning])
  await story.settle()
  await expect(player(story.playground.url, 'UADA').dm()).rejects.toThrow('has no message')
})

it('closes before it publishes when both are overdue after a pause, and then asks for the approval', async () => {
  await start([{}])
  await answerAll(story, 'UJONAS')
  story.playground.state.clock.jumpTo(new Date('2026-11-20T12:00:00Z'))
  await story.settle()
  expect((await review())[0]).toContain(
    'Not approved in time; waits until Mon 23 Nov 10:30 your time (09:30 where they are).',
  )
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  expect((await priya.reads('CCALDER'))[0]).toContain(
    'This update was due Friday 20 November 2026, 09:30; it comes late.',
  )
  expect(await story.act(punctualityOf)).toEqual({ due: 1, onTime: 0, late: 1, waiting: 0 })
})

it('publishes by itself after the first four, unless something needs thought', async () => {
  await start([{}])
  await story.database.query(
    `with r as (insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state, status)
       select workspace_id, id, d::date, 1, d, d, 'published', 'on_track' from accounts, generate_series('2026-10-23'::timestamptz, '2026-11-13', '7 days') d
       returning workspace_id, id, account_id, publish_on),
     g as (insert into digests (workspace_id, account_id, round_id, publish_on, owner_id, state, needs_approval, content, published_at)
       select workspace_id, account_id, id, publish_on, 'UMAYA', 'published', true, $1, publish_on from r returning workspace_id, id)
     insert into internal_editions (workspace_id, digest_id, content) select workspace_id, id, '{}' from g`,
    [
      JSON.stringify({
        asks: [],
        decisionsAhead: [],
        decisionsMade: [],
        progress: [],
        difficulties: [],
        milestones: [],
        whyMoved: [],
        people: [],
        next: [],
        trend: [],
        satisfaction: { heard: [] },
        goLive: null,
        criterion: null,
      }),
    ],
  )
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  const byItself = 'Goes out Fri 20 Nov 10:30 your time (09:30 where they are) unless you hold it.'
  expect((await review())[0]).toContain(byItself)
  // Held by mistake, it goes out by itself again: releasing asks for no approval.
  await story.settled(maya.press(await maya.dm(), 'Hold'))
  expect((await review())[0]).toContain('Held by Maya Lindqvist')
  await story.settled(maya.press(await maya.dm(), 'Release'))
  expect((await review())[0]).toContain(byItself)
  expect(await customerReads()).toBe(0)
  // Held to the end, it goes out by itself, too, and says that it is late.
  await story.settled(maya.press(await maya.dm(), 'Hold'))
  await story.until('2026-11-23T09:29:00Z')
  expect(await customerReads()).toBe(0)
  await story.until('2026-11-23T09:30:00Z')
  const [update, ...more] = await priya.reads('CCALDER')
  expect(more).toEqual([])
  expect(update).toContain('On track. Go-live stays Fri 4 December.')
  expect(update).toContain('This update was due Friday 20 November 2026, 09:30; it comes late.')
})

it('leaves nobody’s account out when all rounds of a day close in the same instant', async () => {
  await start(Array.from({ length: 6 }, (_, n) => ({ key: `k${n}`, name: `Customer ${n}` })))
  await story.until('2026-11-19T14:00:00Z')
  const [message, ...others] = await review()
  expect(others).toEqual([])
  expect(message).toContain('6 to think about.')
})
