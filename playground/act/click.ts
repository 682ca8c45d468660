import { messageJson, viewJson } from '../api/show.ts'
import { type Choice, enter } from '../choices.ts'
import { send } from '../deliver.ts'
import { elementsIn, type Found, keptBy, valuesOf } from '../elements.ts'
import { isObject } from '../post.ts'
import type { App, Channel, InputValue, Installation, Json, Message, Person, State, View } from '../state.ts'
import { nextTs } from '../world.ts'
import { askOptions } from './options.ts'
import * as is from './person.ts'
import { CannotAct, done, type Outcome, TROUBLE } from './person.ts'

/** Where one clicks: a message, the Home of an app, or the open view. */
export type Place = { channel: string; ts: string } | { home: string } | { view: true }

export interface Click {
  action_id: string
  block_id?: string | undefined
  /** Picks one of several elements with the same action id, e.g. one row's button, by its value. */
  value?: string | undefined
  /** For an element that holds a choice: what is chosen. */
  choice?: Choice | undefined
}

/** Presses a button, or chooses in a menu, on a message, the Home or the open view. */
export async function clickAction(state: State, personId: string, place: Place, click: Click): Promise<Outcome> {
  const person = is.actor(state, personId)
  const target = 'channel' in place ? onMessage(state, person, place) : onView(state, person, place)
  const found = find(target.blocks, click)
  if (!found) throw new CannotAct(`There is nothing to press with action id "${click.action_id}" here.`)
  const entered = await choose(state, person, target, found, click)
  if (found.block['type'] === 'input' && found.block['dispatch_action'] !== true && target.view) return done
  const body = { ...target.body(found, entered), actions: [actionJson(state, found, entered)] }
  const answer = await send(state, target.app, { kind: 'interactive', name: `block_actions ${click.action_id}`, body })
  return answer.ok ? done : is.fail(state, person, TROUBLE)
}

/** Enters text or chooses in the open form or on the Home. Dispatching inputs tell the app. */
export function fill(
  state: State,
  personId: string,
  input: { action_id: string; block_id?: string | undefined; value: Choice; home?: string | undefined },
): Promise<Outcome> {
  const place = input.home === undefined ? ({ view: true } as const) : { home: input.home }
  const { action_id, block_id, value } = input
  return clickAction(state, personId, place, { action_id, block_id, choice: value })
}

/** What was drawn anew since somebody saw it has blocks of other ids. Slack takes the press of what they saw all the same. */
function find(blocks: Json[], { action_id, block_id, value }: Click): Found | undefined {
  const named = elementsIn(blocks).filter(
    (f) => f.action_id === action_id && (value === undefined || valuesAt(f.element).includes(value)),
  )
  const there = named.find((f) => block_id === undefined || f.block_id === block_id)
  // Only a value tells whose button it is: inputs of several blocks share their action id.
  return there ?? (value !== undefined && named.length === 1 ? named[0] : undefined)
}

/** A feedback element has two buttons under one action id. */
const valuesAt = (element: Json): unknown[] =>
  [element, element['positive_button'], element['negative_button']].filter(isObject).map((e) => e['value'])

async function choose(
  state: State,
  person: Person,
  target: Target,
  found: Found,
  click: Click,
): Promise<InputValue | undefined> {
  const { element, block_id, action_id } = found
  if (element['type'] === 'feedback_buttons') return { type: 'feedback_buttons', value: click.value }
  if (click.choice === undefined) {
    if (!keptBy(element['type']) && element['type'] !== 'overflow') return undefined
    throw new CannotAct(`Say what to choose in "${action_id}".`)
  }
  const external = String(element['type']).endsWith('external_select')
  const typed = Array.isArray(click.choice) ? (click.choice[0] ?? '') : String(click.choice ?? '')
  const offered = external ? await askOptions(state, person, target, found, typed) : undefined
  const entered = enter(element, click.choice, offered)
  if (target.view) {
    target.view.values[block_id] = { ...target.view.values[block_id], [action_id]: entered }
    delete target.view.errors[block_id]
  }
  return entered
}

export interface Target {
  app: App
  blocks: Json[]
  view?: View
  body(found?: Found, entered?: InputValue): Json
}

export function onMessage(state: State, person: Person, place: { channel: string; ts: string }): Target {
  const channel = is.channelOf(state, person, place.channel)
  const message = state.messages.get(channel.id)?.find((m) => m.ts === place.ts && is.sees(m, person))
  if (!message?.app_id) throw new CannotAct('This message has no buttons.')
  const { app, installation } = is.installationOf(state, message.app_id, message.team)
  const from = { person, app, installation }
  return {
    app,
    blocks: message.blocks,
    body: (found, entered) => messageBody(state, from, channel, message, entered && found && { found, entered }),
  }
}

interface From {
  person: Person
  app: App
  installation: Installation
}

function messageBody(
  state: State,
  from: From,
  channel: Channel,
  message: Message,
  chosen?: { found: Found; entered: InputValue },
): Json {
  const { person, app } = from
  const { team_id } = from.installation
  const is_ephemeral = message.ephemeral_for !== undefined
  const thread = message.thread_ts ? { thread_ts: message.thread_ts } : {}
  const target = { app_id: app.id, team_id, channel: channel.id, ts: message.ts, ...thread }
  const values = valuesOf(message.blocks)
  if (chosen) {
    const { block_id, action_id } = chosen.found
    values[block_id] = { ...values[block_id], [action_id]: chosen.entered }
  }
  return {
    ...common(state, from),
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral, ...thread },
    channel: { id: channel.id, name: is.channelName(channel) },
    // Slack does not hand back what an ephemeral message said.
    ...(is_ephemeral ? {} : { message: messageJson(state, message, { metadata: true }) }),
    state: { values },
    response_url: is.issueResponseUrl(state, person, target),
    trigger_id: is.issueTrigger(state, app.id, team_id, person),
  }
}

export function onView(state: State, person: Person, place: { home: string } | { view: true }): Target {
  const view = 'home' in place ? homeOf(state, person, place.home) : state.stacks.get(person.id)?.at(-1)
  if (!view) throw new CannotAct('home' in place ? 'There is no Home to press on.' : 'No form is open.')
  const { app, installation } = is.installationOf(state, view.app_id, view.app_installed_team_id)
  return { app, blocks: view.blocks, view, body: () => viewBody(state, { person, app, installation }, view) }
}

/** The Home as this person sees it: nobody sees the Home of an app that their own workspace has not installed. */
export function homeOf(state: State, person: Person, app_id: string): View | undefined {
  const view = state.homes.get(`${app_id}:${person.id}`)
  return view?.app_installed_team_id === person.team_id ? view : undefined
}

function viewBody(state: State, from: From, view: View): Json {
  const modal = view.type === 'modal' ? view.id : undefined
  return {
    ...common(state, from),
    container: { type: 'view', view_id: view.id },
    view: viewJson(view),
    trigger_id: is.issueTrigger(state, from.app.id, from.installation.team_id, from.person, modal),
  }
}

function common(state: State, { person, app, installation }: From): Json {
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

function actionJson(state: State, { block_id, action_id, element }: Found, entered: InputValue | undefined): Json {
  const { type, text, value, style, url } = element
  return {
    type,
    block_id,
    action_id,
    ...(text ? { text } : {}),
    ...(value !== undefined ? { value } : {}),
    ...(style ? { style } : {}),
    ...(url ? { url } : {}),
    ...entered,
    action_ts: nextTs(state),
  }
}
