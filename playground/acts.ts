import * as channel from './act/channel.ts'
import { clickAction, fill } from './act/click.ts'
import * as command from './act/command.ts'
import * as form from './act/form.ts'
import * as profile from './act/profile.ts'
import * as room from './act/room.ts'
import type { State } from './state.ts'

type Bound<F> = F extends (state: State, ...rest: infer R) => infer O ? (...rest: R) => O : never
type BoundAll<T> = { [K in keyof T]: Bound<T[K]> }

const all = {
  sendMessage: channel.sendMessage,
  messagesTab: channel.messagesTab,
  react: channel.react,
  joinChannel: channel.joinChannel,
  leaveChannel: channel.leaveChannel,
  shareChannel: channel.shareChannel,
  unshareChannel: channel.unshareChannel,
  archiveChannel: channel.archiveChannel,
  renameChannel: room.renameChannel,
  deleteChannel: room.deleteChannel,
  clickAction,
  fill,
  slashCommand: command.slashCommand,
  messageShortcut: command.messageShortcut,
  globalShortcut: command.globalShortcut,
  submitView: form.submitView,
  closeView: form.closeView,
  suggestOptions: form.suggestOptions,
  openHome: profile.openHome,
  deactivateUser: profile.deactivateUser,
  changeZone: profile.changeZone,
}

/** Everything a person can do, on one playground: `acts.clickAction('U1', { channel, ts }, { action_id })`. */
export type Acts = BoundAll<typeof all>

export function bindActs(state: State): Acts {
  const bound = Object.entries(all).map(([name, act]) => [
    name,
    (...rest: unknown[]) => (act as (state: State, ...rest: unknown[]) => unknown)(state, ...rest),
  ])
  return Object.fromEntries(bound) as Acts
}
