import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  answer,
  BUYER_CHANNEL,
  brightline,
  type Cast,
  calderFile,
  castOf,
  importFile,
  TEAM_CHANNEL,
} from '../support/brightline.ts'
import { endedWell } from '../support/ended.ts'
import { type OwnRedis, startRedis } from '../support/redis.ts'
import { type Story, startStory } from '../support/story.ts'

const DOWN_MS = 6_000
/** Slack's limit for the answer to a click, a form or a command. */
const ACK_MS = 3_000

let redis: OwnRedis
let story: Story
let cast: Cast
const lines: string[] = []

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const count = async (who: Cast[keyof Cast], channel: string) => (await who.reads(channel)).length
const took = async (doing: () => Promise<unknown>) => {
  const began = performance.now()
  await doing()
  return performance.now() - began
}

;(process.env['TEST_REDIS_URL'] ? describe : describe.skip)('a week in which Redis is down for a while', () => {
  beforeAll(async () => {
    redis = await startRedis()
    process.env['TEST_REDIS_URL'] = redis.url
    const hear = (line: string) => void lines.push(line)
    story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline, ownProcess: true, hear })
    cast = castOf(story)
    await importFile(story, calderFile())
    await story.until('2026-11-18T08:00:00Z')
  }, 180_000)
  afterAll(async () => {
    await story.end()
    await redis.stop()
  }, 180_000)

  it('hears every click, form and command in time while Redis is down', async () => {
    lines.length = 0
    await redis.stop()
    // What is answered after Slack's three seconds fails here as it does there.
    await answer(cast.jonas)
    expect(await story.database.query('select state, status from checkins')).toEqual([
      { state: 'answered', status: 'on_track' },
    ])
    expect(await took(() => cast.maya.command(TEAM_CHANNEL, '/throughline', 'status'))).toBeLessThan(ACK_MS)
    expect((await cast.maya.reads(TEAM_CHANNEL)).at(-1)).toContain('Calder Freight')
    await pause(DOWN_MS)
  }, 180_000)

  it('says so in a few lines, however often it tries to connect again', () => {
    expect(lines.join()).toContain('The queue does not answer. Nothing is lost')
    expect(lines.length).toBeLessThanOrEqual(4)
  })

  it('closes late, and asks the owner once, when Redis is back and empty', async () => {
    story.playground.state.clock.jumpTo(new Date('2026-11-19T15:10:00Z'))
    redis = await startRedis(redis.port)
    await story.app.settle(60_000)
    expect(await count(cast.maya, await cast.maya.dm())).toBe(1)
  }, 180_000)

  it('ends as an undisturbed week ends: everything said once, nothing waiting, the next week planned', async () => {
    await cast.maya.press(await cast.maya.dm(), 'Approve')
    await story.until('2026-11-20T09:30:00Z')
    await story.app.settle(60_000)
    expect([await count(cast.priya, BUYER_CHANNEL), await count(cast.dana, TEAM_CHANNEL)]).toEqual([1, 1])
    await endedWell(story, 4)
  }, 180_000)
})
