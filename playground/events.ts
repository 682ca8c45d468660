import { messageJson, personJson } from './api/show.ts'
import { deliverEvent } from './deliver.ts'
import type { Channel, Installation, Json, Message, Person, State } from './state.ts'
import { epoch, nextTs } from './world.ts'

/** Which scope an event needs; a message event needs the history scope of its kind of channel. */
const HISTORY = { public: 'channels:history', private: 'groups:history', im: 'im:history' } as const
const MESSAGE_EVENT = { public: 'message.channels', private: 'message.groups', im: 'message.im' } as const
const CHANNEL_TYPE = { public: 'channel', private: 'group', im: 'im' } as const

/** Installations whose bot is in the channel, one delivery for each. */
export function installationsIn(state: State, channel: Channel): Installation[] {
  return state.installations.filter((i) => i.status === 'active' && channel.members.includes(i.bot_user_id))
}

function tellChannel(state: State, channel: Channel, name: string, scope: string, event: Json): void {
  for (const installation of installationsIn(state, channel))
    deliverEvent(state, installation, { name, scope, event, channel })
}

function tellAboutMessage(state: State, message: Message, extra: Json): void {
  const channel = state.channels.get(message.channel)
  if (!channel || message.ephemeral_for) return
  const event = { ...extra, channel: channel.id, channel_type: CHANNEL_TYPE[channel.kind], event_ts: nextTs(state) }
  tellChannel(state, channel, MESSAGE_EVENT[channel.kind], HISTORY[channel.kind], event)
}

export const tellMessage = (state: State, message: Message): void =>
  tellAboutMessage(state, message, messageJson(state, message))

export function tellMessageChanged(state: State, message: Message, before: Message): void {
  const previous_message = messageJson(state, before)
  const changed = { type: 'message', subtype: 'message_changed', hidden: true, ts: nextTs(state) }
  tellAboutMessage(state, message, { ...changed, message: messageJson(state, message), previous_message })
}

export function tellMessageDeleted(state: State, message: Message): void {
  const gone = { type: 'message', subtype: 'message_deleted', hidden: true, ts: nextTs(state), deleted_ts: message.ts }
  tellAboutMessage(state, message, { ...gone, previous_message: messageJson(state, message) })
}

/** An event about a channel, such as a joining member, an archive or a reaction, to every bot inside. */
export function tellAboutChannel(state: State, channel: Channel, event: Json & { type: string }, scope?: string): void {
  const usual = channel.kind === 'private' ? 'groups:read' : 'channels:read'
  tellChannel(state, channel, event.type, scope ?? usual, { ...event, event_ts: nextTs(state) })
}

/** An app that was removed from a channel hears that of the channel which it is not in any more. */
export function tellLeaver(state: State, channel: Channel, botUserId: string): void {
  const gone = state.installations.find((one) => one.bot_user_id === botUserId && one.status === 'active')
  if (!gone) return
  const [type, scope] = channel.kind === 'private' ? ['group_left', 'groups:read'] : ['channel_left', 'channels:read']
  const event = { type, channel: channel.id, actor_id: channel.creator, event_ts: nextTs(state) }
  deliverEvent(state, gone, { name: type!, scope: scope!, event })
}

/** An event about a person, to every installation in their workspace. Outsiders' changes are not told. */
export function tellAboutPerson(state: State, person: Person, type: string): void {
  for (const installation of state.installations) {
    if (installation.team_id !== person.team_id || installation.status !== 'active') continue
    const user = personJson(state, person, installation)
    const event = { type, user, cache_ts: epoch(state), event_ts: nextTs(state) }
    deliverEvent(state, installation, { name: type, scope: 'users:read', event })
  }
}
