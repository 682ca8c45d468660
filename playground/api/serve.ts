import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { takeFault } from '../faults.ts'
import { secondsToWait } from '../rates.ts'
import type { App, Fault, Installation, Json, State } from '../state.ts'
import type { ApiCall } from '../traffic.ts'
import { auth } from './auth.ts'
import { type Method, SlackError, text } from './call.ts'
import { chat } from './chat.ts'
import { conversations } from './conversations.ts'
import { readCall } from './request.ts'
import { users } from './users.ts'
import { views } from './views.ts'

export const methods: Record<string, Method> = { ...auth, ...chat, ...conversations, ...users, ...views }

type Caller = { app: App; installation: Installation }

/** Answers one Web API call, with whatever fault was asked for. */
export async function serveCall(state: State, c: Context<{ Bindings: HttpBindings }>): Promise<Response> {
  const name = c.req.param('method') ?? ''
  const { token, args, problem } = await readCall(c)
  const log = startLog(state, name, args)
  const fault = takeFault(state, name, text(args, 'channel') || text(args, 'channel_id'))
  const early = fault && (await before(fault, log, c))
  if (early) return early
  const body = answer(state, { name, token, args, problem }, log)
  if (body instanceof Response) return body
  return fault ? after(fault, log, c, body) : c.json(body)
}

interface Asked {
  name: string
  token: string
  args: Json
  problem: SlackError | undefined
}

function answer(state: State, asked: Asked, log: ApiCall): Json | Response {
  try {
    const method = methods[asked.name]
    if (!method) throw new SlackError('unknown_method', { req_method: asked.name })
    if (asked.problem) throw asked.problem
    const caller = identify(state, asked.token, method)
    Object.assign(log, { team_id: caller.installation.team_id || null, app_id: caller.app.id })
    const wait = limit(state, asked, method, caller)
    if (wait > 0) return rateLimited(log, wait)
    requireScope(method, caller.installation)
    const result = method.run({ state, ...caller, args: asked.args })
    Object.assign(log, { outcome: 'ok', executed: true })
    return { ok: true, ...result }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    log.outcome = error.code
    return { ok: false, error: error.code, ...error.extra }
  }
}

function limit(state: State, { name, args }: Asked, method: Method, { app, installation }: Caller): number {
  return secondsToWait(state, `${app.id}:${installation.team_id}`, name, method.tier, text(args, 'channel'))
}

function startLog(state: State, method: string, args: Json): ApiCall {
  const at = state.clock.now().toISOString()
  const log = { method, team_id: null, app_id: null, args, outcome: '', executed: false, at, real_at: Date.now() }
  state.calls.push(log)
  return log
}

/** Turns a token into who calls: a bot of one workspace, or an app for Socket Mode. */
function identify(state: State, token: string, method: Method): Caller {
  if (!token) throw new SlackError('not_authed')
  if (method.appToken) {
    const app = [...state.apps.values()].find((a) => a.app_token === token)
    if (!app) throw new SlackError(token.startsWith('xoxb-') ? 'not_allowed_token_type' : 'invalid_auth')
    return { app, installation: nowhere(app) }
  }
  const installation = state.installations.find((i) => i.bot_token === token)
  const app = installation && state.apps.get(installation.app_id)
  if (!installation || !app) throw new SlackError(token.startsWith('xapp-') ? 'not_allowed_token_type' : 'invalid_auth')
  if (installation.status !== 'active') throw new SlackError(installation.status)
  return { app, installation }
}

const nowhere = (app: App): Installation => ({
  app_id: app.id,
  team_id: '',
  bot_token: '',
  bot_user_id: '',
  bot_id: '',
  scopes: [],
  status: 'active',
})

function requireScope(method: Method, { scopes }: Installation): void {
  if (method.scopes.length === 0 || method.scopes.some((s) => scopes.includes(s))) return
  throw new SlackError('missing_scope', { needed: method.scopes.join(','), provided: scopes.join(',') })
}

function rateLimited(log: ApiCall, seconds: number): Response {
  log.outcome = '429'
  const headers = { 'retry-after': String(seconds), 'content-type': 'application/json; charset=utf-8' }
  return new Response(JSON.stringify({ ok: false, error: 'ratelimited' }), { status: 429, headers })
}

/** Faults that strike before Slack did anything. */
async function before(fault: Fault, log: ApiCall, c: Context): Promise<Response | undefined> {
  log.outcome = fault.kind
  if (fault.kind === 'error_before') return c.text('', 500)
  if (fault.kind === 'rate_limited') return rateLimited(log, fault.amount ?? 1)
  if (fault.kind === 'api_error') return c.json({ ok: false, error: fault.error ?? 'internal_error' })
  if (fault.kind === 'hang') return never()
  if (fault.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.amount ?? 1000))
  return undefined
}

/** Faults that strike after Slack did what was asked, so that the caller cannot know. */
function after(
  fault: Fault,
  log: ApiCall,
  c: Context<{ Bindings: HttpBindings }>,
  body: Json,
): Response | Promise<Response> {
  if (log.executed) log.outcome = fault.kind === 'delay' ? 'ok' : fault.kind
  if (fault.kind === 'error_after') return c.text('', 500)
  if (fault.kind === 'hang_after') return never()
  if (fault.kind !== 'drop_after') return c.json(body)
  c.env.incoming.socket.destroy()
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
}

const never = (): Promise<Response> => new Promise(() => {})
