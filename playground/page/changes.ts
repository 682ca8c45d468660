import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Playground } from '../server.ts'
import type { State } from '../state.ts'
import type { Memory } from './desk.ts'

const LOOK_MS = 100
const MINUTE_MS = 60_000

/** Tells a page when it may look different, so that it is drawn anew then and not just in case. */
export const changes = (c: Context, playground: () => Playground, memory: Memory): Response =>
  streamSSE(c, async (stream) => {
    // The first one goes out at once: something may have changed since the page was drawn.
    for (let told = ''; !stream.aborted; await wait(LOOK_MS)) {
      const now = mark(playground().state, memory)
      if (now !== told) await stream.writeSSE({ data: 'changed' })
      told = now
    }
  })

/** Another one after whatever an app did, somebody did, or the clock shows. */
const mark = ({ calls, deliveries, counter, last_ts, clock }: State, { moving }: Memory): string =>
  [calls.length, deliveries.length, counter, last_ts, Math.floor(clock.now().getTime() / MINUTE_MS), moving].join()
