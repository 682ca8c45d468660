import type { WebClientOptions } from '@slack/web-api'
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
    fetch: fetchWithin(timeoutMs),
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    ...(slackApiUrl ? { slackApiUrl } : {}),
  }
}

/**
 * Asks with a limit in ms, which the body's coming counts toward. Slack's own client would limit each request with
 * AbortSignal.timeout, which holds the request and all that it sent until the time is over, also where the answer came
 * at once: a busy minute then fills the memory, and what is held is copied again and again (bench/ack).
 */
function fetchWithin(timeoutMs: number): typeof fetch {
  return async (url, init) => {
    const limit = new AbortController()
    const late = () => limit.abort(new DOMException(`No answer within ${timeoutMs} ms`, 'TimeoutError'))
    const timer = setTimeout(late, timeoutMs)
    try {
      const response = await fetch(url, { ...init, signal: limit.signal })
      return new Response(await response.arrayBuffer(), response)
    } finally {
      clearTimeout(timer)
    }
  }
}

/**
 * Blocks or a view as they go over the wire. Slack's client takes an object, too, but copies all of it for a line of its
 * log that nobody asked for, which takes longer than to draw it.
 */
export const written = (blocks: object): never => JSON.stringify(blocks) as never
