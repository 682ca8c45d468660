import {
  ALERT_SEEN,
  ALERT_TALK,
  APPROVE_ALERT,
  EDIT_ALERT,
  EDIT_ALERT_VIEW,
  FAULT_VIEW,
  LEAVE_ALERT,
  OPEN_FAULT,
} from '#blocks/alerts.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import * as flow from './flow.ts'

/** What whoever answers for an account decides, what our people tell of, and what the customer presses. */
export function listenToAlerts(slack: Slack, ctx: Context): void {
  slack.action(APPROVE_ALERT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.approveAlert(tx, userId, value)),
  )
  slack.action(LEAVE_ALERT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.leaveAlert(tx, userId, value)),
  )
  slack.opens(EDIT_ALERT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.openEdit(tx, userId, value)),
  )
  slack.submits(EDIT_ALERT_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.saveEdit(tx, userId, metadata, values)),
  )
  slack.opens(OPEN_FAULT, (press) => ctx.inWorkspace(press.workspaceId, (tx) => flow.openFault(tx, press, press.value)))
  slack.submits(FAULT_VIEW, ({ metadata, values, ...actor }) =>
    ctx.inWorkspace(actor.workspaceId, (tx) => flow.tellOfFault(tx, actor, metadata, values)),
  )
  slack.action(ALERT_SEEN, (press) => ctx.inWorkspace(press.workspaceId, (tx) => flow.seeAlert(tx, press, press.value)))
  slack.opens(ALERT_TALK, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => flow.openTalkUnderAlert(tx, press, press.value)),
  )
}
