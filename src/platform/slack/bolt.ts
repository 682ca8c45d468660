import {
  App,
  type CustomRoute,
  HTTPReceiver,
  LogLevel,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt'
import type { Config } from '#platform/config.ts'
import type { Logger } from '#platform/log.ts'
import type { SlackEvent } from './inbox.ts'
import { slackLogger } from './logger.ts'
import { clientOptions } from './sender.ts'

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
}

/**
 * Bolt with one receiver: Socket Mode where an app token is set, HTTP at Bolt's default /slack/events otherwise.
 * Every event passes `keep` first; when that fails, Slack hears an error and tells us again.
 */
export function createSlack({ config, log, authorize, keep }: Parts): { app: App; receiver: Receiver } {
  const receiver = keepFirst(createReceiver(config, log), keep)
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

function createReceiver(config: Config, log: Logger): Receiver {
  const logger = slackLogger(log)
  if (config.slack.appToken) {
    const options = config.slack.apiUrl
      ? { installerOptions: { clientOptions: { slackApiUrl: config.slack.apiUrl } } }
      : {}
    return new SocketModeReceiver({ appToken: config.slack.appToken, logger, logLevel: LogLevel.WARN, ...options })
  }
  const { signingSecret } = config.slack
  return new HTTPReceiver({
    signingSecret: signingSecret!,
    port: config.port,
    logger,
    logLevel: LogLevel.WARN,
    customRoutes: [ALIVE],
  })
}

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
