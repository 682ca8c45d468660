import type { App, Channel, Installation, Json, Message, State } from './state.ts'
import { addMessage, nextId } from './world.ts'

/** Slack names every block and every interactive element that the app left unnamed. */
export function withIds(state: State, blocks: Json[]): Json[] {
  return structuredClone(blocks).map((block) => {
    const named: Json = { ...block, block_id: block['block_id'] ?? nextId(state, 'b').slice(-5) }
    if (isObject(named['accessory'])) named['accessory'] = withActionId(state, named['accessory'])
    if (isObject(named['element'])) named['element'] = withActionId(state, named['element'])
    if (Array.isArray(named['elements']) && named['type'] !== 'rich_text' && named['type'] !== 'context')
      named['elements'] = named['elements'].map((e) => (isObject(e) ? withActionId(state, e) : e))
    if (Array.isArray(named['child_blocks'])) named['child_blocks'] = withIds(state, named['child_blocks'] as Json[])
    return named
  })
}

const withActionId = (state: State, element: Json): Json =>
  element['type'] === 'image'
    ? element
    : { ...element, action_id: element['action_id'] ?? nextId(state, 'a').slice(-5) }

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export interface Post {
  text: string
  blocks: Json[]
  thread_ts?: string
  metadata?: Message['metadata']
  reply_broadcast?: boolean
  ephemeral_for?: string
}

/** Puts an app's message into a channel, named and stamped. */
export function postAsApp(state: State, app: App, installation: Installation, channel: Channel, post: Post): Message {
  const { thread_ts, metadata, reply_broadcast, ephemeral_for } = post
  return addMessage(state, {
    channel: channel.id,
    user: installation.bot_user_id,
    bot_id: installation.bot_id,
    app_id: app.id,
    text: post.text,
    blocks: withIds(state, post.blocks),
    ...(thread_ts ? { thread_ts } : {}),
    ...(metadata ? { metadata } : {}),
    ...(reply_broadcast ? { reply_broadcast } : {}),
    ...(ephemeral_for ? { ephemeral_for } : {}),
  })
}
