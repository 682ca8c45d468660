import {
  ACCOUNT,
  type Field,
  type Holding,
  isOpen,
  LABELS,
  METRICS,
  nameOf,
  PARTS,
  personAbout,
  SALES,
  SHEETS,
  type Sheet,
  type Words,
  wordsAbout,
} from '#features/knowledge/model.ts'
import { choice, personInput, read, selectInput, textInput, type Values } from './inputs.ts'
import { actions, type Block, button, clip, divider, lines, type Modal, modal, note, paragraph } from './kit.ts'
import { buddiesInWords, describedAs, named } from './known.ts'

/** Opens what is known; the value is the place: 'h:<handoff>' or 'a:<account>'. */
export const OPEN_KNOWN = 'knowledge.open'
/** The same in the place of the form in which it was pressed. */
export const BACK = 'knowledge.back'
/** One form of a few fields; the end of the id says which. A person's place ends with '|' and who. */
export const OPEN_SHEET = /^knowledge[.]sheet[.](sales|metrics|person|buddies)$/
const SHEET = 'knowledge.sheet.'
export const KEEP_SHEET = 'knowledge.sheet'
export const OPEN_WHO = 'knowledge.who'
export const OPEN_BLUEPRINT = 'knowledge.blueprint'
export const OPEN_SOLD = 'knowledge.sold'
export const OPEN_NOTES = 'knowledge.notes'
export const OPEN_FEEDBACK = 'knowledge.feedback'
export const OPEN_TEXT = 'knowledge.text'

const fieldId = (field: string): string => `knowledge_${field}`

/** A button that leads here from elsewhere. */
export const knownButton = (place: string, title: string): object =>
  button(OPEN_KNOWN, 'What we know', place, { label: `What we know: ${title}` })

export const backTo = (place: string, ...before: object[]): Block =>
  actions('knowledge_ways', ...before, button(BACK, 'Back', place))

