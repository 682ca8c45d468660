import { type Act, type Checklist, type Item, isClosed, needsEvidence, type Wish } from '#features/handoffs/model.ts'
import { evidenceSpans, SIDE_NAMES, stateOf, titleOf } from './checklist.ts'
import { nameIn } from './checklistHead.ts'
import { dateInput, personInput, radioInput, read, textInput, type Values } from './inputs.ts'
import { actions, type Block, button, clip, lines, list, type Modal, modal, note, paragraph } from './kit.ts'
import { readPage } from './pages.ts'

export const CHANGE_ITEM = 'handoff.item.change'
/** What somebody wants to do with an item: the form asks for what that takes. */
export const CHOOSE_ACT = 'handoff.act'
/** Opens the form of one act: the act is the end of the id, the item the value. */
export const OPEN_WISH = /^handoff\.item\.wish\./
const WISH = 'handoff.item.wish.'

const EVIDENCE = 'handoff.evidence'
const PERSON = 'handoff.person'
const UNTIL = 'handoff.until'
const WHY = 'handoff.why'

const TICKS: Partial<Record<Act, string>> = {
  take: 'I take it: it waits for me',
  done: 'It is done',
  reopen: 'Open it again',
}
const ASKS: Partial<Record<Act, string>> = {
  assign: 'Hand it on…',
  snooze: 'Put it off…',
  not_applicable: 'Does not apply…',
}
/** So many changes are shown; each is kept. */
const MOST_EVENTS = 12

export interface Seen {
  /** What somebody had typed when another was faster, and what that one did. */
  typed?: Wish | undefined
  meanwhile?: string | undefined
  /** What was done before, the last first. */
  events: string[]
  /** The list from which the item was opened, as it names itself: '<view> <page>'. */
  beneath?: string | undefined
}

const idOf = (field: string, { version }: Item): string => `${field}:${version}`
const metadataOf = ({ id, handoffId, version }: Item, beneath = '', act?: Act): string =>
  JSON.stringify({ itemId: id, handoffId, version, beneath, ...(act ? { act } : {}) })

/** One item, with what this person can do about it and everything that was done. */
export function itemModal(checklist: Checklist, item: Item, acts: Act[], seen: Seen): Modal {
  const { typed, meanwhile } = seen
  const about = [...(meanwhile ? [paragraph(meanwhile)] : []), ...aboutItem(checklist, item)]
  const past = pastOf(seen.events)
  const ticks = acts.filter((act) => TICKS[act])
  if (ticks.length === 0)
    return modal('handoff.item.seen', `Item ${item.position}`, [...about, ...whoElse(checklist, item), ...past])
  const choices = ticks.map((act) => ({ value: act, text: TICKS[act]! }))
  const initial = typed && ticks.includes(typed.act) ? typed.act : ticks[0]!
  const asksMore = acts.includes('done') && needsEvidence(item)
  const blocks = [
    ...about,
    radioInput(CHOOSE_ACT, { label: 'What do you want to do?', choices, initial, dispatch: asksMore }),
    // What Slack calls optional may be left empty: it is asked for only where it is needed.
    ...(asksMore && initial === 'done' ? [evidenceInput(item, typed?.evidence ?? typed?.why ?? null)] : []),
    ...otherActs(item, acts),
    ...past,
  ]
  return modal(CHANGE_ITEM, `Item ${item.position}`, blocks, {
    submit: 'Save',
    metadata: metadataOf(item, seen.beneath),
  })
}

const aboutItem = (checklist: Checklist, item: Item): Block[] => [
  paragraph(`${item.position}. ${item.text}`),
  lines(
    [{ text: titleOf(checklist), bold: true }],
    [
      { text: `${SIDE_NAMES[item.side]}: ${stateOf(checklist, item)}` },
      ...(isClosed(item) ? evidenceSpans(item, 1000) : []),
    ],
  ),
]

/** Who can do it, where this person cannot. */
function whoElse({ handoff, ...checklist }: Checklist, item: Item): Block[] {
  if (handoff.state !== 'running' || isClosed(item)) return []
  const names = { ...checklist, handoff }
  if (item.confirmation !== null && handoff.newcomer)
    return [
      note(
        `Only ${nameIn(names, handoff.newcomer)} can confirm this, from the ${handoff.newcomerAsking ? 'letter' : 'message'} that asks them.`,
      ),
    ]
  const whose = nameIn(names, item.side === 'giving' ? handoff.giver : handoff.receiver)
  return [note(`This is the ${SIDE_NAMES[item.side].toLowerCase()}’s: ${whose} does it or hands it on.`)]
}

