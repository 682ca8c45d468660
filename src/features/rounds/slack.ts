import { CADENCE_INPUT, CHANGE_CADENCE, OPEN_CADENCE } from '#blocks/cadence.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { keepCadence, openCadence, redrawCadence } from './flow.ts'

export function listenToRounds(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_CADENCE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openCadence(tx, userId, value)),
  )
  slack.redraws(CADENCE_INPUT, ({ workspaceId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => redrawCadence(tx, metadata ?? '', values)),
  )
  slack.submits(CHANGE_CADENCE, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => keepCadence(tx, userId, metadata, values)),
  )
}
