import { STATUS_NAMES, STATUSES } from '#features/checkins/model.ts'
import type { Digest, DigestAsk, Edit, Internal } from '#features/digests/model.ts'
import { dateInput, radioInput, read, textInput, type Values } from './inputs.ts'
import { type Block, clip, divider, header, list, type Modal, modal, note } from './kit.ts'

export const EDIT_VIEW = 'digests.edit_view'
export const STATUS = 'status'
export const REASON = 'reason'
export const INTERNAL_REASON = 'internal_reason'
/** The one date of a new ask, for an error beside it. */
export const askField = (part: 'what' | 'who' | 'due', index: number): string => `ask_${part}.${index}`

const LONGEST_INPUT = 3_000
/** Inputs of one section; with all sections and asks a form stays under its 100 blocks. */
const MOST_INPUTS = 5
const MOST_ASKS = 8

type Texts = 'progress' | 'difficulties' | 'heard' | 'next' | 'decisionsAhead' | 'decisionsMade' | 'people'
const SECTIONS: [Texts, string, string][] = [
  ['progress', 'Closer to their goal', 'What they can do now that they could not before. One line each.'],
  ['difficulties', 'Hard, and what we are doing', 'One line each: what is hard; then what we do about it.'],
  ['heard', 'What we saw or heard', 'One line each, without names.'],
  ['next', 'What comes next', 'One line each.'],
  ['decisionsAhead', 'Decisions ahead', 'With the options and what we recommend. One line each.'],
  ['decisionsMade', 'Decided', 'One line each.'],
  ['people', 'People', 'Who came and who left. One line each.'],
]

const textsOf = (digest: Digest, section: Texts): string[] =>
  section === 'heard' ? digest.satisfaction.heard : digest[section]

/** Lines in as few inputs as hold them; what is beyond the form's room stays as it is. */
function shareOut(texts: string[]): { inputs: string[]; rest: string[] } {
  const inputs: string[] = ['']
  const rest: string[] = []
  for (const text of texts.flatMap(cutToFit)) {
    const last = inputs.at(-1)!
    const joined = last ? `${last}\n${text}` : text
    if (joined.length <= LONGEST_INPUT && rest.length === 0) inputs[inputs.length - 1] = joined
    else if (inputs.length < MOST_INPUTS && rest.length === 0) inputs.push(text)
    else rest.push(text)
  }
  return { inputs, rest }
}

/** A line longer than an input goes on in the next. */
function cutToFit(text: string): string[] {
  if (text.length <= LONGEST_INPUT) return [text]
  const space = text.lastIndexOf(' ', LONGEST_INPUT)
  const at = space > 0 ? space : LONGEST_INPUT
  return [text.slice(0, at), ...cutToFit(text.slice(at).trim())]
}

/** Everything that the owner may put in other words. `version` says which text the form began with. */
export function editModal(digest: Digest, internal: Internal, ids: { digestId: string; version: number }): Modal {
  const choices = STATUSES.map((status) => ({ value: status, text: STATUS_NAMES[status] }))
  const differs = internal.disagreement.length > 0
  const blocks: Block[] = [
    header('The customer reads this'),
    radioInput(STATUS, {
      label: `Status (proposed: ${STATUS_NAMES[internal.proposed]})`,
      choices,
      initial: digest.status,
    }),
    note(clip([...internal.reasons, ...internal.disagreement].join(' '), 1_900)),
    textInput(REASON, {
      label: 'Because',
      optional: true,
      multiline: true,
      initial: digest.reason && clip(digest.reason, LONGEST_INPUT),
      hint: 'In the first line, after the date: why it is not on track.',
    }),
    ...returnedNote(internal),
    ...SECTIONS.flatMap(([section, label, hint]) => sectionInputs(digest, section, label, hint)),
    divider(),
    ...askInputs(digest.asks),
    header('Only we read this'),
    textInput(INTERNAL_REASON, {
      label: 'Why you decide otherwise',
      hint: differs
        ? 'Needed where you choose another status than the proposed one: the answers differ.'
        : 'Where you choose another status than the proposed one.',
      optional: true,
      multiline: true,
      initial: internal.decided?.reason,
    }),
  ]
  return modal(EDIT_VIEW, clip(`Edit ${digest.account}`, 24), blocks, { submit: 'Save', metadata: JSON.stringify(ids) })
}

