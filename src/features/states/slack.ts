import {
  END_CONFIRM,
  END_VIEW,
  FORTNIGHTLY,
  OPEN_END,
  OPEN_PAUSE,
  PAUSE_CONFIRM,
  PAUSE_VIEW,
  RESUME,
  RESUME_CONFIRM,
  readEnding,
  readPausing,
  readResuming,
  readUntil,
  readWords,
  STAY_WEEKLY,
} from '#blocks/states.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import {
  chooseRhythm,
  end,
  openEnd,
  openPause,
  openResume,
  pause,
  previewEnd,
  previewPause,
  resumeNow,
} from './flow.ts'

/** What people decide about the state of an account. */
export function listenToStates(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_PAUSE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openPause(tx, userId, value)),
  )
  slack.submits(PAUSE_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => previewPause(tx, userId, metadata, readUntil(values))),
  )
  slack.submits(PAUSE_CONFIRM, ({ workspaceId, userId, metadata }) =>
    ctx.inWorkspace(workspaceId, (tx) => pause(tx, userId, readPausing(metadata))),
  )
  slack.opens(OPEN_END, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openEnd(tx, userId, value)),
  )
  slack.submits(END_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => previewEnd(tx, userId, { accountId: metadata, words: readWords(values) })),
  )
  slack.submits(END_CONFIRM, ({ workspaceId, userId, metadata }) =>
    ctx.inWorkspace(workspaceId, (tx) => end(tx, userId, readEnding(metadata))),
  )
  slack.opens(RESUME, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openResume(tx, userId, value)),
  )
  slack.submits(RESUME_CONFIRM, ({ workspaceId, userId, metadata }) =>
    ctx.inWorkspace(workspaceId, (tx) => resumeNow(tx, userId, readResuming(metadata))),
  )
  for (const [id, weeks] of [
    [FORTNIGHTLY, 2],
    [STAY_WEEKLY, 1],
  ] as const) {
    slack.action(id, ({ workspaceId, userId, value }) =>
      ctx.inWorkspace(workspaceId, (tx) => chooseRhythm(tx, userId, value, weeks)),
    )
  }
}
