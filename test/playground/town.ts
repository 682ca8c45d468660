import bolt from '@slack/bolt'
import { type Playground, type PlaygroundOptions, startPlayground } from '../../playground/server.ts'
import type { App, Installation, State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'

export const SCOPES = [
  'chat:write',
  'commands',
  'users:read',
  'users:read.email',
  'channels:read',
  'groups:read',
  'im:read',
  'im:write',
  'channels:history',
  'im:history',
  'reactions:read',
]

const EVENTS = [
  'app_home_opened',
  'user_change',
  'member_joined_channel',
  'member_left_channel',
  'channel_shared',
  'channel_unshared',
  'channel_archive',
  'message.channels',
  'message.im',
  'reaction_added',
]

export interface Town extends Playground {
  app: App
  /** The vendor's installation. */
  home: Installation
  /** The same app in a second workspace that has nothing to do with the first. */
  elsewhere: Installation
}

/**
 * Two organisations and a stranger. The vendor (T1: Maya, Jonas, a guest) has the app and shares C2 with
 * the buyer (T2: Priya), who has not. T3 (Sam) has the same app and shares nothing.
 */
function build(state: State): { app: App; home: Installation; elsewhere: Installation } {
  createWorkspace(state, { id: 'T1', name: 'Vendor' })
  createWorkspace(state, { id: 'T2', name: 'Calder Freight' })
  createWorkspace(state, { id: 'T3', name: 'Elsewhere' })
  addUser(state, { id: 'U1', team_id: 'T1', real_name: 'Maya Lindqvist', tz: 'Europe/Stockholm', is_admin: true })
  addUser(state, { id: 'U2', team_id: 'T1', real_name: 'Jonas Weber', tz: 'Europe/Berlin' })
  addUser(state, { id: 'U8', team_id: 'T2', real_name: 'Priya Shah', tz: 'Europe/London' })
  addUser(state, { id: 'U9', team_id: 'T3', real_name: 'Sam Stranger' })
  const app = addApp(state, {
    id: 'A1',
    name: 'Throughline',
    commands: [{ command: '/handoff' }],
    shortcuts: [{ name: 'Make it a concern', callback_id: 'concern', type: 'message' }],
    events: EVENTS,
  })
  const home = install(state, { app, team_id: 'T1', scopes: SCOPES })
  const elsewhere = install(state, { app, team_id: 'T3', scopes: SCOPES })
  addChannel(state, { id: 'C1', name: 'calder-team', team_id: 'T1', members: ['U1', 'U2', home.bot_user_id] })
  const members = ['U1', 'U8', home.bot_user_id]
  addChannel(state, { id: 'C2', name: 'calder', team_id: 'T1', connected_team_ids: ['T2'], members })
  addChannel(state, { id: 'C3', name: 'lobby', team_id: 'T1', members: ['U1'] })
  addChannel(state, { id: 'C4', name: 'board', kind: 'private', team_id: 'T1', members: ['U1'] })
  addChannel(state, { id: 'C9', name: 'elsewhere', team_id: 'T3', members: ['U9', elsewhere.bot_user_id] })
  return { app, home, elsewhere }
}

export async function startTown(options: Partial<PlaygroundOptions> = {}): Promise<Town> {
  let built!: ReturnType<typeof build>
  const world = (state: State) => {
    built = build(state)
  }
  return { ...(await startPlayground({ world, ...options })), ...built }
}

/** Without retries: those of the client go on for half an hour after a test has ended. */
const clientOptions = (town: Town) => ({ slackApiUrl: town.apiUrl, retryConfig: { retries: 0 } })

/** A bare Bolt app over HTTP, heard by the playground; `stop` ends it. */
export async function startBolt(town: Town, listen: (app: bolt.App) => void): Promise<() => Promise<unknown>> {
  const app = new bolt.App({
    token: town.home.bot_token,
    signingSecret: town.app.signing_secret,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: clientOptions(town),
    deferInitialization: true,
  })
  // Bolt asks who it is; waiting here keeps that question from outliving a short test.
  await app.init()
  listen(app)
  const server = await app.start({ port: 0, host: '127.0.0.1' })
  const address = server.address()
  town.app.request_url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`
  return () => app.stop()
}

/** The same over Socket Mode. */
export async function startBoltOnSocket(town: Town, listen: (app: bolt.App) => void): Promise<() => Promise<unknown>> {
  const receiver = new bolt.SocketModeReceiver({
    appToken: town.app.app_token,
    logLevel: bolt.LogLevel.ERROR,
    // Also how long the client waits before it connects again; its 5 s are long for a test.
    clientPingTimeout: 300,
    installerOptions: { clientOptions: clientOptions(town) },
  })
  const app = new bolt.App({
    token: town.home.bot_token,
    receiver,
    logLevel: bolt.LogLevel.ERROR,
    clientOptions: clientOptions(town),
  })
  listen(app)
  await app.start()
  return () => app.stop()
}

/** Calls the Web API with plain HTTP and JSON, so that nothing of a client comes between. */
export async function call(
  town: Playground,
  token: string,
  method: string,
  args: object = {},
): Promise<Record<string, unknown>> {
  const response = await post(town, token, method, args)
  return (await response.json()) as Record<string, unknown>
}

export const post = (town: Playground, token: string, method: string, args: object = {}): Promise<Response> =>
  fetch(`${town.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  })

/** Waits until something is so, at most two seconds. */
export async function until(what: () => unknown): Promise<void> {
  const end = performance.now() + 2000
  while (!what()) {
    if (performance.now() > end) throw new Error('It did not happen within two seconds.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
