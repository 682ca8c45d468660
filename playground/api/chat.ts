import { tellMessage, tellMessageChanged, tellMessageDeleted } from '../events.ts'
import { asBlocks, messageProblems, tooMuchText } from '../limits/message.ts'
import { isObject, type Post, postAsApp, withIds } from '../post.ts'
import type { Channel, Json, Message } from '../state.ts'
import { nextTs } from '../world.ts'
import * as is from './call.ts'
import { type Call, type Method, SlackError } from './call.ts'
import { messageJson } from './show.ts'

/** Slack truncates or refuses above this many characters of `text`. */
const TEXT_MAX = 40_000
const TS = /^\d{1,12}\.\d{6}$/

const WRITE = { scopes: ['chat:write'] }

export const chat: Record<string, Method> = {
  'chat.postMessage': { ...WRITE, tier: is.HUNDREDS, run: postMessage },
  'chat.postEphemeral': { ...WRITE, tier: is.TIER_4, run: postEphemeral },
  'chat.update': { ...WRITE, tier: is.TIER_3, run: update },
  'chat.delete': { ...WRITE, tier: is.TIER_3, run: remove },
  'chat.getPermalink': { scopes: [], tier: is.HUNDREDS, run: getPermalink },
}

function postMessage(call: Call): Json {
  const channel = is.findDestination(call, is.text(call.args, 'channel'))
  const post = { ...readPost(call), ...readThread(call, channel) }
  const message = postAsApp(call.state, call.app, call.installation, channel, post)
  tellMessage(call.state, message)
  const shown = messageJson(call.state, message, { metadata: true })
  return { channel: channel.id, ts: message.ts, message: shown }
}

function postEphemeral(call: Call): Json {
  const channel = is.findDestination(call, is.text(call.args, 'channel'))
  const user = is.text(call.args, 'user')
  if (!channel.members.includes(user)) throw new SlackError('user_not_in_channel')
  const post = { ...readPost(call), ...readThread(call, channel), ephemeral_for: user }
  const message = postAsApp(call.state, call.app, call.installation, channel, post)
  return { message_ts: message.ts }
}

function update(call: Call): Json {
  const channel = findWritten(call)
  const message = findOwn(call, channel, 'cant_update_message')
  // What an update leaves out stays as it was: text alone does not take the blocks away.
  const kept = call.args['blocks'] === undefined ? { blocks: message.blocks } : {}
  const post = readPost({ args: { ...kept, ...call.args } })
  const before = structuredClone(message)
  message.text = post.text
  message.blocks = withIds(call.state, post.blocks)
  if (post.metadata) message.metadata = post.metadata
  message.edited = { user: message.user, ts: nextTs(call.state) }
  tellMessageChanged(call.state, message, before)
  const shown = messageJson(call.state, message, { metadata: true })
  return { channel: channel.id, ts: message.ts, text: message.text, message: shown }
}

function remove(call: Call): Json {
  const channel = findWritten(call)
  const message = findOwn(call, channel, 'cant_delete_message')
  const list = call.state.messages.get(channel.id) ?? []
  list.splice(list.indexOf(message), 1)
  tellMessageDeleted(call.state, message)
  return { channel: channel.id, ts: message.ts }
}

function getPermalink(call: Call): Json {
  const channel = is.findChannel(call, is.text(call.args, 'channel'))
  const message = findMessage(call, channel, is.text(call.args, 'message_ts'))
  const domain = call.state.workspaces.get(call.installation.team_id)?.domain ?? 'example'
  const path = `archives/${channel.id}/p${message.ts.replace('.', '')}`
  const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : ''
  return { channel: channel.id, permalink: `https://${domain}.slack.example/${path}${thread}` }
}

function findWritten(call: Call): Channel {
  const channel = is.findChannel(call, is.text(call.args, 'channel'))
  if (channel.is_archived) throw new SlackError('is_archived')
  return channel
}

function findMessage(call: Call, channel: Channel, ts: string): Message {
  const list = call.state.messages.get(channel.id) ?? []
  const message = list.find((m) => m.ts === ts && !m.ephemeral_for)
  if (!message) throw new SlackError('message_not_found')
  return message
}

function findOwn(call: Call, channel: Channel, refusal: string): Message {
  const message = findMessage(call, channel, is.text(call.args, 'ts'))
  if (message.user !== call.installation.bot_user_id) throw new SlackError(refusal)
  return message
}

function readThread(call: Call, channel: Channel): Partial<Post> {
  const thread_ts = is.text(call.args, 'thread_ts')
  if (!thread_ts) return {}
  if (!TS.test(thread_ts)) throw new SlackError('invalid_thread_ts')
  const parent = findThread(call, channel, thread_ts)
  return { thread_ts: parent.thread_ts ?? parent.ts, reply_broadcast: is.flag(call.args, 'reply_broadcast') }
}

function findThread(call: Call, channel: Channel, ts: string): Message {
  const list = call.state.messages.get(channel.id) ?? []
  const parent = list.find((m) => m.ts === ts && !m.ephemeral_for)
  if (!parent) throw new SlackError('thread_not_found')
  return parent
}

/** The content of a post, refused as Slack would refuse it. */
export function readPost(call: Pick<Call, 'args'>): Post {
  const { args } = call
  const blocks = asBlocks(args['blocks'])
  const text = is.text(args, 'text')
  if (args['blocks'] !== undefined && !Array.isArray(args['blocks'])) throw new SlackError('invalid_blocks_format')
  if (text === '' && blocks.length === 0) throw new SlackError('no_text')
  if (text.length > TEXT_MAX) throw new SlackError('msg_too_long')
  const problems = messageProblems(blocks)
  if (problems.length > 0)
    throw new SlackError('invalid_blocks', { errors: problems, response_metadata: { messages: problems } })
  if (tooMuchText(blocks)) throw new SlackError('msg_blocks_too_long')
  const metadata = readMetadata(args)
  return { text, blocks, ...(metadata ? { metadata } : {}) }
}

function readMetadata(args: Json): Message['metadata'] | undefined {
  const metadata = args['metadata']
  if (metadata === undefined || metadata === null) return undefined
  if (!isObject(metadata)) throw new SlackError('invalid_metadata_format')
  const { event_type, event_payload } = metadata
  if (typeof event_type !== 'string' || !isObject(event_payload)) throw new SlackError('invalid_metadata_format')
  return { event_type, event_payload }
}
