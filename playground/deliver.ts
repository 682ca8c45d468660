import { createHmac, randomUUID } from 'node:crypto'
import { type Dispatcher, request } from 'undici'
import { sendOverSocket } from './socket.ts'
import type { App, Channel, Installation, Json, State } from './state.ts'
import type { Answer, Outgoing } from './traffic.ts'
import { epoch, nextId } from './world.ts'

/** Hands one payload to the app and waits for its answer, at most 3 s on the real clock. */
export function send(state: State, app: App, outgoing: Outgoing): Promise<Answer> {
  const job = attempt(state, app, outgoing)
  return track(state, job)
}

/** Keeps a promise in `pending`, so that `idle()` can wait until nothing is under way. */
export function track<T>(state: State, job: Promise<T>): Promise<T> {
  state.pending.add(job)
  const done = () => void state.pending.delete(job)
  job.then(done, done)
  return job
}

async function attempt(state: State, app: App, outgoing: Outgoing): Promise<Answer> {
  const socket = state.sockets.filter((s) => s.app_id === app.id).at(-1)
  const answer = socket
    ? await sendOverSocket(state, socket, outgoing)
    : app.request_url
      ? await sendOverHttp(state, app, app.request_url, outgoing)
      : { ok: false, reason: 'connection_failed' }
  state.deliveries.push({
    id: randomUUID(),
    app_id: app.id,
    kind: outgoing.kind,
    name: outgoing.name,
    via: socket ? 'socket' : app.request_url ? 'http' : 'none',
    retry: outgoing.retry?.num ?? 0,
    outcome: answer.ok ? 'ok' : (answer.reason ?? 'http_error'),
    at: state.clock.now().toISOString(),
  })
  return answer
}

/** Commands travel form-encoded, interactions as `payload=…`, events as JSON: as Slack sends them. */
function encode({ kind, body }: Outgoing): { type: string; raw: string } {
  if (kind === 'event') return { type: 'application/json', raw: JSON.stringify(body) }
  const form = kind === 'command' ? (body as Record<string, string>) : { payload: JSON.stringify(body) }
  return { type: 'application/x-www-form-urlencoded', raw: new URLSearchParams(form).toString() }
}

/** Slack's `v0` signature over version, timestamp (real seconds) and the raw body. */
export function sign(secret: string, timestamp: string, raw: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${raw}`).digest('hex')}`
}

async function sendOverHttp(state: State, app: App, url: string, outgoing: Outgoing): Promise<Answer> {
  const { type, raw } = encode(outgoing)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const headers: Record<string, string> = {
    'content-type': type,
    'user-agent': 'Slackbot 1.0 (playground)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(app.signing_secret, timestamp, raw),
  }
  if (outgoing.retry) {
    headers['x-slack-retry-num'] = String(outgoing.retry.num)
    headers['x-slack-retry-reason'] = outgoing.retry.reason
  }
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), state.settings.ack_ms)
  try {
    return await readAnswer(await request(url, { method: 'POST', headers, body: raw, signal: patience.signal }))
  } catch {
    return { ok: false, reason: patience.signal.aborted ? 'http_timeout' : 'connection_failed' }
  } finally {
    clearTimeout(timer)
  }
}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
  const raw = await body.text()
  const noRetry = headers['x-slack-no-retry'] === '1'
  if (statusCode < 200 || statusCode > 299) return { ok: false, reason: 'http_error', noRetry }
  const json = String(headers['content-type'] ?? '').includes('json')
  return { ok: true, body: json && raw ? JSON.parse(raw) : raw, noRetry }
}

export interface EventToTell {
  /** The subscription's name, e.g. `message.im`. */
  name: string
  scope: string | null
  event: Json
  channel?: Channel
}

/** Delivers an event if the app subscribed to it and may have it; retries as Slack does. */
export function deliverEvent(state: State, installation: Installation, told: EventToTell): void {
  const app = state.apps.get(installation.app_id)
  if (!app?.events.includes(told.name)) return
  if (told.scope && !installation.scopes.includes(told.scope)) return
  const body = envelope(state, app, installation, told)
  void track(state, deliverWithRetries(state, app, { kind: 'event', name: told.name, body }, 0))
}

async function deliverWithRetries(state: State, app: App, outgoing: Outgoing, tries: number): Promise<void> {
  const answer = await attempt(state, app, outgoing)
  const wait = state.settings.retry_waits_ms[tries]
  if (answer.ok || answer.noRetry || wait === undefined) return
  const retry = { num: tries + 1, reason: answer.reason ?? 'http_error' }
  const again = () => void track(state, deliverWithRetries(state, app, { ...outgoing, retry }, tries + 1))
  const timer = setTimeout(() => {
    state.timers.delete(timer)
    again()
  }, wait)
  timer.unref()
  state.timers.add(timer)
}

function envelope(state: State, app: App, installation: Installation, told: EventToTell): Json {
  const channel = told.channel
  const event_context = Buffer.from(JSON.stringify({ tid: installation.team_id, aid: app.id, cid: channel?.id }))
  return {
    token: 'playground-verification-token',
    team_id: installation.team_id,
    context_team_id: installation.team_id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event: told.event,
    type: 'event_callback',
    event_id: nextId(state, 'Ev'),
    event_time: epoch(state),
    authorizations: [
      {
        enterprise_id: null,
        team_id: installation.team_id,
        user_id: installation.bot_user_id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: (channel?.connected_team_ids.length ?? 0) > 0,
    event_context: `4-${event_context.toString('base64url')}`,
  }
}

/** Waits until no delivery is under way. What the app does after its answer is not known here. */
export async function idle(state: State): Promise<void> {
  while (state.pending.size > 0) await Promise.allSettled([...state.pending])
}