const counted = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`
const NOTHING = 'Nothing is written down yet.'
const filled = (words: Words, fields: readonly string[]): string =>
  `${fields.filter((field) => words[field]).length} of ${fields.length} filled in`

interface Entry {
  action: string
  title: string
  words: string
}

/** Everything that is known, a line and a button each. */
export function knownModal(holding: Holding): Modal {
  const { place, title } = holding
  const rows = entriesOf(holding).map(({ action, title: name, words }) =>
    paragraph(`${name}\n${words}`, button(action, 'Open', place, { label: `Open: ${name}` })),
  )
  return modal('knowledge', 'What we know', [
    lines([{ text: title, bold: true }], 'For our own people only. Nothing of this is ever shown to the customer.'),
    ...rows,
    ...scopeLine(holding.scopeUrl),
    actions('knowledge_ways', button(OPEN_TEXT, 'All of it as text', place)),
  ])
}

export const scopeLine = (url: string | null): Block[] =>
  url && /^https?:\/\//.test(url) ? [lines([{ text: 'Scope document', url }])] : [note('No scope document is linked.')]

function entriesOf(holding: Holding): Entry[] {
  const { handoffId, kickoffId, compared, notes, feedback, parts, people } = holding
  const account = wordsAbout(holding, ACCOUNT)
  const described = people.filter(({ key }) => Object.keys(wordsAbout(holding, personAbout(key))).length > 0)
  const open = compared.filter(isOpen).length
  const steps = PARTS.map((kind) => parts.filter((part) => part.kind === kind).length)
  const ofHandoff: Entry[] = handoffId
    ? [
        { action: `${SHEET}buddies`, title: 'Buddies', words: buddiesInWords(holding) ?? 'Nobody is named yet.' },
        { action: OPEN_NOTES, title: 'Notes', words: notes.length > 0 ? counted(notes.length, 'note') : NOTHING },
        {
          action: OPEN_FEEDBACK,
          title: 'Feedback',
          words: feedback.length > 0 ? counted(feedback.length, 'entry', 'entries') : NOTHING,
        },
      ]
    : []
  return [
    { action: `${SHEET}sales`, title: 'Goals, and what sales knows', words: filled(account, SALES) },
    ...(kickoffId
      ? [
          {
            action: OPEN_SOLD,
            title: 'Sold beside bought',
            words: compared.length > 0 ? `${counted(compared.length, 'matter')}, ${open} open` : NOTHING,
          },
        ]
      : []),
    {
      action: OPEN_BLUEPRINT,
      title: 'Blueprint',
      words:
        parts.length === 0
          ? NOTHING
          : `${counted(steps[0]!, 'asset')}, ${counted(steps[1]!, 'strategy', 'strategies')}, ${counted(steps[2]!, 'step')} of the buyer’s journey`,
    },
    { action: OPEN_WHO, title: 'Who is who', words: `${described.length} of ${people.length} described` },
    {
      action: `${SHEET}metrics`,
      title: 'Measured by: retention, revenue, satisfaction',
      words: filled(account, SHEETS.metrics),
    },
    ...ofHandoff,
  ]
}

/** What a form of a few fields is drawn from, and what it hands back when it is sent. */
export interface SheetForm {
  place: string
  sheet: Sheet
  about: string
  /** What each field held when the form was drawn. */
  seals: Record<string, string>
}
export interface SheetView extends SheetForm {
  holding: Holding
  entry: Words
  /** What somebody else changed meanwhile, a sentence each. */
  meanwhile: string[]
}

export const readSheetForm = (metadata: string): SheetForm => JSON.parse(metadata) as SheetForm
/** Which form a press asks for, and about whom. */
export function readSheetPress({ actionId, value }: { actionId: string; value: string }) {
  const [place = '', person = null] = value.split('|')
  return { sheet: actionId.slice(SHEET.length) as Sheet, place, person }
}
/** What stands in the inputs that the form has. */
export const readSheet = (values: Values, sheet: Sheet): Partial<Record<Field, string | null>> =>
  Object.fromEntries(
    SHEETS[sheet].filter((field) => fieldId(field) in values).map((field) => [field, read(values, fieldId(field))]),
  )
export const atField = (field: Field): string => fieldId(field)

export function meanwhileBlocks(sentences: string[]): Block[] {
  if (sentences.length === 0) return []
  const ending = 'Your own entries stand below, and nothing of them is saved yet. Save keeps yours.'
  const said = sentences.map((sentence) => clip(sentence, 500))
  return [lines([{ text: 'Somebody changed this while you were writing.', bold: true }], ...said, ending), divider()]
}

const TITLES: Record<Sheet, string> = {
  sales: 'What sales knows',
  metrics: 'Measured by',
  person: 'Who is who',
  buddies: 'Buddies',
}
const LEADS: Record<Sheet, string> = {
  sales: 'So that the customer tells their story once. Leave open what nobody knows yet.',
  metrics: 'Both sides of a handoff are measured by the same figures.',
  person: 'What somebody sees to, and what they know best.',
  buddies: 'One from each side: who looks after whoever is new.',
}

export function sheetModal(view: SheetView): Modal {
  const { place, sheet, about, seals, holding, meanwhile } = view
  const metadata: SheetForm = { place, sheet, about, seals }
  const who = sheet === 'person' ? nameOf(holding, about.slice(personAbout('').length)) : holding.title
  const blocks = [
    ...meanwhileBlocks(meanwhile),
    lines([{ text: who, bold: true }], LEADS[sheet]),
    ...inputsOf(view),
    actions('knowledge_ways', button(sheet === 'person' ? OPEN_WHO : BACK, 'Back without saving', place)),
  ]
  return modal(KEEP_SHEET, TITLES[sheet], blocks, { submit: 'Save', metadata: JSON.stringify(metadata) })
}

function inputsOf({ sheet, holding, entry }: SheetView): Block[] {
  if (sheet === 'buddies') return buddyInputs(holding, entry)
  if (sheet === 'metrics')
    return METRICS.flatMap((metric) => [
      divider(),
      ...SHEETS.metrics.filter((field) => field.startsWith(metric)).map((field) => words(field, entry, 300, false)),
    ])
  return SHEETS[sheet].map((field) => words(field, entry, 1500, true))
}

const words = (field: Field, entry: Words, max: number, multiline: boolean): Block =>
  textInput(fieldId(field), { label: LABELS[field], initial: entry[field], optional: true, multiline, max })

function buddyInputs({ people }: Holding, entry: Words): Block[] {
  const theirs = people.filter(({ ours }) => !ours).map(({ key, name, roles }) => choice(key, named({ name, roles })))
  const ours = personInput(fieldId('our_buddy'), {
    label: LABELS.our_buddy,
    initial: entry['our_buddy'],
    optional: true,
  })
  if (theirs.length === 0) return [ours, note('Nobody of the customer has a role here yet: People names them.')]
  const options = { label: LABELS.their_buddy, choices: theirs, initial: entry['their_buddy'], optional: true }
  return [ours, selectInput(fieldId('their_buddy'), options)]
}

/** Rows and their ends fit a form of a hundred blocks. */
export const MOST_ROWS = 80

/** Who is who, with what each sees to and knows best. */
export function whoModal(holding: Holding): Modal {
  const { place, people, title } = holding
  const rows = people.slice(0, MOST_ROWS).map((one) => {
    const text = [named(one), ...describedAs(holding, one.key)].join('\n')
    const value = `${place}|${one.key}`
    return paragraph(text, button(`${SHEET}person`, 'Edit', value, { label: `Edit: ${one.name}` }))
  })
  const left = people.length - rows.length
  return modal('knowledge.who.view', 'Who is who', [
    lines([{ text: title, bold: true }]),
    ...(rows.length > 0 ? rows : [paragraph('Nobody has a role here yet.')]),
    ...(left > 0 ? [note(`And ${left} more.`)] : []),
    backTo(place),
  ])
}
