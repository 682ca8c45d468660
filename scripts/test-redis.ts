// The tests that look at the queue, again on Redis: `npm run test:redis`. Arguments go to jest.
// On the Redis of TEST_REDIS_URL, or on one started for the run: a free port of this machine, nothing kept, ended after.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The faults, whatever says queue in its name, and the story in which the queue is wiped and the process killed. */
const FILES = ['test/faults/', 'test/.*queue', 'test/.*redis', 'test/stories/.*(wipe|kill)']
const START_MS = 10_000

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answers(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [reply] = await once(socket, 'data')
    return String(reply).startsWith('+PONG')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function startRedis(folder: string): Promise<{ url: string; server: ChildProcess }> {
  const port = await freePort()
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', [...settings, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' })
  const failed = once(server, 'error').then(() => 'failed')
  const end = Date.now() + START_MS
  while (Date.now() < end) {
    if (await answers(port)) return { url: `redis://127.0.0.1:${port}`, server }
    if ((await Promise.race([failed, pause(50)])) === 'failed') break
  }
  server.kill()
  throw new Error('redis-server could not be started.')
}

function runTests(url: string): number {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
  const env = { ...process.env, TEST_REDIS_URL: url }
  return (
    spawnSync(process.execPath, [...jest, ...process.argv.slice(2), '--testPathPatterns', ...FILES], {
      stdio: 'inherit',
      env,
    }).status ?? 1
  )
}

const given = process.env['TEST_REDIS_URL']
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-redis-'))
let server: ChildProcess | undefined
try {
  let url = given
  if (!url) ({ url, server } = await startRedis(folder))
  process.stdout.write(`On Redis at ${url.replace(/\/\/.*@/, '//')}:\n`)
  process.exitCode = runTests(url)
} catch {
  process.stderr.write(
    'These tests need Redis: install redis-server, or set TEST_REDIS_URL to one that may be emptied.\n',
  )
  process.exitCode = 1
} finally {
  server?.kill()
  fs.rmSync(folder, { recursive: true, force: true })
}
