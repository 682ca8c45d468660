import { createHash } from 'node:crypto'
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
/** A page for a person. Nothing in it is loaded from anywhere, and nothing runs in it. */
export interface Html {
  html: string
  /** What its one style element holds. */
  style: string
}
export type Told = { status: number } & ({ body: object } | Html)

/** One address that the outside world may ask for. */
export interface Page {
  /** What in a path says whom it is for; undefined where it is not this page's. */
  takes(path: string): string | undefined
  /** In bytes. */
  limit: number
  answer(whom: string, asked: Asked): Promise<Told>
  /**
   * Given where people open the page, and send its form: how it says what is refused before it is asked. Left out, programs
   * post JSON to it and are told in JSON.
   */
  refuses?(sentence: string): Html
}

/** A body that is still coming after this is no longer waited for, in ms. */
const BODY_MS = 10_000
/** So much of a body that is too long is still read, in bytes, so that its sender hears why. */
const PATIENCE = 4 * 1024 * 1024

/** @returns whether the request was for one of the pages. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean

export function createPages(pages: Page[], log: Logger): Pages {
  return (request, response) => {
    const pathname = URL.parse(request.url ?? '/', 'http://localhost')?.pathname ?? ''
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
    const refused = objectionTo(page, request)
    send(page, response, refused ? refusal(page, refused) : await hear(page, whom, request))
  } catch (error) {
    log.error({ error }, 'page.failed')
    // Nothing was acknowledged: whoever sends webhooks sends them again.
    send(page, response, refusal(page, [503, 'This cannot be taken right now. Please send it again.']))
  }
}

type Refused = [status: number, sentence: string]

const refusal = ({ refuses }: Page, [status, sentence]: Refused): Told =>
  refuses ? { status, ...refuses(sentence) } : { status, body: { error: sentence } }

const JSON_TYPE = /^application\/(?:[\w.-]+[+])?json\s*(?:;|$)/i
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i
/** Looking changes nothing. */
const LOOKS = ['GET', 'HEAD']

const looks = ({ refuses }: Page, method: string | undefined): boolean =>
  refuses !== undefined && LOOKS.includes(method ?? '')

function objectionTo(page: Page, { method, headers }: IncomingMessage): Refused | undefined {
  if (looks(page, method)) return undefined
  const opened = page.refuses !== undefined
  if (method !== 'POST') return [405, `Only ${opened ? 'GET and POST are' : 'POST is'} heard here.`]
  if (!(opened ? FORM_TYPE : JSON_TYPE).test(headers['content-type'] ?? ''))
    return [415, `The content type has to be application/${opened ? 'x-www-form-urlencoded' : 'json'}.`]
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
    return [415, 'The body has to be sent without compression.']
  return undefined
}

async function hear(page: Page, whom: string, request: IncomingMessage): Promise<Told> {
  const body = looks(page, request.method) ? Buffer.alloc(0) : await readBody(request, page.limit)
  if (body === 'late') return refusal(page, [408, 'The body took too long to come.'])
  if (body === 'long') return refusal(page, [413, `The body is too long: ${page.limit / 1024} KB is the most.`])
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

function send(page: Page, response: ServerResponse, told: Told): void {
  const { status } = told
  const text = 'html' in told ? told.html : `${JSON.stringify(told.body)}\n`
  const type = 'html' in told ? guarded(told.style) : { 'content-type': 'application/json' }
  const closing = status === 408 || status === 413 ? { connection: 'close' } : {}
  const allow = page.refuses ? 'GET, HEAD, POST' : 'POST'
  const again = status === 503 ? { 'retry-after': '30' } : status === 405 ? { allow } : {}
  // To HEAD the server sends the same without the text.
  response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(text), ...closing, ...again }).end(text)
}

/**
 * What a browser may do with a page: show it, in this style, and send its form to where it came from. The address is a
 * secret of whoever opened it, so it is neither kept nor told to anybody.
 */
const guarded = (style: string) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    ...["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
})

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
