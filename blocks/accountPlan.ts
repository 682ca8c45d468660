import {
  choice,
  dateInput,
  numberInput,
  read,
  readNumber,
  readTicks,
  textInput,
  tickInput,
  type Values,
} from './inputs.ts'
import { actions, type Block, button, divider, header, lines, type Modal, modal, note, paragraph } from './kit.ts'

export const OPEN_PLAN = 'record_plan'
/** The value of each: the account, and for an edit the milestone or criterion after a colon. */
export const OPEN_MILESTONE = 'record_milestone'
export const MILESTONE_VIEW = 'record_milestone_view'
export const REMOVE_MILESTONE = 'record_milestone_remove'
export const OPEN_CRITERION = 'record_criterion'
export const CRITERION_VIEW = 'record_criterion_view'
export const REMOVE_CRITERION = 'record_criterion_remove'

export const PLAN_FIELD = {
  name: 'plan_in_name',
  promisedOn: 'plan_in_promised',
  plannedOn: 'plan_in_planned',
  goLive: 'plan_in_golive',
  reason: 'plan_in_reason',
  unit: 'plan_in_unit',
  startValue: 'plan_in_start',
  currentValue: 'plan_in_now',
  targetValue: 'plan_in_target',
} as const

export interface PlanView {
  accountId: string
  accountName: string
  /** Each with what is to be read of it besides its name. */
  milestones: { id: string; name: string; words: string }[]
  criteria: { id: string; name: string; words: string }[]
}

/** Both lists and their titles fit into a form of a hundred blocks. */
const MOST_ROWS = 40

export function drawPlan({ accountId, accountName, milestones, criteria }: PlanView): Modal {
  const rows = (list: PlanView['milestones'], open: string, none: string): Block[] =>
    list.length === 0
      ? [paragraph(none)]
      : list
          .slice(0, MOST_ROWS)
          .map(({ id, name, words }) =>
            paragraph(`${name}\n${words}`, button(open, 'Edit', `${accountId}:${id}`, { label: `Edit: ${name}` })),
          )
  const left = Math.max(0, milestones.length - MOST_ROWS) + Math.max(0, criteria.length - MOST_ROWS)
  const blocks = [
    header('Milestones'),
    ...rows(milestones, OPEN_MILESTONE, 'None yet. The one called Go-live decides when the first weeks are covered.'),
    actions(`${OPEN_MILESTONE}_new`, button(OPEN_MILESTONE, 'Add a milestone', accountId)),
    divider(),
    header('Success criteria'),
    ...rows(criteria, OPEN_CRITERION, 'None yet. Two to four are enough: what the buyer bought it for.'),
    actions(`${OPEN_CRITERION}_new`, button(OPEN_CRITERION, 'Add a success criterion', accountId)),
    ...(left > 0 ? [note(`And ${left} more, which an import changes.`)] : []),
  ]
  return modal('record_plan_view', 'Plan of the account', [paragraph(accountName), ...blocks])
}

export interface PlanForm {
  accountId: string
  /** Null for a new one. */
  id: string | null
  /** What it was when the form was drawn; null for a new one. */
  seal: string | null
}
export const readPlanForm = (metadata: string): PlanForm => JSON.parse(metadata) as PlanForm

export function readPlanValue(value: string): { accountId: string; id: string | null } {
  const [accountId = '', id] = value.split(':')
  return { accountId, id: id ?? null }
}

export interface MilestoneEntry {
  name: string
  promisedOn: string | null
  plannedOn: string | null
  goLive: boolean
  /** Why the promised date changes; kept in history. */
  reason: string | null
}

export interface MilestoneView extends PlanForm {
  entry: MilestoneEntry
  /** The day on which it was reached, in words: then only its name can change. */
  reached: string | null
  /** What somebody else changed meanwhile. */
  meanwhile: string | null
}

const meanwhileBlocks = (sentence: string | null): Block[] =>
  sentence
    ? [lines([{ text: 'Somebody changed this while you were writing.', bold: true }], sentence, STANDS), divider()]
    : []
const STANDS = 'Your own entries stand below, and nothing of them is saved yet. Save keeps yours.'

