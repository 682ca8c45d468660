import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { clearFaults, injectFault } from '../../playground/faults.ts'
import type { FaultKind, State } from '../../playground/state.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { office } from '../support/office.ts'
import { inEnvironment, runProgram } from '../support/program.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story | undefined
afterEach(async () => {
  await story?.end()
  story = undefined
})

let lines: string[] = []
/** The office, whose Slack does not say who we are until the fault is mended. */
const down = (kind: FaultKind) => (state: State) => {
  const made = office()(state)
  injectFault(state, { method: 'auth.test', kind, amount: 1, times: 1_000 })
  return made
}
const open = async (world: (state: State) => ReturnType<ReturnType<typeof office>>, socketMode = false) => {
  lines = []
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) })
  const options = { log, slackTimeoutMs: 300, askAgainMs: 100, meetAgainMs: 300 }
  story = await startStory({ at: '2026-11-16T08:00:00Z', world, options, socketMode })
  return story
}
const said = (event: string) => lines.filter((line) => line.includes(`"msg":"${event}"`))
const until = async (holds: () => boolean | Promise<boolean>, patienceMs = 15_000) => {
  const end = performance.now() + patienceMs
  while (!(await holds()) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await holds()).toBe(true)
}
const message = (text: string) => ({ text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] })
const tell = (key: string) =>
  story!.act((tx) => say(tx, { key, kind: 'test', audience: 'vendor', channel: 'CTEAM', message: message(key) }))
const texts = () => (story!.playground.state.messages.get('CTEAM') ?? []).map(({ text }) => text)
const alive = async () => (await fetch(`http://127.0.0.1:${story!.app.port}/healthz`)).status
const asked = (method: string) => story!.playground.state.calls.filter((call) => call.method === method).length

describe.each(['error_before', 'hang', 'rate_limited'] as const)('a first start while Slack is down (%s)', (kind) => {
  it('listens, says what it waits for, asks ever less often, and goes on when Slack answers', async () => {
    const { playground, app } = await open(down(kind))
    expect(await alive()).toBe(200)
    expect(() => app.workspaceId).toThrow('Slack has not said yet')
    await until(() => said('slack.not_answering').length >= 3)
    expect(said('slack.not_answering')[0]).toContain('Slack')
    expect(
      said('slack.not_answering')
        .slice(0, 3)
        .map((line) => JSON.parse(line).againInMs),
    ).toEqual([100, 200, 400])
    clearFaults(playground.state)
    await until(() => said('slack.answering').length === 1)
    await tell('Hello')
    await until(() => texts().length > 0)
    expect(texts()).toEqual(['Hello'])
  })
})

