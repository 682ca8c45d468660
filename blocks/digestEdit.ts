import { STATUS_NAMES, STATUSES } from '#features/checkins/model.ts'
import type { Digest, DigestAsk, Edit, Internal } from '#features/digests/model.ts'
import { inShort } from './dateWords.ts'
import { shareOut } from './digestLayout.ts'
import { reasonsOf } from './digestSections.ts'
import { dateInput, LONGEST_INPUT, radioInput, textInput } from './inputs.ts'
import { actions, type Block, button, clip, divider, header, list, type Modal, modal, note } from './kit.ts'

export const EDIT_VIEW = 'digests.edit_view'
/** Opens another part of a long report over this form; the value is '<id> <part>'. */
export const EDIT_PART = /^digests[.]edit_part[.]\d+$/

export const MOST_ASKS = 8
const MOST_PARTS = 25
const LONGEST_NOTE = 1_500

export type Texts = 'progress' | 'difficulties' | 'heard' | 'next' | 'decisionsAhead' | 'decisionsMade' | 'people'
const SECTIONS: [Texts, string, string][] = [
  ['progress', 'Closer to their goal', 'What they can do now that they could not before. One line each.'],
  ['difficulties', 'Hard, and what we are doing', 'One line each: what is hard; then what we do about it.'],
  ['heard', 'What we saw or heard', 'One line each, without names.'],
  ['next', 'What comes next', 'One line each.'],
  ['decisionsAhead', 'Decisions ahead', 'Who decides, by when, the options, and what we recommend. One line each.'],
  ['decisionsMade', 'Decided', 'One line each.'],
  ['people', 'People', 'Who came and who left. One line each.'],
]

export const textsOf = (digest: Digest, section: Texts): string[] =>
  section === 'heard' ? digest.satisfaction.heard : digest[section]

/** What a form of this report remembers: which text it was drawn from, and what of it its inputs hold. */
export interface EditMetadata {
  digestId: string
  version: number
  /** A long report is edited in parts, counted from 0. */
  part: number
  /** How often the form was drawn: inputs keep what was typed unless they have another id. */
  draw: number
  /** By section: the lines that the inputs hold, the number of inputs, and which of them go on from the one before. */
  shown: Partial<Record<Texts, [from: number, to: number, inputs: number, joined: number[]]>>
  /** The asks that the rows hold: from which on, and their ids. */
  asks: [from: number, ids: (string | null)[]]
}

type Part = keyof Omit<Edit, 'internalReason'>
/** What somebody else wrote while this form was open. */
export interface Meanwhile {
  by: string
  /** Their text. */
  digest: Digest
  changed: Part[]
  /** What both changed: their words stand beside. */
  both: Part[]
}

/** The id that an input has in the n-th drawing of a form. */
export const named = (name: string, draw: number): string => (draw > 0 ? `${name}~${draw}` : name)
export const STATUS = 'status'
export const REASON = 'reason'
export const INTERNAL_REASON = 'internal_reason'
export const askField = (part: 'what' | 'who' | 'due', index: number): string => `ask_${part}.${index}`
/** How many forms it takes to edit all of a report. */
export const partsOf = (digest: Digest): number =>
  Math.min(
    MOST_PARTS,
    Math.max(
      Math.ceil(digest.asks.length / MOST_ASKS),
      ...SECTIONS.map(([section]) => shareOut(textsOf(digest, section)).length),
    ),
  )

export interface Editing {
  digestId: string
  version: number
  part?: number
  draw?: number
  meanwhile?: Meanwhile
}

/** Everything that the owner may put in other words. `version` says which text the form began with. */
export function editModal(digest: Digest, internal: Internal, editing: Editing): Modal {
  const { digestId, version, part = 0, draw = 0, meanwhile } = editing
  const metadata: EditMetadata = { digestId, version, part, draw, shown: {}, asks: [part * MOST_ASKS, []] }
  const sections = SECTIONS.flatMap((section) => sectionInputs(digest, section, metadata, meanwhile))
  const asks = askInputs(digest.asks, metadata, meanwhile)
  const parts = partsOf(digest)
  const blocks: Block[] = [
    ...meanwhileNote(meanwhile),
    header('The customer reads this'),
    ...(part === 0 ? statusInputs(digest, internal, draw, meanwhile) : [note(`Part ${part + 1} of ${parts}.`)]),
    ...sections,
    ...(sections.length > 0 && asks.length > 0 ? [divider()] : []),
    ...asks,
    ...(part === 0 ? [...partButtons(digestId, parts), ...insideInputs(internal, draw)] : []),
  ]
  const title = clip(`Edit ${digest.account}`, 24)
  return modal(EDIT_VIEW, title, blocks, { submit: 'Save', metadata: JSON.stringify(metadata) })
}

function meanwhileNote(meanwhile: Meanwhile | undefined): Block[] {
  if (!meanwhile) return []
  const both = meanwhile.both.length > 0 ? ' Where both of you changed the same, theirs stands beside yours.' : ''
  return [
    note(
      `${meanwhile.by} changed this update while you were writing. Their words are in this form, and so are yours.${both} Nothing of yours was saved yet.`,
    ),
  ]
}

