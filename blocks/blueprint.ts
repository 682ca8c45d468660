import {
  type Holding,
  nameOf,
  PART_NAMES,
  PARTS,
  type Part,
  type PartKind,
  type Someone,
} from '#features/knowledge/model.ts'
import { choice, radioInput, read, selectInput, textInput, type Values } from './inputs.ts'
import { actions, type Block, button, lines, type Modal, modal, note, paragraph } from './kit.ts'
import { backTo, MOST_ROWS, meanwhileBlocks, OPEN_BLUEPRINT } from './knowledge.ts'
import { named } from './known.ts'

/** Adds or edits a part of the blueprint; the value is the place, and for an edit the part after '|'. */
export const OPEN_PART = 'knowledge.part.open'
export const KEEP_PART = 'knowledge.part'
export const REMOVE_PART = 'knowledge.part.remove'
export const PART_FIELD = {
  kind: 'knowledge_part_kind',
  text: 'knowledge_part_text',
  responsible: 'knowledge_part_who',
} as const

export function readRow(value: string): { place: string; id: string | null } {
  const [place = '', id] = value.split('|')
  return { place, id: id || null }
}

/** The whole blueprint: assets, strategies, the buyer's journey in its order. */
export function blueprintModal(holding: Holding): Modal {
  const { place, parts, title } = holding
  const shown = parts.slice(0, MOST_ROWS)
  const groups = PARTS.flatMap((kind) => {
    const of = shown.filter((part) => part.kind === kind)
    return of.length > 0 ? [lines([{ text: PART_NAMES[kind].many, bold: true }]), ...of.map(row)] : []
  })
  function row({ id, text, responsible }: Part, index: number): Block {
    const words = `${index + 1}. ${text}\n${nameOf(holding, responsible)} sees to it.`
    return paragraph(words, button(OPEN_PART, 'Edit', `${place}|${id}`, { label: `Edit: ${text}` }))
  }
  const none = paragraph('Nothing yet. What do we use, how do we go about it, and which steps does the buyer take?')
  const left = parts.length - shown.length
  return modal('knowledge.blueprint.view', 'Blueprint', [
    lines([{ text: title, bold: true }]),
    ...(groups.length > 0 ? groups : [none]),
    ...(left > 0 ? [note(`And ${left} more, which the text of all shows.`)] : []),
    backTo(place, button(OPEN_PART, 'Add a part', place)),
  ])
}

export interface PartForm {
  place: string
  /** Null for a new one. */
  id: string | null
  /** What it was when the form was drawn. */
  seal: string | null
}
export interface PartEntry {
  kind: PartKind
  text: string
  responsible: string | null
}
export const readPartForm = (metadata: string): PartForm => JSON.parse(metadata) as PartForm
export const readPart = (values: Values): PartEntry => ({
  kind: (read(values, PART_FIELD.kind) ?? 'asset') as PartKind,
  text: read(values, PART_FIELD.text) ?? '',
  responsible: read(values, PART_FIELD.responsible),
})

export function partModal(form: PartForm, entry: PartEntry, people: Someone[], meanwhile: string[] = []): Modal {
  const kinds = PARTS.map((kind) => choice(kind, PART_NAMES[kind].one))
  const remove = button(REMOVE_PART, 'Remove', `${form.place}|${form.id}`, {
    style: 'danger',
    label: `Remove: ${entry.text}`,
    confirm: { title: 'Remove it?', text: 'It leaves the blueprint.', confirm: 'Remove', deny: 'Keep it' },
  })
  const back = button(OPEN_BLUEPRINT, 'Back without saving', form.place)
  const blocks = [
    ...meanwhileBlocks(meanwhile),
    radioInput(PART_FIELD.kind, { label: 'What it is', choices: kinds, initial: entry.kind }),
    textInput(PART_FIELD.text, { label: 'In a sentence', initial: entry.text, multiline: true, max: 300 }),
    personSelect(PART_FIELD.responsible, 'Who sees to it', people, entry.responsible),
    actions('knowledge_part_ways', ...(form.id ? [remove] : []), back),
  ]
  return modal(KEEP_PART, form.id ? 'Edit a part' : 'Add a part', blocks, {
    submit: 'Save',
    metadata: JSON.stringify(form),
  })
}

/** One of the people of the account, of either side. */
export const personSelect = (blockId: string, label: string, people: Someone[], initial: string | null): Block =>
  selectInput(blockId, {
    label,
    hint: 'Whoever is missing gets a role under People in the account’s view.',
    choices: people.map((one) => choice(one.key, named(one))),
    initial,
  })
