import { spawn } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Refusal } from '#platform/errors.ts'
import { createLog } from '#platform/log.ts'
import { startEmbeddedPostgres } from '#platform/postgres/embedded.ts'
import { checkWeek } from './checkweek.ts'
import { choosePorts } from './ports.ts'
import { FIRST_STEPS, setStage } from './stage.ts'

/** `npm run demo`: everything on this machine, nothing to set up. */
process.env['TZ'] = 'UTC'

/** What is running, in the order in which it was started. */
const running: (() => Promise<unknown>)[] = []

async function stopAll(): Promise<void> {
  for (let stop = running.pop(); stop; stop = running.pop()) await stop()
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, check: { type: 'boolean' } },
  })
  const { page: port, webhooks, isUsual } = await choosePorts(values.port ?? process.env['PORT'])
  const name = isUsual ? 'demo' : `demo-${port}`
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, leaveOnce)
  say('Starting. This takes a few seconds.')
  const starting = startEmbeddedPostgres(path.resolve('.throughline', name), { fast: true })
  // Known before it is there: whoever leaves meanwhile waits for it, as it would go on without us.
  running.push(async () => (await starting.catch(() => undefined))?.stop())
  const postgres = await starting
  const log = createLog(process.env['LOG_LEVEL'] ?? 'error')
  const database = { clusterUrl: postgres.ownerUrl, database: 'demo' }
  const stage = await setStage({ port, webhookPort: webhooks, ...database, log, ticking: true })
  running.push(stage.stop)
  if (values.check) {
    say(await checkWeek(stage))
    return stopAll()
  }
  say(`Throughline is ready: ${stage.playground.url}`)
  say(['Try first:', ...FIRST_STEPS.map((step, index) => `  ${index + 1}. ${step}`)].join('\n'))
  say(`A CRM's webhooks come in at ${stage.webhooks}; docs/webhook.md shows a command to try.`)
  say('Ctrl+C stops everything.')
  if (!values['no-open']) open(stage.playground.url)
}

let leaving = false

// Ctrl+C reaches us twice, from the terminal and from npm, which hands on what it gets: the second one must not end us
// while the database is being stopped.
function leaveOnce(): void {
  if (!leaving) void leave()
}

/** Also in the middle of the start: what comes up meanwhile loses its database, and is stopped with the process. */
async function leave(): Promise<void> {
  leaving = true
  process.on('uncaughtException', () => {})
  say('\nStopping.')
  await stopAll().catch(() => {})
  process.exit(0)
}

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)

/** Shows the page where there is a browser to show it in; nothing depends on it. */
function open(url: string): void {
  const command =
    process.platform === 'darwin'
      ? 'open'
      : process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
        ? 'xdg-open'
        : undefined
  if (command)
    spawn(command, [url], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref()
}

try {
  await main()
} catch (error) {
  if (leaving) await new Promise(() => {})
  await stopAll()
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
