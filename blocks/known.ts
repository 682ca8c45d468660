import {
  ACCOUNT,
  type Field,
  type Holding,
  handoffAbout,
  isOpen,
  LABELS,
  nameOf,
  PART_NAMES,
  PARTS,
  personAbout,
  SALES,
  SHEETS,
  type Someone,
  wordsAbout,
} from '#features/knowledge/model.ts'
import { type Block, clip, lines, type Modal, modal } from './kit.ts'
import { pageButtons } from './pages.ts'

export const TURN_TEXT = 'knowledge.turn'

/** 'Jonas Weber of ours, Tomás Leal of theirs' */
export function buddiesInWords(holding: Holding): string | null {
  if (!holding.handoffId) return null
  const { our_buddy: ours, their_buddy: theirs } = wordsAbout(holding, handoffAbout(holding.handoffId))
  const named = [
    ...(ours ? [`${nameOf(holding, ours)} of ours`] : []),
    ...(theirs ? [`${nameOf(holding, theirs)} of theirs`] : []),
  ]
  return named.length > 0 ? named.join(', ') : null
}

/** 'Priya Shah (senior buyer)' */
export const named = ({ name, roles }: Pick<Someone, 'name' | 'roles'>): string =>
  roles.length > 0 ? `${name} (${roles.join(', ')})` : name

/** 'Responsible for: the records', 'Knows best: customs' */
export const describedAs = (holding: Holding, key: string): string[] =>
  SHEETS.person.flatMap((field) => {
    const text = wordsAbout(holding, personAbout(key))[field]
    return text ? [`${LABELS[field]}: ${clip(text, 300)}`] : []
  })

/** What an account holds, for whoever of ours looks at the account: a title and its lines each. */
export function knownLists(holding: Holding): { title: string; rows: string[] }[] {
  const account = wordsAbout(holding, ACCOUNT)
  const said = (fields: readonly Field[]) =>
    fields.flatMap((field) => (account[field] ? [`${LABELS[field]}: ${clip(account[field], 300)}`] : []))
  const open = holding.compared.filter(isOpen).map(({ subject }) => subject)
  const parts = PARTS.map((kind) => ({
    title: PART_NAMES[kind].many,
    rows: holding.parts
      .filter((part) => part.kind === kind)
      .map(({ text, responsible }) => `${clip(text, 200)} (${nameOf(holding, responsible)})`),
  }))
  return [
    { title: 'What they want, and what sales knows', rows: said(SALES) },
    { title: 'Sold and bought differ, undecided', rows: open },
    ...parts,
    { title: 'Measured by', rows: said(SHEETS.metrics) },
  ]
}

/** What a handoff holds, a line each, for its full view. */
export function knownLines(holding: Holding): string[] {
  const account = wordsAbout(holding, ACCOUNT)
  const buddies = buddiesInWords(holding)
  const open = holding.compared.filter(isOpen).map(({ subject }) => subject)
  return [
    ...(account['goals'] ? [`Goals: ${clip(account['goals'], 300)}`] : []),
    ...(account['pitfalls'] ? [`Known pitfalls: ${clip(account['pitfalls'], 300)}`] : []),
    ...(buddies ? [`Buddies: ${buddies}`] : []),
    ...(open.length > 0 ? [`Sold and bought differ, undecided: ${open.join(', ')}`] : []),
    ...(holding.notes.length > 0 ? [`Notes: ${holding.notes.map(({ occasion }) => occasion).join(', ')}`] : []),
  ]
}

const LONGEST_PART = 2900
/** Eight parts a page stay well below what Slack takes for one form. */
const PARTS_A_PAGE = 8

/** Everything as Markdown, to be copied. */
export function textModal({ place, title }: Holding, text: string, page: number): Modal {
  const parts = cutAtLines(text, LONGEST_PART)
  const pages = Math.ceil(parts.length / PARTS_A_PAGE)
  const at = Math.min(Math.max(0, page), pages - 1)
  const shown = parts.slice(at * PARTS_A_PAGE, (at + 1) * PARTS_A_PAGE)
  return modal('knowledge.text.view', 'As text', [
    lines(
      [{ text: title, bold: true }],
      'Markdown, to copy. “throughline handoff export” writes the same into a file.',
    ),
    ...shown.map(verbatim),
    ...pageButtons(TURN_TEXT, place, at, pages),
  ])
}

const verbatim = (text: string): Block => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
})

/** A long text in parts of at most so many characters, cut at the ends of lines; a line that is longer is cut itself. */
export function cutAtLines(text: string, longest: number): string[] {
  const parts: string[] = []
  let part = ''
  for (const line of text
    .trimEnd()
    .split('\n')
    .flatMap((one) => chunked(one, longest))) {
    if (part !== '' && part.length + 1 + line.length > longest) {
      parts.push(part)
      part = ''
    }
    part = part === '' ? line : `${part}\n${line}`
  }
  return part === '' ? parts : [...parts, part]
}

function chunked(line: string, longest: number): string[] {
  if (line.length <= longest) return [line]
  return Array.from({ length: Math.ceil(line.length / longest) }, (_, n) => line.slice(n * longest, (n + 1) * longest))
}
