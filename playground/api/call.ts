import type { App, Channel, Installation, Json, Person, State } from '../state.ts'
import { directMessage } from '../world.ts'

/** Slack's refusal: a code in `error`, sometimes with more beside it. */
export class SlackError extends Error {
  readonly code: string
  readonly extra: Json
  constructor(code: string, extra: Json = {}) {
    super(code)
    this.code = code
    this.extra = extra
  }
}

/** One call of the Web API, with the token already turned into who calls. */
export interface Call {
  state: State
  app: App
  installation: Installation
  args: Json
}

export interface Method {
  /** One of these scopes is enough; empty needs none. */
  scopes: string[]
  /** Calls a minute that strict mode allows. */
  tier: number
  /** Takes an app token (`xapp-…`) instead of a bot token. */
  appToken?: boolean
  run(call: Call): Json
}

export const TIER_1 = 1
export const TIER_2 = 20
export const TIER_3 = 50
export const TIER_4 = 100
/** Methods that Slack allows "hundreds" of times a minute. */
export const HUNDREDS = 300

export const text = (args: Json, key: string): string => {
  const value = args[key]
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : String(value)
}

export const flag = (args: Json, key: string): boolean =>
  args[key] === true || args[key] === 'true' || args[key] === '1'

export const ownTeam = (channel: Channel, team_id: string): boolean =>
  channel.team_id === team_id || channel.connected_team_ids.includes(team_id)

/** A channel as this token sees it: another workspace's, or a private one it is not in, does not exist. */
export function findChannel(call: Call, id: string): Channel {
  const channel = call.state.channels.get(id)
  const { team_id, bot_user_id } = call.installation
  if (!channel || !ownTeam(channel, team_id)) throw new SlackError('channel_not_found')
  if (channel.kind !== 'public' && !channel.members.includes(bot_user_id)) throw new SlackError('channel_not_found')
  return channel
}

/** Whether this installation may know the person: a colleague, or an outsider met in a shared channel. */
export function knows(state: State, installation: Installation, person: Person): boolean {
  if (person.team_id === installation.team_id) return true
  return [...state.channels.values()].some(
    (c) => c.kind !== 'im' && c.members.includes(person.id) && ownTeam(c, installation.team_id),
  )
}

export function findPerson(call: Call, id: string): Person {
  const person = call.state.people.get(id)
  if (!person || !knows(call.state, call.installation, person)) throw new SlackError('user_not_found')
  return person
}

/** Where a post goes: a channel the bot is in, or `U…` for that person's direct message. */
export function findDestination(call: Call, id: string): Channel {
  if (/^[UW]/.test(id)) return openDirectMessage(call, id, 'channel_not_found')
  const channel = findChannel(call, id)
  if (channel.is_archived) throw new SlackError('is_archived')
  const inside = channel.members.includes(call.installation.bot_user_id)
  if (!inside && !call.installation.scopes.includes('chat:write.public')) throw new SlackError('not_in_channel')
  return channel
}

export function openDirectMessage(call: Call, id: string, missing: string): Channel {
  const person = call.state.people.get(id)
  if (!person || !knows(call.state, call.installation, person)) throw new SlackError(missing)
  if (person.deleted) throw new SlackError(missing === 'channel_not_found' ? missing : 'user_disabled')
  if (person.is_bot) throw new SlackError('cannot_dm_bot')
  return directMessage(call.state, call.installation.bot_user_id, id, call.installation.team_id)
}
