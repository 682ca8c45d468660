import { CONFIRM_SENT, SEND_AGAIN } from '#blocks/troubles.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { confirmDelivery, repeatDelivery } from './flow.ts'

export function listenToInstallations(slack: Slack, ctx: Context): void {
  slack.action(CONFIRM_SENT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => confirmDelivery(tx, userId, value)),
  )
  slack.action(SEND_AGAIN, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => repeatDelivery(tx, userId, value)),
  )
}
