import {
  CHOOSE_PERSON,
  OPEN_PLACE,
  OPEN_SETTINGS,
  PLACE_VIEW,
  readPerson,
  readPlace,
  readSettings,
  SETTINGS_VIEW,
} from '#blocks/settings.ts'
import { CONFIRM_SENT, SEND_AGAIN } from '#blocks/troubles.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { confirmDelivery, keepPlace, keepSettings, openPlace, openSettings, repeatDelivery } from './flow.ts'

/** What administrators set for the whole workspace, and where people really are. */
function listenToSettings(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_SETTINGS, ({ workspaceId, userId }) =>
    ctx.inWorkspace(workspaceId, (tx) => openSettings(tx, userId)),
  )
  slack.submits(SETTINGS_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => keepSettings(tx, userId, Number(metadata), readSettings(values))),
  )
  slack.opens(OPEN_PLACE, ({ workspaceId, userId }) =>
    ctx.inWorkspace(workspaceId, (tx) => openPlace(tx, userId, null)),
  )
  slack.redraws(CHOOSE_PERSON, ({ workspaceId, userId, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => openPlace(tx, userId, readPerson(values))),
  )
  slack.submits(PLACE_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => keepPlace(tx, userId, metadata, readPlace(values, metadata))),
  )
}

export function listenToInstallations(slack: Slack, ctx: Context): void {
  listenToSettings(slack, ctx)
  slack.action(CONFIRM_SENT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => confirmDelivery(tx, userId, value)),
  )
  slack.action(SEND_AGAIN, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => repeatDelivery(tx, userId, value)),
  )
}