function otherActs({ id, position }: Item, acts: Act[]): Block[] {
  const buttons = acts
    .filter((act) => ASKS[act])
    .map((act) => button(`${WISH}${act}`, ASKS[act]!, id, { label: `${ASKS[act]} Item ${position}` }))
  return buttons.length > 0 ? [actions('handoff.item.wishes', ...buttons)] : []
}

function pastOf(events: string[]): Block[] {
  if (events.length === 0) return []
  const shown = events.slice(0, MOST_EVENTS).map((event) => clip(event, 400))
  const left = events.length - shown.length
  return [list('So far', left > 0 ? [...shown, `and ${left} earlier`] : shown)]
}

function evidenceInput(item: Item, initial: string | null): Block {
  const isALink = item.evidenceKind === 'link'
  return textInput(idOf(EVIDENCE, item), {
    label: isALink ? 'The link to it' : 'What came of it, in a sentence or two',
    multiline: !isALink,
    initial,
    ...(isALink ? { placeholder: 'https://…' } : {}),
  })
}

const WISH_TITLES: Partial<Record<Act, string>> = {
  assign: 'Hand an item on',
  snooze: 'Put an item off',
  not_applicable: 'Does not apply',
}

/** The form of an act that asks for more than a tick. */
export function wishModal(checklist: Checklist, item: Item, act: Act, beneath?: string): Modal {
  const blocks = [...aboutItem(checklist, item), ...wishInputs(item, act)]
  return modal(CHANGE_ITEM, WISH_TITLES[act] ?? 'Item', blocks, {
    submit: 'Save',
    metadata: metadataOf(item, beneath, act),
  })
}

function wishInputs(item: Item, act: Act): Block[] {
  const why = (label: string) => textInput(idOf(WHY, item), { label, multiline: true, max: 500 })
  if (act === 'assign') {
    const hint = 'They read of it in their next message of the day.'
    return [personInput(idOf(PERSON, item), { label: 'Who does it', hint })]
  }
  if (act === 'snooze') {
    const hint = 'It stays due when it was due; you are reminded again on this day.'
    return [dateInput(idOf(UNTIL, item), { label: 'Until', hint }), why('What it waits for')]
  }
  return [why('Why it does not apply')]
}

export interface ItemChange {
  itemId: string
  handoffId: string
  /** The version of the item that the person saw. */
  version: number
  wish: Wish
  /** Which input each value came from, for a sentence at that input. */
  fields: { evidence: string; person: string; until: string; why: string }
  /** The list from which the item was opened. */
  beneath: string
}

type Kept = Pick<ItemChange, 'itemId' | 'handoffId' | 'version' | 'beneath'> & { act?: Act }

/** The list under the form of an item; which page of it, where it has pages. */
export const readBeneath = (metadata: string): { id: string; page: number } =>
  readPage((JSON.parse(metadata) as Partial<Kept>).beneath ?? '')

/** How the view in which an item is opened names itself to the item's form. */
export function nameBeneath({
  pressedIn,
  metadata,
}: {
  pressedIn?: { callbackId: string | undefined } | undefined
  metadata?: string | undefined
}): string {
  return pressedIn?.callbackId ? `${pressedIn.callbackId} ${metadata ?? ''}` : ''
}

export function readItemChange(values: Values, metadata: string): ItemChange {
  const { act, ...kept } = JSON.parse(metadata) as Kept
  const at = (name: string) => Object.keys(values).find((id) => id.startsWith(`${name}:`)) ?? ''
  const fields = { evidence: at(EVIDENCE), person: at(PERSON), until: at(UNTIL), why: at(WHY) }
  const text = (field: string) => (field ? read(values, field) : null)
  const typed = { evidence: text(fields.evidence), person: text(fields.person), why: text(fields.why) }
  const wish = { act: act ?? (read(values, CHOOSE_ACT) as Act), ...typed, until: text(fields.until) }
  return { ...kept, wish, fields }
}

export const readWishPress = (press: {
  actionId: string
  value: string
  metadata: string | undefined
}): { itemId: string; act: Act; beneath: string } => ({
  itemId: press.value,
  act: press.actionId.slice(WISH.length) as Act,
  beneath: (JSON.parse(press.metadata ?? '{}') as Partial<Kept>).beneath ?? '',
})
