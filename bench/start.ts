// How long from `node` to listening: `throughline web` against a bare Bolt app, in turns within one run, on one machine.
// npm run bench:start -- 20     (rounds; 15 when not said)
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startPlayground } from '../playground/server.ts'
import { addApp, addUser, createWorkspace, install } from '../playground/world.ts'
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'
import { appUrl } from '../src/platform/postgres/storage.ts'

/** A start is at most this many times the bare one. */
const AIM = 3
const PATIENCE_MS = 30_000
const rounds = Number(process.argv[2] ?? 15)

/** Milliseconds from spawn until the port answers. */
async function start(file: string[], env: Record<string, string>): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, file, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  try {
    const port = await portIn(child.stdout)
    await fetch(`http://127.0.0.1:${port}/slack/events`)
    return performance.now() - began
  } finally {
    clearTimeout(timer)
    child.kill('SIGTERM')
    await ended
  }
}

async function portIn(stdout: AsyncIterable<Buffer>): Promise<number> {
  let text = ''
  for await (const chunk of stdout) {
    text += chunk
    const port = /[{][^\n]*started[^\n]*[}]/.exec(text)?.[0].match(/"port":(\d+)/)?.[1]
    if (port) return Number(port)
  }
  throw new Error(`It ended before it listened:\n${text}`)
}

function median(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

const line = (name: string, times: number[], bare: number) => {
  const [least, most] = [Math.min(...times), Math.max(...times)].map(Math.round)
  return `${name.padEnd(34)} ${String(Math.round(median(times))).padStart(6)} ms   ${least}–${most}   ${(median(times) / bare).toFixed(2)} ×`
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-bench-'))
const postgres = await startEmbeddedPostgres(folder)
let botToken = ''
const playground = await startPlayground({
  world: (state) => {
    const { id: team_id } = createWorkspace(state, { name: 'Brightline' })
    const app = addApp(state, { name: 'Throughline', events: [] })
    botToken = install(state, { app, team_id, scopes: ['chat:write', 'users:read'] }).bot_token
    addUser(state, { team_id, real_name: 'Maya Lindqvist', tz: 'Europe/Stockholm' })
  },
})
try {
  await migrate(postgres.ownerUrl, { queueInPostgres: true })
  const slack = { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: 'a'.repeat(32), SLACK_API_URL: playground.apiUrl }
  const ours = {
    ...slack,
    DATABASE_URL: appUrl(postgres.ownerUrl).replace('@/', '@localhost/'),
    PORT: '0',
    LOG_LEVEL: 'info',
  }
  const cached = { NODE_COMPILE_CACHE: path.join(folder, 'compile-cache') }
  const uncached = { NODE_DISABLE_COMPILE_CACHE: '1' }
  const sides = {
    'bare Bolt': () => start(['bench/bare-bolt.ts'], { ...slack, ...uncached }),
    'throughline web': () => start(['src/main.ts', 'web'], { ...ours, ...cached }),
    'throughline web, no compile cache': () => start(['src/main.ts', 'web'], { ...ours, ...uncached }),
  }
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, [] as number[]]))
  // The first round warms the disk and the cache, and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, side] of Object.entries(sides)) {
      const ms = await side()
      if (round > 0) times[name]!.push(ms)
    }
  }
  const bare = median(times['bare Bolt']!)
  const ratio = median(times['throughline web']!) / bare
  process.stdout.write(
    `Start to the first answer, median of ${rounds}, least–most, against bare Bolt (Node ${process.version}):\n`,
  )
  for (const [name, all] of Object.entries(times)) process.stdout.write(`${line(name, all, bare)}\n`)
  process.stdout.write(`The aim, at most ${AIM} ×, is ${ratio <= AIM ? 'met' : 'missed'}.\n`)
  process.exitCode = ratio <= AIM ? 0 : 1
} finally {
  await playground.stop()
  await postgres.stop()
  fs.rmSync(folder, { recursive: true, force: true })
}
