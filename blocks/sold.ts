import { dayName } from '#features/handoffs/model.ts'
import {
  type Compared,
  decisionInWords,
  type Holding,
  isOpen,
  LABELS,
  NATURE_NAMES,
  NATURES,
  type Nature,
  nameOf,
  promiseInWords,
  standing,
  wordsAbout,
} from '#features/knowledge/model.ts'
import { personSelect } from './blueprint.ts'
import { choice, dateInput, radioInput, read, readTicks, textInput, tickInput, type Values } from './inputs.ts'
import { actions, type Block, button, clip, lines, list, type Modal, modal, note, paragraph } from './kit.ts'
import { backTo, meanwhileBlocks, OPEN_SOLD, scopeLine } from './knowledge.ts'

/** One matter that was sold and bought; the value is the place, and for a known one its id after '|'. */
export const OPEN_MATTER = 'sold.matter.open'
export const KEEP_MATTER = 'sold.matter'
export const OPEN_DECISION = 'sold.decision.open'
export const DECIDE = 'sold.decision'
export const REOPEN = 'sold.reopen'

export const SOLD_FIELD = {
  subject: 'sold_subject',
  nature: 'sold_nature',
  sold: 'sold_sold',
  promisedOn: 'sold_promised',
  goLive: 'sold_golive',
  bought: 'sold_bought',
  same: 'sold_same',
  decision: 'sold_decision',
  decidedBy: 'sold_by',
  decidedOn: 'sold_on',
  newPromise: 'sold_new_promise',
} as const

const MOST_MATTERS = 60

/** Sold beside bought, each matter with where it stands. */
export function soldModal(holding: Holding): Modal {
  const { place, title, compared, milestones } = holding
  const shown = [...compared.filter(isOpen), ...compared.filter((row) => !isOpen(row))].slice(0, MOST_MATTERS)
  const open = compared.filter(isOpen).length
  const rows = shown.map((row) =>
    paragraph(
      inWords(holding, row, 400),
      button(OPEN_MATTER, 'Open', `${place}|${row.id}`, { label: `Open: ${row.subject}` }),
    ),
  )
  const left = compared.length - shown.length
  return modal('sold.view', 'Sold beside bought', [
    lines([{ text: title, bold: true }], [{ text: openInWords(open), bold: open > 0 }]),
    ...(rows.length > 0
      ? rows
      : [paragraph('Nothing yet. Begin with what was sold; what was bought comes beside it.')]),
    ...(left > 0 ? [note(`And ${left} more, which the text of all shows.`)] : []),
    ...(milestones.length > 0 ? [list('Promised days', milestones.slice(0, 20).map(promiseInWords))] : []),
    ...pitfalls(holding),
    ...scopeLine(holding.scopeUrl),
    backTo(place, button(OPEN_MATTER, 'Add a matter', place, { style: 'primary' })),
  ])
}

const openInWords = (open: number): string => {
  if (open === 0) return 'No difference is open.'
  return `${open === 1 ? 'One difference is' : `${open} differences are`} open. The kickoff is accepted once each is decided.`
}

const pitfalls = (holding: Holding): Block[] => {
  const known = wordsAbout(holding, 'account')['pitfalls']
  return known ? [lines([{ text: LABELS.pitfalls, bold: true }], clip(known, 1000))] : []
}

/** One matter, a line for each side. */
function inWords(holding: Holding, row: Compared, longest: number): string {
  const said = (words: string | null, by: string | null) =>
    words === null ? 'nothing is written down yet' : `${clip(words, longest)} (${nameOf(holding, by)})`
  const promised = holding.milestones.find(({ id }) => id === row.milestoneId)
  return [
    `${row.subject} · ${standing(row)}`,
    NATURE_NAMES[row.nature],
    `Sold: ${said(row.sold, row.soldBy)}`,
    `Bought: ${said(row.bought, row.boughtBy)}`,
    ...(promised ? [promiseInWords(promised)] : []),
    ...(row.decision === null ? [] : [decisionInWords(holding, { ...row, decision: clip(row.decision, longest) })]),
  ].join('\n')
}

export interface MatterForm {
  place: string
  id: string | null
  seal: string | null
}
export interface MatterEntry {
  subject: string
  nature: Nature
  sold: string | null
  bought: string | null
  same: boolean
  /** A day that was promised; only before one is kept. */
  promisedOn: string | null
  goLive: boolean
}
export const readMatterForm = (metadata: string): MatterForm => JSON.parse(metadata) as MatterForm
export const readMatter = (values: Values): MatterEntry => ({
  subject: read(values, SOLD_FIELD.subject) ?? '',
  nature: (read(values, SOLD_FIELD.nature) ?? 'agreed') as Nature,
  sold: read(values, SOLD_FIELD.sold),
  bought: read(values, SOLD_FIELD.bought),
  same: readTicks(values, SOLD_FIELD.same).length > 0,
  promisedOn: read(values, SOLD_FIELD.promisedOn),
  goLive: readTicks(values, SOLD_FIELD.goLive).length > 0,
})

export interface MatterView {
  form: MatterForm
  entry: MatterEntry
  /** What it is now; null for a new one. */
  row: Compared | null
  mayDecide: boolean
  meanwhile?: string[]
}

