import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type Acts, bindActs } from './acts.ts'
import { serveCall } from './api/serve.ts'
import { type Clock, createClock } from './clock.ts'
import { controlRoutes } from './control.ts'
import { idle } from './deliver.ts'
import { serveResponseUrl } from './responseurl.ts'
import { openSockets } from './socket.ts'
import { emptyState, type Settings, type State } from './state.ts'
import { createJourney, type Journey, type Timeline } from './timeline.ts'

export type { Timeline } from './timeline.ts'

export interface PlaygroundOptions {
  /** 0, the default, takes a free port. */
  port?: number
  clock?: Clock
  timeline?: Timeline
  settings?: Partial<Settings>
  /** Fills an empty state: at the start and again on every reset. */
  world: (state: State) => void | Promise<void>
  /** Adds routes, such as the page, to the same server. */
  routes?: (web: Hono<{ Bindings: HttpBindings }>, playground: () => Playground) => void
  /** Called after a reset, for the program under the playground to begin again too. */
  onReset?: () => Promise<void>
}

export interface Playground {
  url: string
  /** For `SLACK_API_URL` and `slackApiUrl`; ends with `/api/`. */
  apiUrl: string
  state: State
  act: Acts
  journey: Journey
  /** Empties everything and fills the world again; where the apps listen is kept. */
  reset(): Promise<void>
  /** Waits until no delivery to an app is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** The first moment of a playground without a clock of its own: a Monday. */
export const FIRST_MONDAY = new Date('2026-11-16T08:00:00Z')

/** Starts a small Slack on this machine, reachable from this machine only. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const state = emptyState(options.clock ?? createClock({ start: FIRST_MONDAY }), options.settings)
  let playground: Playground | undefined
  const self = (): Playground => {
    if (!playground) throw new Error('The playground is not up yet.')
    return playground
  }
  const web = new Hono<{ Bindings: HttpBindings }>()
  web.all('/api/:method', (c) => serveCall(state, c))
  web.post('/response/:team/:id', (c) => serveResponseUrl(state, c))
  web.route('/control', controlRoutes(self))
  options.routes?.(web, self)
  const server = await listen(web, options.port ?? 0)
  const closeSockets = openSockets(state, server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  state.settings.url = url
  await options.world(state)
  playground = {
    url,
    apiUrl: `${url}/api/`,
    state,
    act: bindActs(state),
    journey: createJourney(state, options.timeline),
    reset: () => reset(state, options),
    idle: () => idle(state),
    stop: () => stop(state, server, closeSockets),
  }
  return playground
}

function listen(web: Hono<{ Bindings: HttpBindings }>, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: web.fetch, port, hostname: '127.0.0.1' }, () => resolve(server)) as Server
    server.on('error', reject)
  })
}

async function reset(state: State, options: PlaygroundOptions): Promise<void> {
  stopTimers(state)
  await idle(state)
  state.clock.reset()
  const listening = new Map([...state.apps.values()].map((app) => [app.id, app.request_url]))
  const { settings, sockets, tickets, timers, pending } = state
  Object.assign(state, emptyState(state.clock), { settings, sockets, tickets, timers, pending })
  await options.world(state)
  for (const app of state.apps.values()) app.request_url ??= listening.get(app.id) ?? null
  await options.onReset?.()
}

function stopTimers(state: State): void {
  for (const timer of state.timers) clearTimeout(timer)
  state.timers.clear()
}

async function stop(state: State, server: Server, closeSockets: () => Promise<void>): Promise<void> {
  stopTimers(state)
  await closeSockets()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
