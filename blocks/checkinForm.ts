import type { Milestone } from '#features/accounts/model.ts'
import {
  type Entry,
  type FormFacts,
  type Shown,
  STATUS_NAMES,
  STATUSES,
  type Status,
} from '#features/checkins/model.ts'
import { doneChoices, drawEarlier, LABELS, labelOf, lastOf } from './checkinWords.ts'
import {
  choice,
  dateInput,
  LONGEST_INPUT,
  numberInput,
  radioInput,
  read,
  readNumber,
  readTicks,
  selectInput,
  textInput,
  tickInput,
  type Values,
} from './inputs.ts'
import { type Block, clip, divider, header, lines, type Modal, modal, note } from './kit.ts'

export const CHECKIN_FORM = 'checkin.form'

/** The block id of a field, where its errors are shown. */
export const fieldId = (field: keyof Entry): string => `checkin.${field}`

/** What a form must bring back to be kept: which round, which version its writer saw, and what its dates meant. */
export interface FormMetadata extends Shown {
  roundId: string
  version: number
}
export const readMetadata = (text: string): FormMetadata => JSON.parse(text) as FormMetadata

export interface FormView extends FormMetadata {
  facts: FormFacts
  entry: Entry
  /** 'Thu 15:00', where the person is. */
  closes: string
  /** Says that the week is closed and what happens to a late answer. */
  late: string | null
  /** What the same person sent from elsewhere meanwhile. */
  meanwhile?: Entry
}

const SCALE = ['1', '2', '3', '4', '5']
const ENDS: Record<'satisfaction' | 'confidence', [string, string]> = {
  satisfaction: ['1, very unhappy', '5, very satisfied'],
  confidence: ['1, it will not hold', '5, certain'],
}

/** The weekly check-in: first what the customer reads, then what only we read. */
export function drawForm(view: FormView): Modal {
  const { roundId, version, facts, entry } = view
  const { milestone, goLive, criterion } = facts
  const kept: FormMetadata = {
    roundId,
    version,
    milestoneId: milestone?.id,
    goLiveId: goLive?.id,
    criterionId: criterion?.id,
    milestoneOn: milestone?.forecastOn ?? undefined,
    goLiveOn: goLive?.forecastOn ?? undefined,
  }
  const blocks = [...introduction(view), ...customerPart(facts, entry), divider(), ...ourPart(entry)]
  return modal(CHECKIN_FORM, 'Weekly check-in', blocks, { submit: 'Send', metadata: JSON.stringify(kept) })
}

function introduction({ facts, closes, late, meanwhile }: FormView): Block[] {
  const until = late ?? `You can edit until ${closes} your time.`
  return [
    lines([{ text: facts.accountName, bold: true }]),
    note(until),
    ...(meanwhile ? drawEarlier(meanwhile, facts) : []),
  ]
}

function customerPart(facts: FormFacts, entry: Entry): Block[] {
  return [
    header('The customer reads this'),
    radioInput(fieldId('status'), {
      label: LABELS.status,
      choices: STATUSES.map((status) => choice(status, STATUS_NAMES[status])),
      initial: entry.status,
    }),
    text('because', entry, { hint: 'Needed when it is not on track.' }),
    ...dates(facts, entry),
    text('progress', entry, { optional: false, label: labelOf('progress', facts) }),
    ...measures(facts, entry),
    text('hard', entry, { multiline: true }),
    text('doing', entry, { multiline: true }),
    ...askInputs(facts, entry),
    ...decisionInputs(facts, entry),
    scale('satisfaction', entry.satisfaction),
    text('heard', entry, { hint: `Needed at 3 or less, or when the number changed since ${lastOf(facts)}.` }),
    text('nextStep', entry),
  ]
}

function dates(facts: FormFacts, entry: Entry): Block[] {
  const date = (field: 'milestoneOn' | 'goLiveOn', milestone: Milestone | undefined) =>
    milestone ? [dateInput(fieldId(field), { label: labelOf(field, facts), initial: entry[field] })] : []
  const all = [...date('milestoneOn', facts.milestone), ...date('goLiveOn', facts.goLive)]
  return all.length > 0 ? [...all, text('whyMoved', entry, { hint: 'Needed when a date moved.' })] : []
}

function measures(facts: FormFacts, entry: Entry): Block[] {
  const choices = doneChoices(facts)
  const done = tickInput(fieldId('done'), {
    label: labelOf('done', facts),
    optional: true,
    choices,
    initial: entry.done,
  })
  const label = labelOf('criterionValue', facts)
  const figure = numberInput(fieldId('criterionValue'), { label, optional: true, initial: entry.criterionValue })
  return [...(choices.length > 0 ? [done] : []), ...(facts.criterion ? [figure] : [])]
}

