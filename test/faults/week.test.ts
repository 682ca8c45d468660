import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import type { FaultKind } from '../../playground/state.ts'
import { planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { end } from '../../src/features/states/flow.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { calm } from '../support/answering.ts'
import { type Channels, startChannels } from '../support/channels.ts'
import { HISTORY } from '../support/office.ts'
import { type Player, player } from '../support/player.ts'
import { wipeQueue } from '../support/queue.ts'

let channels: Channels
let priya: Player
let dm: string

jest.setTimeout(60_000)

beforeAll(async () => {
  channels = await startChannels({ confirmed: true }, { slackTimeoutMs: 700, quarantineMs: 1_200 })
  const { story, accountId } = channels
  story.playground.state.installations[0]!.scopes.push(...HISTORY)
  await story.database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'implementer', 'UNOOR', '2026-11-01')`,
    [story.app.workspaceId, accountId],
  )
  await channels.settled(channels.act(planMissingRounds))
  // Where Slack may be asked what became of a direct message is known from one before it.
  const hello = { text: 'Hello', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Hello' } }] }
  const saying = { key: 'hello', kind: 'test', audience: 'vendor' as const, channel: 'UMAYA', message: hello }
  await channels.settled(channels.act((tx) => say(tx, saying)))
  dm = await channels.maya.dm()
  priya = player(story.playground.url, 'UPRIYA')
})
afterAll(() => channels.story.end())

/** Slack wants us to wait, and then something worse happens to the same message. */
function trouble(channel: string, kind: FaultKind): void {
  const { state } = channels.story.playground
  injectFault(state, { method: 'chat.postMessage', channel, kind: 'rate_limited', amount: 1 })
  injectFault(state, { method: 'chat.postMessage', channel, kind })
}

/** Waits until everything that was said stands in Slack; what is unclear is looked for after a while. */
async function arrived(): Promise<void> {
  const { state } = channels.story.playground
  const waiting = `select key, state, error from deliveries where surface = 'message' and state not in ('sent', 'withdrawn')`
  const limit = performance.now() + 60_000
  while (performance.now() < limit) {
    if (state.faults.length === 0 && (await channels.story.database.query(waiting)).length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(state.faults).toEqual([])
  expect(await channels.story.database.query(waiting)).toEqual([])
}

const mayas = async (begins: string) => (await channels.maya.reads(dm)).filter((text) => text.startsWith(begins))
const inChannel = (has: string) => channels.posted().filter((text) => text.includes(has))

it('the review arrives once although Slack makes us wait and then fails without taking it', async () => {
  trouble('UMAYA', 'error_before')
  await channels.answered('2026-11-20')
  await arrived()
  expect(await mayas('Updates for Friday 20 November')).toHaveLength(1)
})

it('the update arrives once although Slack takes it without saying so, and the database drops every connection', async () => {
  const { story } = channels
  trouble('CCALDER', 'drop_after')
  await story.until('2026-11-20T09:29:59Z')
  await story.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  // The test's own look at what is due shares those connections.
  await new Promise((resolve) => setTimeout(resolve, 500))
  await story.until('2026-11-20T09:30:30Z')
  await arrived()
  expect(inChannel('week 1')).toHaveLength(1)
})

it('a concern reaches the owner once although Slack does not answer', async () => {
  trouble('UMAYA', 'hang')
  await priya.opens(priya.press('CCALDER', 'Raise a concern'))
  await priya.fill('What concerns you?', 'The board report')
  await channels.settled(priya.submit())
  await arrived()
  expect(await mayas('Calder Freight: Priya Shah raised a concern.')).toHaveLength(1)
})

it('a correction stands in the thread once although Slack answers too late and the queue is wiped', async () => {
  const { story, maya, act, settled } = channels
  const [form] = await story.database.query<{ roundId: string }>(
    `select id as "roundId" from rounds where publish_on = '2026-11-20'`,
  )
  await settled(act((tx) => submitCheckin(tx, 'UNOOR', { roundId: form!.roundId, version: 0 }, late)))
  await maya.opens(maya.press(dm, 'Add as a correction'))
  expect(await maya.submit()).toMatchObject({ ok: true })
  trouble('CCALDER', 'hang_after')
  expect(await maya.submit()).toMatchObject({ ok: true })
  await wipeQueue(story)
  await arrived()
  expect(inChannel('York is connected')).toHaveLength(2)
})

it('the closing note arrives once although Slack fails after taking it', async () => {
  const { act, settled, accountId } = channels
  trouble('CCALDER', 'error_after')
  await settled(act((tx) => end(tx, 'UMAYA', { accountId, words: 'Goodbye and thank you' })))
  await arrived()
  expect(inChannel('Goodbye and thank you')).toHaveLength(1)
})

const late: Entry = { ...calm, progress: 'York is connected', nextStep: null }
