import { SlackError } from '../api/call.ts'
import { messageJson } from '../api/show.ts'
import { send } from '../deliver.ts'
import { isObject } from '../post.ts'
import { respond } from '../responseurl.ts'
import type { App, Channel, Installation, Json, Person, State } from '../state.ts'
import type { Answer } from '../traffic.ts'
import { nextTs } from '../world.ts'
import * as is from './person.ts'
import { CannotAct, done, fail, type Outcome, TROUBLE } from './person.ts'

/** Slack's sentence for a command that this person's workspace does not have; outsiders get it too. */
const notACommand = (command: string): string =>
  `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.\n\nIf you are trying to send a message and not run a command, try preceding the "/" with an empty space.`

const failed = (command: string, code: string): string => `${command} failed with the error "${code}"`

interface Own {
  app: App
  installation: Installation
}

/** The person's own workspace's installations: nobody else's apps offer them commands or shortcuts. */
function ownApps(state: State, person: Person): Own[] {
  return state.installations
    .filter((i) => i.team_id === person.team_id && i.status === 'active')
    .flatMap((installation) => {
      const app = state.apps.get(installation.app_id)
      return app ? [{ app, installation }] : []
    })
}

/** Types a slash command, e.g. `slashCommand(state, 'U1', 'C1', '/handoff', 'Calder Freight')`. */
export async function slashCommand(
  state: State,
  personId: string,
  channelId: string,
  command: string,
  text = '',
): Promise<Outcome> {
  const person = is.actor(state, personId)
  const channel = is.channelOf(state, person, channelId)
  const own = ownApps(state, person).find(({ app }) => app.commands.some((c) => c.command === command))
  if (!own) return fail(state, person, notACommand(command))
  const body = commandBody(state, own, person, channel, command, text)
  const answer = await send(state, own.app, { kind: 'command', name: command, body })
  return showAnswer(state, { ...own, person, channel }, command, answer)
}

function commandBody(
  state: State,
  { app, installation }: Own,
  person: Person,
  channel: Channel,
  command: string,
  text: string,
): Record<string, string> {
  const { team_id } = installation
  return {
    token: 'playground-verification-token',
    team_id,
    team_domain: state.workspaces.get(team_id)?.domain ?? '',
    channel_id: channel.id,
    channel_name: is.channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: is.issueResponseUrl(state, person, { app_id: app.id, team_id, channel: channel.id }),
    trigger_id: is.issueTrigger(state, app.id, team_id, person),
  }
}

type Asked = Own & { person: Person; channel: Channel }

/** The body of the acknowledgement may be a message: text or JSON. */
function showAnswer(state: State, asked: Asked, command: string, { ok, reason, body }: Answer): Outcome {
  const { person } = asked
  const code = reason === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed'
  if (!ok) return fail(state, person, failed(command, code))
  const message = isObject(body) ? body : typeof body === 'string' && body.trim() ? { text: body } : {}
  if (message['text'] === undefined && message['blocks'] === undefined) return done
  try {
    respond(state, { ...asked, person_id: person.id }, message)
    return done
  } catch (error) {
    if (error instanceof SlackError) return fail(state, person, failed(command, 'invalid_command_response'))
    throw error
  }
}

/** Runs a message shortcut from a message's menu. */
export async function messageShortcut(
  state: State,
  personId: string,
  place: { channel: string; ts: string },
  callback_id: string,
): Promise<Outcome> {
  const person = is.actor(state, personId)
  const channel = is.channelOf(state, person, place.channel)
  const message = state.messages.get(channel.id)?.find((m) => m.ts === place.ts && is.sees(m, person))
  if (!message) throw new CannotAct('There is no such message.')
  const own = shortcut(state, person, callback_id, 'message')
  const { team_id } = own.installation
  const target = { app_id: own.app.id, team_id, channel: channel.id, ts: message.ts }
  const response_url = is.issueResponseUrl(state, person, target)
  return run(state, own, person, {
    type: 'message_action',
    callback_id,
    message_ts: message.ts,
    message: messageJson(state, message),
    channel: { id: channel.id, name: is.channelName(channel) },
    response_url,
  })
}

/** Runs a global shortcut from the menu beside the message box. */
export function globalShortcut(state: State, personId: string, callback_id: string): Promise<Outcome> {
  const person = is.actor(state, personId)
  const own = shortcut(state, person, callback_id, 'global')
  return run(state, own, person, { type: 'shortcut', callback_id })
}

function shortcut(state: State, person: Person, callback_id: string, type: 'message' | 'global'): Own {
  const own = ownApps(state, person).find(({ app }) =>
    app.shortcuts.some((s) => s.callback_id === callback_id && s.type === type),
  )
  if (!own) throw new CannotAct(`${person.real_name} has no such shortcut.`)
  return own
}

async function run(state: State, { app, installation }: Own, person: Person, body: Json): Promise<Outcome> {
  const { team_id } = installation
  const whole = {
    ...body,
    token: 'playground-verification-token',
    action_ts: nextTs(state),
    team: is.teamJson(state, team_id),
    user: is.userJson(person),
    api_app_id: app.id,
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: is.issueTrigger(state, app.id, team_id, person),
  }
  const answer = await send(state, app, { kind: 'interactive', name: String(body['callback_id']), body: whole })
  return answer.ok ? done : fail(state, person, TROUBLE)
}
