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
import { CHANGE_ITEM, readBeneath } from '#blocks/handoffItem.ts'
import { ALL_ACCOUNTS, ALL_EXCEPTIONS, OPEN_ACCOUNT, TURN_ACCOUNTS, TURN_EXCEPTIONS } from '#blocks/home.ts'
import { ALL_ITEMS, ALL_ITEMS_VIEW, TURN_ITEMS } from '#blocks/homeItems.ts'
import { readPage, turned } from '#blocks/pages.ts'
import { END_CONFIRM, PAUSE_CONFIRM, RESUME_CONFIRM, readEnding, readPausing, readResuming } from '#blocks/states.ts'
import type { Context, Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { atMostAMoment, redrawBeneath } from '#platform/slack/beneath.ts'
import type { Actor, Command, Press, Slack, Submission, View } from '#platform/slack/listen.ts'
import { openAccount, startAccount } from './account.ts'
import { answerThroughline } from './command.ts'
import { openAccounts, openAllExceptions, openItems, refreshHome } from './flow.ts'

export function listenToHome(slack: Slack, ctx: Context): void {
  slack.command('/throughline', (command) => answer(ctx, command))
  slack.opens(OPEN_ACCOUNT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openAccount(tx, userId, value)),
  )
  slack.opens(ALL_ACCOUNTS, ({ workspaceId, userId }) => ctx.inWorkspace(workspaceId, (tx) => openAccounts(tx, userId)))
  slack.redraws(turned(TURN_ACCOUNTS), ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openAccounts(tx, userId, readPage(value).page)),
  )
  slack.opens(ALL_EXCEPTIONS, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openAllExceptions(tx, userId, value)),
  )
  slack.redraws(turned(TURN_EXCEPTIONS), ({ workspaceId, userId, value }) => {
    const { id, page } = readPage(value)
    return ctx.inWorkspace(workspaceId, (tx) => openAllExceptions(tx, userId, id, page))
  })
  slack.opens(ALL_ITEMS, ({ workspaceId, userId }) => ctx.inWorkspace(workspaceId, (tx) => openItems(tx, userId)))
  slack.redraws(turned(TURN_ITEMS), ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openItems(tx, userId, readPage(value).page)),
  )
  slack.action(START_ACCOUNT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => startAccount(tx, userId, value)),
  )
}

/** The same listeners, after each of which the Home of whoever acted, and the view beneath, show what changed. */
export function keepHomeFresh(slack: Slack, ctx: Context): Slack {
  const refresh = ({ workspaceId, userId }: Actor, beneath: Promise<void>) => {
    // What the person did is committed; a Home that could not be drawn is drawn when it is opened next.
    const drawn = ctx
      .inWorkspace(workspaceId, (tx) => refreshHome(tx, userId))
      .catch((error) => ctx.log.error({ error }, 'home.not_refreshed'))
    return atMostAMoment(Promise.all([drawn, beneath]))
  }
  return {
    ...slack,
    action: (id, act) =>
      slack.action(id, async (press) => {
        const said = await act(press)
        await refresh(press, redrawUnderButton(ctx, press))
        return said
      }),
    changes: (id, act) =>
      slack.changes(id, async (press) => {
        const view = await act(press)
        await atMostAMoment(redrawUnderButton(ctx, press))
        return view
      }),
    submits: (callbackId, keep) =>
      slack.submits(callbackId, async (submission) => {
        const answer = await keep(submission)
        await refresh(submission, redrawUnderForm(ctx, callbackId, submission))
        return answer
      }),
  }
}

async function answer(ctx: Context, { workspaceId, userId, userTeamId, teamId, text }: Command) {
  if (userTeamId !== teamId) throw new Refusal('This is for the team that implements. Please ask your contact there.')
  return ctx.inWorkspace(workspaceId, (tx) => answerThroughline(tx, userId, text))
}

/** The forms that change what an account's view says, and which account each is about. They are opened from there. */
const FORMS: Record<string, (metadata: string) => string> = {
  [PROFILE_VIEW]: (metadata) => readState(metadata).accountId,
  [PEOPLE_VIEW]: (metadata) => readState(metadata).accountId,
  [MILESTONE_VIEW]: (metadata) => readPlanForm(metadata).accountId,
  [CRITERION_VIEW]: (metadata) => readPlanForm(metadata).accountId,
  [CHANGE_CADENCE]: (metadata) => metadata,
  [PAUSE_CONFIRM]: (metadata) => readPausing(metadata).accountId,
  [RESUME_CONFIRM]: (metadata) => readResuming(metadata).accountId,
  [END_CONFIRM]: (metadata) => readEnding(metadata).accountId,
}

/** Buttons that do the same. */
const BUTTONS: Record<string, (value: string) => string> = {
  [START_ACCOUNT]: (value) => value,
  [REMOVE_MILESTONE]: (value) => readPlanValue(value).accountId,
  [REMOVE_CRITERION]: (value) => readPlanValue(value).accountId,
}

/** What lies beneath a form, as it is now; undefined where nothing of ours does. */
function beneathForm(callbackId: string, { userId, metadata }: Submission): ((tx: Tx) => Promise<View>) | undefined {
  const accountId = FORMS[callbackId]?.(metadata)
  if (accountId) return (tx) => openAccount(tx, userId, accountId)
  const list = callbackId === CHANGE_ITEM ? readBeneath(metadata) : undefined
  return list?.id === ALL_ITEMS_VIEW ? (tx) => openItems(tx, userId, list.page) : undefined
}

/** A form was kept: the view beneath it shows what holds now. */
async function redrawUnderForm(ctx: Context, callbackId: string, sent: Submission): Promise<void> {
  const draw = beneathForm(callbackId, sent)
  if (draw) await redrawBeneath(ctx, sent.under, () => ctx.inWorkspace(sent.workspaceId, draw))
}

/** A button was pressed in an account's view, or in a form that lies over it. */
async function redrawUnderButton(ctx: Context, press: Press): Promise<void> {
  const accountId = BUTTONS[press.actionId]?.(press.value)
  const view = press.pressedIn?.callbackId === ACCOUNT_VIEW ? press.pressedIn : press.under
  const { workspaceId, userId } = press
  if (!accountId || !view) return
  await redrawBeneath(ctx, view, () => ctx.inWorkspace(workspaceId, (tx) => openAccount(tx, userId, accountId)))
}
