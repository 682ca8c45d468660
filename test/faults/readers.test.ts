import { afterEach, expect, it } from '@jest/globals'
import { joinChannel } from '../../playground/act/channel.ts'
import { injectFault } from '../../playground/faults.ts'
import { addUser } from '../../playground/world.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { office } from '../support/office.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
const open = async (slackTimeoutMs = 5_000) => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: office(), options: { slackTimeoutMs } })
}
afterEach(() => story.end())

const sayInTeam = (...keys: string[]) =>
  story.act(async (tx) => {
    for (const key of keys) {
      const message = { text: key, blocks: [{ type: 'section', text: { type: 'plain_text', text: key } }] }
      await say(tx, { key, kind: 'test', audience: 'vendor', channel: 'CTEAM', message })
    }
  })
const texts = () => (story.playground.state.messages.get('CTEAM') ?? []).map(({ text }) => text)
const asked = (name: string) => story.playground.state.calls.filter(({ method }) => method === name).length

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000
  while (!(await isSo()) && performance.now() < end) await new Promise((done) => setTimeout(done, 50))
  expect(await isSo()).toBe(true)
}

it('Slack is asked once who reads in a channel for all that is said there within a minute', async () => {
  await open()
  await sayInTeam('one', 'two', 'three')
  await story.settle()
  expect(texts()).toEqual(['one', 'two', 'three'])
  expect([asked('conversations.info'), asked('conversations.members')]).toEqual([1, 1])
})

it('no transaction waits while Slack is slow to say who reads', async () => {
  await open()
  injectFault(story.playground.state, { method: 'conversations.members', kind: 'delay', amount: 1_500 })
  await sayInTeam('slow')
  await until(() => asked('conversations.members') === 1)
  await new Promise((done) => setTimeout(done, 600))
  const held = `select query from pg_stat_activity where datname = current_database()
    and state = 'idle in transaction' and clock_timestamp() - xact_start > interval '500 ms'`
  expect(texts()).toEqual([])
  expect(await story.database.query(held)).toEqual([])
  await until(() => texts().length === 1)
})

it.each(['rate_limited', 'error_before', 'hang'] as const)(
  'nothing is posted until Slack says who reads (%s)',
  async (kind) => {
    await open(1_000)
    const { state } = story.playground
    injectFault(state, { method: 'conversations.members', kind, amount: 1 })
    addUser(state, { team_id: 'T1', id: 'UGUS', real_name: 'Gus Guest', is_restricted: true })
    joinChannel(state, 'UGUS', 'CTEAM')
    await sayInTeam('secret')
    const failed = async () =>
      (await story.database.query<{ error: string }>(`select error from deliveries where state = 'failed'`))[0]?.error
    await until(async () => (await failed()) === 'a guest is in that channel')
    expect(texts()).toEqual([])
  },
)
