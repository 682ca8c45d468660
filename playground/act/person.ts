import type { App, Channel, Installation, Json, Message, Person, State } from '../state.ts'
import { nextId, nextTs } from '../world.ts'

/** What came of an act: whether it worked, and otherwise the sentence that the person sees. */
export type Outcome = { ok: true } | { ok: false; error: string }

export const done: Outcome = { ok: true }

/** Slack's sentence when an app does not answer a click or a form. */
export const TROUBLE = 'We had some trouble connecting. Try again?'

/** An act that the client itself would not offer. */
export class CannotAct extends Error {}

/** Shows the person a sentence and reports the act as failed. */
export function fail(state: State, person: Person, error: string): Outcome {
  state.toasts.set(person.id, { text: error, at: state.clock.now().toISOString() })
  return { ok: false, error }
}

export function actor(state: State, id: string): Person {
  const person = state.people.get(id)
  if (!person) throw new CannotAct(`There is no person ${id}.`)
  if (person.deleted) throw new CannotAct(`${person.real_name}'s account is deactivated.`)
  if (person.is_bot) throw new CannotAct(`${person.real_name} is an app; nobody can act as it.`)
  state.toasts.delete(id)
  return person
}

/** A channel the person is in. */
export function channelOf(state: State, person: Person, id: string): Channel {
  const channel = state.channels.get(id)
  if (!channel?.members.includes(person.id)) throw new CannotAct(`${person.real_name} is not in ${id}.`)
  return channel
}

export const sees = (message: Message, person: Person): boolean =>
  message.ephemeral_for === undefined || message.ephemeral_for === person.id

/** The installation an interaction on this message or view belongs to. */
export function installationOf(
  state: State,
  app_id: string,
  team_id: string,
): { app: App; installation: Installation } {
  const app = state.apps.get(app_id)
  const installation = state.installations.find((i) => i.app_id === app_id && i.team_id === team_id)
  if (!app || !installation || installation.status !== 'active')
    throw new CannotAct('This app is not installed any more.')
  return { app, installation }
}

/** A trigger id, alive for 3 s of real time. */
export function issueTrigger(state: State, app_id: string, team_id: string, person: Person, view_id?: string): string {
  const id = `${nextTs(state).replace('.', '')}.${nextId(state, '').slice(-6)}.${crypto.randomUUID().replaceAll('-', '')}`
  const issued_at = performance.now()
  state.triggers.set(id, {
    id,
    app_id,
    team_id,
    person_id: person.id,
    issued_at,
    used: false,
    ...(view_id ? { view_id } : {}),
  })
  return id
}

export interface ResponseTarget {
  app_id: string
  team_id: string
  channel: string
  ts?: string
  thread_ts?: string
}

export function issueResponseUrl(state: State, person: Person, target: ResponseTarget): string {
  const id = crypto.randomUUID()
  const issued_at = state.clock.now().getTime()
  state.responseUrls.set(id, { id, person_id: person.id, ...target, uses: 0, issued_at })
  return `${state.settings.url}/response/${target.team_id}/${id}`
}

/** The `team` of a payload. */
export function teamJson(state: State, team_id: string): Json {
  return { id: team_id, domain: state.workspaces.get(team_id)?.domain ?? '' }
}

/** The `user` of a payload: always with the actor's own workspace. */
export function userJson(person: Person): Json {
  return { id: person.id, username: person.name, name: person.name, team_id: person.team_id }
}

export function channelName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage'
  return channel.kind === 'private' ? 'privategroup' : channel.name
}
