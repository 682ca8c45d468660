import { describe, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import { confirmSent, sendAgain } from '../../src/platform/outbox/reconcile.ts'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { endedWell } from '../support/ended.ts'
import type { Player } from '../support/player.ts'
import { wipeQueue } from '../support/queue.ts'

tellCalder({ ownProcess: true })

const count = async (who: Player, channel: string) => (await who.reads(channel)).length
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** Kills the program, empties the queue, and starts it again: what an operator fears most. */
const disaster = async () => {
  await story.kill()
  await wipeQueue(story)
  await story.restart()
}

describe('a week in which the program is killed and the queue is wiped', () => {
  it('asks once, though it is killed while the question is on its way', async () => {
    // The request reaches Slack and waits there; the program dies before it hears the answer.
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'delay', amount: 1_500 })
    const moving = story.until('2026-11-18T08:00:00Z')
    while (
      !story.playground.state.calls.some(({ method }) => method === 'chat.postMessage') &&
      (await inFlight()) === 0
    )
      await pause(20)
    const sentAt = performance.now()
    await disaster()
    await moving
    await story.settle()
    // What is on its way to Slack arrives, though nobody hears the answer.
    await pause(sentAt + 2_000 - performance.now())
    await look()
    expect(await count(cast.jonas, await cast.jonas.dm())).toBe(1)
  }, 180_000)

  it('takes the answer, and keeps it through another kill', async () => {
    await answer(cast.jonas)
    await disaster()
    const [row] = await story.database.query(`select state, status from checkins`)
    expect(row).toEqual({ state: 'answered', status: 'on_track' })
  }, 180_000)

  it('closes and asks the owner once, though it is down over the close', async () => {
    await story.kill()
    await wipeQueue(story)
    story.playground.state.clock.jumpTo(new Date('2026-11-19T15:10:00Z'))
    await story.restart()
    await story.settle()
    expect(await count(cast.maya, await cast.maya.dm())).toBe(1)
  }, 180_000)

  it('publishes once, though it is killed right after the approval', async () => {
    await cast.maya.press(await cast.maya.dm(), 'Approve')
    await disaster()
    await story.until('2026-11-20T09:30:00Z')
    await disaster()
    await story.settle()
    expect(await count(cast.priya, BUYER_CHANNEL)).toBe(1)
    expect(await count(cast.dana, TEAM_CHANNEL)).toBe(1)
  }, 180_000)

  it('ends as an undisturbed week ends: everything said once, nothing waiting, the next week planned', async () => {
    await endedWell(story, 4)
    const late = await story.database.query(
      `select kind from occurrences where state = 'waiting' and due_at <= '2026-11-20T09:30:00Z'`,
    )
    expect(late).toEqual([])
  })
})

async function inFlight(): Promise<number> {
  return (await story.database.query(`select 1 from deliveries where state = 'sending'`)).length
}

/**
 * The program may not read history here, so an attempt that nobody heard of waits for a person, who looks into Slack:
 * it died after Slack had heard it, or before.
 */
async function look(): Promise<void> {
  const end = performance.now() + 30_000
  const states = () => story.database.query<{ id: string; state: string }>(`select id, state from deliveries`)
  const open = async () => (await states()).filter(({ state }) => state !== 'sent')
  while ((await open()).length > 0 && performance.now() < end) {
    await story.database.query(
      `update deliveries set due_at = clock_timestamp(), claimed_until = null where state = 'sending' and claimed_until < clock_timestamp()`,
    )
    await pause(500)
    const there = await cast.jonas.dm().then(
      () => true,
      () => false,
    )
    for (const { id, state } of await open()) {
      if (state !== 'unknown') continue
      await story.act((tx) => (there ? confirmSent(tx, id) : sendAgain(tx, id)))
    }
  }
  expect(await open()).toEqual([])
}
