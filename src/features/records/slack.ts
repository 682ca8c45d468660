import {
  ADD_ACCOUNT,
  ADD_VIEW,
  EDIT_PEOPLE,
  EDIT_PROFILE,
  fieldId,
  PEOPLE_VIEW,
  PROFILE_VIEW,
  readAdd,
  readProfile,
  readRolesForm,
  readState,
} from '#blocks/accountForm.ts'
import {
  CRITERION_VIEW,
  MILESTONE_VIEW,
  OPEN_CRITERION,
  OPEN_MILESTONE,
  OPEN_PLAN,
  REMOVE_CRITERION,
  REMOVE_MILESTONE,
  readCriterion,
  readMilestone,
  readPlanForm,
  readPlanValue,
} from '#blocks/accountPlan.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Slack } from '#platform/slack/listen.ts'
import * as flow from './flow.ts'
import { type Entry, seal } from './model.ts'

/** What only Slack knows, and asking may take longer than a person's form can wait. */
export interface Asking {
  /** Reads somebody whom we do not know yet. */
  meet(workspaceId: string, userId: string): Promise<void>
  /** Why our team may not read in a channel; null where only colleagues do. */
  strangersIn(workspaceId: string, channel: string): Promise<string | null>
}

/** Slack waits three seconds for the answer to a form. */
const PATIENCE_MS = 1_800

async function inGoodTime<T>(work: Promise<T>, late: () => Refusal): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const out = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), PATIENCE_MS)
  })
  return Promise.race([work.catch(() => Promise.reject(late())), out]).finally(() => clearTimeout(timer))
}

const SLOW = 'Slack is slow to tell us who this is. Nothing was saved; please send the form again in a moment.'
const peopleIn = (entry: Partial<Entry>): string[] =>
  Object.values(entry)
    .flat()
    .filter((value) => typeof value === 'string' && /^[UW][A-Z0-9]+$/.test(value)) as string[]

function asked(asking: Asking, workspaceId: string) {
  const people = (entry: Partial<Entry>) =>
    inGoodTime(Promise.all(peopleIn(entry).map((userId) => asking.meet(workspaceId, userId))), () => new Refusal(SLOW))
  const channel = async (teamChannel: string | null) => ({
    strangers: teamChannel
      ? await inGoodTime(asking.strangersIn(workspaceId, teamChannel), () => new Refusal(SLOW, fieldId('teamChannel')))
      : null,
  })
  return { people, channel }
}

/** What is kept of an account: added and changed in forms. */
export function listenToRecords(slack: Slack, ctx: Context, asking: Asking): void {
  listenToForms(slack, ctx, asking)
  listenToPlans(slack, ctx)
}

function listenToForms(slack: Slack, ctx: Context, asking: Asking): void {
  slack.opens(ADD_ACCOUNT, ({ workspaceId, userId }) => ctx.inWorkspace(workspaceId, (tx) => flow.openAdd(tx, userId)))
  slack.submits(ADD_VIEW, async ({ values, ...actor }) => {
    const entry = readAdd(values)
    const slackSays = asked(asking, actor.workspaceId)
    await slackSays.people(entry)
    const looked = await slackSays.channel(textOf(entry['teamChannel']))
    return ctx.inWorkspace(actor.workspaceId, (tx) => flow.addAccount(tx, actor, entry, looked))
  })
  slack.opens(EDIT_PROFILE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.openProfile(tx, userId, value)),
  )
  slack.submits(PROFILE_VIEW, async ({ values, metadata, ...actor }) => {
    const [state, entry] = [readState(metadata), readProfile(values)]
    const changed = state.seals['teamChannel'] !== seal(entry.teamChannel)
    const looked = await asked(asking, actor.workspaceId).channel(changed ? textOf(entry.teamChannel) : null)
    return ctx.inWorkspace(actor.workspaceId, (tx) => flow.keepProfile(tx, actor, state, entry, looked))
  })
  slack.opens(EDIT_PEOPLE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.openPeople(tx, userId, value)),
  )
  slack.submits(PEOPLE_VIEW, async ({ values, metadata, ...actor }) => {
    const entry = readRolesForm(values)
    await asked(asking, actor.workspaceId).people(entry)
    return ctx.inWorkspace(actor.workspaceId, (tx) => flow.keepRoles(tx, actor, readState(metadata), entry))
  })
}

const textOf = (value: Entry[string] | undefined): string | null => (typeof value === 'string' ? value : null)

function listenToPlans(slack: Slack, ctx: Context): void {
  slack.opens(OPEN_PLAN, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.openPlan(tx, userId, value)),
  )
  // In the plan's place, so that the plan as it is now takes it back.
  slack.redraws(OPEN_MILESTONE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.openMilestone(tx, userId, readPlanValue(value))),
  )
  slack.submits(MILESTONE_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.keepMilestone(tx, userId, readPlanForm(metadata), readMilestone(values))),
  )
  slack.changes(REMOVE_MILESTONE, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.removeMilestone(tx, userId, readPlanValue(value))),
  )
  slack.redraws(OPEN_CRITERION, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.openCriterion(tx, userId, readPlanValue(value))),
  )
  slack.submits(CRITERION_VIEW, ({ workspaceId, userId, metadata, values }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.keepCriterion(tx, userId, readPlanForm(metadata), readCriterion(values))),
  )
  slack.changes(REMOVE_CRITERION, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => flow.removeCriterion(tx, userId, readPlanValue(value))),
  )
}
