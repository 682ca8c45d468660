import type { Settings, State } from './state.ts'

interface Allowance {
  /** Calls at once. */
  burst: number
  perSecond: number
}

/** Slack: one message a second in a channel, and several hundred a minute in a workspace. */
const POST_PER_CHANNEL = 1
const POST_PER_MINUTE = 300
/** What `pleasant` allows over `strict`, so that a week can be played in under a minute. */
const KINDNESS = 30

/**
 * Seconds to wait before this call may be tried again, or 0 when it may go now.
 * Limits count per method, per workspace, per app, on the real clock; posts count per channel as well.
 */
export function secondsToWait(state: State, key: string, method: string, tier: number, channel: string): number {
  if (state.settings.rates === 'off') return 0
  const post = method === 'chat.postMessage' || method === 'chat.postEphemeral'
  const perMinute = method === 'chat.postMessage' ? POST_PER_MINUTE : tier
  const wait = take(state, `${key}:${method}`, allow(state.settings, perMinute, perMinute / 60))
  if (wait > 0 || !post || !channel) return wait
  return take(state, `${key}:${method}:${channel}`, allow(state.settings, POST_PER_CHANNEL, POST_PER_CHANNEL))
}

function allow(settings: Settings, burst: number, perSecond: number): Allowance {
  const factor = settings.rates === 'pleasant' ? KINDNESS : 1
  return { burst: burst * factor, perSecond: perSecond * factor }
}

function take(state: State, key: string, { burst, perSecond }: Allowance): number {
  const now = performance.now()
  const bucket = state.buckets.get(key) ?? { tokens: burst, at: now }
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
  bucket.at = now
  state.buckets.set(key, bucket)
  if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
  bucket.tokens -= 1
  return 0
}
