import { homeOf } from './act/click.ts'
import { zoneFacts } from './api/show.ts'
import type { Channel, Message, Person, State, View } from './state.ts'
import type { Toast } from './traffic.ts'

/** A message with what stands around it, as one person sees it. */
export interface SeenMessage extends Message {
  author: string
  /** The author is an app. */
  is_app: boolean
  /** The author belongs to another organisation than the reader. */
  is_external: boolean
  /** "Only visible to you". */
  only_you: boolean
  replies: SeenMessage[]
}

export interface SeenChannel {
  id: string
  /** `calder-freight`, or the other person's name for a direct message. */
  name: string
  kind: Channel['kind']
  is_ext_shared: boolean
  is_archived: boolean
  members: number
  /** The newest message's ts, for ordering and for "something new". */
  latest: string
}

export interface SeenPerson {
  id: string
  name: string
  team_id: string
  team: string
  tz: string
  /** Local wall time now, e.g. `Mon 16 Nov, 09:00`. */
  local_time: string
  tz_label: string
  title: string
}

/** Everything one person could find on their screen. */
export interface Screen {
  person: SeenPerson
  channels: SeenChannel[]
  /** Apps of the person's own workspace, with a Home if one was published. */
  apps: { app_id: string; name: string; home: View | null }[]
  /** The open form: the top of the stack last. */
  stack: View[]
  toast: Toast | null
}

export function screen(state: State, personId: string): Screen {
  const person = state.people.get(personId)
  if (!person) throw new RangeError(`There is no person ${personId}.`)
  return {
    person: seenPerson(state, person),
    channels: channelsOf(state, person),
    apps: appsOf(state, person),
    stack: state.stacks.get(personId) ?? [],
    toast: state.toasts.get(personId) ?? null,
  }
}

export function seenPerson(state: State, person: Person): SeenPerson {
  const now = state.clock.now()
  const shape = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  return {
    id: person.id,
    name: person.real_name,
    team_id: person.team_id,
    team: state.workspaces.get(person.team_id)?.name ?? '',
    tz: person.tz,
    local_time: new Intl.DateTimeFormat('en-GB', { ...shape, timeZone: person.tz }).format(now),
    tz_label: zoneFacts(person.tz, now).tz_label,
    title: person.title,
  }
}

function channelsOf(state: State, person: Person): SeenChannel[] {
  return [...state.channels.values()]
    .filter((c) => c.members.includes(person.id))
    .map((c) => ({
      id: c.id,
      name: c.kind === 'im' ? otherName(state, c, person) : c.name,
      kind: c.kind,
      is_ext_shared: c.connected_team_ids.length > 0,
      is_archived: c.is_archived,
      members: c.members.length,
      latest: visibleIn(state, person, c.id).at(-1)?.ts ?? '',
    }))
}

function otherName(state: State, channel: Channel, person: Person): string {
  const other = channel.members.find((id) => id !== person.id)
  return state.people.get(other ?? '')?.real_name ?? ''
}

function appsOf(state: State, person: Person): Screen['apps'] {
  return state.installations
    .filter((i) => i.team_id === person.team_id && i.status === 'active')
    .map((i) => ({
      app_id: i.app_id,
      name: state.apps.get(i.app_id)?.name ?? '',
      home: homeOf(state, person, i.app_id) ?? null,
    }))
}

/** Every message of a channel this person can see, replies among them, oldest first; nothing for non-members. */
function visibleIn(state: State, person: Person, channelId: string): Message[] {
  if (!state.channels.get(channelId)?.members.includes(person.id)) return []
  return (state.messages.get(channelId) ?? []).filter(
    (m) => m.ephemeral_for === undefined || m.ephemeral_for === person.id,
  )
}

/** The channel as this person reads it, replies under their messages. */
export function messagesFor(state: State, personId: string, channelId: string): SeenMessage[] {
  const person = state.people.get(personId)
  if (!person) return []
  const all = visibleIn(state, person, channelId).map((m) => seen(state, person, m))
  const byTs = new Map(all.map((m) => [m.ts, m]))
  const top: SeenMessage[] = []
  for (const message of all) {
    const parent = message.thread_ts && message.thread_ts !== message.ts ? byTs.get(message.thread_ts) : undefined
    if (parent) parent.replies.push(message)
    if (!parent || message.reply_broadcast) top.push(message)
  }
  return top
}

function seen(state: State, reader: Person, message: Message): SeenMessage {
  const author = state.people.get(message.user)
  return {
    ...message,
    author: author?.real_name ?? message.user,
    is_app: author?.is_bot ?? false,
    is_external: author !== undefined && author.team_id !== reader.team_id,
    only_you: message.ephemeral_for !== undefined,
    replies: [],
  }
}
