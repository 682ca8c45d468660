import { afterEach, expect, it } from '@jest/globals'
import { startApp, type Throughline } from '../../src/app.ts'
import type { Tx } from '../../src/platform/context.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { happen, schedule } from '../../src/platform/scheduling/occurrences.ts'
import { sweep, type Work } from '../../src/platform/scheduling/sweep.ts'
import { office } from '../support/office.ts'
import { dumpQueue, wipeQueue } from '../support/queue.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let twin: Throughline | undefined
afterEach(async () => {
  await twin?.stop()
  twin = undefined
  await story.end()
})

const open = async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: office() })
}
const texts = (channel = 'CTEAM') => (story.playground.state.messages.get(channel) ?? []).map(({ text }) => text)
const message = (text: string) => ({ text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] })
const tell = (key: string, channel = 'CTEAM') =>
  story.act((tx) => say(tx, { key, kind: 'test', audience: 'vendor', channel, message: message(key) }))

it('two programs on one database say each thing once', async () => {
  await open()
  twin = await startApp({ ...story.options, roles: ['worker'] })
  const channels = ['CTEAM', 'COTHER', 'CTHIRD']
  await Promise.all(channels.flatMap((channel) => [tell(`a ${channel}`, channel), tell(`b ${channel}`, channel)]))
  await story.settle()
  for (const channel of channels) expect(texts(channel).sort()).toEqual([`a ${channel}`, `b ${channel}`])
})

it('goes on by itself after the queue was wiped', async () => {
  await open()
  await tell('before')
  await story.settle()
  await wipeQueue(story)
  // Nobody wakes anybody here: only the tick, said anew by the worker, can find this row.
  await story.act((tx) =>
    tx.db
      .insertInto('deliveries')
      .values({
        key: 'after',
        kind: 'test',
        audience: 'vendor',
        channel: 'CTEAM',
        message: JSON.stringify(message('after')),
        dueAt: tx.real,
        createdAt: tx.now,
      })
      .execute(),
  )
  const end = performance.now() + 25_000
  while (!texts().includes('after') && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 100))
  expect(texts()).toEqual(['before', 'after'])
}, 180_000)

it('keeps nothing in the queue that people wrote', async () => {
  await open()
  await story.app.stop()
  const queued = await dumpQueue(story)
  story.app = await startApp(story.options)
  await tell('a secret of theirs')
  expect(queued + (await dumpQueue(story))).not.toContain('secret')
  await story.settle()
})

it('claims a due row for one sweep only, and again when the claim has ended', async () => {
  await open()
  await story.app.stop()
  const { ctx, workspaceId } = story.app
  const web = await startApp({ ...story.options, roles: [] })
  await web.ctx.inWorkspace(workspaceId, (tx) => schedule(tx, { kind: 'x', key: 'x', subject: {}, dueAt: tx.now }))
  const [row] = await story.database.query<{ id: string }>(`select id from occurrences where kind = 'x'`)
  // The program plans looks of its own at a start; this is about the one row.
  const claims = (found: Work[]) => found.filter(({ id }) => id === row!.id)
  const sweeps = await Promise.all([sweep(web.ctx), sweep(web.ctx), sweep(web.ctx)])
  expect(claims(sweeps.flat())).toHaveLength(1)
  await story.database.query(`update occurrences set claimed_until = claimed_until - interval '1 minute'`)
  expect(claims(await sweep(web.ctx))).toHaveLength(1)
  expect(ctx).toBeDefined()
  await web.stop()
  story.app = await startApp(story.options)
})

it('lets an occurrence happen once, though two workers take it and one of them dies on the way', async () => {
  await open()
  const happened: string[] = []
  const handlers = { x: async (_: Tx, { key }: { key: string }) => void happened.push(key) }
  const failing = { x: () => Promise.reject(new Error('died')) }
  await story.act((tx) =>
    schedule(tx, { kind: 'y', key: 'k', subject: {}, dueAt: new Date(tx.now.getTime() + 3_600_000) }),
  )
  const [row] = await story.database.query<{ id: string }>(
    `update occurrences set kind = 'x', due_at = due_at - interval '1 hour', claimed_until = clock_timestamp() + interval '1 hour' where kind = 'y' returning id`,
  )
  const ref = { workspaceId: story.app.workspaceId, id: row!.id }
  await happen(story.app.ctx, failing, ref)
  expect(await story.database.query(`select state, reason, attempts from occurrences where kind = 'x'`)).toEqual([
    { state: 'waiting', reason: 'died', attempts: 1 },
  ])
  await Promise.all([happen(story.app.ctx, handlers, ref), happen(story.app.ctx, handlers, ref)])
  expect(happened).toEqual(['k'])
})
