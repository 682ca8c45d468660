import { isChanging } from '#features/contacts/model.ts'
import {
  type Checklist,
  dayName,
  type Item,
  isClosed,
  isLink,
  isOverdue,
  progressOf,
  SIDES,
  type Side,
  TRANSITION_ROLES,
} from '#features/handoffs/model.ts'
import { nameIn, standing } from './checklistHead.ts'
import { OPEN_ASK_NEWCOMER, steering } from './confirmations.ts'
import { changeButton } from './contacts.ts'
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
import { knownButton } from './knowledge.ts'

export const OPEN_ITEM = 'handoff.item.open'
export const SHOW_ALL_ITEMS = 'handoff.items.all'
/** The view that lists them. */
export const ITEMS_VIEW = 'handoff.items'
export const ACCEPT_HANDOFF = 'handoff.accept'

/** So many items fit one message at full length; with more, each is cut so that thirty still fit. */
const FEW_ITEMS = 16
export const SIDE_NAMES: Record<Side, string> = { giving: 'Giving side', receiving: 'Receiving side' }

/** 'Calder Freight: Sales → implementation' */
export const titleOf = ({ accountName, playbook }: Checklist): string => `${accountName}: ${playbook.name}`

/** '3 of 8 done, 1 overdue' */
export function progressLine({ items, today }: Pick<Checklist, 'items' | 'today'>): string {
  const { total, done, overdue, leftOut } = progressOf(items, today)
  const without = leftOut > 0 ? `, ${leftOut} not applicable` : ''
  return `${done} of ${total} done${without}${overdue > 0 ? `, ${overdue} overdue` : ''}`
}

/** Where an item stands, in words. */
export function stateOf(checklist: Checklist, item: Item): string {
  const due = isOverdue(item, checklist.today) ? `overdue since ${dayName(item.dueOn)}` : `due ${dayName(item.dueOn)}`
  if (item.state === 'not_applicable') return `not applicable, says ${nameIn(checklist, item.doneBy)}`
  if (item.state === 'done')
    return `${item.confirmation === null ? 'done' : 'confirmed'} by ${nameIn(checklist, item.doneBy)}`
  if (item.confirmation !== null && checklist.handoff.newcomer)
    return `${nameIn(checklist, checklist.handoff.newcomer)} confirms it, ${due}`
  if (item.confirmation !== null && TRANSITION_ROLES[checklist.handoff.kind])
    return `whoever follows confirms it, ${due}`
  const word = checklist.given.has(item.id) ? 'given to' : 'taken by'
  if (item.state === 'taken') return `${word} ${nameIn(checklist, item.person)}, ${due}`
  return `open, ${due}`
}

const NEEDS = { link: 'needs a link', note: 'needs a note', none: '' } as const

function itemSpans(checklist: Checklist, item: Item, longest: { text: number; evidence: number }): Span[] {
  const tail = isClosed(item) ? evidenceSpans(item, longest.evidence) : needs(item)
  return [
    { text: `${item.position}. ${clip(item.text, longest.text)} ` },
    { text: `(${stateOf(checklist, item)}`, italic: true },
    ...tail,
    { text: ')', italic: true },
  ]
}

const needs = ({ evidenceKind, confirmation }: Item): Span[] =>
  NEEDS[evidenceKind] && confirmation === null ? [{ text: `, ${NEEDS[evidenceKind]}`, italic: true }] : []

export function evidenceSpans({ evidence }: Item, longest: number): Span[] {
  if (!evidence) return []
  return [{ text: ': ' }, isLink(evidence) ? { text: 'see link', url: evidence } : { text: clip(evidence, longest) }]
}

const titleOfSide = (checklist: Checklist, side: Side): string =>
  `${SIDE_NAMES[side]}: ${nameIn(checklist, checklist.handoff[side === 'giving' ? 'giver' : 'receiver'])}`

