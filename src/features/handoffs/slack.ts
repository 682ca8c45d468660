import { ACCEPT_HANDOFF, ITEMS_VIEW, OPEN_ITEM, SHOW_ALL_ITEMS } from '#blocks/checklist.ts'
import {
  ASK_NEWCOMER,
  CHANGE_PARTIES,
  CONFIRM_ITEM,
  OPEN_ASK_NEWCOMER,
  OPEN_OVERRIDE,
  OPEN_PARTIES,
  OVERRIDE,
  readParties,
  readReason,
} from '#blocks/confirmations.ts'
import {
  CHANGE_ITEM,
  CHOOSE_ACT,
  nameBeneath,
  OPEN_WISH,
  readBeneath,
  readItemChange,
  readWishPress,
} from '#blocks/handoffItem.ts'
import {
  CHOOSE_ACCOUNT,
  CHOOSE_KIND,
  CHOOSE_PLAYBOOK,
  OPEN_HANDOFF,
  readChoice,
  readStart,
  START_HANDOFF,
} from '#blocks/handoffs.ts'
import { COPY_PLAYBOOK, KEEP_ITEM, KEEP_NAME, readItemEntry, readName, readNameEntry } from '#blocks/playbookForms.ts'
import {
  BACK_TO_PLAYBOOKS,
  OPEN_COPY,
  OPEN_NAME,
  OPEN_PLAYBOOK_ITEM,
  OPEN_PLAYBOOKS,
  REMOVE_ITEM,
  REMOVE_PLAYBOOK,
  readSeen,
  SHOW_PLAYBOOK,
} from '#blocks/playbooks.ts'
import type { Context } from '#platform/context.ts'
import { atMostAMoment, redrawBeneath } from '#platform/slack/beneath.ts'
import type { Slack, Submission } from '#platform/slack/listen.ts'
import { acceptHandoff, openOverride, overrideHandoff } from './accepting.ts'
import { askNewcomer, confirmItem, openAskNewcomer } from './confirming.ts'
import { answerHandoff, changeParties, openParties, redrawStart, submitStart } from './forms.ts'
import { changeItem, chooseAct, openItem, openWish } from './items.ts'
import { openAllItems } from './listing.ts'
import * as editing from './playbooks/editing.ts'

/** Administrators look at playbooks and change their own, all in one view. */
function listenToPlaybooks(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_PLAYBOOKS, ({ workspaceId, userId }) =>
    ctx.inWorkspace(workspaceId, (tx) => editing.openPlaybooks(tx, userId)),
  )
  slack.redraws(BACK_TO_PLAYBOOKS, ({ workspaceId, userId }) =>
    ctx.inWorkspace(workspaceId, (tx) => editing.openPlaybooks(tx, userId)),
  )
  for (const [id, draw] of [
    [SHOW_PLAYBOOK, editing.openPlaybook],
    [OPEN_COPY, editing.openCopy],
  ] as const)
    slack.redraws(id, ({ workspaceId, userId, value }) => ctx.inWorkspace(workspaceId, (tx) => draw(tx, userId, value)))
  for (const [id, draw] of [
    [OPEN_NAME, editing.openName],
    [OPEN_PLAYBOOK_ITEM, editing.openItem],
  ] as const)
    slack.redraws(id, ({ workspaceId, userId, value }) =>
      ctx.inWorkspace(workspaceId, (tx) => draw(tx, userId, readSeen(value))),
    )
  for (const [id, act] of [
    [REMOVE_ITEM, editing.removeItem],
    [REMOVE_PLAYBOOK, editing.removePlaybook],
  ] as const)
    slack.changes(id, ({ workspaceId, userId, value }) =>
      ctx.inWorkspace(workspaceId, (tx) => act(tx, userId, readSeen(value))),
    )
  slack.submits(COPY_PLAYBOOK, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => editing.copyPlaybook(tx, userId, metadata, readName(values))),
  )
  slack.submits(KEEP_NAME, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => editing.keepName(tx, userId, readSeen(metadata), readNameEntry(values))),
  )
  slack.submits(KEEP_ITEM, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => editing.keepItem(tx, userId, readSeen(metadata), readItemEntry(values))),
  )
}

