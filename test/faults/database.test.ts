import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import type { State } from '../../playground/state.ts'
import { say } from '../../src/platform/outbox/say.ts'
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
import { HISTORY } from '../support/office.ts'
import type { Player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

const HELLO = { text: 'Hello', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Hello' } }] }

let story: Story
let cast: Cast
const lines: string[] = []

/** Brightline, whose Throughline may look for a message of which it never heard the answer. */
const world = (state: State) => {
  const made = brightline(state)
  state.installations[0]!.scopes.push(...HISTORY)
  return made
}

beforeAll(async () => {
  const hear = (line: string) => void lines.push(line)
  story = await startStory({ at: '2026-11-16T08:00:00Z', world, ownProcess: true, hear })
  cast = castOf(story)
  await importFile(story, calderFile())
  // Slack says in which conversation somebody reads when it takes the first message to them. Where that answer is cut
  // off, nobody can look for it, and a person has to: this is about everything after it.
  const hello = { key: 'hello', kind: 'hello', audience: 'vendor', channel: 'UMAYA001', message: HELLO } as const
  await story.act((tx) => say(tx, hello))
  await story.settle()
}, 180_000)
afterAll(() => story.end())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const count = async (who: Player, channel: string) => (await who.reads(channel)).length

/** Ends every connection of the program, as a database that restarts does. @returns how many there were. */
async function cut(): Promise<number> {
  const ended = await story.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = 'throughline_app' and application_name = 'program'`,
  )
  return ended.length
}

/** Cuts five times, wherever the program may be in its work, and lets it finish. */
async function cutWhileWorking(): Promise<void> {
  for (let times = 0; times < 5; times++) {
    await cut()
    await pause(200)
  }
  await pause(1_000)
  // What was cut off in mid-work is taken up when its claim ends, and what Slack may have heard is looked for after
  // two minutes: the test does not wait that long.
  // Rows that somebody holds are at work, and waiting for them here could close a circle of waiting.
  await story.database.query(
    `update deliveries set claimed_until = null, due_at = clock_timestamp()
     where id in (select id from deliveries where due_at is not null for update skip locked)`,
  )
  await story.database.query(
    `update occurrences set claimed_until = null
     where id in (select id from occurrences where state = 'waiting' for update skip locked)`,
  )
  await story.app.settle(100_000)
}

describe('a week in which the database restarts again and again', () => {
  it('asks once, though the connections end while the question is on its way', async () => {
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'delay', amount: 1_500 })
    const moving = story.until('2026-11-18T08:00:00Z')
    while ((await story.database.query(`select 1 from deliveries where state = 'sending'`)).length === 0)
      await pause(20)
    // The queue's connections are among them only where it lives in Postgres.
    expect(await cut()).toBeGreaterThan(story.redisUrl ? 2 : 5)
    await moving
    await story.settle()
    expect(await count(cast.jonas, await cast.jonas.dm())).toBe(1)
  }, 180_000)

  it('takes an answer right after its connections ended', async () => {
    await cut()
    await pause(100)
    await answer(cast.jonas)
    expect(await story.database.query(`select state from checkins`)).toEqual([{ state: 'answered' }])
  }, 180_000)

  it('closes and asks the owner once, though it is cut off five times over the close', async () => {
    story.playground.state.clock.jumpTo(new Date('2026-11-19T15:10:00Z'))
    await cutWhileWorking()
    expect(await count(cast.maya, await cast.maya.dm())).toBe(2)
  }, 130_000)

  it('publishes once, though it is cut off five times over the publishing', async () => {
    await cast.maya.press(await cast.maya.dm(), 'Approve')
    story.playground.state.clock.jumpTo(new Date('2026-11-20T09:30:01Z'))
    await cutWhileWorking()
    expect([await count(cast.priya, BUYER_CHANNEL), await count(cast.dana, TEAM_CHANNEL)]).toEqual([1, 1])
  }, 130_000)

  it('ends as an undisturbed week ends, without a flood of lines', async () => {
    await endedWell(story, 5)
    expect(lines.filter((line) => line.includes('The queue does not answer')).length).toBeLessThanOrEqual(4)
    expect(lines.length).toBeLessThan(100)
  })
})