describe('a later start while Slack is down', () => {
  it('uses what the first one kept, sends nothing, and says each thing once when Slack answers', async () => {
    const { playground, database } = await open(office())
    const before = story!.app.workspaceId
    injectFault(playground.state, { method: '*', kind: 'hang', times: 1_000 })
    await story!.restart()
    expect(story!.app.workspaceId).toBe(before)
    await tell('Hello')
    playground.state.calls.length = 0
    await until(() => said('slack.not_answering').length >= 2)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(asked('chat.postMessage')).toBe(0)
    expect(await database.query(`select state from deliveries where key = 'Hello'`)).toEqual([{ state: 'pending' }])
    clearFaults(playground.state)
    await until(() => said('slack.answering').length === 1)
    // What was left alone is claimed again after half a minute.
    await database.query('update deliveries set claimed_until = null')
    await until(() => texts().length > 0)
    await story!.settle()
    expect(texts()).toEqual(['Hello'])
  }, 180_000)

  it('keeps what Slack tells it meanwhile', async () => {
    const { playground, database } = await open(office())
    injectFault(playground.state, { method: 'auth.test', kind: 'error_before', times: 1_000 })
    await story!.restart()
    await fetch(`${playground.url}/control/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act: 'home', person: 'UMAYA', app: story!.slackApp.id }),
    })
    await until(async () => (await database.query('select 1 from inbox')).length === 1)
  })
})

it('over a socket it starts while Slack is down, too, and connects when Slack answers', async () => {
  const { playground } = await open((state) => {
    const made = down('error_before')(state)
    injectFault(state, { method: 'apps.connections.open', kind: 'error_before', times: 2 })
    return made
  }, true)
  expect(playground.state.sockets.length).toBe(0)
  clearFaults(playground.state)
  await until(() => said('slack.answering').length === 1 && playground.state.sockets.length === 1)
})

const environment = (slackUrl: string, database: TestDatabase) => ({
  SLACK_BOT_TOKEN: 'xoxb-not-the-right-one',
  SLACK_SIGNING_SECRET: 'a-secret-of-sixteen-letters',
  SLACK_API_URL: slackUrl,
  DATABASE_URL: inEnvironment(database.url),
  PORT: '0',
})

it('a token that Slack refuses is a sentence and exit code 1, also when Slack was down at first', async () => {
  const answers = [500, 500]
  const slack = http.createServer((_, response) => {
    response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ok: false, error: 'invalid_auth' }))
  })
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve))
  const database = await createDatabase()
  const env = environment(`http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`, database)
  try {
    const late = await runProgram(['start'], env, import.meta.dirname)
    expect(late.stderr).toContain('Slack does not know this SLACK_BOT_TOKEN')
    expect(late.stdout).toContain('Slack answers 500')
    expect(late.code).toBe(1)
    const atOnce = await runProgram(['start'], env, import.meta.dirname)
    expect(atOnce).toMatchObject({ code: 1, stderr: expect.stringContaining('Slack does not know this') })
    expect(atOnce.stdout).not.toContain('throughline.started')
  } finally {
    slack.closeAllConnections()
    slack.close()
    await database.drop()
  }
}, 180_000)

it('ends when whoever started it with npm ends npm', async () => {
  const database = await createDatabase()
  const env = { ...process.env, ...environment('http://127.0.0.1:1/api/', database) }
  const root = path.join(import.meta.dirname, '../..')
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] })
  let told = ''
  npm.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString()
  })
  const started = () => /"port":(\d+).*throughline\.started/.exec(told)?.[1]
  await until(() => started() !== undefined, 25_000)
  npm.kill('SIGTERM')
  await once(npm, 'exit')
  await expect(fetch(`http://127.0.0.1:${started()}/healthz`)).rejects.toThrow()
  await database.drop()
}, 180_000)

// A network of its own, whose loopback nobody has brought up; not every machine lets its users make one.
const alone = ['unshare', '--user', '--map-root-user', '--net'] as const
const mayBeAlone = spawnSync(alone[0], [...alone.slice(1), 'true']).status === 0
const aloneIt = mayBeAlone ? it : it.skip

aloneIt('the demo says in a sentence that the machine does not reach itself', () => {
  const root = path.join(import.meta.dirname, '../..')
  const demo = [process.execPath, 'playground/demo.ts', '--no-open']
  const { status, stdout, stderr } = spawnSync(alone[0], [...alone.slice(1), ...demo], { cwd: root, encoding: 'utf8' })
  expect({ status, stdout, stderr: stderr.replace(/^.*ExperimentalWarning.*\n.*\n/m, '') }).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'This machine does not reach itself at 127.0.0.1, where the demo runs: its loopback interface is down. On Linux, “ip link set lo up” as root brings it up.\n',
  })
})

it('the demo stops its database on Ctrl+C, which reaches it twice, also while it starts', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-demo-'))
  fs.chmodSync(folder, 0o755)
  const file = path.join(import.meta.dirname, '../../playground/demo.ts')
  const demo = spawn(process.execPath, [file, '--no-open'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(demo, 'exit')
  let told = ''
  demo.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString()
  })
  const find = (file: string) => fs.globSync(`.throughline/*/${file}`, { cwd: folder })
  const running = () => find('data/postmaster.pid')
  try {
    await until(() => find('server.log').length === 1, 25_000)
    demo.kill('SIGINT')
    await until(() => told.includes('Stopping.'))
    demo.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    expect(told).toBe('Starting. This takes a few seconds.\n\nStopping.\n')
    expect(running()).toEqual([])
  } finally {
    demo.kill('SIGKILL')
    for (const left of running())
      process.kill(Number.parseInt(fs.readFileSync(path.join(folder, left), 'utf8'), 10), 'SIGQUIT')
    fs.rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