export function matterModal(holding: Holding, view: MatterView): Modal {
  const { form, entry, row, meanwhile = [] } = view
  const natures = NATURES.map((nature) => choice(nature, NATURE_NAMES[nature]))
  const same = [choice('same', 'Sold and bought are the same')]
  const blocks = [
    ...meanwhileBlocks(meanwhile),
    textInput(SOLD_FIELD.subject, { label: 'What it is about', initial: entry.subject, max: 75 }),
    radioInput(SOLD_FIELD.nature, { label: 'How it was sold', choices: natures, initial: entry.nature }),
    side(SOLD_FIELD.sold, 'What was sold', 'As sales said it.', entry.sold),
    ...promise(holding, row, entry),
    side(SOLD_FIELD.bought, 'What was bought', 'In the senior buyer’s own words.', entry.bought),
    tickInput(SOLD_FIELD.same, {
      label: 'Compared',
      hint: 'Until somebody ticks it or decides it, it counts as an open difference.',
      choices: same,
      initial: entry.same ? ['same'] : [],
      optional: true,
    }),
    ways(form, row, view.mayDecide),
  ]
  const metadata = JSON.stringify(form)
  return modal(KEEP_MATTER, form.id ? 'Sold and bought' : 'Add a matter', blocks, { submit: 'Save', metadata })
}

const side = (id: string, label: string, hint: string, initial: string | null): Block =>
  textInput(id, { label, hint, initial, optional: true, multiline: true, max: 1000 })

/** A promised day is kept as a milestone of the plan, from which slips are counted. */
function promise({ milestones }: Holding, row: Compared | null, entry: MatterEntry): Block[] {
  const kept = milestones.find(({ id }) => id === row?.milestoneId)
  if (kept) return [paragraph(`${promiseInWords(kept)}. Slips are counted from the promised day.`)]
  const hint = 'Kept as a milestone of this name in the plan: later slips count against this day.'
  const choices = [choice('go_live', 'The project goes live on this day')]
  const day = dateInput(SOLD_FIELD.promisedOn, {
    label: 'Promised for',
    hint,
    initial: entry.promisedOn,
    optional: true,
  })
  if (milestones.some(({ goLive }) => goLive)) return [day]
  const initial = entry.goLive ? ['go_live'] : []
  return [day, tickInput(SOLD_FIELD.goLive, { label: 'Going live', choices, initial, optional: true })]
}

function ways({ place, id }: MatterForm, row: Compared | null, mayDecide: boolean): Block {
  const decide = button(OPEN_DECISION, 'Decide…', `${place}|${id}`, { label: `Decide: ${row?.subject}` })
  const back = button(OPEN_SOLD, 'Back without saving', place)
  return actions('sold_ways', ...(row && isOpen(row) && mayDecide ? [decide] : []), back)
}

/** A matter that was decided: it stays as it is, unless somebody opens it again. */
export function decidedModal(holding: Holding, row: Compared, mayReopen: boolean): Modal {
  const { place } = holding
  const reopen = button(REOPEN, 'Open it again', `${place}|${row.id}`, {
    confirm: {
      title: 'Open it again?',
      text: 'The decision is taken back, and stays on record with your name.',
      confirm: 'Open it again',
      deny: 'Leave it',
    },
  })
  return modal('sold.decided', 'Sold and bought', [
    paragraph(inWords(holding, row, 1000)),
    note(`Written down by ${nameOf(holding, row.notedBy)}.`),
    actions('sold_ways', ...(mayReopen ? [reopen] : []), button(OPEN_SOLD, 'Back', place)),
  ])
}

export interface DecisionEntry {
  decision: string | null
  decidedBy: string | null
  decidedOn: string | null
  /** The promised day from now on; null where none is kept. */
  newPromise: string | null
}
export const readDecision = (values: Values): DecisionEntry => ({
  decision: read(values, SOLD_FIELD.decision),
  decidedBy: read(values, SOLD_FIELD.decidedBy),
  decidedOn: read(values, SOLD_FIELD.decidedOn),
  newPromise: read(values, SOLD_FIELD.newPromise),
})

export function decisionModal(holding: Holding, form: MatterForm, row: Compared, entry: DecisionEntry): Modal {
  const kept = holding.milestones.find(({ id, reachedOn }) => id === row.milestoneId && !reachedOn)
  const newPromise = {
    label: 'Promised for, from now on',
    hint: `${kept ? dayName(kept.promisedOn) : ''} was promised. Another day becomes the promise, with the decision as its reason.`,
    initial: entry.newPromise,
  }
  const blocks = [
    paragraph(inWords(holding, row, 1000)),
    textInput(SOLD_FIELD.decision, { label: 'What was decided', initial: entry.decision, multiline: true, max: 1000 }),
    personSelect(SOLD_FIELD.decidedBy, 'Who decided', holding.people, entry.decidedBy),
    dateInput(SOLD_FIELD.decidedOn, { label: 'When', initial: entry.decidedOn }),
    ...(kept ? [dateInput(SOLD_FIELD.newPromise, newPromise)] : []),
    actions('sold_ways', button(OPEN_SOLD, 'Back without saving', form.place)),
  ]
  return modal(DECIDE, 'Decide a difference', blocks, { submit: 'Save', metadata: JSON.stringify(form) })
}
