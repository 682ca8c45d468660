import { EDIT_VIEW } from '#blocks/digestEdit.ts'
import { RATE_VIEW } from '#blocks/digestRating.ts'
import { APPROVE_VIEW, readMetadata, TURN_REVIEW } from '#blocks/digestReading.ts'
import { APPROVE, APPROVE_ASKING, APPROVE_REST, EDIT, HOLD, READ, readApprovals } from '#blocks/digestReview.ts'
import { RATE, READ_ALL, readPage, SEEN, TURN_PAGE } from '#blocks/digests.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import {
  approve,
  approveAll,
  holdBack,
  openAll,
  openEdit,
  openRating,
  openReview,
  rate,
  saveEdit,
  see,
} from './flow.ts'

/** What the owner decides about a digest, and what the buyer answers to it. */
export function listenToDigests(slack: Slack, ctx: Context): void {
  listenToOwners(slack, ctx)
  listenToBuyers(slack, ctx)
}

const turned = (action: string): RegExp => new RegExp(`^${action.replace('.', '[.]')}[.](back|on)$`)

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

function listenToBuyers(slack: Slack, ctx: Context): void {
  slack.action(SEEN, (press) => ctx.inWorkspace(press.workspaceId, (tx) => see(tx, press, press.value)))
  slack.opens(RATE, (press) => ctx.inWorkspace(press.workspaceId, (tx) => openRating(tx, press, press.value)))
  slack.submits(RATE_VIEW, (submission) =>
    ctx.inWorkspace(submission.workspaceId, (tx) => rate(tx, submission, submission.metadata, submission.values)),
  )
  slack.opens(READ_ALL, ({ workspaceId, value }) => ctx.inWorkspace(workspaceId, (tx) => openAll(tx, value)))
  slack.redraws(turned(TURN_PAGE), ({ workspaceId, value }) => {
    const { id, page } = readPage(value)
    return ctx.inWorkspace(workspaceId, (tx) => openAll(tx, id, page))
  })
}