/** The one message of a handoff: everybody reads in it where things stand. */
export function checklistMessage(checklist: Checklist): Message {
  const { handoff, items, whyHere } = checklist
  const longest = items.length > FEW_ITEMS ? { text: 130, evidence: 40 } : { text: 300, evidence: 120 }
  const head: Line[] = [...standing(checklist), [{ text: progressLine(checklist), bold: true }]]
  // Each item has a number of its own already, so it needs no other mark.
  const rows = (of: Item[]): Line[] => of.map((item) => itemSpans(checklist, item, longest))
  const groups = SIDES.map((side) => ({ side, of: items.filter((item) => item.side === side) }))
  return {
    text: inWords(checklist, longest),
    blocks: [
      header(titleOf(checklist)),
      lines(...head),
      ...groups
        .filter(({ of }) => of.length > 0)
        .map(({ side, of }) => lines([{ text: titleOfSide(checklist, side), bold: true }], ...rows(of))),
      ...(whyHere ? [note(whyHere)] : []),
      ...(['replaced', 'withdrawn'].includes(handoff.state) ? [] : [controls(checklist)]),
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
  const known = knownButton(`h:${handoff.id}`, titleOf(checklist))
  if (handoff.state !== 'running') return actions(`handoff:${handoff.id}`, all, known)
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
  return actions(
    `handoff:${handoff.id}:${changes}`,
    choose,
    ...askNewcomer(checklist),
    ...nameNewcomer(checklist),
    all,
    known,
    accept,
  )
}

/** Who takes over is named as a contact change, and this handoff goes on with them. */
function nameNewcomer(checklist: Checklist): Block[] {
  const { kind, newcomer, accountId } = checklist.handoff
  const role = newcomer ? undefined : TRANSITION_ROLES[kind]
  return role && isChanging(role) ? [changeButton(accountId, role, titleOf(checklist))] : []
}

/** What only the newcomer can say is asked of them once, when somebody who answers for the account wants it. */
function askNewcomer(checklist: Checklist): object[] {
  const { handoff, items } = checklist
  const open = items.some((item) => item.confirmation !== null && !isClosed(item))
  // What stands in a channel stays there; a letter may be lost, and its link ends.
  const isAsked = handoff.newcomerAskedAt !== null && handoff.newcomerAsking === null
  if (!open || !handoff.newcomer || isAsked || checklist.askedIn) return []
  const first = clip(nameIn(checklist, handoff.newcomer).split(' ')[0]!, 40)
  return [button(OPEN_ASK_NEWCOMER, `Ask ${first} ${handoff.newcomerAsking ? 'again' : 'to confirm'}`, handoff.id)]
}

/** What somebody may do with the list; `onlyOf`: they read it because of what they hold, and open that. */
interface MayList {
  steer?: boolean
  override?: boolean
  onlyOf?: string
}
const OWN_ALONE = 'You can open what was handed to you; the rest stands here for you to read.'

/** Everything of a handoff, uncut; `known` are lines of what it holds besides its items. */
export function allItemsModal(checklist: Checklist, may: MayList = {}, known: string[] = []): Modal {
  const { handoff, items, playbook } = checklist
  const mayOpen = ({ person }: Item) => handoff.state === 'running' && (!may.onlyOf || person === may.onlyOf)
  const row = (item: Item) => {
    const open = button(OPEN_ITEM, 'Open', item.id, { label: `Open item ${item.position}` })
    const text = `${item.position}. ${item.text}\n${stateOf(checklist, item)}${item.evidence ? `: ${item.evidence}` : ''}`
    return paragraph(text, mayOpen(item) ? open : undefined)
  }
  return modal(ITEMS_VIEW, 'All items', [
    lines([{ text: titleOf(checklist), bold: true }], ...standing(checklist), progressLine(checklist)),
    note(`From the playbook “${playbook.name}”, version ${playbook.version}, in its ${handoff.form} form.`),
    ...(known.length > 0 ? [list('What we know', known)] : []),
    may.onlyOf ? note(OWN_ALONE) : actions('handoff.known', knownButton(`h:${handoff.id}`, titleOf(checklist))),
    ...SIDES.flatMap((side) => {
      const of = items.filter((item) => item.side === side)
      return of.length > 0 ? [lines([{ text: SIDE_NAMES[side], bold: true }]), ...of.map(row)] : []
    }),
    ...steering(handoff.id, titleOf(checklist), may),
  ])
}
