// How long a click waits for its ack: the button that opens a check-in form, against a bare Bolt app that does nothing
// but ack, in turns within one run, on one machine, over loopback.
// npm run bench:ack -- 5     (seconds a turn; 5 when not said)
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import type { Throughline } from '../src/app.ts'
import { planNextRound } from '../src/features/checkins/flow.ts'
import { systemClock } from '../src/platform/clock.ts'
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'
import { appUrl } from '../src/platform/postgres/storage.ts'
import { compareTurns } from './figures.ts'
import { prepare } from './prepare.ts'
import { pause, type Side, startSide } from './side.ts'
import { startSlackStub } from './slack-stub.ts'

/** The 99th percentile is at most this many times the bare one. */
const AIM = 2
const CONNECTIONS = [10, 50]
/** People look at a form before they press again: each connection rests so long between two clicks, in ms. */
const REST_MS = 250
const TURNS = 10
const SECRET = 'a'.repeat(32)
const TOKEN = 'xoxb-0000000000-bench'
const seconds = Math.min(Number(process.argv[2] ?? 5), 20)
/** Whatever hangs, it stops by itself. */
const stopper = setTimeout(() => process.exit(2), 10 * 60_000)

/** MB of memory that the process holds. */
const memory = ({ pid }: Side): number =>
  Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024)

function signed(roundId: string): { body: string; headers: Record<string, string> } {
  const payload = {
    type: 'block_actions',
    team: { id: 'T1' },
    user: { id: 'UJONAS', team_id: 'T1' },
    api_app_id: 'A1',
    trigger_id: '1.2.bench',
    container: { type: 'message', message_ts: '1.000001', channel_id: 'D1' },
    channel: { id: 'D1' },
    message: { ts: '1.000001', text: 'Good morning Jonas.', blocks: [] },
    actions: [{ type: 'button', action_id: 'checkin.open', block_id: 'b', value: roundId, action_ts: '1.000002' }],
  }
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`
  const time = Math.floor(systemClock.real().getTime() / 1000)
  const signature = createHmac('sha256', SECRET).update(`v0:${time}:${body}`).digest('hex')
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
    'x-slack-request-timestamp': String(time),
    'x-slack-signature': `v0=${signature}`,
  }
  return { body, headers }
}

/** Milliseconds from the click until its ack has arrived. */
function click(agent: http.Agent, port: number, roundId: string): Promise<number> {
  const { body, headers } = signed(roundId)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const began = performance.now()
  const request = http.request({ agent, host: '127.0.0.1', port, path: '/slack/events', method: 'POST', headers })
  request.on('response', (response) => {
    response.resume()
    response.on('end', () => {
      if (response.statusCode === 200) resolve(performance.now() - began)
      else reject(new Error(`A click was answered with ${response.statusCode}`))
    })
  })
  request.setTimeout(10_000, () => request.destroy(new Error('No ack within ten seconds')))
  request.on('error', reject)
  request.end(body)
  return promise
}

/** Clicks on ours. */
let made = 0

/** So many connections, each clicking and resting. Of a turn of one second the slowest click in a hundred would be its second. */
async function turn(port: number, roundId: string, connections: number) {
  // A server closes what is idle while the other side has its turn, so each turn has connections of its own.
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  const person = async (index: number) => {
    // They do not all begin in the same instant.
    await pause((REST_MS * index) / connections)
    // Making the connection does not count.
    await click(agent, port, roundId)
    await pause(REST_MS)
    while (performance.now() < until) {
      times.push(await click(agent, port, roundId))
      await pause(REST_MS)
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, index) => person(index)))
  agent.destroy()
  return times
}

/** @returns how many times the bare p99 ours is. */
async function compare(sides: Side[], roundId: string, connections: number): Promise<number> {
  const timed = sides.map(({ name }) => ({ name: `${name}, ${connections} connections`, turns: [] as number[][] }))
  // The first turn warms both, and does not count.
  for (let at = 0; at <= TURNS; at += 1) {
    for (const [index, { port }] of sides.entries()) {
      const times = await turn(port, roundId, connections)
      if (at > 0) timed[index]!.turns.push(times)
      if (index > 0) made += connections + times.length
    }
  }
  return compareTurns(timed)
}

/** An account with a check-in that is open for Jonas. @returns the id of its round. */
async function addRound(app: Throughline, client: pg.Client): Promise<string> {
  const ask = async (text: string, values: unknown[]) => (await client.query<{ id: string }>(text, values)).rows[0]?.id
  const accountId = await ask(
    `insert into accounts (workspace_id, key, name, state, zone, buyer_channel, first_publish_on, created_at, changed_at)
       values ($1, 'calder', 'Calder Freight', 'active', 'Europe/Berlin', 'CCALDER', $2, $3, $3) returning id`,
    [app.workspaceId, nextFriday(), systemClock.now()],
  )
  for (const [role, userId] of [
    ['owner', 'UMAYA'],
    ['implementer', 'UJONAS'],
    ['senior_buyer', 'UPRIYA'],
  ])
    await ask(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, $3, $4, '2020-01-01')`,
      [app.workspaceId, accountId, role, userId],
    )
  const round = await app.ctx.inWorkspace(app.workspaceId, (tx) => planNextRound(tx, accountId!))
  return round!.id
}

