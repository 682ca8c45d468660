import { send } from '../deliver.ts'
import { type Found, findElement, keptBy, valuesOf } from '../elements.ts'
import type { App, Channel, Installation, InputValue, Json, Message, Person, State, View } from '../state.ts'
import { nextTs } from '../world.ts'
import { messageJson, viewJson } from '../api/show.ts'
import * as is from './person.ts'
import { CannotAct, done, type Outcome, TROUBLE } from './person.ts'

/** Where one clicks: a message, the Home of an app, or the open view. */
export type Place = { channel: string; ts: string } | { home: string } | { view: true }

export interface Click {
  action_id: string
  block_id?: string
  /** For an element that holds a choice: what was chosen, in the shape of `state.values`. */
  chosen?: InputValue
  /** Picks one of several elements with the same action id, e.g. one row's button, by its value. */
  value?: string
}

/** Presses a button, or chooses in a select, on a message, the Home or the open view. */
export async function clickAction(state: State, personId: string, place: Place, click: Click): Promise<Outcome> {
  const person = is.actor(state, personId)
  const target = 'channel' in place ? onMessage(state, person, place) : onView(state, person, place)
  const found = find(target.blocks, click)
  if (!found) throw new CannotAct(`There is nothing to press with action id "${click.action_id}" here.`)
  if (found.element['type'] === 'button' && typeof found.element['url'] === 'string') state.toasts.delete(person.id)
  const body = { ...target.body(), actions: [actionJson(state, found, click)] }
  const answer = await send(state, target.app, { kind: 'interactive', name: `block_actions ${click.action_id}`, body })
  return answer.ok ? done : is.fail(state, person, TROUBLE)
}

function find(blocks: Json[], { action_id, block_id, value }: Click): Found | undefined {
  if (value === undefined) return findElement(blocks, action_id, block_id)
  const narrowed = blocks.filter((b) => block_id === undefined || b['block_id'] === block_id)
  for (const block of narrowed) {
    const elements = [block['accessory'], ...(Array.isArray(block['elements']) ? block['elements'] : [])] as Json[]
    const element = elements.find((e) => e?.['action_id'] === action_id && e['value'] === value)
    if (element) return { block, element, block_id: String(block['block_id']), action_id }
  }
  return undefined
}

interface Target {
  app: App
  blocks: Json[]
  body(): Json
}

function onMessage(state: State, person: Person, place: { channel: string; ts: string }): Target {
  const channel = is.channelOf(state, person, place.channel)
  const message = state.messages.get(channel.id)?.find((m) => m.ts === place.ts && is.sees(m, person))
  if (!message?.app_id) throw new CannotAct('This message has no buttons.')
  const { app, installation } = is.installationOf(state, message.app_id, message.team)
  return { app, blocks: message.blocks, body: () => messageBody(state, person, app, installation, channel, message) }
}

function messageBody(
  state: State,
  person: Person,
  app: App,
  installation: Installation,
  channel: Channel,
  message: Message,
): Json {
  const team_id = installation.team_id
  const is_ephemeral = message.ephemeral_for !== undefined
  const thread = message.thread_ts ? { thread_ts: message.thread_ts } : {}
  const target = { app_id: app.id, team_id, channel: channel.id, ts: message.ts, ...thread }
  return {
    ...common(state, person, app, installation),
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral, ...thread },
    channel: { id: channel.id, name: is.channelName(channel) },
    message: is_ephemeral ? { ...messageJson(state, message), type: 'message', text: '' } : messageJson(state, message),
    state: { values: valuesOf(message.blocks) },
    response_url: is.issueResponseUrl(state, person, target),
    trigger_id: is.issueTrigger(state, app.id, team_id, person),
  }
}

function onView(state: State, person: Person, place: { home: string } | { view: true }): Target {
  const view = 'home' in place ? state.homes.get(`${place.home}:${person.id}`) : state.stacks.get(person.id)?.at(-1)
  if (!view) throw new CannotAct('home' in place ? 'There is no Home to press on yet.' : 'No form is open.')
  const { app, installation } = is.installationOf(state, view.app_id, view.app_installed_team_id)
  return { app, blocks: view.blocks, body: () => viewBody(state, person, app, installation, view) }
}

export function viewBody(state: State, person: Person, app: App, installation: Installation, view: View): Json {
  return {
    ...common(state, person, app, installation),
    container: { type: 'view', view_id: view.id },
    view: viewJson(view),
    trigger_id: is.issueTrigger(state, app.id, installation.team_id, person, view.type === 'modal' ? view.id : undefined),
  }
}

function common(state: State, person: Person, app: App, installation: Installation): Json {
  return {
    type: 'block_actions',
    user: is.userJson(person),
    api_app_id: app.id,
    token: 'playground-verification-token',
    team: is.teamJson(state, installation.team_id),
    enterprise: null,
    is_enterprise_install: false,
  }
}

function actionJson(state: State, { block_id, action_id, element }: Found, click: Click): Json {
  const { type, text, value, style, url } = element
  const kept = keptBy(type)
  return {
    type,
    block_id,
    action_id,
    ...(text ? { text } : {}),
    ...(value !== undefined ? { value } : {}),
    ...(style ? { style } : {}),
    ...(url ? { url } : {}),
    ...(kept && click.chosen ? { [kept]: click.chosen[kept] } : {}),
    ...(type === 'overflow' && click.chosen ? { selected_option: click.chosen['selected_option'] } : {}),
    action_ts: nextTs(state),
  }
}
