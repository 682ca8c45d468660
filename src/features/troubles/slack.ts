import { CHECK_AGAIN } from '#blocks/accountTroubles.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { checkAgain } from './flow.ts'

export function listenToTroubles(slack: Slack, ctx: Context): void {
  slack.action(CHECK_AGAIN, ({ workspaceId, userId }) => ctx.inWorkspace(workspaceId, (tx) => checkAgain(tx, userId)))
}
