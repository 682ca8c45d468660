import { CHECKIN_FORM, REPEAT_FORM, readForm, readMetadata, readNextStep } from '#blocks/checkinForm.ts'
import { OPEN_CHECKIN, OPEN_REPEAT } from '#blocks/checkins.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { openCheckin, openRepeat, submitCheckin, submitRepeat } from './flow.ts'

export function listenToCheckins(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_CHECKIN, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openCheckin(tx, userId, value)),
  )
  slack.opens(OPEN_REPEAT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openRepeat(tx, userId, value)),
  )
  slack.submits(CHECKIN_FORM, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => submitCheckin(tx, userId, readMetadata(metadata), readForm(values))),
  )
  slack.submits(REPEAT_FORM, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => submitRepeat(tx, userId, readMetadata(metadata), readNextStep(values))),
  )
}
