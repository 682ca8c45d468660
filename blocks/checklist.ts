import { ROLE_NAMES } from '#features/accounts/model.ts'
import {
  type Act,
  actsFor,
  type Checklist,
  dayName,
  type Item,
  isLink,
  isOverdue,
  progressOf,
  SIDES,
  type Side,
  TRANSITION_ROLES,
} from '#features/handoffs/model.ts'
import { radioInput, read, textInput, type Values } from './inputs.ts'
import {
  actions,
  type Block,
  button,
  clip,
  harmless,
  header,
  type Line,
  lines,
  list,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
  plain,
  type Span,
} from './kit.ts'

export const OPEN_ITEM = 'handoff.item.open'
export const SHOW_ALL_ITEMS = 'handoff.items.all'
export const ACCEPT_HANDOFF = 'handoff.accept'
export const CHANGE_ITEM = 'handoff.item.change'

/** So many items fit one message at full length; with more, each is cut so that thirty still fit. */
const FEW_ITEMS = 16
const SIDE_NAMES: Record<Side, string> = { giving: 'Giving side', receiving: 'Receiving side' }

const nameIn = ({ names }: Checklist, userId: string | null): string => (userId ? (names[userId] ?? userId) : 'nobody')

/** 'Calder Freight: Sales → implementation' */
export const titleOf = ({ accountName, playbook }: Checklist): string => `${accountName}: ${playbook.name}`

/** '3 of 8 done, 1 overdue' */
export function progressLine({ items, today }: Pick<Checklist, 'items' | 'today'>): string {
  const { total, done, overdue } = progressOf(items, today)
  return `${done} of ${total} done${overdue > 0 ? `, ${overdue} overdue` : ''}`
}

/** What the handoff is about, who gives and who receives, and who is responsible now. */
export function standing(checklist: Checklist): string[] {
  const { handoff, acceptedWhen } = checklist
  const giver = nameIn(checklist, handoff.giver)
  const receiver = nameIn(checklist, handoff.receiver)
  return [
    ...aboutWhom(checklist),
    `${giver} gives → ${receiver} receives`,
    ...(handoff.state === 'running' ? [`Until ${receiver} accepts, ${giver} stays responsible.`] : []),
    ...(handoff.state === 'accepted' ? [`Accepted by ${nameIn(checklist, handoff.acceptedBy)}, ${acceptedWhen}.`] : []),
    ...(handoff.state === 'replaced' ? ['A newer handoff has taken the place of this one.'] : []),
  ]
}

function aboutWhom(checklist: Checklist): string[] {
  const { handoff } = checklist
  const role = TRANSITION_ROLES[handoff.kind]
  if (!role || !handoff.newcomer) return []
  const from = handoff.leaver ? ` takes over from ${nameIn(checklist, handoff.leaver)}` : ' begins'
  return [`${nameIn(checklist, handoff.newcomer)}${from} as ${ROLE_NAMES[role]}.`]
}

/** Where an item stands, in words. */
export function stateOf(checklist: Checklist, item: Item): string {
  const due = isOverdue(item, checklist.today) ? `overdue since ${dayName(item.dueOn)}` : `due ${dayName(item.dueOn)}`
  if (item.state === 'done') return `done by ${nameIn(checklist, item.doneBy)}`
  if (item.state === 'taken') return `taken by ${nameIn(checklist, item.person)}, ${due}`
  return `open, ${due}`
}

const NEEDS = { link: 'needs a link', note: 'needs a note', none: '' } as const

function itemSpans(checklist: Checklist, item: Item, longest: { text: number; evidence: number }): Span[] {
  const tail = item.state === 'done' ? evidenceSpans(item, longest.evidence) : needs(item)
  return [
    { text: `${item.position}. ${clip(item.text, longest.text)} ` },
    { text: `(${stateOf(checklist, item)}`, italic: true },
    ...tail,
    { text: ')', italic: true },
  ]
}

const needs = ({ evidenceKind }: Item): Span[] =>
  NEEDS[evidenceKind] ? [{ text: `, ${NEEDS[evidenceKind]}`, italic: true }] : []

function evidenceSpans({ evidence }: Item, longest: number): Span[] {
  if (!evidence) return []
  const shown = isLink(evidence) ? { text: 'see link', url: evidence } : { text: clip(evidence, longest) }
  return [{ text: ': ' }, shown]
}

/** The one message of a handoff: everybody reads in it where things stand. */
export function checklistMessage(checklist: Checklist): Message {
  const { handoff, items, whyHere } = checklist
  const longest = items.length > FEW_ITEMS ? { text: 130, evidence: 40 } : { text: 300, evidence: 120 }
  const head: Line[] = [...standing(checklist), [{ text: progressLine(checklist), bold: true }]]
  const groups = SIDES.map((side) => ({ side, of: items.filter((item) => item.side === side) }))
  return {
    text: inWords(checklist, longest),
    blocks: [
      header(titleOf(checklist)),
      lines(...head),
      ...groups
        .filter(({ of }) => of.length > 0)
        .map(({ side, of }) =>
          list(
            `${SIDE_NAMES[side]}: ${nameIn(checklist, side === 'giving' ? handoff.giver : handoff.receiver)}`,
            of.map((item) => itemSpans(checklist, item, longest)),
          ),
        ),
      ...(whyHere ? [note(whyHere)] : []),
      ...(handoff.state === 'replaced' ? [] : [controls(checklist)]),
    ],
  }
}

