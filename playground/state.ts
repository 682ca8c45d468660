import type { Clock } from './clock.ts'
import type { ApiCall, Delivery, ResponseUrl, Socket, Toast, Trigger } from './traffic.ts'

/** Anything Block Kit: the playground keeps what the app sent and hands it to whoever draws it. */
export type Json = Record<string, unknown>

export interface Workspace {
  id: string
  name: string
  domain: string
}

/** A person or a bot, as `users.info` shows them. `tz_offset` is in seconds and follows the playground's clock. */
export interface Person {
  id: string
  team_id: string
  /** The short handle, e.g. `maya`. */
  name: string
  real_name: string
  /** IANA zone, e.g. `Europe/Stockholm`. */
  tz: string
  /** Slack knows where they are and does not say, as of some people. */
  tz_untold?: boolean
  title: string
  email: string
  is_admin: boolean
  is_owner: boolean
  is_restricted: boolean
  is_ultra_restricted: boolean
  is_bot: boolean
  deleted: boolean
  /** Set for bots only. */
  bot_id?: string
  app_id?: string
}

export interface SlashCommand {
  command: string
  description: string
  usage_hint: string
}

export interface Shortcut {
  name: string
  callback_id: string
  type: 'message' | 'global'
}

export interface App {
  id: string
  name: string
  signing_secret: string
  /** `xapp-…`, for Socket Mode. */
  app_token: string
  /** Where signed HTTP deliveries go. Null until known; a connected socket goes first. */
  request_url: string | null
  commands: SlashCommand[]
  shortcuts: Shortcut[]
  /** Subscribed bot events, as in a manifest: `app_home_opened`, `message.im`, … */
  events: string[]
  home_tab: boolean
}

export interface Installation {
  app_id: string
  team_id: string
  bot_token: string
  bot_user_id: string
  bot_id: string
  scopes: string[]
  status: 'active' | 'token_revoked' | 'account_inactive'
}

export type ChannelKind = 'public' | 'private' | 'im'

export interface Channel {
  id: string
  name: string
  kind: ChannelKind
  /** The hosting workspace. */
  team_id: string
  /** Other organisations the channel is shared with (Slack Connect). */
  connected_team_ids: string[]
  members: string[]
  creator: string
  created: number
  is_archived: boolean
  topic: string
  purpose: string
}

export interface Message {
  ts: string
  channel: string
  /** The author: a person or a bot user. */
  user: string
  /** The author's workspace. */
  team: string
  text: string
  blocks: Json[]
  thread_ts?: string
  bot_id?: string
  app_id?: string
  metadata?: { event_type: string; event_payload: Json }
  edited?: { user: string; ts: string }
  reactions: { name: string; users: string[] }[]
  /** Only this person sees it. */
  ephemeral_for?: string
  subtype?: string
  reply_broadcast?: boolean
}

/** What stands in one input: the element of `view.state.values`, in Slack's shape. */
export type InputValue = { type: string } & Json
export type Values = Record<string, Record<string, InputValue>>

/** An open modal or a published Home. */
export interface View {
  id: string
  team_id: string
  app_id: string
  app_installed_team_id: string
  bot_id: string
  type: 'modal' | 'home'
  title?: Json
  submit?: Json
  close?: Json
  blocks: Json[]
  private_metadata: string
  callback_id: string
  external_id: string
  clear_on_close: boolean
  notify_on_close: boolean
  submit_disabled: boolean
  hash: string
  root_view_id: string
  previous_view_id: string | null
  /** What the person has typed or chosen; initial values count until changed. */
  values: Values
  /** Sentences under inputs, by block_id: the client's own or from `response_action: errors`. */
  errors: Record<string, string>
}

export type FaultKind =
  | 'drop_after'
  | 'error_after'
  | 'error_before'
  | 'hang'
  | 'hang_after'
  | 'delay'
  | 'rate_limited'
  | 'api_error'

/** A fault waits for the next `times` calls of `method` (`*` = any), optionally to one channel. */
export interface Fault {
  method: string
  kind: FaultKind
  times: number
  channel?: string
  /** For `delay`: milliseconds. For `rate_limited`: seconds in Retry-After. */
  amount?: number
  /** For `api_error`: the code to answer. */
  error?: string
}

/** `strict` is Slack's own numbers without kindness; `pleasant` allows bursts; `off` never refuses. */
export type RateMode = 'strict' | 'pleasant' | 'off'

export interface Settings {
  /** Base address, known once listening, e.g. `http://127.0.0.1:4200`. */
  url: string
  ack_ms: number
  trigger_ms: number
  /** Waits before each retry of an event, in real milliseconds. */
  retry_waits_ms: number[]
  rates: RateMode
}

/** Everything the playground remembers. One object; functions take it first. */
export interface State {
  clock: Clock
  settings: Settings
  workspaces: Map<string, Workspace>
  people: Map<string, Person>
  apps: Map<string, App>
  installations: Installation[]
  channels: Map<string, Channel>
  /** By channel, oldest first; thread replies and ephemeral messages included. */
  messages: Map<string, Message[]>
  /** The modal stack of a person, root first; at most 3. */
  stacks: Map<string, View[]>
  /** Homes by `app_id:person_id`. */
  homes: Map<string, View>
  triggers: Map<string, Trigger>
  responseUrls: Map<string, ResponseUrl>
  /** The last thing that went wrong for a person, as Slack would tell them. */
  toasts: Map<string, Toast>
  faults: Fault[]
  calls: ApiCall[]
  deliveries: Delivery[]
  sockets: Socket[]
  /** Issued by `apps.connections.open`, each good for one connection: ticket → app. */
  tickets: Map<string, string>
  /** Rate limits, by app, workspace, method and where it counts channel: tokens left at a real millisecond. */
  buckets: Map<string, { tokens: number; at: number }>
  /** Deliveries under way. */
  pending: Set<Promise<unknown>>
  /** Retry timers of events, cleared on stop and reset. */
  timers: Set<NodeJS.Timeout>
  counter: number
  last_ts: number
}

/** Slack's own: 3 s to answer, 3 s for a trigger, retries at once, after 1 and after 5 minutes. */
export const slackSettings = (): Settings => ({
  url: '',
  ack_ms: 3000,
  trigger_ms: 3000,
  retry_waits_ms: [0, 60_000, 300_000],
  rates: 'pleasant',
})

export function emptyState(clock: Clock, settings: Partial<Settings> = {}): State {
  return {
    clock,
    settings: { ...slackSettings(), ...settings },
    workspaces: new Map(),
    people: new Map(),
    apps: new Map(),
    installations: [],
    channels: new Map(),
    messages: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    toasts: new Map(),
    faults: [],
    calls: [],
    deliveries: [],
    sockets: [],
    tickets: new Map(),
    buckets: new Map(),
    pending: new Set(),
    timers: new Set(),
    counter: 0,
    last_ts: 0,
  }
}
