import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from '#platform/log.ts'

/** A request as it came, its body in bytes: what is signed is checked before anything reads it. */
export interface Asked {
  method: string
  /** Path and query. */
  path: string
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}
export interface Told {
  status: number
  body: object
}

/** One address that the outside world may post JSON to. */
export interface Page {
  /** What in a path says whom it is for; undefined where it is not this page's. */
  takes(path: string): string | undefined
  /** In bytes. */
  limit: number
  answer(whom: string, asked: Asked): Promise<Told>
}

/** A body that is still coming after this is no longer waited for, in ms. */
const BODY_MS = 10_000
/** So much of a body that is too long is still read, in bytes, so that its sender hears why. */
const PATIENCE = 4 * 1024 * 1024

/** @returns whether the request was for one of the pages. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean

export function createPages(pages: Page[], log: Logger): Pages {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    for (const page of pages) {
      const whom = page.takes(pathname)
      if (whom === undefined) continue
      void respond(page, whom, request, response, log)
      return true
    }
    return false
  }
}

async function respond(
  page: Page,
  whom: string,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  try {
    const told = (await objectionTo(request)) ?? (await hear(page, whom, request))
    send(response, told)
  } catch (error) {
    log.error({ error }, 'page.failed')
    // Nothing was acknowledged: whoever sends webhooks sends them again.
    send(response, { status: 503, body: { error: 'This cannot be taken right now. Please send it again.' } })
  }
}

const JSON_TYPE = /^application\/(?:[\w.-]+[+])?json\s*(?:;|$)/i

async function objectionTo({ method, headers }: IncomingMessage): Promise<Told | undefined> {
  if (method !== 'POST') return { status: 405, body: { error: 'Only POST is heard here.' } }
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    return { status: 415, body: { error: 'The content type has to be application/json.' } }
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
    return { status: 415, body: { error: 'The body has to be sent without compression.' } }
  return undefined
}

async function hear(page: Page, whom: string, request: IncomingMessage): Promise<Told> {
  const body = await readBody(request, page.limit)
  if (body === 'late') return { status: 408, body: { error: 'The body took too long to come.' } }
  if (body === 'long')
    return { status: 413, body: { error: `The body is too long: ${page.limit / 1024} KB is the most.` } }
  return page.answer(whom, { method: request.method!, path: request.url!, headers: request.headers, body })
}

function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'long' | 'late'> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | 'long' | 'late'>()
  const chunks: Buffer[] = []
  let length = 0
  const timer = setTimeout(() => resolve('late'), BODY_MS)
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (length > PATIENCE) resolve('long')
  })
  request.once('end', () => resolve(length > limit ? 'long' : Buffer.concat(chunks)))
  request.once('error', reject)
  return promise.finally(() => clearTimeout(timer))
}

function send(response: ServerResponse, { status, body }: Told): void {
  const text = `${JSON.stringify(body)}\n`
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const closing = status === 408 || status === 413 ? { connection: 'close' } : {}
  const again = status === 503 ? { 'retry-after': '30' } : status === 405 ? { allow: 'POST' } : {}
  response.writeHead(status, { ...headers, ...closing, ...again }).end(text)
}

export interface Server {
  port: number
  stop(): Promise<void>
}

/** Listens for the pages alone, where Slack itself is not heard over HTTP. */
export async function listenFor(pages: Pages, port: number): Promise<Server> {
  const answer: RequestListener = (request, response) => {
    if (request.url === '/healthz') response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n')
    else if (!pages(request, response)) response.writeHead(404).end()
  }
  const server = createServer(answer)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(port, resolve)
  await promise
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeIdleConnections()
    })
  return { port: (server.address() as AddressInfo).port, stop }
}
