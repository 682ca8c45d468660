import net from 'node:net'
import { Refusal } from '#platform/errors.ts'

const HERE = '127.0.0.1'
const USUAL_PORT = 4400
const PORTS_TRIED = 20

/** Where the demo's page is shown, and where its webhooks come in. */
export interface Ports {
  page: number
  webhooks: number
  isUsual: boolean
}

/** The port that was asked for, or the usual one, or the next that is free; and another for webhooks. */
export async function choosePorts(wanted: string | undefined): Promise<Ports> {
  const page = wanted === undefined ? await nextFree(USUAL_PORT) : await asked(wanted)
  await reachItself(page)
  return { page, webhooks: await nextFree(page + 1), isUsual: page === USUAL_PORT }
}

async function asked(wanted: string): Promise<number> {
  const port = Number(wanted)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Refusal(`The port must be a number from 1 to 65535; it is “${wanted}”.`)
  if (await isFree(port)) return port
  throw new Refusal(`Port ${port} is in use by another program. Choose another: npm run demo -- --port ${port + 1}`)
}

async function nextFree(first: number): Promise<number> {
  const last = Math.min(first + PORTS_TRIED - 1, 65_535)
  for (let port = first; port <= last; port += 1) if (await isFree(port)) return port
  throw new Refusal(`Ports ${first} to ${last} are all in use. Choose another with --port.`)
}

/** A port that nobody uses. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, HERE, () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, HERE, () => server.close(() => resolve(true)))
  })
}

/** The small Slack and the program speak over this address; a machine whose loopback is down does not reach itself. */
async function reachItself(port: number): Promise<void> {
  const server = net.createServer((socket) => socket.destroy()).listen(port, HERE)
  const reached = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.once('listening', () => {
      const socket = net.connect({ port, host: HERE, timeout: 2_000 })
      socket.once('connect', () => resolve(true))
      socket.once('timeout', () => resolve(false))
      socket.once('error', () => resolve(false))
      socket.once('close', () => socket.destroy())
    })
  })
  await new Promise((resolve) => server.close(resolve))
  if (reached) return
  throw new Refusal(
    `This machine does not reach itself at ${HERE}, where the demo runs: its loopback interface is down. On Linux, “ip link set lo up” as root brings it up.`,
  )
}
