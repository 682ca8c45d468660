import pg from 'pg'
import type { Config } from '#platform/config.ts'
import type { Logger } from '#platform/log.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { appUrl } from '#platform/postgres/storage.ts'
import { startApp, type Throughline } from '../src/app.ts'
import { createClock } from './clock.ts'
import { seed } from './data/seed.ts'
import { buildTown } from './data/town.ts'
import { nextSeen } from './next.ts'
import { page } from './page/routes.ts'
import { freePort } from './ports.ts'
import { FIRST_MONDAY, type Playground, startPlayground } from './server.ts'
import type { App, Settings } from './state.ts'

export interface StageOptions {
  /** Of the page; 0 takes a free one. */
  port: number
  /** Where webhooks come in; left out, a free one. */
  webhookPort?: number
  /** A superuser's URL of the cluster, naming the database `postgres`. */
  clusterUrl: string
  /** Dropped and made anew at each start, so that the demo always begins the same. */
  database: string
  log: Logger
  /** Whether the clock runs on with real time. */
  ticking: boolean
  /** How patient Slack is; left out, as patient as the real one. */
  settings?: Partial<Settings>
}

export interface Stage {
  playground: Playground
  /** Before the path of an endpoint: 'http://127.0.0.1:4401'. */
  webhooks: string
  app(): Throughline
  stop(): Promise<void>
}

/** The week in three steps, for somebody who sees it for the first time. */
export const FIRST_STEPS = [
  'Act as Jonas. Press “To the next thing due” until he is asked on Wednesday at 09:00. Check in for Calder Freight, and ask Tomás for something.',
  'Act as Maya. Go on until her review on Thursday at 15:00, read Calder’s update as Priya will, say that whoever it asks has been told, and approve it.',
  'Press “To Friday 09:30” and read, as Priya, what the senior buyer reads. Press Seen, and rate the week.',
]

const FRIDAY = { label: 'To Friday 09:30', weekday: 5, time: '09:30', zone: 'Europe/London' }

/** For who plays by program, maybe on a machine so busy that the app cannot answer within Slack's three seconds. */
export const PATIENT = { ack_ms: 60_000, trigger_ms: 60_000 }

/** Puts up the demo: a small Slack, the program in front of it, six accounts with their past, and a page. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { port, clusterUrl, database, log, ticking, settings } = options
  const webhookPort = options.webhookPort ?? (await freePort())
  const clock = createClock({ start: FIRST_MONDAY, ticking })
  let made: { app: App; botToken: string } | undefined
  let app: Throughline | undefined
  const upcoming = async () => (app ? nextSeen(app) : null)
  const begin = async (playground: Playground) => {
    const databaseUrl = await freshDatabase(clusterUrl, database)
    const config = configFor(databaseUrl, playground.apiUrl, webhookPort, made!)
    app = await startApp({ config, clock: { now: clock.now, real: () => new Date() }, log })
    made!.app.request_url = `http://127.0.0.1:${app.port}/slack/events`
    await seed(app, playground.state)
    await app.settle()
  }
  const playground: Playground = await startPlayground({
    port,
    clock,
    ...(settings ? { settings } : {}),
    timeline: {
      nextDue: async () => (await app?.nextDue()) ?? null,
      nextSeen: async () => (await upcoming())?.at ?? null,
      settle: async () => app?.settle(),
    },
    world: (state) => {
      made = buildTown(state)
    },
    routes: (web, self) => web.route('/', page(self, { goal: FRIDAY, next: upcoming, steps: FIRST_STEPS })),
    onReset: async () => {
      await app?.stop()
      await begin(playground)
    },
  })
  const stop = async () => {
    await app?.stop()
    await playground.stop()
  }
  // What half began would go on against a database that is stopped next, and hide why it did not come up.
  await begin(playground).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { playground, webhooks: publicUrl(webhookPort), app: () => app!, stop }
}

async function freshDatabase(clusterUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: clusterUrl })
  await client.connect()
  await client.query(`drop database if exists ${name} with (force)`)
  await client.query(`create database ${name}`)
  await client.end()
  const ownerUrl = clusterUrl.replace('/postgres?', `/${name}?`)
  await migrate(ownerUrl, { queueInPostgres: true })
  return appUrl(ownerUrl)
}

const publicUrl = (port: number): string => `http://127.0.0.1:${port}`

const configFor = (
  databaseUrl: string,
  apiUrl: string,
  port: number,
  { app, botToken }: { app: App; botToken: string },
): Config & { databaseUrl: string } => ({
  slack: { botToken, signingSecret: app.signing_secret, appToken: undefined, apiUrl },
  databaseUrl,
  databaseOwnerUrl: undefined,
  redisUrl: undefined,
  // Known before the program listens: an endpoint's address names it.
  port,
  publicUrl: publicUrl(port),
  // The database begins anew at each start, and what it sealed with it.
  secretKey: crypto.randomUUID(),
  logLevel: 'warn',
  dataFolder: '',
})
