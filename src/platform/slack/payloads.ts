import type { WebClient } from '@slack/web-api'
import type { Block } from '#platform/outbox/message.ts'
import { written } from './client.ts'

/** A modal as Slack takes it. */
export interface View {
  type: 'modal'
  callback_id: string
  title: { type: 'plain_text'; text: string }
  blocks: Block[]
  private_metadata?: string
  submit?: { type: 'plain_text'; text: string }
  close?: { type: 'plain_text'; text: string }
  clear_on_close?: boolean
}

/** Typed values of a form: block id → action id → value. */
// biome-ignore lint/suspicious/noExplicitAny: Slack's shape differs by input; blocks/ reads it
export type Values = Record<string, Record<string, any>>

/** Somebody of some organisation did something in one of our workspaces. */
export interface Actor {
  workspaceId: string
  userId: string
  /** The organisation of the person; another one than `teamId` for somebody from outside. */
  userTeamId: string
  teamId: string
}
export interface Press extends Actor {
  actionId: string
  value: string
  values: Values
  channel: string | undefined
  messageTs: string | undefined
  /** The private metadata of the modal in which it was pressed, that modal, and the one beneath it. */
  metadata: string | undefined
  pressedIn: Shown | undefined
  under: Shown | undefined
}
export interface Submission extends Actor {
  values: Values
  metadata: string
  under: Shown | undefined
}
/** A modal that can be drawn anew in its place. Of one beneath another Slack does not say which it is. */
export interface Shown {
  callbackId: string | undefined
  redraw(view: View): Promise<void>
}
/** Somebody chose a shortcut in the menu of a message. */
export interface MessageShortcut extends Actor {
  channel: string
  message: ShortcutMessage
}
export interface ShortcutMessage {
  ts: string
  /** As Slack keeps it: with its marks, and with &, < and > written as entities. */
  text: string
  userId: string | undefined
  /** The organisation of whoever wrote it, where Slack says so. */
  userTeamId: string | undefined
  isBots: boolean
}
export interface Command extends Actor {
  text: string
  channel: string
}

// biome-ignore lint/suspicious/noExplicitAny: Slack's payloads, read in one place
type Raw = any

function readActor(body: Raw, context: Raw): Actor {
  const user = body.user ?? { id: body.user_id, team_id: body.team_id }
  return {
    workspaceId: context.workspaceId,
    teamId: context.teamId,
    userId: user.id,
    userTeamId: user.team_id ?? body.team?.id ?? context.teamId,
  }
}

export function readPress(body: Raw, context: Raw, client: WebClient): Press {
  const action = body.actions[0]
  return {
    ...readActor(body, context),
    actionId: action.action_id,
    value: action.value ?? action.selected_option?.value ?? '',
    values: body.view?.state?.values ?? body.state?.values ?? {},
    channel: body.channel?.id ?? body.container?.channel_id,
    messageTs: body.message?.ts ?? body.container?.message_ts,
    metadata: body.view?.private_metadata,
    pressedIn: body.view?.type === 'modal' ? shownAs(client, body.view.id, body.view.callback_id) : undefined,
    under: shownAs(client, body.view?.previous_view_id),
  }
}

const shownAs = (client: WebClient, id: string | null | undefined, callbackId?: string): Shown | undefined =>
  id
    ? { callbackId, redraw: async (view) => void (await client.views.update({ view_id: id, view: written(view) })) }
    : undefined

export const readSubmission = (body: Raw, context: Raw, client: WebClient): Submission => ({
  ...readActor(body, context),
  values: body.view.state.values,
  metadata: body.view.private_metadata,
  under: shownAs(client, body.view.previous_view_id),
})

export const readShortcut = (body: Raw, context: Raw): MessageShortcut => {
  const { ts, text, user, user_team, source_team, team, bot_id } = body.message
  return {
    ...readActor(body, context),
    channel: body.channel.id,
    message: {
      ts,
      text: String(text ?? ''),
      userId: user,
      userTeamId: user_team ?? source_team ?? team,
      isBots: Boolean(bot_id),
    },
  }
}

export const readCommand = (body: Raw, context: Raw): Command => ({
  ...readActor(body, context),
  text: String(body.text ?? '').trim(),
  channel: body.channel_id,
})
