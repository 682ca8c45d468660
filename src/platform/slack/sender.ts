import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api'
import type { Found, Message, Sender, Sent } from '#platform/outbox/message.ts'
import { written } from './client.ts'

/** The event type of the metadata by which a message of ours is found again. The payload is an opaque id: anybody may read it. */
const MARK = 'throughline_delivery'
const HISTORY_PAGE = 100

/** The outbox's way to one workspace. */
export function createSender(client: WebClient): Sender {
  return {
    post: (channel, message, { deliveryId, threadTs }) =>
      outcomeOf(async () => {
        const posted = await client.chat.postMessage({
          channel,
          ...body(message),
          ...(threadTs ? { thread_ts: threadTs } : {}),
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: MARK, event_payload: { d: deliveryId } },
        })
        return { channel: posted.channel!, ts: posted.ts! }
      }),
    update: (channel, ts, message) =>
      outcomeOf(async () => {
        await client.chat.update({ channel, ts, ...body(message) })
        return { channel, ts }
      }),
    publishHome: (userId, message) =>
      outcomeOf(async () => {
        await client.views.publish({ user_id: userId, view: written({ type: 'home', blocks: message.blocks }) })
        return { channel: userId, ts: '' }
      }),
    find: (channel, deliveryId, since, threadTs) => find(client, channel, deliveryId, since, threadTs),
    alive: () =>
      client.auth.test().then(
        () => true,
        () => false,
      ),
  }
}

const body = (message: Message) => ({ text: message.text, blocks: written(message.blocks) })

async function outcomeOf(call: () => Promise<{ channel: string; ts: string }>): Promise<Sent> {
  try {
    return { outcome: 'sent', ...(await call()) }
  } catch (error) {
    return outcomeOfError(error)
  }
}

/** Codes after which Slack may have done part of the work (docs.slack.dev method pages). */
const UNCLEAR = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'])
/** The installation is broken; a person must mend it, and until then nothing is lost. */
const BROKEN = new Set([
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'missing_scope',
])
const MEND_MS = 300_000
/** Nothing was written when the connection was never made. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Sorts what went wrong once, for everybody: try later, refused for good, or unclear. */
export function outcomeOfError(error: unknown): Sent {
  if (error instanceof WebAPIRateLimitedError)
    return { outcome: 'later', ms: error.retryAfter * 1000, code: 'ratelimited' }
  if (error instanceof WebAPIPlatformError) return outcomeOfCode(error)
  if (error instanceof WebAPIHTTPError) return { outcome: 'unclear', reason: `Slack answered ${error.statusCode}` }
  const code = error instanceof WebAPIRequestError ? rootCode(error) : undefined
  if (code && NOT_CONNECTED.has(code)) return { outcome: 'later', ms: 5_000, code }
  return { outcome: 'unclear', reason: error instanceof Error ? error.message : String(error) }
}

/** Whether Slack is in trouble, so that asking again may help. What it refuses (a token above all) it refuses again. */
export const isOutage = (error: unknown): boolean => isFromSlack(error) && !isRefusal(error)

/** Whether Slack has understood and said no. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && !UNCLEAR.has(error.data.error) && error.data.error !== 'ratelimited'

const isFromSlack = (error: unknown): boolean =>
  [WebAPIPlatformError, WebAPIHTTPError, WebAPIRequestError, WebAPIRateLimitedError].some((one) => error instanceof one)

function outcomeOfCode(error: WebAPIPlatformError): Sent {
  const code = error.data.error
  if (code === 'ratelimited') return { outcome: 'later', ms: 30_000, code }
  if (UNCLEAR.has(code)) return { outcome: 'unclear', reason: code }
  if (BROKEN.has(code)) return { outcome: 'later', ms: MEND_MS, code }
  const detail = error.data.response_metadata?.messages?.join('; ')
  return { outcome: 'refused', code, ...(detail ? { detail } : {}) }
}

function rootCode(error: unknown): string | undefined {
  let cause: unknown = error
  for (let depth = 0; depth < 5 && cause instanceof Error; depth++) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code && NOT_CONNECTED.has(code)) return code
    cause = (cause as { original?: unknown }).original ?? cause.cause
  }
  return undefined
}

async function find(client: WebClient, channel: string, id: string, since: Date, threadTs?: string): Promise<Found> {
  const options = {
    channel,
    oldest: String(since.getTime() / 1000),
    inclusive: true,
    include_all_metadata: true,
    limit: HISTORY_PAGE,
  }
  try {
    let cursor: string | undefined
    do {
      const page = threadTs
        ? await client.conversations.replies({ ...options, ts: threadTs, ...(cursor ? { cursor } : {}) })
        : await client.conversations.history({ ...options, ...(cursor ? { cursor } : {}) })
      const hit = page.messages?.find((message) => marked(message) === id)
      if (hit?.ts) return hit.ts
      cursor = page.response_metadata?.next_cursor || undefined
    } while (cursor)
    return null
  } catch (error) {
    return isForGood(error) ? 'unreadable' : 'later'
  }
}

// An outage outlives the quarantine, and whoever parked a message then would call it lost. A missing permission stays.
const isForGood = (error: unknown): boolean =>
  outcomeOfError(error).outcome === 'refused' ||
  (error instanceof WebAPIPlatformError && error.data.error === 'missing_scope')

function marked(message: object): unknown {
  const { metadata } = message as { metadata?: { event_type?: string; event_payload?: { d?: unknown } } }
  return metadata?.event_type === MARK ? metadata.event_payload?.d : undefined
}