/** A form over the list of all items was kept: the list shows what holds now. */
const redrawList = (ctx: Context, sent: Submission, handoffId: string): Promise<void> =>
  atMostAMoment(
    redrawBeneath(ctx, sent.under, () => ctx.inWorkspace(sent.workspaceId, (tx) => openAllItems(tx, sent, handoffId))),
  )

/** What people do with one item, in a form over the list from which they opened it. */
function listenToItems(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_ITEM, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openItem(tx, press, press.value, nameBeneath(press))),
  )
  slack.redraws(CHOOSE_ACT, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) =>
      chooseAct(tx, press, readItemChange(press.values, press.metadata ?? '{}')),
    ),
  )
  // The form of the act takes the place of the item's.
  slack.redraws(OPEN_WISH, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openWish(tx, press, readWishPress(press))),
  )
  slack.submits(CHANGE_ITEM, async (sent) => {
    const change = readItemChange(sent.values, sent.metadata)
    const answer = await ctx.inWorkspace(sent.workspaceId, (tx) => changeItem(tx, sent, change))
    if (readBeneath(sent.metadata).id === ITEMS_VIEW) await redrawList(ctx, sent, change.handoffId)
    return answer
  })
}

export function listenToHandoffs(slack: Slack, ctx: Context): void {
  listenToPlaybooks(slack, ctx)
  slack.command('/handoff', (command) =>
    ctx.inWorkspace(command.workspaceId, (tx) => answerHandoff(tx, command, command.text)),
  )
  slack.opens(OPEN_HANDOFF, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => redrawStart(tx, press, { accountId: press.value, kind: null })),
  )
  for (const choice of [CHOOSE_ACCOUNT, CHOOSE_KIND, CHOOSE_PLAYBOOK]) {
    slack.redraws(choice, (press) =>
      ctx.inWorkspace(press.workspaceId, (tx) => redrawStart(tx, press, readChoice(press.values))),
    )
  }
  slack.submits(START_HANDOFF, (submission) =>
    ctx.inWorkspace(submission.workspaceId, (tx) => submitStart(tx, submission, readStart(submission.values))),
  )
  slack.opens(SHOW_ALL_ITEMS, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openAllItems(tx, press, press.value)),
  )
  listenToItems(slack, ctx)
  slack.action(ACCEPT_HANDOFF, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => acceptHandoff(tx, press, press.value)),
  )
  slack.opens(OPEN_OVERRIDE, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openOverride(tx, press, press.value)),
  )
  slack.submits(OVERRIDE, async (sent) => {
    await ctx.inWorkspace(sent.workspaceId, (tx) => overrideHandoff(tx, sent, sent.metadata, readReason(sent.values)))
    await redrawList(ctx, sent, sent.metadata)
  })
  slack.opens(OPEN_PARTIES, (press) => ctx.inWorkspace(press.workspaceId, (tx) => openParties(tx, press, press.value)))
  slack.submits(CHANGE_PARTIES, async (sent) => {
    await ctx.inWorkspace(sent.workspaceId, (tx) => changeParties(tx, sent, sent.metadata, readParties(sent.values)))
    await redrawList(ctx, sent, sent.metadata)
  })
  slack.opens(OPEN_ASK_NEWCOMER, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openAskNewcomer(tx, press, press.value)),
  )
  slack.submits(ASK_NEWCOMER, ({ metadata, ...actor }) =>
    ctx.inWorkspace(actor.workspaceId, (tx) => askNewcomer(tx, actor, metadata)),
  )
  slack.action(CONFIRM_ITEM, (press) => ctx.inWorkspace(press.workspaceId, (tx) => confirmItem(tx, press, press.value)))
}
