// How long a CRM waits until its message is taken, at 100 messages a second: an endpoint with Standard Webhooks signatures,
// against a bare Bolt app that keeps the message with one insert and looks at nothing; in turns within one run, on one
// machine, over loopback. Only the taking is measured: no worker runs.
// npm run bench:webhook -- 5     (seconds a turn; 5 when not said)
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import type { Throughline } from '../src/app.ts'
import { pathOf } from '../src/features/endpoints/model.ts'
import { newSecret } from '../src/features/endpoints/signatures.ts'
import { systemClock } from '../src/platform/clock.ts'
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'
import { appUrl } from '../src/platform/postgres/storage.ts'
import { createVault } from '../src/platform/sealing.ts'
import { compareTurns } from './figures.ts'
import { prepare } from './prepare.ts'
import { pause, type Side, startSide } from './side.ts'
import { startSlackStub } from './slack-stub.ts'

/** The 99th percentile is at most this many times the bare one. */
const AIM = 2
const A_SECOND = 100
const TURNS = 10
const SLACK_SECRET = 'a'.repeat(32)
const TOKEN = 'xoxb-0000000000-bench'
const KEY = 'k'.repeat(32)
const secret = newSecret('standard')
const seconds = Math.min(Number(process.argv[2] ?? 5), 60)
/** Whatever hangs, it stops by itself. */
const stopper = setTimeout(() => process.exit(2), 10 * 60_000)

let sent = 0

/** Milliseconds from the message until its answer has arrived. */
function send(agent: http.Agent, port: number, where: string): Promise<number> {
  const id = `msg_${++sent}`
  const body = JSON.stringify({ id, account: 'calder', role: 'success_manager', newcomer: { name: 'Ann Berg' } })
  const at = systemClock.real()
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const began = performance.now()
  const request = http.request({ agent, host: '127.0.0.1', port, path: where, method: 'POST', headers })
  request.on('response', (response) => {
    response.resume()
    response.on('end', () => {
      if (response.statusCode === 202) resolve(performance.now() - began)
      else reject(new Error(`A message was answered with ${response.statusCode}`))
    })
  })
  request.setTimeout(10_000, () => request.destroy(new Error('No answer within ten seconds')))
  request.on('error', reject)
  request.end(body)
  return promise
}

/** A hundred messages a second, whether the one before is answered or not. */
async function turn({ port }: Side, where: string, count: number): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 })
  const answers: Promise<number>[] = []
  const began = performance.now()
  for (let n = 0; n < count; n += 1) {
    await pause(Math.max(0, began + (n * 1000) / A_SECOND - performance.now()))
    answers.push(send(agent, port, where))
  }
  const times = await Promise.all(answers)
  agent.destroy()
  return times
}

/** An account, and an endpoint that tells of it. @returns the endpoint's path. */
async function addEndpoint({ workspaceId }: Throughline, client: pg.Client): Promise<string> {
  const now = systemClock.now()
  await client.query(
    `insert into accounts (workspace_id, key, name, state, zone, created_at, changed_at)
       values ($1, 'calder', 'Calder Freight', 'active', 'Europe/Berlin', $2, $2)`,
    [workspaceId, now],
  )
  const { rows } = await client.query<{ id: string }>(
    `insert into endpoints (workspace_id, name, scheme, created_by, created_at) values ($1, 'CRM', 'standard', 'U1', $2) returning id`,
    [workspaceId, now],
  )
  const { id } = rows[0]!
  await client.query(
    `insert into endpoint_secrets (workspace_id, endpoint_id, hint, sealed, created_by, created_at) values ($1, $2, 'x', $3, 'U1', $4)`,
    [workspaceId, id, createVault(KEY)!.seal(secret, `${workspaceId} ${id}`), now],
  )
  return pathOf(id)
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-bench-'))
const postgres = await startEmbeddedPostgres(folder)
const slack = await startSlackStub()
const sides: Side[] = []
try {
  await migrate(postgres.ownerUrl, { queueInPostgres: true })
  const databaseUrl = appUrl(postgres.ownerUrl)
  const app = { botToken: TOKEN, signingSecret: SLACK_SECRET, apiUrl: slack.apiUrl }
  const where = await prepare({ ...app, ownerUrl: postgres.ownerUrl, databaseUrl }, addEndpoint)
  const env = { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SLACK_SECRET, SLACK_API_URL: slack.apiUrl, PORT: '0' }
  const reached = (url: string) => url.replace('@/', '@localhost/')
  const ours = { ...env, DATABASE_URL: reached(databaseUrl), SECRET_KEY: KEY, LOG_LEVEL: 'info' }
  const bare = { ...env, DATABASE_URL: reached(postgres.ownerUrl) }
  sides.push(await startSide('bare Bolt and one insert', ['bench/bare-insert.ts'], bare))
  sides.push(await startSide('throughline web', ['src/main.ts', 'web'], ours))
  const paths = ['/contacts', where]
  const timed = sides.map(({ name }) => ({ name, turns: [] as number[][] }))
  // The first turn warms both, and does not count.
  for (let at = 0; at <= TURNS; at += 1) {
    for (const [index, side] of sides.entries()) {
      const times = await turn(side, paths[index]!, seconds * A_SECOND)
      if (at > 0) timed[index]!.turns.push(times)
    }
  }
  const cores = os.availableParallelism()
  process.stdout.write(
    `From a message to its answer at ${A_SECOND} messages a second (Node ${process.version}, ${cores} cores):\n`,
  )
  const ratio = compareTurns(timed)
  const client = new pg.Client(postgres.ownerUrl)
  await client.connect()
  const { rows } = await client.query<{ kept: number }>(
    `select count(*)::int as kept from occurrences where kind = 'endpoints.report'`,
  )
  await client.end()
  const all = seconds * A_SECOND * (TURNS + 1)
  process.stdout.write(`Messages kept after their answer: ${rows[0]!.kept} of ${all}.\n`)
  const met = ratio <= AIM && rows[0]!.kept === all
  process.stdout.write(`The aim, a p99 of at most ${AIM} × and every message kept, is ${met ? 'met' : 'missed'}.\n`)
  process.exitCode = met ? 0 : 1
} finally {
  clearTimeout(stopper)
  for (const side of sides) await side.end()
  await slack.stop()
  await postgres.stop()
  fs.rmSync(folder, { recursive: true, force: true })
}
