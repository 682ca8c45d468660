import type { Alert, AlertState, Fault } from '#features/alerts/model.ts'
import { LONGEST_SECTION } from '#features/alerts/model.ts'
import { inFull } from './dateWords.ts'
import { read, textInput, type Values } from './inputs.ts'
import { insideWordsNote } from './insideWords.ts'
import {
  actions,
  type Block,
  button,
  clip,
  divider,
  harmless,
  type Line,
  lines,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
} from './kit.ts'
import { type Letter, noteLetter } from './letters.ts'
import { talkTo } from './talk.ts'

/** What the customer presses. The value is the alert's id. */
export const ALERT_SEEN = 'alerts.seen'
export const ALERT_TALK = 'alerts.talk'
/** What whoever answers for the account presses. The value is '<id> <version>'. */
export const APPROVE_ALERT = 'alerts.approve'
export const EDIT_ALERT = 'alerts.edit'
export const LEAVE_ALERT = 'alerts.leave'
export const EDIT_ALERT_VIEW = 'alerts.edit_view'
/** Opens the form in which our people tell of a fault. The value is the account's id. */
export const OPEN_FAULT = 'alerts.open_fault'
export const FAULT_VIEW = 'alerts.fault_view'

export const FAULT = { what: 'alerts.what', since: 'alerts.since', doing: 'alerts.doing', dates: 'alerts.dates' }
const INSIDE = 'alerts.inside'

/** Longer top-level texts are cut off by Slack (docs: chat.postMessage). */
const LONGEST_TEXT = 3_900

/** A text that a screen reader reads, cut so that it fits with its signs made harmless. */
const spoken = (text: string): string => {
  let most = LONGEST_TEXT
  while (harmless(clip(text, most)).length > LONGEST_TEXT) most -= 200
  return harmless(clip(text, most))
}

const headOf = ({ account, title }: Alert): string => [account, title].filter(Boolean).join(' · ')

/** The words of an alert, as the customer reads them. The first line names the account: several may share a channel. */
function wordsOf(alert: Alert): Line[][] {
  const { on, sections, contact, lateSince } = alert
  const late = lateSince ? [`This was to reach you ${lateSince}; it comes late.`] : []
  return [
    [[{ text: headOf(alert), bold: true }, { text: ` (${inFull(on)})` }], ...late],
    ...sections.map(({ text }) => {
      const [first = '', ...rest] = text.split('\n')
      return [[{ text: first, bold: true }], ...rest]
    }),
    [contact ? `Questions? Reply here or call ${contact}.` : 'Questions? Reply here.'],
  ]
}

const said = (rows: Line[]): string =>
  rows.map((row) => (typeof row === 'string' ? row : row.map(({ text }) => text).join(''))).join('\n')

/** What stands in the buyer's channel. */
export function alertMessage(alert: Alert, alertId: string): Message {
  const words = wordsOf(alert)
  const first = alert.contact ? (alert.contact.split(/\s+/)[0] ?? alert.contact) : null
  return {
    text: spoken(words.map(said).join('\n')),
    blocks: [
      ...words.map((rows) => lines(...rows)),
      actions('alert', button(ALERT_SEEN, 'Seen', alertId), button(ALERT_TALK, talkTo(first), alertId)),
    ],
  }
}

/** The same for a buyer who is not in Slack. */
export const alertLetter = (alert: Alert): Letter =>
  noteLetter(`${headOf(alert)}: ${alert.sections[0]?.text.split('\n')[0] ?? ''}`, {
    text: harmless(wordsOf(alert).map(said).join('\n')),
    blocks: [],
  })

export interface DraftView {
  alertId: string
  version: number
  state: AlertState
  /** As our own people call it. */
  account: string
  alert: Alert
  /** Where the buyer reads, in Slack and by e-mail; null where they do not. */
  channel: string | null
  email: string | null
  /** Why there is an alert, for us: a sentence each. */
  inside: string[]
  /** Until when somebody decides, in words. */
  decideBy: string
  /** 'Friday’s update' */
  nextUpdate: string
  /** What is in the way of posting, in a sentence; null where nothing is. */
  waits: string | null
  /** Who decides about it now, where that is not the reader any more. */
  passedTo: string | null
  /** What was decided, in a sentence; null while it is a draft. */
  decided: string | null
  /** Who of the customer has read it, a sentence each. */
  seen: string[]
}

/** What whoever answers for the account reads: exactly what the customer will, and why. It changes in place. */
export function draftMessage(view: DraftView): Message {
  const { alert, inside, decided } = view
  if (view.passedTo) return passedOn(view.account, view.passedTo)
  const after = [...(view.waits ? [view.waits] : []), ...(decided ? view.seen : [])]
  const title = decided ? `${view.account}: ${decided}` : `${view.account}: an alert for the customer waits for you.`
  const words = wordsOf(alert)
  const marked = decided ? [] : insideWordsNote(alert.sections.map(({ text }) => text))
  const why = [...marked, ...inside].map((text) => clip(text, 500))
  const rule = `Nothing is posted unless you approve it by ${view.decideBy}; otherwise ${view.nextUpdate} says it.`
  return {
    text: spoken([title, ...why, ...words.map(said), ...after, ...(decided ? [] : [rule])].join('\n')),
    blocks: [
      lines([{ text: title, bold: true }], ...after),
      note(...why.slice(0, 10)),
      ...(decided ? [] : [shownIn(view)]),
      divider(),
      ...words.map((rows) => lines(...rows)),
      divider(),
      ...(decided ? [] : [note(rule), decideButtons(view)]),
    ],
  }
}

