import { CLOSE_VIEW, OPEN_EXCEPTION, readDone } from '#blocks/exceptions.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { closeByHand, openClosing } from './closing.ts'

export function listenToExceptions(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_EXCEPTION, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openClosing(tx, userId, value)),
  )
  slack.submits(CLOSE_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => closeByHand(tx, userId, metadata, readDone(values))),
  )
}
