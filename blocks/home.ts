import { accountButtons } from './buttons.ts'
import { type Block, button, divider, header, lines, type Message, note, paragraph } from './kit.ts'
import { drawTroubles, type Trouble } from './troubles.ts'

/** Shows one account in a form. The account's id is the value. */
export const OPEN_ACCOUNT = 'account_open'

/** A question to answer, or an answer that may still be changed. */
export interface HomeCheckin {
  accountName: string
  /** 'please answer by Thu 26 Nov 15:00' */
  due: string
  /** The button that opens the form. */
  action: { id: string; value: string; text: string }
}

/** Something to decide or to look after: in a sentence, with the button that leads there where there is one. */
export interface HomeWaiting {
  sentence: string
  action: { id: string; value: string; text: string } | null
}

export interface HomeAccount {
  accountId: string
  name: string
  /** What is known of it, line by line. */
  facts: string[]
}

/** What one person sees. Empty parts are left out. */
export interface HomeView {
  firstName: string
  troubles: Trouble[]
  checkins: HomeCheckin[]
  /** What waits for this person. */
  waiting: HomeWaiting[]
  accounts: HomeAccount[]
  /** How many accounts there are beyond those. */
  accountsLeft: number
  /** How well the weekly promise was kept; null where it is not this person's to know, or nothing was due yet. */
  promise: string | null
  /** Their handoff items, a sentence each. */
  items: string[]
  /** What comes next for somebody who has nothing here yet. */
  outlook: string
}

/** A Home holds 100 blocks (docs.slack.dev/surfaces/app-home); with these numbers it has at most 93. */
export const MOST = { troubles: 8, checkins: 15, waiting: 15, accounts: 15, items: 15 }

export function drawHome(view: HomeView): Message {
  const parts = [troubles(view), waiting(view), checkins(view), accounts(view), items(view)].filter(
    (part) => part.length > 0,
  )
  const blocks =
    parts.length > 0 ? parts.flatMap((part, index) => (index === 0 ? part : [divider(), ...part])) : welcome(view)
  return {
    text: 'Throughline',
    blocks: [...blocks, note('Type /throughline help to see what you can ask Throughline.')],
  }
}

const welcome = ({ firstName, outlook }: HomeView): Block[] => [
  header(`Hello ${firstName}`),
  paragraph(
    'Throughline keeps one unbroken line between the people who implement and the buyer who signed: each week the people on an account answer in a minute, its owner reviews, and the buyer reads one honest update.',
  ),
  paragraph(outlook),
]

function troubles(view: HomeView): Block[] {
  if (view.troubles.length === 0) return []
  const shown = view.troubles.slice(0, MOST.troubles)
  return [
    header('Messages that need you'),
    ...drawTroubles(shown),
    ...more(view.troubles.length - shown.length, 'take care of these first'),
  ]
}

function waiting(view: HomeView): Block[] {
  if (view.waiting.length === 0) return []
  const shown = view.waiting.slice(0, MOST.waiting)
  const rows = shown.map(({ sentence, action }) =>
    action
      ? paragraph(sentence, button(action.id, action.text, action.value, { label: `${action.text}: ${sentence}` }))
      : paragraph(sentence),
  )
  return [header('Waiting for you'), ...rows, ...more(view.waiting.length - shown.length)]
}

function checkins(view: HomeView): Block[] {
  if (view.checkins.length === 0) return []
  const shown = view.checkins.slice(0, MOST.checkins)
  const rows = shown.map(({ accountName, due, action }) => {
    const label = `${action.text}: ${accountName}`
    return paragraph(`${accountName}: ${due}`, button(action.id, action.text, action.value, { label }))
  })
  return [header('Your check-ins'), ...rows, ...more(view.checkins.length - shown.length)]
}

function accounts(view: HomeView): Block[] {
  if (view.accounts.length === 0) return []
  const rows = view.accounts.slice(0, MOST.accounts).flatMap(drawAccount)
  const advice = 'type /throughline account and a part of the name'
  const promise = view.promise ? [note(view.promise)] : []
  return [header('Your accounts'), ...rows, ...more(view.accountsLeft, advice), ...promise]
}

const drawAccount = ({ accountId, name, facts }: HomeAccount): Block[] => [
  lines([{ text: name, bold: true }], ...facts),
  accountButtons(accountId, name, { id: OPEN_ACCOUNT, text: 'Details' }),
]

function items(view: HomeView): Block[] {
  if (view.items.length === 0) return []
  const shown = view.items.slice(0, MOST.items)
  return [header('Your handoff items'), bullets(shown), ...more(view.items.length - shown.length)]
}

const more = (left: number, advice?: string): Block[] =>
  left > 0 ? [note(`And ${left} more${advice ? `: ${advice}.` : '.'}`)] : []

const bullets = (sentences: string[]): Block => {
  const rows = sentences.map((text) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] }))
  return { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: rows }] }
}
