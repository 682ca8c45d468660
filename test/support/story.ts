import { randomUUID } from 'node:crypto'
import { createClock } from '../../playground/clock.ts'
import { type Playground, startPlayground } from '../../playground/server.ts'
import type { App, State } from '../../playground/state.ts'
import { type Options, startApp, type Throughline } from '../../src/app.ts'
import type { Tx } from '../../src/platform/context.ts'
import { createLog } from '../../src/platform/log.ts'
import { createDatabase, type TestDatabase } from './database.ts'
import { type Killable, startKillable } from './killable.ts'
import { inEnvironment } from './program.ts'

export interface Story {
  app: Throughline
  playground: Playground
  database: TestDatabase
  slackApp: App
  /** Undefined where the queue lives in Postgres. */
  redisUrl: string | undefined
  /** What the program was started with: to start a second one beside it. */
  options: Options
  /** Moves the clock to an instant, stopping at everything due on the way. */
  until(iso: string): Promise<void>
  /** Resolves when nothing that is due waits any more. */
  settle(): Promise<void>
  /** Does something, and waits for all that follows from it. */
  settled<T>(doing: Promise<T>): Promise<T>
  /** One transaction of the program's, as its listeners and jobs open them. */
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Ends and starts the program; the database and Slack stay. */
  restart(): Promise<void>
  /** Kills the program in the middle of whatever it does. Only with `ownProcess`. */
  kill(): Promise<void>
  end(): Promise<void>
}

export interface Setting {
  /** Where the clock begins, ISO. */
  at: string
  /** Makes the workspaces, people and channels, and installs the app; @returns its token. */
  world: (state: State) => { app: App; botToken: string }
  options?: Partial<Options>
  /** What else the program's configuration says. */
  config?: Partial<Options['config']>
  /** The mail server, where letters can be sent. */
  mail?: Options['config']['mail']
  /** Runs the program in a process of its own, so that it can be killed; `app` then only watches. */
  ownProcess?: boolean
  /** With `ownProcess`: gets every line that the program logs. */
  hear?: (line: string) => void
  /** Slack reaches the program over a socket that the program opened, and not over HTTP. */
  socketMode?: boolean
}

/** Longer than Slack waits for an answer. */
const ON_ITS_WAY_MS = 4_000

/** The whole program against a Slack that remembers, on a clock that the test moves. */
export async function startStory({
  at,
  world,
  options = {},
  config = {},
  mail,
  ownProcess = false,
  hear,
  socketMode = false,
}: Setting): Promise<Story> {
  const database = await createDatabase()
  const clock = createClock({ start: new Date(at) })
  let made: { app: App; botToken: string } | undefined
  let running: Throughline | undefined
  const timeline = { nextDue: async () => (await running?.nextDue()) ?? null, settle: async () => running?.settle() }
  const playground = await startPlayground({
    clock,
    timeline,
    world: (state) => {
      made = world(state)
    },
  })
  const all: Options = {
    config: { ...configFor(database.url, playground.apiUrl, made!, socketMode), mail, ...config },
    clock: { now: () => clock.now(), real: () => new Date() },
    log: createLog(process.env['LOG_LEVEL'] ?? 'silent'),
    // On a clock that jumps, what people read on several days would wait for one another as if within a second.
    channelSpacingMs: 10,
    ...options,
  }
  let program: Killable | undefined
  const spawn = async () => {
    program = await startKillable(
      { ...envOf(all.config, playground.url), ...(hear ? { LOG_LEVEL: 'info' } : {}) },
      hear,
    )
    made!.app.request_url = `http://127.0.0.1:${program.port}/slack/events`
  }
  const start = async () => {
    const app = await startApp(ownProcess ? { ...all, roles: [] } : all)
    if (ownProcess) await spawn()
    else if (!socketMode) made!.app.request_url = `http://127.0.0.1:${app.port}/slack/events`
    running = app
    return app
  }
  const story: Story = {
    app: await start(),
    playground,
    database,
    slackApp: made!.app,
    redisUrl: all.config.redisUrl,
    options: all,
    async settle() {
      // What somebody just did is on its way to the program; there is nothing to settle before it has arrived.
      await Promise.race([playground.idle(), new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS).unref())])
      await story.app.settle()
    },
    async settled(doing) {
      const done = await doing
      await story.settle()
      return done
    },
    act: (work) => story.app.ctx.inWorkspace(story.app.workspaceId, work),
    async until(iso) {
      await story.settle()
      await playground.journey.moveTo(new Date(iso))
    },
    async restart() {
      if (ownProcess) return spawn()
      await story.app.stop()
      story.app = await start()
    },
    async kill() {
      await program?.kill()
      program = undefined
    },
    async end() {
      await story.kill()
      await story.app.stop()
      await playground.stop()
      await database.drop()
    },
  }
  return story
}

const configFor = (
  databaseUrl: string,
  apiUrl: string,
  made: { app: App; botToken: string },
  socketMode: boolean,
): Options['config'] => ({
  slack: {
    botToken: made.botToken,
    signingSecret: made.app.signing_secret,
    appToken: socketMode ? made.app.app_token : undefined,
    apiUrl,
  },
  databaseUrl,
  databaseOwnerUrl: undefined,
  redisUrl: process.env['TEST_REDIS_URL']
    ? `${process.env['TEST_REDIS_URL']}/${Number(process.env['JEST_WORKER_ID'] ?? 1) % 16}`
    : undefined,
  port: 0,
  publicUrl: undefined,
  logLevel: 'silent',
  dataFolder: `unused-${randomUUID()}`,
})

const envOf = ({ slack, databaseUrl, redisUrl }: Options['config'], playgroundUrl: string): Record<string, string> => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret!,
  SLACK_API_URL: slack.apiUrl!,
  DATABASE_URL: inEnvironment(databaseUrl),
  REDIS_URL: redisUrl ?? '',
  PORT: '0',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  PLAYGROUND_URL: playgroundUrl,
  // Its connections are to be told from those by which a test watches.
  PGAPPNAME: 'program',
})
