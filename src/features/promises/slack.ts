import { ASK_DISCUSS, ASK_DONE, REOPEN_ASK, TURN_ASKS } from '#blocks/asks.ts'
import { ANSWER_VIEW, OPEN_CONCERN } from '#blocks/concernAlert.ts'
import { MAILED_VIEW, OPEN_MAILED } from '#blocks/concernMail.ts'
import {
  LOG_CONCERN,
  LOG_VIEW,
  NOT_YET,
  NOT_YET_VIEW,
  RAISE_ANOTHER,
  RAISE_VIEW,
  RESOLVED,
  TURN_CONCERNS,
} from '#blocks/concerns.ts'
import { readPage, turned } from '#blocks/pages.ts'
import { TALK_VIEW } from '#blocks/talk.ts'
import { recall } from '#blocks/under.ts'
import type { Context, Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Actor, Slack } from '#platform/slack/listen.ts'
import * as flow from './flow.ts'

/** Reads somebody from Slack whom we do not know yet, so that the owner reads a name. */
type Meet = (workspaceId: string, userId: string) => Promise<void>

/** What the customer answers in forms, and what our people do about it. */
export function listenToPromises(slack: Slack, ctx: Context, meet: Meet): void {
  const inTx =
    <T extends Actor, R>(work: (tx: Tx, press: T) => Promise<R>) =>
    (press: T): Promise<R> =>
      ctx.inWorkspace(press.workspaceId, (tx) => work(tx, press))
  listenToCustomers(slack, inTx)
  slack.opens(
    OPEN_CONCERN,
    inTx((tx, { userId, value }) => flow.openConcern(tx, userId, value)),
  )
  slack.submits(
    ANSWER_VIEW,
    inTx((tx, { userId, metadata, values }) => flow.answerConcern(tx, userId, metadata, values)),
  )
  slack.action(
    REOPEN_ASK,
    inTx((tx, { userId, value }) => flow.reopenAsk(tx, userId, value)),
  )
  slack.shortcut(
    LOG_CONCERN,
    inTx((tx, { channel, message, ...actor }) => flow.openLog(tx, actor, { channel, ...message })),
    async ({ workspaceId, message }) => {
      if (message.userId) await meet(workspaceId, message.userId)
    },
  )
  slack.opens(
    OPEN_MAILED,
    inTx((tx, press) => flow.openMailed(tx, press, press.value)),
  )
  slack.submits(
    MAILED_VIEW,
    inTx((tx, { metadata, values, ...actor }) => flow.keepMailed(tx, actor, metadata, values)),
  )
  slack.submits(
    LOG_VIEW,
    inTx((tx, { metadata, values, ...actor }) => flow.logConcern(tx, actor, metadata, values)),
  )
}

type InTx = <T extends Actor, R>(work: (tx: Tx, press: T) => Promise<R>) => (press: T) => Promise<R>

function listenToCustomers(slack: Slack, inTx: InTx): void {
  slack.submits(
    TALK_VIEW,
    inTx((tx, { metadata, values, ...actor }) => flow.askToTalk(tx, actor, metadata, values)),
  )
  slack.redraws(
    RAISE_ANOTHER,
    inTx((tx, press) => flow.openAnother(tx, press, press.metadata)),
  )
  slack.submits(
    RAISE_VIEW,
    inTx((tx, { metadata, values, ...actor }) => flow.raiseConcern(tx, actor, metadata, values)),
  )
  slack.changes(
    RESOLVED,
    inTx((tx, press) => flow.settleConcern(tx, press, press.metadata, press.value)),
  )
  slack.redraws(
    NOT_YET,
    inTx((tx, press) => flow.openNotYet(tx, press, press.metadata, press.value)),
  )
  slack.submits(
    NOT_YET_VIEW,
    inTx((tx, { metadata, values, ...actor }) => flow.sayNotYet(tx, actor, metadata, values)),
  )
  slack.changes(
    ASK_DONE,
    inTx((tx, press) => flow.doneByCustomer(tx, press, press.metadata, press.value)),
  )
  slack.redraws(
    ASK_DISCUSS,
    inTx((tx, press) => flow.openDiscuss(tx, press, press.metadata, press.value)),
  )
  listenToPages(slack, inTx)
}

function listenToPages(slack: Slack, inTx: InTx): void {
  const pages = [
    { id: TURN_ASKS, open: flow.openAsks },
    { id: TURN_CONCERNS, open: flow.openConcerns },
  ]
  for (const { id, open } of pages) {
    slack.redraws(
      turned(id),
      inTx((tx, press) => {
        const under = recall(press.metadata)
        if (!under) throw new Refusal('This form is not here any more.')
        return open(tx, press, under, readPage(press.value).page)
      }),
    )
  }
}
