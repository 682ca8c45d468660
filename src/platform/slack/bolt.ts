import type { IncomingMessage, RequestListener } from 'node:http'
import {
  App,
  type BufferedIncomingMessage,
  type CustomRoute,
  defaultBodyLimit,
  HTTPModuleFunctions,
  HTTPReceiver,
  isRawBodyError,
  LogLevel,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt'
import type { Config } from '#platform/config.ts'
import type { Logger } from '#platform/log.ts'
import type { Pages } from '#platform/web/serve.ts'
import { clientOptions } from './client.ts'
import type { SlackEvent } from './inbox.ts'
import { slackLogger } from './logger.ts'

/** Which workspace of ours a Slack team is, and what we are called there. Undefined: not installed there. */
export type Authorize = (
  teamId: string,
) => Promise<{ workspaceId: string; botToken: string; botUserId: string } | undefined>

interface Parts {
  config: Config
  log: Logger
  authorize: Authorize
  /** Commits an event before Slack hears that we have it. */
  keep(event: SlackEvent): Promise<void>
  /** Looks at each request first, where Slack is heard over HTTP. */
  pages?: Pages
}

/**
 * Bolt with one receiver: Socket Mode where an app token is set, HTTP at Bolt's default /slack/events otherwise.
 * Every event passes `keep` first; when that fails, Slack hears an error and tells us again.
 */
export function createSlack({ config, log, authorize, keep, pages }: Parts): { app: App; receiver: Receiver } {
  const receiver = keepFirst(createReceiver(config, log, pages), keep)
  const app = new App({
    receiver,
    authorize: async (source, body) => {
      const team = teamOf(body) ?? source.teamId
      const found = team ? await authorize(team) : undefined
      if (!found) throw new Error(`Throughline is not installed in the workspace ${team}`)
      return { ...found, teamId: team! }
    },
    clientOptions: clientOptions(log, config.slack.apiUrl),
    logger: slackLogger(log),
    logLevel: LogLevel.WARN,
    convoStore: false,
  })
  app.error(async (error) => log.error({ error }, 'slack.listener_failed'))
  return { app, receiver }
}

// A modal submitted by somebody of another organisation names their team; the view names the one that opened it.
function teamOf(body: unknown): string | undefined {
  const { view, context_team_id } = body as { view?: { app_installed_team_id?: string }; context_team_id?: string }
  return view?.app_installed_team_id ?? context_team_id
}

/** For whoever watches the process: it listens. What else may be wrong, `throughline doctor` says. */
const ALIVE: CustomRoute = {
  path: '/healthz',
  method: 'GET',
  handler: (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n'),
}

/** By itself the package waits for an answer without end, waits ever longer between tries, and then gives up. */
const ASK_FOR_A_SOCKET = { timeout: 10_000, retryConfig: { forever: true, factor: 1.3, maxTimeout: 30_000 } }

function createReceiver(config: Config, log: Logger, pages: Pages = () => false): Receiver {
  const logger = slackLogger(log)
  if (config.slack.appToken) {
    const { apiUrl } = config.slack
    const clientOptions = { ...ASK_FOR_A_SOCKET, ...(apiUrl ? { slackApiUrl: apiUrl } : {}) }
    const options = { installerOptions: { clientOptions } }
    return new SocketModeReceiver({ appToken: config.slack.appToken, logger, logLevel: LogLevel.WARN, ...options })
  }
  const signingSecret = config.slack.signingSecret!
  const options = { signingSecret, port: config.port, logger, logLevel: LogLevel.WARN, customRoutes: [ALIVE] }
  const receiver = new HTTPReceiver({ ...options, endpoints: ENDPOINT })
  const bolt = refuseNonsense(receiver.requestListener, signingSecret, log)
  receiver.requestListener = (request, response) => void (pages(request, response) || bolt(request, response))
  return receiver
}

const ENDPOINT = '/slack/events'

// Bolt 5.1 asks whatever the JSON holds for its properties: a signed `null` is an unhandled rejection and ends the
// process. What is an object goes to Bolt as it came; Bolt finds the body that was read here.
function refuseNonsense(bolt: RequestListener, signingSecret: string, log: Logger): RequestListener {
  return (request, response) => {
    const pathname = URL.parse(request.url!, 'http://localhost')?.pathname
    // Of '//' no address can be made; that is the sender's mistake, and no error of ours.
    if (pathname === undefined) return void response.writeHead(400).end()
    if (request.method !== 'POST' || pathname !== ENDPOINT) return bolt(request, response)
    objectionTo(request, signingSecret)
      .then((status) => (status ? void response.writeHead(status).end() : bolt(request, response)))
      .catch((error) => log.error({ error }, 'slack.request_failed'))
  }
}

/** The status of a refusal; undefined where the body is an object, which Bolt verifies. */
async function objectionTo(request: IncomingMessage, signingSecret: string): Promise<number | undefined> {
  try {
    const read = await HTTPModuleFunctions.bufferIncomingMessage(request, defaultBodyLimit)
    if (beginsAsObject(read) || isObject(parsed(read))) return undefined
    await HTTPModuleFunctions.parseAndVerifyHTTPRequest({ signingSecret }, request)
    return 400
  } catch (error) {
    if (isRawBodyError(error)) return error.statusCode
    return 401
  }
}

const FORM = 'application/x-www-form-urlencoded'

// What begins as an object is one, or no JSON at all, which Bolt refuses by itself: a click is not worth reading twice.
function beginsAsObject({ rawBody, headers }: BufferedIncomingMessage): boolean {
  const beginning = rawBody.toString('latin1', 0, 'payload=%7B'.length)
  if (beginning === 'payload=%7B' || beginning === 'payload=%7b') return true
  return headers['content-type'] !== FORM && beginning.startsWith('{')
}

function parsed(request: BufferedIncomingMessage): unknown {
  try {
    return HTTPModuleFunctions.parseHTTPRequestBody(request)
  } catch {
    return undefined
  }
}

const isObject = (body: unknown): boolean => typeof body === 'object' && body !== null && !Array.isArray(body)

// Bolt answers 200 before any listener runs, so an event is kept before Bolt sees it.
function keepFirst(receiver: Receiver, keep: (event: SlackEvent) => Promise<void>): Receiver {
  const init = receiver.init.bind(receiver)
  receiver.init = (app) => {
    const processEvent = app.processEvent.bind(app)
    app.processEvent = async (event: ReceiverEvent) => {
      if (event.body['type'] === 'event_callback') await keep(event.body as unknown as SlackEvent)
      return processEvent(event)
    }
    init(app)
  }
  return receiver
}