function inWords(checklist: Checklist, longest: { text: number; evidence: number }): string {
  const rows = checklist.items.map(
    (item) => `${item.position}. ${clip(item.text, longest.text)}: ${stateOf(checklist, item)}.`,
  )
  return harmless([`${titleOf(checklist)}.`, ...standing(checklist), `${progressLine(checklist)}.`, ...rows].join('\n'))
}

function controls(checklist: Checklist): Block {
  const { handoff, items } = checklist
  const all = button(SHOW_ALL_ITEMS, 'All items', handoff.id, { label: `All items of ${titleOf(checklist)}` })
  if (handoff.state !== 'running') return actions(`handoff:${handoff.id}`, all)
  const choose = {
    type: 'static_select',
    action_id: OPEN_ITEM,
    placeholder: plain('Open an item…', 150),
    options: items.map((item) => ({
      value: item.id,
      text: plain(`${item.position}. ${item.text}`, items.length > FEW_ITEMS ? 50 : 75),
    })),
  }
  const accept = button(ACCEPT_HANDOFF, 'Accept the handoff', handoff.id, { style: 'primary' })
  // A new id each time the checklist changes, so that the menu forgets what was chosen in it.
  const changes = items.reduce((sum, { version }) => sum + version, 0)
  return actions(`handoff:${handoff.id}:${changes}`, choose, all, accept)
}

/** Everything of a handoff, uncut. */
export function allItemsModal(checklist: Checklist): Modal {
  const { handoff, items } = checklist
  const row = (item: Item) => {
    const open = button(OPEN_ITEM, 'Open', item.id, { label: `Open item ${item.position}` })
    const text = `${item.position}. ${item.text}\n${stateOf(checklist, item)}${item.evidence ? `: ${item.evidence}` : ''}`
    return paragraph(text, handoff.state === 'running' ? open : undefined)
  }
  return modal('handoff.items', 'All items', [
    lines([{ text: titleOf(checklist), bold: true }], ...standing(checklist), progressLine(checklist)),
    ...SIDES.flatMap((side) => {
      const of = items.filter((item) => item.side === side)
      return of.length > 0 ? [lines([{ text: SIDE_NAMES[side], bold: true }]), ...of.map(row)] : []
    }),
  ])
}

const ACT = 'handoff.act'
export const EVIDENCE_FIELD = 'handoff.evidence'
const ACT_NAMES: Record<Act, string> = {
  take: 'I take it: it waits for me',
  done: 'It is done',
  reopen: 'Open it again',
}

/** One item, with what this person can do about it. */
export function itemModal(checklist: Checklist, item: Item, userId: string): Modal {
  const facts = lines(
    [{ text: titleOf(checklist), bold: true }],
    [{ text: `${SIDE_NAMES[item.side]}: ${stateOf(checklist, item)}` }, ...evidenceSpans(item, 1000)],
  )
  const about = [paragraph(`${item.position}. ${item.text}`), facts]
  if (checklist.handoff.state !== 'running') return modal('handoff.item.over', 'Item', about)
  const acts = actsFor(item, userId)
  const choices = acts.map((act) => ({ value: act, text: ACT_NAMES[act] }))
  const blocks = [
    ...about,
    radioInput(ACT, { label: 'What do you want to do?', choices, initial: acts[0] }),
    ...evidenceInput(item, acts),
  ]
  return modal(CHANGE_ITEM, `Item ${item.position}`, blocks, {
    submit: 'Save',
    metadata: JSON.stringify({ itemId: item.id, version: item.version }),
  })
}

function evidenceInput({ evidenceKind }: Item, acts: Act[]): Block[] {
  if (evidenceKind === 'none' || !acts.includes('done')) return []
  const link = evidenceKind === 'link'
  const label = link ? 'The link to it' : 'What came of it, in a sentence or two'
  const hint = 'Needed when it is done.'
  return [
    textInput(EVIDENCE_FIELD, {
      label,
      hint,
      optional: true,
      multiline: !link,
      ...(link ? { placeholder: 'https://…' } : {}),
    }),
  ]
}

export interface ItemChange {
  itemId: string
  /** The version of the item that the person saw. */
  version: number
  act: Act
  evidence: string | null
}

export function readItemChange(values: Values, metadata: string): ItemChange {
  const { itemId, version } = JSON.parse(metadata) as Pick<ItemChange, 'itemId' | 'version'>
  return { itemId, version, act: read(values, ACT) as Act, evidence: read(values, EVIDENCE_FIELD) }
}
