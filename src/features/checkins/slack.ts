import { AWAY_FORM, BACK_ON, readBackOn } from '#blocks/away.ts'
import { CHECKIN_FORM, readForm, readMetadata } from '#blocks/checkinForm.ts'
import { REPEAT_FORM, readNextStep } from '#blocks/checkinRepeat.ts'
import { COME_BACK, OPEN_AWAY, OPEN_CHECKIN, OPEN_REPEAT, SNOOZE_HOURS, SNOOZE_TOMORROW } from '#blocks/checkins.ts'
import type { Context } from '#platform/context.ts'
import type { Press, Slack } from '#platform/slack/listen.ts'
import {
  assertColleague,
  comeBack,
  goAway,
  openAway,
  openCheckin,
  openRepeat,
  snooze,
  submitCheckin,
  submitRepeat,
} from './flow.ts'
import type { Snooze } from './model.ts'

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
  listenToAbsences(slack, ctx)
  const putOff = (choice: Snooze) => (press: Press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => snooze(tx, press.userId, press.value, choice))
  slack.action(SNOOZE_HOURS, putOff('hours'))
  slack.action(SNOOZE_TOMORROW, putOff('tomorrow'))
}

function listenToAbsences(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_AWAY, (press) =>
    ctx.inWorkspace(press.workspaceId, async (tx) => {
      await assertColleague(tx, press)
      return openAway(tx, press.userId)
    }),
  )
  slack.submits(AWAY_FORM, ({ values, ...actor }) =>
    ctx.inWorkspace(actor.workspaceId, async (tx) => {
      await assertColleague(tx, actor)
      await goAway(tx, actor.userId, readBackOn(values), BACK_ON)
    }),
  )
  slack.action(COME_BACK, ({ workspaceId, userId }) => ctx.inWorkspace(workspaceId, (tx) => comeBack(tx, userId)))
}
