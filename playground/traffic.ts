import type { Json } from './state.ts'

export interface Trigger {
  id: string
  app_id: string
  /** The installed workspace. */
  team_id: string
  person_id: string
  /** Real milliseconds: a trigger lives 3 s on the real clock. */
  issued_at: number
  used: boolean
  view_id?: string
}

export interface ResponseUrl {
  id: string
  app_id: string
  team_id: string
  person_id: string
  channel: string
  /** The message it came from, when it came from one. */
  ts?: string
  thread_ts?: string
  uses: number
  /** Product milliseconds. */
  issued_at: number
}

/** One Web API call, kept so that a test can assert everything that reached Slack. */
export interface ApiCall {
  method: string
  team_id: string | null
  app_id: string | null
  args: Json
  /** `ok`, Slack's error code, `429`, or a fault's name. */
  outcome: string
  /** Whether Slack did what was asked, whatever the caller was told. */
  executed: boolean
  /** Product time (ISO). */
  at: string
  /** Real milliseconds. */
  real_at: number
}

/** One delivery to the app: an event, a command, a click, a submission. */
export interface Delivery {
  id: string
  app_id: string
  kind: 'event' | 'command' | 'interactive' | 'options'
  name: string
  via: 'http' | 'socket' | 'none'
  retry: number
  outcome: string
  at: string
}

/** One open Socket Mode connection. */
export interface Socket {
  app_id: string
  send(envelope: Json): void
  /** Says goodbye as Slack does, so that the client connects again. */
  disconnect(reason: string): void
  /** Who waits for the answer to which envelope. */
  waiting: Map<string, (payload: unknown) => void>
}

/** A sentence that the client shows a person when something went wrong. */
export interface Toast {
  text: string
  at: string
}

/** Something on its way to an app. */
export interface Outgoing {
  kind: Delivery['kind']
  /** For the log: the event's type, the command, the action. */
  name: string
  body: Json
  /** From the second attempt on: which retry this is (1–3) and why. */
  retry?: { num: number; reason: string }
}

/** What came of it. */
export interface Answer {
  ok: boolean
  /** `http_timeout`, `http_error`, `connection_failed`: Slack's own words in x-slack-retry-reason. */
  reason?: string
  body?: unknown
  noRetry?: boolean
}
