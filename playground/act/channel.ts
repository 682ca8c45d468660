import { richText } from '../choices.ts'
import { tellAboutChannel, tellLeaver, tellMessage } from '../events.ts'
import type { Channel, Message, State } from '../state.ts'
import { addMessage, directMessage, nextTs } from '../world.ts'
import * as is from './person.ts'
import { CannotAct } from './person.ts'

/** Writes into a channel, a direct message or a thread. */
export function sendMessage(
  state: State,
  personId: string,
  channelId: string,
  text: string,
  thread_ts?: string,
): Message {
  const person = is.actor(state, personId)
  const channel = is.channelOf(state, person, channelId)
  if (channel.is_archived) throw new CannotAct('This channel is archived.')
  const message = addMessage(state, {
    channel: channel.id,
    user: person.id,
    text,
    blocks: [richText(text)],
    ...(thread_ts ? { thread_ts } : {}),
  })
  tellMessage(state, message)
  return message
}

/** The direct message between a person and an app installed in their workspace (or met in a shared channel). */
export function messagesTab(state: State, personId: string, app_id: string): Channel {
  const person = is.actor(state, personId)
  const own = state.installations.find((i) => i.app_id === app_id && i.team_id === person.team_id)
  if (!own) throw new CannotAct(`${person.real_name}'s workspace has not installed this app.`)
  return directMessage(state, own.bot_user_id, person.id, own.team_id)
}

/** Adds a reaction, or takes it away when it is there already. */
export function react(state: State, personId: string, place: { channel: string; ts: string }, name: string): void {
  const person = is.actor(state, personId)
  const channel = is.channelOf(state, person, place.channel)
  const message = state.messages.get(channel.id)?.find((m) => m.ts === place.ts && is.sees(m, person))
  if (!message) throw new CannotAct('There is no such message.')
  const reaction = message.reactions.find((r) => r.name === name) ?? { name, users: [] }
  const removing = reaction.users.includes(person.id)
  reaction.users = removing ? reaction.users.filter((id) => id !== person.id) : [...reaction.users, person.id]
  message.reactions = [...message.reactions.filter((r) => r !== reaction), ...(reaction.users.length ? [reaction] : [])]
  const item = { type: 'message', channel: channel.id, ts: message.ts }
  const type = removing ? 'reaction_removed' : 'reaction_added'
  tellAboutChannel(
    state,
    channel,
    { type, user: person.id, reaction: name, item, item_user: message.user },
    'reactions:read',
  )
}

export function channel(state: State, id: string): Channel {
  const found = state.channels.get(id)
  if (!found) throw new CannotAct(`There is no channel ${id}.`)
  return found
}

/** A person, or an app's bot user, joins a channel or is invited. */
export function joinChannel(state: State, personId: string, channelId: string, inviter?: string): void {
  const joined = channel(state, channelId)
  const person = state.people.get(personId)
  if (!person || person.deleted) throw new CannotAct(`There is no person ${personId} who could join.`)
  const teams = [joined.team_id, ...joined.connected_team_ids]
  if (!teams.includes(person.team_id)) throw new CannotAct('The channel is not shared with their organisation.')
  if (joined.members.includes(personId)) return
  joined.members.push(personId)
  const type = 'member_joined_channel'
  const facts = { user: personId, channel: joined.id, channel_type: letter(joined), team: person.team_id }
  tellAboutChannel(state, joined, { type, ...facts, ...(inviter ? { inviter } : {}) })
}

export function leaveChannel(state: State, personId: string, channelId: string): void {
  const left = channel(state, channelId)
  const person = state.people.get(personId)
  if (!person || !left.members.includes(personId)) throw new CannotAct('They are not in this channel.')
  left.members = left.members.filter((id) => id !== personId)
  const type = 'member_left_channel'
  tellAboutChannel(state, left, {
    type,
    user: personId,
    channel: left.id,
    channel_type: letter(left),
    team: person.team_id,
  })
  if (person.is_bot) tellLeaver(state, left, personId)
}

const letter = (channel: Channel): string => (channel.kind === 'private' ? 'G' : 'C')

/** Shares a channel with another organisation (Slack Connect). */
export function shareChannel(state: State, channelId: string, team_id: string): void {
  const shared = channel(state, channelId)
  if (!state.workspaces.has(team_id)) throw new CannotAct(`There is no workspace ${team_id}.`)
  if (team_id === shared.team_id || shared.connected_team_ids.includes(team_id)) return
  shared.connected_team_ids.push(team_id)
  tellAboutChannel(state, shared, { type: 'channel_shared', channel: shared.id, connected_team_id: team_id })
}

/** Ends the sharing: the other organisation's people are out at once. */
export function unshareChannel(state: State, channelId: string, team_id: string): void {
  const shared = channel(state, channelId)
  if (!shared.connected_team_ids.includes(team_id)) return
  shared.connected_team_ids = shared.connected_team_ids.filter((id) => id !== team_id)
  shared.members = shared.members.filter((id) => state.people.get(id)?.team_id !== team_id)
  const is_ext_shared = shared.connected_team_ids.length > 0
  const type = 'channel_unshared'
  tellAboutChannel(state, shared, { type, channel: shared.id, previously_connected_team_id: team_id, is_ext_shared })
}

/** Archives a channel, or opens it again. */
export function archiveChannel(state: State, personId: string, channelId: string, archived = true): void {
  const target = channel(state, channelId)
  if (target.is_archived === archived) return
  target.is_archived = archived
  const type = `${target.kind === 'private' ? 'group' : 'channel'}_${archived ? 'archive' : 'unarchive'}`
  tellAboutChannel(state, target, { type, channel: target.id, user: personId, event_ts: nextTs(state) })
}
