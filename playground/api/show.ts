import type { Channel, Installation, Json, Message, Person, State, View } from '../state.ts'

/** A message as the Web API and the events show it. */
export function messageJson(state: State, message: Message, options: { metadata?: boolean } = {}): Json {
  const { bot_id, app_id, thread_ts, metadata, edited, reactions, subtype } = message
  const payload = options.metadata ? metadata : metadata && { event_type: metadata.event_type }
  return {
    type: 'message',
    ...(subtype ? { subtype } : {}),
    user: message.user,
    ts: message.ts,
    team: message.team,
    text: message.text,
    ...(message.blocks.length ? { blocks: message.blocks } : {}),
    ...(bot_id ? { bot_id, app_id, bot_profile: botProfile(state, message) } : {}),
    ...(thread_ts ? { thread_ts } : {}),
    ...threadFacts(state, message),
    ...(payload ? { metadata: payload } : {}),
    ...(edited ? { edited } : {}),
    ...(reactions.length ? { reactions: reactions.map((r) => ({ ...r, count: r.users.length })) } : {}),
  }
}

function botProfile(state: State, message: Message): Json {
  const app = message.app_id ? state.apps.get(message.app_id) : undefined
  return { id: message.bot_id, app_id: message.app_id, name: app?.name ?? '', team_id: message.team, deleted: false }
}

function threadFacts(state: State, message: Message): Json {
  const list = state.messages.get(message.channel) ?? []
  if (message.thread_ts && message.thread_ts !== message.ts) {
    const parent = list.find((m) => m.ts === message.thread_ts)
    return parent ? { parent_user_id: parent.user } : {}
  }
  const replies = list.filter((m) => m.thread_ts === message.ts && m.ts !== message.ts && !m.ephemeral_for)
  if (replies.length === 0) return {}
  const users = [...new Set(replies.map((r) => r.user))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
  }
}

/** The offset and its name in `zone` at `at`, e.g. 3600 s and "Central European Standard Time". */
export function zoneFacts(zone: string, at: Date): { tz_offset: number; tz_label: string } {
  const part = (timeZoneName: 'longOffset' | 'long') =>
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName })
      .formatToParts(at)
      .find((p) => p.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(part('longOffset')) ?? []
  const seconds = Number(hours) * 3600 + Number(minutes) * 60
  return { tz_offset: sign === '-' ? -seconds : seconds, tz_label: part('long') }
}

/** A person as `users.info` shows them to `installation`: outsiders without zone, e-mail or locale. */
export function personJson(state: State, person: Person, installation: Installation): Json {
  const outside = person.team_id !== installation.team_id
  const email = !outside && installation.scopes.includes('users:read.email') ? { email: person.email } : {}
  const zone = outside || person.tz_untold ? {} : { tz: person.tz, ...zoneFacts(person.tz, state.clock.now()) }
  const flags = person.deleted
    ? {}
    : {
        is_admin: !outside && person.is_admin,
        is_owner: !outside && person.is_owner,
        is_primary_owner: false,
        is_restricted: person.is_restricted,
        is_ultra_restricted: person.is_ultra_restricted,
      }
  return {
    id: person.id,
    team_id: person.team_id,
    name: person.name,
    real_name: person.real_name,
    deleted: person.deleted,
    ...zone,
    ...flags,
    is_bot: person.is_bot,
    is_app_user: false,
    ...(outside ? { is_stranger: false } : {}),
    updated: Math.floor(state.clock.now().getTime() / 1000),
    profile: { ...profileJson(person), ...email },
  }
}

function profileJson(person: Person): Json {
  return {
    real_name: person.real_name,
    real_name_normalized: person.real_name,
    display_name: person.name,
    display_name_normalized: person.name,
    title: person.title,
    status_text: '',
    status_emoji: '',
    team: person.team_id,
    ...(person.is_bot ? { bot_id: person.bot_id, api_app_id: person.app_id } : {}),
  }
}

/** A conversation as `conversations.info` shows it to `installation`. */
export function channelJson(channel: Channel, installation: Installation): Json {
  const shared = channel.connected_team_ids.length > 0
  const teams = [channel.team_id, ...channel.connected_team_ids]
  const member = channel.members.includes(installation.bot_user_id)
  if (channel.kind === 'im') {
    const user = channel.members.find((id) => id !== installation.bot_user_id)
    return { id: channel.id, created: channel.created, is_im: true, is_archived: false, user, is_open: true }
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_archived: channel.is_archived,
    is_general: false,
    is_member: member,
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    conversation_host_id: channel.team_id,
    context_team_id: installation.team_id,
    connected_team_ids: teams.filter((id) => id !== installation.team_id),
    shared_team_ids: shared ? teams : [],
    created: channel.created,
    creator: channel.creator,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: '', last_set: 0 },
    num_members: channel.members.length,
  }
}

/** A view as `views.*` answer it and payloads carry it. */
export function viewJson(view: View): Json {
  const modal = {
    title: view.title,
    submit: view.submit ?? null,
    close: view.close ?? null,
    submit_disabled: view.submit_disabled,
  }
  return {
    id: view.id,
    team_id: view.team_id,
    app_id: view.app_id,
    app_installed_team_id: view.app_installed_team_id,
    bot_id: view.bot_id,
    type: view.type,
    ...(view.type === 'modal' ? modal : { title: { type: 'plain_text', text: 'View Title', emoji: true } }),
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    external_id: view.external_id,
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    hash: view.hash,
    root_view_id: view.root_view_id,
    previous_view_id: view.previous_view_id,
    state: { values: view.values },
  }
}
