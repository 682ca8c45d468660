import type { App, Channel, Installation, Message, Person, Shortcut, SlashCommand, State, Workspace } from './state.ts'

/** A fresh id in Slack's form, e.g. `U0P0000A1`. Counted, so that the same steps give the same ids. */
export function nextId(state: State, prefix: string): string {
  state.counter += 1
  return `${prefix}0P${state.counter.toString(36).toUpperCase().padStart(6, '0')}`
}

/** Message timestamps come from the playground's clock, unique and increasing. */
export function nextTs(state: State): string {
  const micros = Math.max(state.clock.now().getTime() * 1000, state.last_ts + 1)
  state.last_ts = Math.floor(micros)
  return formatTs(state.last_ts)
}

export function formatTs(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000)
  return `${seconds}.${String(Math.floor(micros % 1_000_000)).padStart(6, '0')}`
}

export const epoch = (state: State): number => Math.floor(state.clock.now().getTime() / 1000)

export function createWorkspace(state: State, input: { id?: string; name: string; domain?: string }): Workspace {
  const id = input.id ?? nextId(state, 'T')
  const domain = input.domain ?? input.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const workspace = { id, name: input.name, domain }
  state.workspaces.set(id, workspace)
  return workspace
}

export type NewPerson = Partial<Omit<Person, 'team_id' | 'is_bot'>> & { team_id: string; real_name: string }

export function addUser(state: State, input: NewPerson): Person {
  const name = input.name ?? input.real_name.toLowerCase().replace(/[^a-z0-9]+/g, '.')
  const domain = state.workspaces.get(input.team_id)?.domain ?? 'example'
  const person: Person = {
    id: input.id ?? nextId(state, 'U'),
    team_id: input.team_id,
    name,
    real_name: input.real_name,
    tz: input.tz ?? 'Etc/UTC',
    title: input.title ?? '',
    email: input.email ?? `${name}@${domain}.example`,
    is_admin: input.is_admin ?? false,
    is_owner: input.is_owner ?? false,
    is_restricted: input.is_restricted ?? false,
    is_ultra_restricted: input.is_ultra_restricted ?? false,
    is_bot: false,
    deleted: input.deleted ?? false,
  }
  state.people.set(person.id, person)
  return person
}

export type NewChannel = Partial<Omit<Channel, 'team_id' | 'name'>> & { team_id: string; name: string }

export function addChannel(state: State, input: NewChannel): Channel {
  const channel: Channel = {
    id: input.id ?? nextId(state, 'C'),
    name: input.name,
    kind: input.kind ?? 'public',
    team_id: input.team_id,
    connected_team_ids: [...(input.connected_team_ids ?? [])],
    members: [...(input.members ?? [])],
    creator: input.creator ?? input.members?.[0] ?? '',
    created: input.created ?? epoch(state),
    is_archived: input.is_archived ?? false,
    topic: input.topic ?? '',
    purpose: input.purpose ?? '',
  }
  state.channels.set(channel.id, channel)
  state.messages.set(channel.id, [])
  return channel
}

export interface NewApp {
  id?: string
  name: string
  signing_secret?: string
  app_token?: string
  request_url?: string | null
  commands?: (Partial<SlashCommand> & { command: string })[]
  shortcuts?: Shortcut[]
  events?: string[]
  home_tab?: boolean
}

export function addApp(state: State, input: NewApp): App {
  const id = input.id ?? nextId(state, 'A')
  const app: App = {
    id,
    name: input.name,
    signing_secret: input.signing_secret ?? `playground-signing-secret-${id.toLowerCase()}`,
    app_token: input.app_token ?? `xapp-1-${id}-playground`,
    request_url: input.request_url ?? null,
    commands: (input.commands ?? []).map((c) => ({ description: '', usage_hint: '', ...c })),
    shortcuts: input.shortcuts ?? [],
    events: input.events ?? [],
    home_tab: input.home_tab ?? true,
  }
  state.apps.set(id, app)
  return app
}

/** Installs an app into a workspace: a bot user appears there and a bot token is issued. */
export function install(
  state: State,
  input: { app: App; team_id: string; scopes: string[]; bot_token?: string },
): Installation {
  const bot_id = nextId(state, 'B')
  const bot = addUser(state, { team_id: input.team_id, real_name: input.app.name })
  Object.assign(bot, { is_bot: true, bot_id, app_id: input.app.id })
  const installation: Installation = {
    app_id: input.app.id,
    team_id: input.team_id,
    bot_token: input.bot_token ?? `xoxb-${input.team_id}-${bot.id}-playground`,
    bot_user_id: bot.id,
    bot_id,
    scopes: [...input.scopes],
    status: 'active',
  }
  state.installations.push(installation)
  return installation
}

/** The direct message between two members, opened on first use. */
export function directMessage(state: State, a: string, b: string, team_id: string): Channel {
  for (const channel of state.channels.values())
    if (channel.kind === 'im' && channel.members.includes(a) && channel.members.includes(b)) return channel
  return addChannel(state, { id: nextId(state, 'D'), name: '', kind: 'im', team_id, members: [a, b] })
}

/** Puts a message into a channel as it stands, e.g. history; `at` defaults to now. No event is delivered. */
export function addMessage(
  state: State,
  input: Partial<Message> & { channel: string; user: string; text: string },
): Message {
  const person = state.people.get(input.user)
  const message: Message = {
    ts: nextTs(state),
    team: person?.team_id ?? '',
    blocks: [],
    reactions: [],
    ...input,
  }
  const list = state.messages.get(input.channel) ?? []
  list.push(message)
  list.sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0))
  state.messages.set(input.channel, list)
  return message
}