/** The Friday of the week after next, in UTC: its round is open now. */
function nextFriday(): string {
  const day = systemClock.now()
  day.setUTCDate(day.getUTCDate() + 7 + ((5 - day.getUTCDay() + 7) % 7))
  return day.toISOString().slice(0, 10)
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-bench-'))
const postgres = await startEmbeddedPostgres(folder)
const slack = await startSlackStub()
const sides: Side[] = []
try {
  await migrate(postgres.ownerUrl, { queueInPostgres: true })
  const databaseUrl = appUrl(postgres.ownerUrl)
  const app = { botToken: TOKEN, signingSecret: SECRET, apiUrl: slack.apiUrl }
  const roundId = await prepare({ ...app, ownerUrl: postgres.ownerUrl, databaseUrl }, addRound)
  const env = { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: slack.apiUrl, PORT: '0' }
  const ours = { ...env, DATABASE_URL: databaseUrl.replace('@/', '@localhost/'), LOG_LEVEL: 'info' }
  sides.push(await startSide('bare Bolt', ['bench/bare-bolt.ts'], env))
  sides.push(await startSide('throughline web', ['src/main.ts', 'web'], ours))
  await pause(3_000)
  const quiet = sides.map((side) => `${side.name} ${memory(side)} MB`)
  process.stdout.write(
    `From a signed click to its ack (Node ${process.version}, ${os.availableParallelism()} cores):\n`,
  )
  const ratios: number[] = []
  for (const connections of CONNECTIONS) ratios.push(await compare(sides, roundId, connections))
  let forms = 0
  // What is drawn while others click comes a little later.
  for (let tries = 0; tries < 20 && forms < made; tries += 1) {
    await pause(500)
    forms += await slack.formsOpened()
  }
  process.stdout.write(`Forms opened after their ack: ${forms} of ${made}.\n`)
  process.stdout.write(
    `Memory when quiet: ${quiet.join(', ')}; after it all: ${sides.map((side) => `${side.name} ${memory(side)} MB`).join(', ')}.\n`,
  )
  const met = ratios.every((ratio) => ratio <= AIM) && forms === made
  process.stdout.write(`The aim, a p99 of at most ${AIM} × and a form for every click, is ${met ? 'met' : 'missed'}.\n`)
  process.exitCode = met ? 0 : 1
} finally {
  clearTimeout(stopper)
  for (const side of sides) await side.end()
  await slack.stop()
  await postgres.stop()
  fs.rmSync(folder, { recursive: true, force: true })
}
