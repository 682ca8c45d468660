import { ASKS } from '#blocks/asks.ts'
import { CONCERNS } from '#blocks/concerns.ts'
import { CORRECTION_VIEW, POST_CORRECTION_VIEW } from '#blocks/corrections.ts'
import { EDIT_PART, EDIT_VIEW } from '#blocks/digestEdit.ts'
import { LINES_VIEW } from '#blocks/digestLines.ts'
import { RATE_VIEW } from '#blocks/digestRating.ts'
import { APPROVE_VIEW, readMetadata, TURN_REVIEW } from '#blocks/digestReading.ts'
import {
  APPROVE,
  APPROVE_ASKING,
  APPROVE_REST,
  CORRECT,
  EDIT,
  HOLD,
  INCLUDE_LATE,
  NEXT_WEEK,
  READ,
  RELEASE,
  readApprovals,
  WRITE_LINES,
} from '#blocks/digestReview.ts'
import { RATE, READ_ALL, readPage, SEEN, TURN_PAGE } from '#blocks/digests.ts'
import { PASSED_ON, READ_INTERNAL, readPassed, TURN_INTERNAL } from '#blocks/internalEdition.ts'
import { turned } from '#blocks/pages.ts'
import { TALK } from '#blocks/talk.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import {
  approve,
  approveAll,
  holdBack,
  includeLate,
  leaveForNextWeek,
  openAll,
  openAsksUnder,
  openConcernsUnder,
  openCorrection,
  openEdit,
  openInternal,
  openLines,
  openRating,
  openReview,
  openTalkUnder,
  passOn,
  postCorrection,
  previewCorrection,
  rate,
  release,
  saveEdit,
  saveLines,
  see,
} from './flow.ts'

/** Reads somebody from Slack whom we do not know yet. */
type Meet = (workspaceId: string, userId: string) => Promise<void>

/** What the owner decides about a digest, and what the buyer answers to it. */
export function listenToDigests(slack: Slack, ctx: Context, meet: Meet): void {
  listenToOwners(slack, ctx)
  listenToWriters(slack, ctx)
  listenToLate(slack, ctx)
  listenToTeam(slack, ctx)
  listenToBuyers(slack, ctx, meet)
}

function listenToOwners(slack: Slack, ctx: Context): void {
  slack.action(PASSED_ON, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => passOn(tx, userId, readPassed(value))),
  )
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
  slack.action(RELEASE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => release(tx, userId, value)),
  )
}

function listenToWriters(slack: Slack, ctx: Context): void {
  slack.opens(EDIT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openEdit(tx, userId, value)),
  )
  slack.opens(EDIT_PART, ({ workspaceId, userId, value }) => {
    const { id, page } = readPage(value)
    return ctx.inWorkspace(workspaceId, (tx) => openEdit(tx, userId, id, page))
  })
  slack.submits(EDIT_VIEW, ({ workspaceId, userId, ...submission }) =>
    ctx.inWorkspace(workspaceId, (tx) => saveEdit(tx, userId, submission)),
  )
  slack.opens(WRITE_LINES, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openLines(tx, userId, value)),
  )
  slack.submits(LINES_VIEW, ({ workspaceId, userId, ...submission }) =>
    ctx.inWorkspace(workspaceId, (tx) => saveLines(tx, userId, submission)),
  )
}

/** What becomes of answers after the close. */
function listenToLate(slack: Slack, ctx: Context): void {
  slack.action(INCLUDE_LATE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => includeLate(tx, userId, value)),
  )
  slack.action(NEXT_WEEK, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => leaveForNextWeek(tx, userId, value)),
  )
  slack.opens(CORRECT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openCorrection(tx, userId, value)),
  )
  slack.submits(CORRECTION_VIEW, ({ workspaceId, userId, values, metadata }) =>
    ctx.inWorkspace(workspaceId, (tx) => previewCorrection(tx, userId, metadata, values)),
  )
  slack.submits(POST_CORRECTION_VIEW, ({ workspaceId, userId, values, metadata }) =>
    ctx.inWorkspace(workspaceId, (tx) => postCorrection(tx, userId, readMetadata(metadata), values)),
  )
}

function listenToTeam(slack: Slack, ctx: Context): void {
  slack.opens(READ_INTERNAL, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openInternal(tx, press, press.value)),
  )
  slack.redraws(turned(TURN_INTERNAL), (press) => {
    const { id, page } = readPage(press.value)
    return ctx.inWorkspace(press.workspaceId, (tx) => openInternal(tx, press, id, page))
  })
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
    slack.opens(
      id,
      (press) => ctx.inWorkspace(press.workspaceId, (tx) => open(tx, press, press.value)),
      // Somebody at the customer without a role may be new to us, and whoever is told of them wants a name.
      ({ workspaceId, userId }) => meet(workspaceId, userId),
    )
  }
}