export function drawMilestone({ entry, reached, meanwhile, ...form }: MilestoneView): Modal {
  const blocks = [
    ...meanwhileBlocks(meanwhile),
    textInput(PLAN_FIELD.name, { label: 'Milestone', initial: entry.name, max: 75 }),
    ...(reached
      ? [paragraph(`Reached ${reached}. What was reached stays as it was.`)]
      : dates(entry, form.id !== null)),
    ...(form.id && !reached ? [removal(REMOVE_MILESTONE, form, entry.name)] : []),
  ]
  return modal(MILESTONE_VIEW, form.id ? 'Edit a milestone' : 'Add a milestone', blocks, {
    submit: 'Save',
    metadata: JSON.stringify(form),
  })
}

function dates(entry: MilestoneEntry, isKnown: boolean): Block[] {
  const reason = textInput(PLAN_FIELD.reason, {
    label: 'Why the promised date changes',
    hint: 'Needed when you change it. It is kept, for our team only: slips are counted from the promise.',
    initial: entry.reason,
    optional: true,
    max: 500,
  })
  const goLive = tickInput(PLAN_FIELD.goLive, {
    label: 'Going live',
    choices: [choice('go_live', 'The project goes live with this milestone')],
    initial: entry.goLive ? ['go_live'] : [],
    optional: true,
  })
  return [
    dateInput(PLAN_FIELD.promisedOn, {
      label: 'Promised to the buyer for',
      hint: 'What was said at the kickoff.',
      initial: entry.promisedOn,
    }),
    ...(isKnown ? [reason] : []),
    dateInput(PLAN_FIELD.plannedOn, {
      label: 'Planned for',
      hint: isKnown
        ? 'A new plan replaces the forecast; the weekly answers move the forecast from there.'
        : 'Left empty, it is planned as promised.',
      initial: entry.plannedOn,
      optional: !isKnown,
    }),
    goLive,
  ]
}

const removal = (actionId: string, { accountId, id }: Omit<PlanForm, 'seal'>, name: string): Block =>
  actions(
    `remove_${id}`,
    button(actionId, 'Remove', `${accountId}:${id}`, {
      style: 'danger',
      label: `Remove: ${name}`,
      confirm: {
        title: 'Remove it?',
        text: 'It is not asked about any more, and no later update names it. What was published stays.',
        confirm: 'Remove',
        deny: 'Keep it',
      },
    }),
  )

export const readMilestone = (values: Values): MilestoneEntry => ({
  name: read(values, PLAN_FIELD.name) ?? '',
  promisedOn: read(values, PLAN_FIELD.promisedOn),
  plannedOn: read(values, PLAN_FIELD.plannedOn),
  goLive: readTicks(values, PLAN_FIELD.goLive).length > 0,
  reason: read(values, PLAN_FIELD.reason),
})

export interface CriterionEntry {
  name: string
  unit: string | null
  startValue: number | null
  currentValue: number | null
  targetValue: number | null
}
export interface CriterionView extends PlanForm {
  entry: CriterionEntry
  meanwhile: string | null
}

export function drawCriterion({ entry, meanwhile, ...form }: CriterionView): Modal {
  const blocks = [
    ...meanwhileBlocks(meanwhile),
    textInput(PLAN_FIELD.name, {
      label: 'What success is measured by',
      initial: entry.name,
      placeholder: 'Days to invoice',
      max: 75,
    }),
    numberInput(PLAN_FIELD.startValue, { label: 'At the start', initial: entry.startValue }),
    numberInput(PLAN_FIELD.currentValue, { label: 'Now', initial: entry.currentValue, optional: true }),
    numberInput(PLAN_FIELD.targetValue, { label: 'Target', initial: entry.targetValue }),
    textInput(PLAN_FIELD.unit, { label: 'Unit', initial: entry.unit, placeholder: 'days', optional: true, max: 30 }),
    ...(form.id ? [removal(REMOVE_CRITERION, form, entry.name)] : []),
  ]
  return modal(CRITERION_VIEW, form.id ? 'Edit a criterion' : 'Add a criterion', blocks, {
    submit: 'Save',
    metadata: JSON.stringify(form),
  })
}

export const readCriterion = (values: Values): CriterionEntry => ({
  name: read(values, PLAN_FIELD.name) ?? '',
  unit: read(values, PLAN_FIELD.unit),
  startValue: readNumber(values, PLAN_FIELD.startValue),
  currentValue: readNumber(values, PLAN_FIELD.currentValue),
  targetValue: readNumber(values, PLAN_FIELD.targetValue),
})
