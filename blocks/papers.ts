import { dayName, SIDE_WORDS, SIDES, type Side } from '#features/handoffs/model.ts'
import {
  FEEDBACK_LABELS,
  FEEDBACK_PARTS,
  type Feedback,
  type Holding,
  NOTE_LABELS,
  NOTE_PARTS,
  type Note,
  nameOf,
} from '#features/knowledge/model.ts'
import { choice, dateInput, radioInput, read, textInput, type Values } from './inputs.ts'
import { actions, type Block, button, clip, lines, type Modal, modal, note, paragraph } from './kit.ts'
import { backTo, OPEN_FEEDBACK, OPEN_NOTES } from './knowledge.ts'

/** One note or one feedback; the value is the place, and for a known one its id after '|'. */
export const OPEN_NOTE = 'knowledge.note.open'
export const KEEP_NOTE = 'knowledge.note'
export const OPEN_ONE_FEEDBACK = 'knowledge.feedback.open'
export const KEEP_FEEDBACK = 'knowledge.feedback.keep'

export const NOTE_FIELD = { occasion: 'note_occasion', heldOn: 'note_on', said: 'note_said' } as const
export const FEEDBACK_FIELD = {
  side: 'feedback_side',
  situation: 'feedback_situation',
  behaviour: 'feedback_behaviour',
  impact: 'feedback_impact',
} as const

/** A form of a hundred blocks shows so many, the latest first. */
const MOST_PAPERS = 40

export interface PaperForm {
  place: string
  id: string | null
}
export const readPaperForm = (metadata: string): PaperForm => JSON.parse(metadata) as PaperForm

function papersModal(
  holding: Holding,
  about: { title: string; lead: string; none: string; rows: Block[]; add: object; id: string },
): Modal {
  const left = about.rows.length - MOST_PAPERS
  return modal(about.id, about.title, [
    lines([{ text: holding.title, bold: true }], about.lead),
    ...(about.rows.length > 0 ? about.rows.slice(0, MOST_PAPERS) : [paragraph(about.none)]),
    ...(left > 0 ? [note(`And ${left} earlier, which the text of all shows.`)] : []),
    backTo(holding.place, about.add),
  ])
}

/** The notes of a handoff, the latest first; who wrote one can change it. */
export const notesModal = (holding: Holding, userId: string): Modal =>
  papersModal(holding, {
    id: 'knowledge.notes.view',
    title: 'Notes',
    lead: 'Each in the same order: who was there, what was said, what was agreed, what is open.',
    none: 'No notes yet.',
    rows: holding.notes.toReversed().map((one) => {
      const head = `${one.occasion} · ${dayName(one.heldOn)} · ${nameOf(holding, one.writtenBy)}`
      const said = NOTE_PARTS.flatMap((part) => (one[part] ? [`${NOTE_LABELS[part]}: ${clip(one[part], 600)}`] : []))
      return paragraph([head, ...said].join('\n'), editButton(OPEN_NOTE, holding.place, one, userId))
    }),
    add: button(OPEN_NOTE, 'Write a note', holding.place, { style: 'primary' }),
  })

function editButton(action: string, place: string, one: Note | Feedback, userId: string): object | undefined {
  return one.writtenBy === userId ? button(action, 'Edit', `${place}|${one.id}`) : undefined
}

export type NoteEntry = Pick<Note, 'occasion' | (typeof NOTE_PARTS)[number]> & { heldOn: string | null }

const noteField = (part: string): string => `note_${part}`
export const readNote = (values: Values): NoteEntry => ({
  occasion: read(values, NOTE_FIELD.occasion) ?? '',
  heldOn: read(values, NOTE_FIELD.heldOn),
  ...(Object.fromEntries(NOTE_PARTS.map((part) => [part, read(values, noteField(part))])) as Pick<
    Note,
    (typeof NOTE_PARTS)[number]
  >),
})

/** The template of a note. */
export function noteModal(form: PaperForm, entry: NoteEntry): Modal {
  const blocks = [
    textInput(NOTE_FIELD.occasion, {
      label: 'Occasion',
      placeholder: 'Inside call before the kickoff',
      initial: entry.occasion,
      max: 100,
    }),
    dateInput(NOTE_FIELD.heldOn, { label: 'Day', initial: entry.heldOn }),
    ...NOTE_PARTS.map((part) =>
      textInput(noteField(part), {
        label: NOTE_LABELS[part],
        initial: entry[part],
        optional: true,
        multiline: part !== 'present',
        max: part === 'present' ? 300 : 1500,
      }),
    ),
    actions('knowledge_ways', button(OPEN_NOTES, 'Back without saving', form.place)),
  ]
  const metadata = JSON.stringify(form)
  return modal(KEEP_NOTE, form.id ? 'Edit a note' : 'Write a note', blocks, { submit: 'Save', metadata })
}

/** Feedback to either side, the latest first; who wrote one can change it. */
export const feedbackModal = (holding: Holding, userId: string): Modal =>
  papersModal(holding, {
    id: 'knowledge.feedback.view',
    title: 'Feedback',
    lead: 'What happened, what somebody did, and what came of it. Only our own people read it.',
    none: 'No feedback yet.',
    rows: holding.feedback.toReversed().map((one) => {
      const head = `To the ${SIDE_WORDS[one.side]} · ${nameOf(holding, one.writtenBy)}`
      const said = FEEDBACK_PARTS.map((part) => `${FEEDBACK_LABELS[part].split(':')[0]}: ${clip(one[part], 800)}`)
      return paragraph([head, ...said].join('\n'), editButton(OPEN_ONE_FEEDBACK, holding.place, one, userId))
    }),
    add: button(OPEN_ONE_FEEDBACK, 'Give feedback', holding.place, { style: 'primary' }),
  })

export type FeedbackEntry = Pick<Feedback, 'side' | (typeof FEEDBACK_PARTS)[number]>

export const readFeedback = (values: Values): FeedbackEntry => ({
  side: (read(values, FEEDBACK_FIELD.side) ?? 'giving') as Side,
  situation: read(values, FEEDBACK_FIELD.situation) ?? '',
  behaviour: read(values, FEEDBACK_FIELD.behaviour) ?? '',
  impact: read(values, FEEDBACK_FIELD.impact) ?? '',
})

export function feedbackForm(form: PaperForm, entry: FeedbackEntry): Modal {
  const sides = SIDES.map((side) => choice(side, `The ${SIDE_WORDS[side]}`))
  const blocks = [
    radioInput(FEEDBACK_FIELD.side, { label: 'To whom', choices: sides, initial: entry.side }),
    ...FEEDBACK_PARTS.map((part) =>
      textInput(FEEDBACK_FIELD[part], {
        label: FEEDBACK_LABELS[part],
        initial: entry[part],
        multiline: true,
        max: 1000,
      }),
    ),
    actions('knowledge_ways', button(OPEN_FEEDBACK, 'Back without saving', form.place)),
  ]
  const metadata = JSON.stringify(form)
  return modal(KEEP_FEEDBACK, form.id ? 'Edit feedback' : 'Give feedback', blocks, { submit: 'Save', metadata })
}
