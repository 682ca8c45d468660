import { ASKS } from '#blocks/asks.ts'
import { CONCERNS } from '#blocks/concerns.ts'
import { EDIT_VIEW } from '#blocks/digestEdit.ts'
import { RATE_VIEW } from '#blocks/digestRating.ts'
import { APPROVE_VIEW, readMetadata, TURN_REVIEW } from '#blocks/digestReading.ts'
import { APPROVE, APPROVE_ASKING, APPROVE_REST, EDIT, HOLD, READ, readApprovals } from '#blocks/digestReview.ts'
import { RATE, READ_ALL, readPage, SEEN, TURN_PAGE } from '#blocks/digests.ts'
import { turned } from '#blocks/pages.ts'
import { TALK } from '#blocks/talk.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import {
  approve,
  approveAll,
  holdBack,
  openAll,
  openAsksUnder,
  openConcernsUnder,
  openEdit,
  openRating,
  openReview,
  openTalkUnder,
  rate,
  saveEdit,
  see,
} from './flow.ts'

/** Reads somebody from Slack whom we do not know yet. */
type Meet = (workspaceId: string, userId: string) => Promise<void>

/** What the owner decides about a digest, and what the buyer answers to it. */
export function listenToDigests(slack: Slack, ctx: Context, meet: Meet): void {
  listenToOwners(slack, ctx)
  listenToBuyers(slack, ctx, meet)
}

function listenToOwners(slack: Slack, ctx: Context): void {
  for (const id of [READ, APPROVE_ASKING]) {
    slack.opens(id, ({ workspaceId, userId, value }) =>
      ctx.inWorkspace(workspaceId, (tx) => openReview(tx, userId, value)),
    )
  }
  slack.redraws(turned(TURN_REVIEW), ({ workspaceId, userId, value }) => {
    const { id, page } = readPage(value)
    return ctx.inWorkspace(workspaceId, (tx) => openReview(tx, userId, id, page))
  })
  slack.action(APPROVE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => approve(tx, userId, readApprovals(value)[0]!)),
  )
  slack.submits(APPROVE_VIEW, ({ workspaceId, userId, values, metadata }) =>
    ctx.inWorkspace(workspaceId, async (tx) => void (await approve(tx, userId, readMetadata(metadata), values))),
  )
  slack.action(APPROVE_REST, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => approveAll(tx, userId, readApprovals(value))),
  )
  slack.action(HOLD, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => holdBack(tx, userId, value)),
  )
  slack.opens(EDIT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openEdit(tx, userId, value)),
  )
  slack.submits(EDIT_VIEW, ({ workspaceId, userId, ...submission }) =>
    ctx.inWorkspace(workspaceId, (tx) => saveEdit(tx, userId, submission)),
  )
}

function listenToBuyers(slack: Slack, ctx: Context, meet: Meet): void {
  slack.action(SEEN, (press) => ctx.inWorkspace(press.workspaceId, (tx) => see(tx, press, press.value)))
  slack.opens(RATE, (press) => ctx.inWorkspace(press.workspaceId, (tx) => openRating(tx, press, press.value)))
  slack.submits(RATE_VIEW, (submission) =>
    ctx.inWorkspace(submission.workspaceId, (tx) => rate(tx, submission, submission.metadata, submission.values)),
  )
  slack.opens(READ_ALL, (press) => ctx.inWorkspace(press.workspaceId, (tx) => openAll(tx, press, press.value)))
  slack.redraws(turned(TURN_PAGE), (press) => {
    const { page } = readPage(press.value)
    return ctx.inWorkspace(press.workspaceId, (tx) => openAll(tx, press, press.metadata ?? '', page))
  })
  const forms = [
    { id: TALK, open: openTalkUnder },
    { id: CONCERNS, open: openConcernsUnder },
    { id: ASKS, open: openAsksUnder },
  ]
  for (const { id, open } of forms) {
    slack.opens(id, async (press) => {
      // Somebody at the customer without a role may be new to us, and whoever is told of them wants a name.
      await meet(press.workspaceId, press.userId)
      return ctx.inWorkspace(press.workspaceId, (tx) => open(tx, press, press.value))
    })
  }
}
