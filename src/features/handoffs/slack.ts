import {
  ACCEPT_HANDOFF,
  CHANGE_ITEM,
  EVIDENCE_FIELD,
  OPEN_ITEM,
  readItemChange,
  SHOW_ALL_ITEMS,
} from '#blocks/checklist.ts'
import { CHOOSE_ACCOUNT, CHOOSE_KIND, OPEN_HANDOFF, readChoice, readStart, START_HANDOFF } from '#blocks/handoffs.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { acceptHandoff, changeItem } from './flow.ts'
import { answerHandoff, openAllItems, openItem, redrawStart, submitStart } from './forms.ts'

export function listenToHandoffs(slack: Slack, ctx: Context): void {
  slack.command('/handoff', (command) =>
    ctx.inWorkspace(command.workspaceId, (tx) => answerHandoff(tx, command, command.text)),
  )
  slack.opens(OPEN_HANDOFF, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => redrawStart(tx, press, { accountId: press.value, kind: null })),
  )
  for (const choice of [CHOOSE_ACCOUNT, CHOOSE_KIND]) {
    slack.redraws(choice, (press) =>
      ctx.inWorkspace(press.workspaceId, (tx) => redrawStart(tx, press, readChoice(press.values))),
    )
  }
  slack.submits(START_HANDOFF, (submission) =>
    ctx.inWorkspace(submission.workspaceId, (tx) => submitStart(tx, submission, readStart(submission.values))),
  )
  slack.opens(OPEN_ITEM, (press) => ctx.inWorkspace(press.workspaceId, (tx) => openItem(tx, press, press.value)))
  slack.opens(SHOW_ALL_ITEMS, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openAllItems(tx, press, press.value)),
  )
  slack.submits(CHANGE_ITEM, ({ values, metadata, ...actor }) =>
    ctx.inWorkspace(actor.workspaceId, (tx) =>
      changeItem(tx, actor, { ...readItemChange(values, metadata), field: EVIDENCE_FIELD }),
    ),
  )
  slack.action(ACCEPT_HANDOFF, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => acceptHandoff(tx, press, press.value)),
  )
}
