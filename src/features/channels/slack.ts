import { CONFIRM_CHANNEL, CONFIRM_CHANNEL_VIEW, readConfirming } from '#blocks/channels.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { confirmChannel, openConfirming } from './flow.ts'

export function listenToChannels(slack: Slack, ctx: Context): void {
  slack.opens(CONFIRM_CHANNEL, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openConfirming(tx, userId, value)),
  )
  slack.submits(CONFIRM_CHANNEL_VIEW, ({ workspaceId, userId, metadata }) =>
    ctx.inWorkspace(workspaceId, (tx) => confirmChannel(tx, userId, readConfirming(metadata))),
  )
}
