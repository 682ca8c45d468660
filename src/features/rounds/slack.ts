import { CADENCE_INPUT, CHANGE_CADENCE, OPEN_CADENCE } from '#blocks/cadence.ts'
import type { Context, Tx } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { keepCadence, openCadence, redrawCadence } from './flow.ts'

/** `after` is what else follows from a changed cadence, in features that stand above this one. */
export function listenToRounds(
  slack: Slack,
  ctx: Context,
  after: (tx: Tx, userId: string, accountId: string) => Promise<void>,
): void {
  slack.opens(OPEN_CADENCE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openCadence(tx, userId, value)),
  )
  slack.redraws(CADENCE_INPUT, ({ workspaceId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => redrawCadence(tx, metadata ?? '', values)),
  )
  slack.submits(CHANGE_CADENCE, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, async (tx) => {
      const shown = await keepCadence(tx, userId, metadata, values)
      await after(tx, userId, metadata)
      return shown
    }),
  )
}
