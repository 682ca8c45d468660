import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http'
import type { FetchFunction, WebClientOptions } from '@slack/web-api'
import { request } from 'undici'
import type { Logger } from '#platform/log.ts'
import { slackLogger } from './logger.ts'

/**
 * Options for every Slack client of ours: one attempt, because the SDK's own retries post twice after a lost reply;
 * a timeout, because it has none; 429 thrown at once, because waiting holds up every other call of the workspace.
 */
export function clientOptions(log: Logger, slackApiUrl: string | undefined, timeoutMs = 10_000): WebClientOptions {
  return {
    logger: slackLogger(log),
    retryConfig: { retries: 0 },
    fetch: askWithin(timeoutMs),
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    ...(slackApiUrl ? { slackApiUrl } : {}),
  }
}

/**
 * Asks with a limit in ms, which the answer's coming counts toward. Slack's own client asks with `fetch`, which takes twice
 * as long over each request, and limits it with AbortSignal.timeout, which holds the request and all that it sent until the
 * time is over, also where the answer came at once: a busy minute then fills the memory (bench/ack).
 */
function askWithin(timeoutMs: number): FetchFunction {
  return async (url, { method = 'GET', headers = {}, body = null } = {}) => {
    const limit = new AbortController()
    const late = () => limit.abort(new DOMException(`No answer within ${timeoutMs} ms`, 'TimeoutError'))
    const timer = setTimeout(late, timeoutMs)
    try {
      // No file of ours is ever sent.
      const answer = await request(url, { method, headers, body: body as string | null, signal: limit.signal })
      return read(String(url), answer.statusCode, answer.headers, await answer.body.arrayBuffer())
    } finally {
      clearTimeout(timer)
    }
  }
}

type Answer = Awaited<ReturnType<FetchFunction>>

/** An answer that has come, as Slack's client reads it. */
function read(url: string, status: number, headers: IncomingHttpHeaders, body: ArrayBuffer): Answer {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string])
  const text = Buffer.from(body).toString()
  return {
    ...{ url, status, ok: status >= 200 && status < 300, statusText: STATUS_CODES[status] ?? '' },
    headers: { get: (name) => named.find(([one]) => one === name.toLowerCase())?.[1] ?? null, entries: () => named },
    arrayBuffer: async () => body,
    text: async () => text,
    json: async () => JSON.parse(text),
  }
}

/**
 * Blocks or a view as they go over the wire. Slack's client takes an object, too, but copies all of it for a line of its
 * log that nobody asked for, which takes longer than to draw it.
 */
export const written = (blocks: object): never => JSON.stringify(blocks) as never
