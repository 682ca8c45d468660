import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { serveCall } from './api/serve.ts'
import { type Clock, createClock } from './clock.ts'
import { emptyState, type Settings, type State } from './state.ts'

/** What the demo hands in so that a jump of the clock stops at every due instant on the way. */
export interface Timeline {
  nextDue(): Promise<Date | null>
  settle(): Promise<void>
}

export interface PlaygroundOptions {
  /** 0, the default, takes a free port. */
  port?: number
  clock?: Clock
  timeline?: Timeline
  settings?: Partial<Settings>
  /** Fills an empty state: at the start and again on every reset. */
  world: (state: State) => void
}

export interface Playground {
  url: string
  /** For `SLACK_API_URL` and `slackApiUrl`; ends with `/api/`. */
  apiUrl: string
  state: State
  stop(): Promise<void>
}

/** The first moment of a playground without a clock of its own: a Monday. */
const FIRST_MONDAY = new Date('2026-11-16T08:00:00Z')

/** Starts a small Slack on this machine, reachable from this machine only. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const state = emptyState(options.clock ?? createClock({ start: FIRST_MONDAY }), options.settings)
  const web = new Hono<{ Bindings: HttpBindings }>()
  web.all('/api/:method', (c) => serveCall(state, c))
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: web.fetch, port: options.port ?? 0, hostname: '127.0.0.1' }, () => resolve(listening))
    listening.on('error', reject)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  state.settings.url = url
  options.world(state)
  return { url, apiUrl: `${url}/api/`, state, stop: () => stop(state, server) }
}

async function stop(state: State, server: ReturnType<typeof serve>): Promise<void> {
  for (const timer of state.timers) clearTimeout(timer)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
