import { tellAboutChannel } from '../events.ts'
import type { State } from '../state.ts'
import { channel } from './channel.ts'

/** Gives a channel another name. */
export function renameChannel(state: State, channelId: string, name: string): void {
  const renamed = channel(state, channelId)
  if (renamed.name === name) return
  renamed.name = name
  const type = renamed.kind === 'private' ? 'group_rename' : 'channel_rename'
  tellAboutChannel(state, renamed, { type, channel: { id: renamed.id, name, created: renamed.created } })
}

/** Deletes a channel for good, with everything that was said there. */
export function deleteChannel(state: State, channelId: string): void {
  const deleted = channel(state, channelId)
  const type = deleted.kind === 'private' ? 'group_deleted' : 'channel_deleted'
  tellAboutChannel(state, deleted, { type, channel: deleted.id })
  state.channels.delete(channelId)
  state.messages.delete(channelId)
}
