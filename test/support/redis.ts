import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const START_MS = 10_000

export interface OwnRedis {
  url: string
  port: number
  /** Ends it, and everything that it held with it. */
  stop(): Promise<void>
}

/** Starts a Redis of its own on this machine, empty, on this port or a free one; it keeps nothing on disk. */
export async function startRedis(port?: number): Promise<OwnRedis> {
  const at = port ?? (await freePort())
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-redis-'))
  const settings = ['--port', String(at), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', [...settings, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' })
  const stop = async () => {
    await end(server)
    fs.rmSync(folder, { recursive: true, force: true })
  }
  if (await comesUp(server, at)) return { url: `redis://127.0.0.1:${at}`, port: at, stop }
  await stop()
  throw new Error('redis-server could not be started.')
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function comesUp(server: ChildProcess, port: number): Promise<boolean> {
  const failed = once(server, 'error').then(() => 'failed')
  const end = Date.now() + START_MS
  while (Date.now() < end) {
    if (await answers(port)) return true
    if ((await Promise.race([failed, pause(50)])) === 'failed') return false
  }
  return false
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

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return
  const ended = once(server, 'exit')
  server.kill()
  await ended
}
