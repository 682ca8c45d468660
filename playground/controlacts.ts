import { z } from 'zod'
import * as channel from './act/channel.ts'
import { clickAction, fill, type Place } from './act/click.ts'
import * as command from './act/command.ts'
import * as form from './act/form.ts'
import * as profile from './act/profile.ts'
import type { State } from './state.ts'

/** One act of the control API: what it takes and what it does. */
export interface Command<T extends z.ZodType> {
  input: T
  run(state: State, input: z.infer<T>): object | undefined | Promise<object>
}

const make = <T extends z.ZodRawShape>(
  shape: T,
  run: (state: State, input: z.infer<z.ZodObject<T>>) => object | undefined | void | Promise<object>,
): Command<z.ZodType> => ({
  input: z.object(shape),
  run: (state, input) => run(state, input as z.infer<z.ZodObject<T>>) ?? undefined,
})

const id = z.string().min(1)
const choice = z.union([z.string(), z.number(), z.array(z.string()), z.record(z.string(), z.unknown()), z.null()])
/** On a message (`channel` and `ts`), on the Home of an app (`home`), or, with neither, in the open form. */
const place = { channel: id.optional(), ts: id.optional(), home: id.optional() }

function placeOf(input: { channel?: string | undefined; ts?: string | undefined; home?: string | undefined }): Place {
  if (input.channel && input.ts) return { channel: input.channel, ts: input.ts }
  return input.home ? { home: input.home } : { view: true }
}

const messagePlace = { person: id, channel: id, ts: id }

/** What a program can do as a person, by name. */
export const commands: Record<string, Command<z.ZodType>> = {
  message: make({ person: id, channel: id, text: z.string(), thread_ts: id.optional() }, (state, i) =>
    channel.sendMessage(state, i.person, i.channel, i.text, i.thread_ts),
  ),
  messages_tab: make({ person: id, app: id }, (state, i) => channel.messagesTab(state, i.person, i.app)),
  reaction: make({ ...messagePlace, name: id }, (state, i) => channel.react(state, i.person, i, i.name)),
  command: make({ person: id, channel: id, command: id, text: z.string().optional() }, (state, i) =>
    command.slashCommand(state, i.person, i.channel, i.command, i.text),
  ),
  click: make(
    {
      person: id,
      ...place,
      action_id: id,
      block_id: id.optional(),
      value: z.string().optional(),
      choice: choice.optional(),
    },
    (state, i) => clickAction(state, i.person, placeOf(i), i),
  ),
  fill: make({ person: id, action_id: id, block_id: id.optional(), value: choice, home: id.optional() }, (state, i) =>
    fill(state, i.person, i),
  ),
  submit: make({ person: id }, (state, i) => form.submitView(state, i.person)),
  close: make({ person: id }, (state, i) => form.closeView(state, i.person)),
  options: make({ person: id, action_id: id, typed: z.string() }, async (state, i) => ({
    options: await form.suggestOptions(state, i.person, i.action_id, i.typed),
  })),
  home: make({ person: id, app: id }, (state, i) => profile.openHome(state, i.person, i.app)),
  message_shortcut: make({ ...messagePlace, callback_id: id }, (state, i) =>
    command.messageShortcut(state, i.person, i, i.callback_id),
  ),
  shortcut: make({ person: id, callback_id: id }, (state, i) => command.globalShortcut(state, i.person, i.callback_id)),
  join: make({ person: id, channel: id, inviter: id.optional() }, (state, i) =>
    channel.joinChannel(state, i.person, i.channel, i.inviter),
  ),
  leave: make({ person: id, channel: id }, (state, i) => channel.leaveChannel(state, i.person, i.channel)),
  share: make({ channel: id, team: id }, (state, i) => channel.shareChannel(state, i.channel, i.team)),
  unshare: make({ channel: id, team: id }, (state, i) => channel.unshareChannel(state, i.channel, i.team)),
  archive: make({ person: id, channel: id, archived: z.boolean().optional() }, (state, i) =>
    channel.archiveChannel(state, i.person, i.channel, i.archived),
  ),
  deactivate: make({ person: id, deleted: z.boolean().optional() }, (state, i) =>
    profile.deactivateUser(state, i.person, i.deleted),
  ),
  zone: make({ person: id, tz: id }, (state, i) => profile.changeZone(state, i.person, i.tz)),
}