function passedOn(account: string, name: string): Message {
  const text = `${account}: the alert for the customer waits for ${name} now. There is nothing left for you to do.`
  return { text: harmless(text), blocks: [paragraph(text)] }
}

function shownIn({ channel, email }: DraftView): Block {
  const text = (words: string) => ({ type: 'text', text: words })
  const posted = channel ? [text('posted in '), { type: 'channel', channel_id: channel }] : []
  const mailed = email ? [text(`${channel ? ' and ' : ''}sent to ${email}`)] : []
  const there =
    channel || email
      ? [text('Once approved, this is '), ...posted, ...mailed, text(', word for word:')]
      : [text('The buyer has no channel and no e-mail, so this cannot be sent. Please tell them yourself:')]
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: there }] }
}

function decideButtons({ alertId, version, account, channel, email, nextUpdate }: DraftView): Block {
  const value = `${alertId} ${version}`
  const named = (text: string) => ({ label: `${text}: ${account}` })
  const send = 'Approve and send'
  const leave = `Leave it for ${nextUpdate}`
  return actions(
    'alert_draft',
    ...(channel || email ? [button(APPROVE_ALERT, send, value, { style: 'primary', ...named(send) })] : []),
    button(EDIT_ALERT, 'Edit', value, named('Edit')),
    button(LEAVE_ALERT, leave, value, named(leave)),
  )
}

/** Which text of which alert somebody saw. */
export function readVersion(value: string): { id: string; version: number } {
  const [id = '', version = ''] = value.split(' ')
  return { id, version: Number(version) }
}

export interface EditingView {
  alertId: string
  version: number
  alert: Alert
  /** What stands in the inputs, by cause. */
  texts: ReadonlyMap<string, string>
  /** Somebody else changed it meanwhile: what it says now stands above. */
  meanwhile: boolean
}

// Inputs of another text are other inputs: Slack would otherwise show what was typed before.
const sectionId = (cause: string, version: number): string => `alerts.section.${version}.${cause}`

/** The form in which the words are changed, a part each. */
export function editModal({ alertId, version, alert, texts, meanwhile }: EditingView): Modal {
  const parts = alert.sections.flatMap(({ cause, text }, index): Block[] => {
    const mine = texts.get(cause) ?? text
    const now = meanwhile && mine !== text ? [lines([{ text: 'It says now:', bold: true }], ...text.split('\n'))] : []
    const several = alert.sections.length > 1
    const label = several ? `What the customer reads, ${index + 1}` : 'What the customer reads'
    const hint = several ? 'The first line is bold. Left empty, this part is left out.' : 'The first line is bold.'
    const options = { label, hint, initial: mine, multiline: true, max: LONGEST_SECTION, optional: several }
    return [...now, textInput(sectionId(cause, version), options)]
  })
  const changed = meanwhile
    ? [paragraph('It was changed while you were writing. Your words stand below; nothing of them is kept yet.')]
    : []
  const blocks = [...changed, ...parts, note('Nothing is posted by saving: you approve the text afterwards.')]
  return modal(EDIT_ALERT_VIEW, 'Edit the alert', blocks, { submit: 'Save', metadata: `${alertId} ${version}` })
}

/** What was typed, by cause; null for a part that is to be left out. */
export const readEdit = (values: Values, version: number): Map<string, string | null> => {
  const start = sectionId('', version)
  return new Map(
    Object.keys(values)
      .filter((id) => id.startsWith(start))
      .map((id) => [id.slice(start.length), read(values, id)]),
  )
}

/** The field at which a sentence about an edited text stands. */
export const firstField = (alert: Alert, version: number): string => sectionId(alert.sections[0]?.cause ?? '', version)

export interface FaultForm {
  accountId: string
  /** The id of the cause that it makes: sent twice, it makes one. */
  id: string
}
export const readFaultForm = (metadata: string): FaultForm => JSON.parse(metadata) as FaultForm

/** The form in which one of our people tells of a serious fault. */
export function faultModal(form: FaultForm, account: string, owner: string | null): Modal {
  const who = owner ?? 'Whoever answers for the account'
  const blocks = [
    paragraph(`${account}: ${who} reads this first. The customer reads it only once it is approved.`),
    lines([{ text: 'The customer reads this', bold: true }]),
    textInput(FAULT.what, { label: 'What happened', multiline: true, max: 900 }),
    textInput(FAULT.since, { label: 'Since when', optional: true, max: 150 }),
    textInput(FAULT.doing, { label: 'What we are doing about it', multiline: true, max: 900 }),
    textInput(FAULT.dates, { label: 'What it means for the dates', optional: true, max: 300 }),
    divider(),
    lines([{ text: 'Only we read this', bold: true }]),
    textInput(INSIDE, { label: 'Note for the owner', optional: true, multiline: true, max: 300 }),
  ]
  return modal(FAULT_VIEW, 'A serious fault', blocks, { submit: 'Tell the owner', metadata: JSON.stringify(form) })
}

export function readFault(values: Values): { fault: Partial<Fault>; note: string | null } {
  const of = (id: string) => read(values, id)
  const [what, doing] = [of(FAULT.what), of(FAULT.doing)]
  const needed = { ...(what ? { what } : {}), ...(doing ? { doing } : {}) }
  return { fault: { ...needed, since: of(FAULT.since), dates: of(FAULT.dates) }, note: of(INSIDE) }
}