const named = (customers: string[]): string[] => (customers.length > 0 ? [`For example ${customers.join(', ')}.`] : [])

function askInputs({ customers }: FormFacts, entry: Entry): Block[] {
  return [
    text('askWhat', entry),
    text('askWho', entry, { hint: clip(['Needed with an ask.', ...named(customers)].join(' '), 500) }),
    dateInput(fieldId('askDueOn'), {
      label: LABELS.askDueOn,
      optional: true,
      initial: entry.askDueOn,
      hint: 'Needed with an ask.',
    }),
  ]
}

function decisionInputs({ customers }: FormFacts, entry: Entry): Block[] {
  const choices = [
    choice('none', 'No decision this week'),
    choice('made', 'A decision was made'),
    choice('ahead', 'A decision is ahead'),
  ]
  const initial = entry.decisionKind ?? 'none'
  return [
    selectInput(fieldId('decisionKind'), { label: LABELS.decisionKind, optional: true, choices, initial }),
    text('decision', entry, {
      multiline: true,
      hint: 'Needed with a decision. Of one ahead: the options, and which we recommend.',
    }),
    text('decisionWho', entry, { hint: clip(['Needed for a decision ahead.', ...named(customers)].join(' '), 500) }),
    dateInput(fieldId('decisionDueOn'), {
      label: LABELS.decisionDueOn,
      optional: true,
      initial: entry.decisionDueOn ?? null,
      hint: 'Needed for a decision ahead.',
    }),
  ]
}

const ourPart = (entry: Entry): Block[] => [
  header('Only we read this'),
  scale('confidence', entry.confidence),
  text('note', entry, { multiline: true }),
  tickInput(fieldId('ownerOnly'), {
    label: LABELS.ownerOnly,
    optional: true,
    choices: [choice('owner', 'For the account owner only')],
    initial: entry.ownerOnly ? ['owner'] : [],
  }),
]

type TextField =
  | 'because'
  | 'whyMoved'
  | 'progress'
  | 'hard'
  | 'doing'
  | 'askWhat'
  | 'askWho'
  | 'decision'
  | 'decisionWho'
  | 'heard'
  | 'nextStep'
  | 'note'

function text(
  field: TextField,
  entry: Entry,
  options: { optional?: boolean; multiline?: boolean; hint?: string; label?: string } = {},
): Block {
  const { optional = true, multiline = false, hint, label = LABELS[field] } = options
  const more = { ...(optional ? { optional } : {}), ...(multiline ? { multiline } : {}), ...(hint ? { hint } : {}) }
  return textInput(fieldId(field), { label, initial: clip(entry[field] ?? '', LONGEST_INPUT), ...more })
}

function scale(field: 'satisfaction' | 'confidence', value: number | null): Block {
  const [worst, best] = ENDS[field]
  const choices = SCALE.map((figure) => choice(figure, figure === '1' ? worst : figure === '5' ? best : figure))
  return selectInput(fieldId(field), { label: LABELS[field], choices, initial: value === null ? null : String(value) })
}

/** What stands in the form now. */
export function readForm(values: Values): Entry {
  const at = (field: keyof Entry) => read(values, fieldId(field))
  const numberAt = (field: keyof Entry) => readNumber(values, fieldId(field))
  const kind = at('decisionKind')
  return {
    status: at('status') as Status | null,
    because: at('because'),
    milestoneOn: at('milestoneOn'),
    goLiveOn: at('goLiveOn'),
    whyMoved: at('whyMoved'),
    progress: at('progress'),
    done: readTicks(values, fieldId('done')),
    criterionValue: numberAt('criterionValue'),
    hard: at('hard'),
    doing: at('doing'),
    askWhat: at('askWhat'),
    askWho: at('askWho'),
    askDueOn: at('askDueOn'),
    decisionKind: kind === 'made' || kind === 'ahead' ? kind : null,
    decision: at('decision'),
    decisionWho: at('decisionWho'),
    decisionDueOn: at('decisionDueOn'),
    satisfaction: numberAt('satisfaction'),
    heard: at('heard'),
    nextStep: at('nextStep'),
    confidence: numberAt('confidence'),
    note: at('note'),
    ownerOnly: readTicks(values, fieldId('ownerOnly')).length > 0,
  }
}
