import { ACCOUNT_VIEW } from '#blocks/account.ts'
import { PEOPLE_VIEW, PROFILE_VIEW, readState } from '#blocks/accountForm.ts'
import {
  CRITERION_VIEW,
  MILESTONE_VIEW,
  REMOVE_CRITERION,
  REMOVE_MILESTONE,
  readPlanForm,
  readPlanValue,
} from '#blocks/accountPlan.ts'
import { CHANGE_CADENCE, START_ACCOUNT } from '#blocks/cadence.ts'
import { END_CONFIRM, PAUSE_CONFIRM, RESUME, readEnding, readPausing } from '#blocks/states.ts'
import type { Context } from '#platform/context.ts'
import type { Press, Shown, Submission } from '#platform/slack/listen.ts'
import { openAccount } from './account.ts'

/** The forms that change what an account's view says, and which account each is about. They are opened from there. */
const FORMS: Record<string, (metadata: string) => string> = {
  [PROFILE_VIEW]: (metadata) => readState(metadata).accountId,
  [PEOPLE_VIEW]: (metadata) => readState(metadata).accountId,
  [MILESTONE_VIEW]: (metadata) => readPlanForm(metadata).accountId,
  [CRITERION_VIEW]: (metadata) => readPlanForm(metadata).accountId,
  [CHANGE_CADENCE]: (metadata) => metadata,
  [PAUSE_CONFIRM]: (metadata) => readPausing(metadata).accountId,
  [END_CONFIRM]: (metadata) => readEnding(metadata).accountId,
}

/** Buttons that do the same. */
const BUTTONS: Record<string, (value: string) => string> = {
  [RESUME]: (value) => value,
  [START_ACCOUNT]: (value) => value,
  [REMOVE_MILESTONE]: (value) => readPlanValue(value).accountId,
  [REMOVE_CRITERION]: (value) => readPlanValue(value).accountId,
}

/** A form was kept: the account's view beneath it shows what holds now. */
export async function redrawUnderForm(ctx: Context, callbackId: string, sent: Submission): Promise<void> {
  const accountId = FORMS[callbackId]?.(sent.metadata)
  if (accountId && sent.under) await redraw(ctx, sent, accountId, sent.under)
}

/** A button was pressed in an account's view, or in a form that lies over it. */
export async function redrawUnderButton(ctx: Context, press: Press): Promise<void> {
  const accountId = BUTTONS[press.actionId]?.(press.value)
  const view = press.pressedIn?.callbackId === ACCOUNT_VIEW ? press.pressedIn : press.under
  if (accountId && view) await redraw(ctx, press, accountId, view)
}

async function redraw(ctx: Context, { workspaceId, userId }: Press | Submission, accountId: string, view: Shown) {
  try {
    await view.redraw(await ctx.inWorkspace(workspaceId, (tx) => openAccount(tx, userId, accountId)))
  } catch (error) {
    // What the person did is committed; they may have closed the view meanwhile.
    ctx.log.warn({ error, accountId }, 'account.not_redrawn')
  }
}