const returnedNote = ({ returned }: Internal): Block[] =>
  returned.length > 0
    ? [
        list(
          'Not in the update, because nothing is done about it yet. Add it below with what you do.',
          returned.slice(0, 5).map(({ name, text }) => clip(`${name}: ${text}`, 400)),
        ),
      ]
    : []

function sectionInputs(digest: Digest, section: Texts, label: string, hint: string): Block[] {
  const { inputs, rest } = shareOut(textsOf(digest, section))
  const drawn = inputs.map((initial, index) =>
    textInput(`${section}.${index}`, {
      label: index === 0 ? label : `${label} (${index + 1})`,
      optional: true,
      multiline: true,
      initial,
      ...(index === 0 ? { hint } : {}),
    }),
  )
  return rest.length > 0 ? [...drawn, note(`${rest.length} more lines stay as they are.`)] : drawn
}

function askInputs(asks: DigestAsk[]): Block[] {
  const rows: (DigestAsk | null)[] = [...asks.slice(0, MOST_ASKS), null]
  return rows.flatMap((ask, index) => [
    textInput(askField('what', index), {
      label: ask ? `Needed from them (${index + 1})` : 'Something else needed from them',
      optional: true,
      multiline: true,
      initial: ask && clip(ask.what, LONGEST_INPUT),
    }),
    textInput(askField('who', index), {
      label: 'From whom',
      optional: true,
      max: 100,
      initial: ask && clip(ask.who, 100),
    }),
    dateInput(askField('due', index), { label: 'By when', optional: true, initial: ask?.dueOn }),
  ])
}

/** What was typed, over the digest that the form was drawn from. */
export function readEdit(values: Values, digest: Digest): Edit {
  const of = (section: Texts): string[] => {
    const { inputs, rest } = shareOut(textsOf(digest, section))
    const typed = inputs.flatMap((_, index) => (read(values, `${section}.${index}`) ?? '').split('\n'))
    return [...typed.map((text) => text.trim()).filter(Boolean), ...rest]
  }
  return {
    status: STATUSES.find((status) => status === read(values, STATUS)) ?? digest.status,
    reason: read(values, REASON)?.replace(/\s+/g, ' ') ?? null,
    asks: readAsks(values, digest.asks),
    decisionsAhead: of('decisionsAhead'),
    decisionsMade: of('decisionsMade'),
    progress: of('progress'),
    difficulties: of('difficulties'),
    heard: of('heard'),
    people: of('people'),
    next: of('next'),
    internalReason: read(values, INTERNAL_REASON),
  }
}

function readAsks(values: Values, asks: DigestAsk[]): DigestAsk[] {
  const shown = Math.min(asks.length, MOST_ASKS)
  const typed = Array.from({ length: shown + 1 }, (_, index) => ({
    askId: asks[index]?.askId ?? null,
    what: (read(values, askField('what', index)) ?? '').replace(/\s+/g, ' '),
    who: read(values, askField('who', index)) ?? '',
    dueOn: read(values, askField('due', index)) ?? '',
  }))
  // The empty one at the end is nobody's.
  const kept = typed.slice(0, shown).filter(({ what, who }) => what || who)
  const added = typed.slice(shown).filter(({ what, who, dueOn }) => what || who || dueOn)
  return [...kept, ...added.map((ask) => ({ ...ask, askId: null })), ...asks.slice(MOST_ASKS)]
}

/** The input of the first ask that lacks something, with what it lacks; undefined where all are whole. */
export function incompleteAsk(values: Values, digest: Digest): { field: string; lacks: string } | undefined {
  for (let index = 0; index <= Math.min(digest.asks.length, MOST_ASKS); index += 1) {
    const [what, who, due] = [
      read(values, askField('what', index)),
      read(values, askField('who', index)),
      read(values, askField('due', index)),
    ]
    if (!what && !who) continue
    if (!what) return { field: askField('what', index), lacks: 'Please say what is needed.' }
    if (!who) return { field: askField('who', index), lacks: 'Please name one person.' }
    if (!due) return { field: askField('due', index), lacks: 'Please choose a date.' }
  }
  return undefined
}
