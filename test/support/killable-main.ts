/** The program in a process of its own, on the playground's clock: to be killed. Not a test. */
import { startApp } from '../../src/app.ts'
import { readConfig } from '../../src/platform/config.ts'
import { createLog } from '../../src/platform/log.ts'

process.env['TZ'] = 'UTC'
const config = readConfig(process.env)
const control = process.env['PLAYGROUND_URL']!
const POLL_MS = 40

let now = await readClock()
setInterval(() => {
  readClock().then(
    (at) => {
      now = at
    },
    () => {},
  )
}, POLL_MS)

async function readClock(): Promise<Date> {
  const { now: at } = (await (await fetch(`${control}/control/clock`)).json()) as { now: string }
  return new Date(at)
}

const app = await startApp({
  config: { ...config, databaseUrl: config.databaseUrl! },
  clock: { now: () => now, real: () => new Date() },
  log: createLog(config.logLevel),
})
process.stdout.write(`listening ${app.port}\n`)
