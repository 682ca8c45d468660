import { CONFIRM_SENT, SEND_AGAIN } from '#blocks/troubles.ts'
import type { Context, Tx } from '#platform/context.ts'
import type { Press, Slack } from '#platform/slack/listen.ts'
import { confirmDelivery, repeatDelivery } from './flow.ts'

type Settle = (tx: Tx, userId: string, deliveryId: string) => Promise<string>

/** `after` is what follows once somebody has taken care of a message, in features that stand above this one. */
export function listenToInstallations(
  slack: Slack,
  ctx: Context,
  after: (tx: Tx, userId: string) => Promise<void>,
): void {
  const settle = (act: Settle) => (press: Press) =>
    ctx.inWorkspace(press.workspaceId, async (tx) => {
      const said = await act(tx, press.userId, press.value)
      await after(tx, press.userId)
      return said
    })
  slack.action(CONFIRM_SENT, settle(confirmDelivery))
  slack.action(SEND_AGAIN, settle(repeatDelivery))
}
