import type { Context } from 'hono'
import { SlackError } from './api/call.ts'
import { readPost } from './api/chat.ts'
import { tellMessage } from './events.ts'
import { isObject, postAsApp, withIds } from './post.ts'
import type { App, Channel, Installation, Json, Message, State } from './state.ts'
import type { ResponseUrl } from './traffic.ts'
import { nextTs } from './world.ts'

/** A response_url takes five answers within 30 minutes of product time. */
const USES_MAX = 5
const LIFE_MS = 30 * 60_000

/** Answers one POST to a response_url. What Slack would refuse comes back as 4xx, so that it cannot pass unseen. */
export async function serveResponseUrl(state: State, c: Context): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => undefined)
  const url = state.responseUrls.get(c.req.param('id') ?? '')
  const at = state.clock.now().toISOString()
  const args = isObject(body) ? body : {}
  const log = { method: 'response_url', team_id: url?.team_id ?? null, app_id: url?.app_id ?? null, args, at }
  try {
    if (!url) throw new SlackError('invalid_url')
    if (!isObject(body)) throw new SlackError('invalid_payload')
    answer(state, url, body)
    state.calls.push({ ...log, outcome: 'ok', executed: true, real_at: Date.now() })
    return c.text('ok')
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    state.calls.push({ ...log, outcome: error.code, executed: false, real_at: Date.now() })
    const gone = error.code.endsWith('_url')
    return c.json({ ok: false, error: error.code, ...error.extra }, gone ? 404 : 400)
  }
}

function answer(state: State, url: ResponseUrl, body: Json): void {
  if (state.clock.now().getTime() - url.issued_at > LIFE_MS) throw new SlackError('expired_url')
  if (url.uses >= USES_MAX) throw new SlackError('used_url')
  url.uses += 1
  const app = state.apps.get(url.app_id)
  const installation = state.installations.find((i) => i.app_id === url.app_id && i.team_id === url.team_id)
  const channel = state.channels.get(url.channel)
  if (!app || !installation || !channel) throw new SlackError('invalid_url')
  const original = state.messages.get(channel.id)?.find((m) => m.ts === url.ts)
  if (body['delete_original'] === true) return remove(state, channel, original)
  if (body['replace_original'] === true) return replace(state, original, body)
  respond(state, { app, installation, channel, person_id: url.person_id }, withThread(url, body))
}

const withThread = (url: ResponseUrl, body: Json): Json =>
  url.thread_ts && body['thread_ts'] === undefined && body['response_type'] !== 'in_channel'
    ? { ...body, thread_ts: url.thread_ts }
    : body

function remove(state: State, channel: Channel, original: Message | undefined): void {
  if (!original) throw new SlackError('message_not_found')
  const list = state.messages.get(channel.id) ?? []
  list.splice(list.indexOf(original), 1)
}

function replace(state: State, original: Message | undefined, body: Json): void {
  if (!original) throw new SlackError('message_not_found')
  const post = readPost({ args: body })
  original.text = post.text
  original.blocks = withIds(state, post.blocks)
  if (!original.ephemeral_for) original.edited = { user: original.user, ts: nextTs(state) }
}

export interface Answered {
  app: App
  installation: Installation
  channel: Channel
  person_id: string
}

/** Posts an answer to a command or a click: only for the person, unless it says `in_channel`. */
export function respond(state: State, { app, installation, channel, person_id }: Answered, body: Json): Message {
  const open = body['response_type'] === 'in_channel'
  const thread = typeof body['thread_ts'] === 'string' ? { thread_ts: body['thread_ts'] } : {}
  const post = { ...readPost({ args: body }), ...thread, ...(open ? {} : { ephemeral_for: person_id }) }
  const message = postAsApp(state, app, installation, channel, post)
  if (open) tellMessage(state, message)
  return message
}