function statusInputs(digest: Digest, internal: Internal, draw: number, meanwhile: Meanwhile | undefined): Block[] {
  return [
    radioInput(named(STATUS, draw), {
      label: `Status (proposed: ${STATUS_NAMES[internal.proposed]})`,
      choices: STATUSES.map((status) => ({ value: status, text: STATUS_NAMES[status] })),
      initial: digest.status,
    }),
    ...beside('status', meanwhile, (theirs) => STATUS_NAMES[theirs.status]),
    note(clip(reasonsOf(internal), 1_900)),
    textInput(named(REASON, draw), {
      label: 'Because',
      optional: true,
      multiline: true,
      initial: digest.reason && clip(digest.reason, LONGEST_INPUT),
      hint: 'Needed unless it is on track: why, in the first line, after the date.',
    }),
    ...beside('reason', meanwhile, (theirs) => theirs.reason ?? 'nothing'),
    ...returnedNote(internal),
  ]
}

/** What somebody else wrote there, where both wrote. */
function beside(part: Part, meanwhile: Meanwhile | undefined, words: (theirs: Digest) => string): Block[] {
  if (!meanwhile?.both.includes(part)) return []
  return [note(clip(`${meanwhile.by} wrote: ${words(meanwhile.digest) || 'nothing'}`, LONGEST_NOTE))]
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

function sectionInputs(
  digest: Digest,
  [section, label, hint]: (typeof SECTIONS)[number],
  metadata: EditMetadata,
  meanwhile: Meanwhile | undefined,
): Block[] {
  const spans = shareOut(textsOf(digest, section))
  const span = spans[metadata.part]
  if (!span) return []
  const { from, to, pieces } = span
  // With what somebody else wrote, the inputs hold everything of each section, whatever of it stands there now.
  const until = meanwhile ? Number.MAX_SAFE_INTEGER : to
  metadata.shown[section] = [from, until, pieces.length, pieces.flatMap(({ joined }, index) => (joined ? [index] : []))]
  const drawn = pieces.map(({ text, joined }, index) =>
    textInput(named(`${section}.${index}`, metadata.draw), {
      label: joined ? `${label} (the line above goes on)` : index === 0 ? label : `${label} (${index + 1})`,
      optional: true,
      multiline: true,
      initial: text,
      ...(index === 0 ? { hint } : {}),
    }),
  )
  const theirs = beside(section, meanwhile, (other) => textsOf(other, section).join(' / '))
  const more = metadata.part === 0 && spans.length > 1 ? [note(`“${label}” goes on in part 2.`)] : []
  return [...drawn, ...theirs, ...more]
}

function askInputs(asks: DigestAsk[], metadata: EditMetadata, meanwhile: Meanwhile | undefined): Block[] {
  const { part, draw } = metadata
  const rows: (DigestAsk | null)[] = asks.slice(part * MOST_ASKS, (part + 1) * MOST_ASKS)
  metadata.asks = [part * MOST_ASKS, rows.map((ask) => ask?.askId ?? null)]
  // The empty one is for something new.
  if (part === 0) rows.push(null)
  const inputs = rows.flatMap((ask, index) => [
    textInput(named(askField('what', index), draw), {
      label: ask ? `Needed from them (${part * MOST_ASKS + index + 1})` : 'Something else needed from them',
      optional: true,
      multiline: true,
      initial: ask && clip(ask.what, LONGEST_INPUT),
      ...(ask ? { hint: 'Empty this and the name under it to take it out.' } : {}),
    }),
    textInput(named(askField('who', index), draw), {
      label: 'From whom',
      optional: true,
      max: 100,
      initial: ask && clip(ask.who, 100),
      hint: 'Needed where something is needed: one person.',
    }),
    dateInput(named(askField('due', index), draw), {
      label: 'By when',
      optional: true,
      initial: ask?.dueOn,
      hint: 'Needed where something is needed.',
    }),
  ])
  const sayAsks = ({ asks: theirs }: Digest) =>
    theirs.map(({ who, what, dueOn }) => `${who}, by ${inShort(dueOn)}: ${what}`).join(' / ')
  return [...inputs, ...(part === 0 ? beside('asks', meanwhile, sayAsks) : [])]
}

function partButtons(digestId: string, parts: number): Block[] {
  if (parts < 2) return []
  const buttons = Array.from({ length: parts - 1 }, (_, index) =>
    button(`digests.edit_part.${index + 2}`, `Part ${index + 2}`, `${digestId} ${index + 1}`),
  )
  return [note(`This update is long: ${parts} parts, each saved by itself.`), actions('parts', ...buttons)]
}

const insideInputs = (internal: Internal, draw: number): Block[] => [
  header('Only we read this'),
  textInput(named(INTERNAL_REASON, draw), {
    label: 'Why you decide so',
    hint:
      internal.disagreement.length > 0
        ? 'The answers differ, so this is needed before the update is approved.'
        : 'Where you choose another status than the proposed one.',
    optional: true,
    multiline: true,
    initial: internal.decided?.reason,
  }),
]
