import type { Channel, ChannelKind, Json, Message } from '../state.ts'
import * as is from './call.ts'
import { type Call, type Method, SlackError } from './call.ts'
import { page } from './page.ts'
import { channelJson, messageJson } from './show.ts'

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read']
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history']
const PREFIX: Record<ChannelKind, string> = { public: 'channels', private: 'groups', im: 'im' }

export const conversations: Record<string, Method> = {
  'conversations.open': { scopes: ['im:write', 'mpim:write'], tier: is.TIER_3, run: open },
  'conversations.info': { scopes: READ, tier: is.TIER_3, run: info },
  'conversations.members': { scopes: READ, tier: is.TIER_4, run: members },
  'conversations.list': { scopes: READ, tier: is.TIER_2, run: list },
  'conversations.history': { scopes: HISTORY, tier: is.TIER_3, run: history },
  'conversations.replies': { scopes: HISTORY, tier: is.TIER_3, run: replies },
  'users.conversations': { scopes: READ, tier: is.TIER_2, run: ofUser },
}

/** The scope for this kind of channel: `channels:`, `groups:` or `im:`. */
function requireKind(call: Call, { kind }: Pick<Channel, 'kind'>, what: 'read' | 'history'): void {
  const needed = `${PREFIX[kind]}:${what}`
  const { scopes } = call.installation
  if (!scopes.includes(needed)) throw new SlackError('missing_scope', { needed, provided: scopes.join(',') })
}

function open(call: Call): Json {
  const users = is.text(call.args, 'users').split(',').filter(Boolean)
  const existing = is.text(call.args, 'channel')
  if (existing) return { channel: { id: is.findChannel(call, existing).id }, no_op: true, already_open: true }
  const [user, ...others] = users
  if (!user) throw new SlackError('users_list_not_supplied')
  if (others.length > 0) throw new SlackError('not_enough_users')
  return { channel: { id: is.openDirectMessage(call, user, 'user_not_found').id } }
}

function info(call: Call): Json {
  const channel = is.findChannel(call, is.text(call.args, 'channel'))
  requireKind(call, channel, 'read')
  return { channel: channelJson(channel, call.installation) }
}

function members(call: Call): Json {
  const channel = is.findChannel(call, is.text(call.args, 'channel'))
  requireKind(call, channel, 'read')
  const present = channel.members.filter((id) => call.state.people.get(id)?.deleted === false)
  const { items, more } = page(call.args, present, 100)
  return { members: items, ...more }
}

function list(call: Call): Json {
  return listed(
    call,
    (channel) => channel.kind !== 'private' || channel.members.includes(call.installation.bot_user_id),
  )
}

function ofUser(call: Call): Json {
  const user = is.text(call.args, 'user') || call.installation.bot_user_id
  if (user !== call.installation.bot_user_id) is.findPerson(call, user)
  const bot = call.installation.bot_user_id
  return listed(call, (c) => c.members.includes(user) && (c.kind === 'public' || c.members.includes(bot)))
}

function listed(call: Call, pick: (channel: Channel) => boolean): Json {
  const types = (is.text(call.args, 'types') || 'public_channel').split(',').map((t) => t.trim())
  const wanted = (kind: ChannelKind) => types.includes(kind === 'im' ? 'im' : `${kind}_channel`)
  for (const kind of ['public', 'private', 'im'] as const) if (wanted(kind)) requireKind(call, { kind }, 'read')
  const hide = is.flag(call.args, 'exclude_archived')
  const channels = [...call.state.channels.values()].filter(
    (c) =>
      wanted(c.kind) &&
      is.ownTeam(c, call.installation.team_id) &&
      (c.kind !== 'im' || c.members.includes(call.installation.bot_user_id)) &&
      !(hide && c.is_archived) &&
      pick(c),
  )
  const { items, more } = page(call.args, channels, 100)
  return { channels: items.map((c) => channelJson(c, call.installation)), ...more }
}

function readable(call: Call): Channel {
  const channel = is.findChannel(call, is.text(call.args, 'channel'))
  requireKind(call, channel, 'history')
  if (!channel.members.includes(call.installation.bot_user_id)) throw new SlackError('not_in_channel')
  return channel
}

function history(call: Call): Json {
  const channel = readable(call)
  const top = (m: Message) => !m.thread_ts || m.thread_ts === m.ts || m.reply_broadcast === true
  const found = within(call, channel).filter(top).reverse()
  const { items, more } = page(call.args, found, 100)
  return { messages: items.map((m) => shown(call, m)), has_more: more.response_metadata.next_cursor !== '', ...more }
}

function replies(call: Call): Json {
  const channel = readable(call)
  const ts = is.text(call.args, 'ts')
  const all = call.state.messages.get(channel.id) ?? []
  if (!all.some((m) => m.ts === ts && !m.ephemeral_for)) throw new SlackError('thread_not_found')
  const found = within(call, channel).filter((m) => m.ts === ts || m.thread_ts === ts)
  const { items, more } = page(call.args, found, 1000)
  return { messages: items.map((m) => shown(call, m)), has_more: more.response_metadata.next_cursor !== '', ...more }
}

/** Messages between `oldest` and `latest`, which count themselves only with `inclusive`. */
function within(call: Call, channel: Channel): Message[] {
  const oldest = Number(is.text(call.args, 'oldest') || 0)
  const latest = Number(is.text(call.args, 'latest') || Number.POSITIVE_INFINITY)
  const inclusive = is.flag(call.args, 'inclusive')
  return (call.state.messages.get(channel.id) ?? []).filter((m) => {
    const ts = Number(m.ts)
    return !m.ephemeral_for && (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest)
  })
}

const shown = (call: Call, message: Message): Json =>
  messageJson(call.state, message, { metadata: is.flag(call.args, 'include_all_metadata') })
