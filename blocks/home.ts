import { accountButtons } from './buttons.ts'
import { drawException, type ShownException } from './exceptions.ts'
import { type HomeItem, homeItems } from './homeItems.ts'
import {
  actions,
  type Block,
  button,
  clip,
  divider,
  header,
  lines,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
} from './kit.ts'
import { pageButtons } from './pages.ts'
import { drawTroubles, type Trouble } from './troubles.ts'

/** Shows one account in a form. The account's id is the value. */
export const OPEN_ACCOUNT = 'account_open'
/** Shows all accounts of a person, a page at a time. */
export const ALL_ACCOUNTS = 'home.accounts'
/** Shows everything that needs somebody: the value is 'mine' or, for an administrator, 'all'. */
export const ALL_EXCEPTIONS = 'home.exceptions'
export const TURN_ACCOUNTS = 'home.turn_accounts'
export const TURN_EXCEPTIONS = 'home.turn_exceptions'

/** A button with what it says. */
export interface Doable {
  id: string
  value: string
  text: string
}

/** A question to answer, or an answer that may still be changed. */
export interface HomeCheckin {
  accountName: string
  /** 'please answer by Thu 26 Nov 15:00' */
  due: string
  /** The button that opens the form. */
  action: Doable
  /** The button of a week in which nothing changed, where that may be said. */
  repeat?: Doable | null
}

/** Something to decide or to look after: in a sentence, with the button that leads there where there is one. */
export interface HomeWaiting {
  sentence: string
  action: Doable | null
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
  /** What needs this person's action by a day. */
  exceptions: ShownException[]
  checkins: HomeCheckin[]
  /** Whether they are away, in words, and the button that changes it; null for who is never asked. */
  absence: { words: string | null; action: Doable } | null
  /** What waits for this person. */
  waiting: HomeWaiting[]
  accounts: HomeAccount[]
  /** How many accounts there are beyond those. */
  accountsLeft: number
  /** How the weekly promise was kept on them, in sentences. */
  figures: string[]
  /** What waits for them in handoffs. */
  items: HomeItem[]
  /** What only an administrator sees: what there is to know, and what to do. */
  administration: { words: string[]; actions: Doable[] } | null
  /** What comes next for somebody who has nothing here yet. */
  outlook: string
}

/** A Home holds 100 blocks (docs.slack.dev/surfaces/app-home); with these numbers it has at most 96. */
export const MOST = { troubles: 6, exceptions: 8, checkins: 15, waiting: 12, accounts: 11 }
/** A form holds 100 blocks: two an account, one an exception. */
const PAGE = { accounts: 40, exceptions: 60 }
const LONGEST_FACT = 300

export function drawHome(view: HomeView): Message {
  const own = [exceptions(view), waiting(view), checkins(view), accounts(view), homeItems(view.items)]
  const drawn = own.some((part) => part.length > 0) ? own : [welcome(view)]
  const parts = [troubles(view), ...drawn, administration(view)].filter((part) => part.length > 0)
  return {
    text: 'Throughline',
    blocks: [
      ...parts.flatMap((part, index) => (index === 0 ? part : [divider(), ...part])),
      note('Type /throughline help to see what you can ask Throughline.'),
    ],
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

function exceptions(view: HomeView): Block[] {
  if (view.exceptions.length === 0) return []
  const shown = view.exceptions.slice(0, MOST.exceptions)
  const all = { id: ALL_EXCEPTIONS, value: 'mine', text: 'Show all' }
  return [header('Needs your action'), ...shown.map(drawException), ...rest(view.exceptions.length - shown.length, all)]
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

function checkins({ checkins, absence }: HomeView): Block[] {
  if (checkins.length === 0 && !absence) return []
  const shown = checkins.slice(0, MOST.checkins)
  // Two buttons take a block of their own, of as many as are left over.
  let room = MOST.checkins - shown.length
  const rows = shown.flatMap(({ accountName, due, action, repeat }) => {
    const press = ({ id, text, value }: Doable) => button(id, text, value, { label: `${text}: ${accountName}` })
    const words = `${accountName}: ${due}`
    if (!repeat || room === 0) return [paragraph(words, press(action))]
    room -= 1
    return [paragraph(words), actions(`home.checkin.${action.value}`, press(action), press(repeat))]
  })
  const none = checkins.length === 0 ? [paragraph('Nothing is open for you to answer.')] : []
  return [
    header('Your check-ins'),
    ...rows,
    ...none,
    ...more(checkins.length - shown.length),
    ...(absence ? away(absence) : []),
  ]
}

const away = ({ words, action }: NonNullable<HomeView['absence']>): Block[] => {
  const change = button(action.id, action.text, action.value)
  return [words ? paragraph(words, change) : actions('home.absence', change)]
}

function accounts({ accounts, accountsLeft, figures }: HomeView): Block[] {
  if (accounts.length === 0) return []
  const rows = accounts.slice(0, MOST.accounts).flatMap(drawAccount)
  const all = { id: ALL_ACCOUNTS, value: 'mine', text: 'Show all' }
  return [
    header('Your accounts'),
    ...rows,
    ...rest(accountsLeft, all),
    ...(figures.length > 0 ? [note(...figures)] : []),
  ]
}

const drawAccount = ({ accountId, name, facts }: HomeAccount): Block[] => [
  lines([{ text: clip(name, 150), bold: true }], ...facts.map((fact) => clip(fact, LONGEST_FACT))),
  accountButtons(accountId, name, { id: OPEN_ACCOUNT, text: 'Details' }),
]

function administration({ administration }: HomeView): Block[] {
  if (!administration) return []
  const { words, actions: doable } = administration
  const row = doable.map(({ id, value, text }) => button(id, text, value))
  return [
    header('Administration'),
    ...(words.length > 0 ? [paragraph(words.join('\n'))] : []),
    ...(row.length > 0 ? [actions('home.administration', ...row)] : []),
  ]
}

const more = (left: number, advice?: string): Block[] =>
  left > 0 ? [note(`And ${left} more${advice ? `: ${advice}.` : '.'}`)] : []

/** What is left, with the button that shows it. */
const rest = (left: number, { id, value, text }: Doable): Block[] =>
  left > 0 ? [paragraph(`And ${left} more.`, button(id, text, value))] : []

/** A page of what does not fit on a Home. @returns the page that there is, where a later one was wanted. */
function pageOf<T>(all: T[], size: number, wanted: number): { shown: T[]; at: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / size))
  const at = Math.min(Math.max(wanted, 0), pages - 1)
  return { shown: all.slice(at * size, (at + 1) * size), at, pages }
}

/** Where the accounts of a page begin and end. */
export const accountsOnPage = <T>(all: T[], page: number): T[] => pageOf(all, PAGE.accounts, page).shown

/** All accounts of somebody: `accounts` are those of the page. */
export function accountsModal(accounts: HomeAccount[], total: number, page: number): Modal {
  const { at, pages } = pageOf(Array(total), PAGE.accounts, page)
  const turn = pageButtons(TURN_ACCOUNTS, 'mine', at, pages)
  return modal('home.all_accounts', 'Your accounts', [...accounts.flatMap(drawAccount), ...turn])
}

/** Everything that needs somebody, the most urgent first. */
export function exceptionsModal(exceptions: ShownException[], whose: string, page: number): Modal {
  const { shown, at, pages } = pageOf(exceptions, PAGE.exceptions, page)
  const blocks = shown.length > 0 ? shown.map(drawException) : [paragraph('Nothing needs anybody’s action now.')]
  return modal('home.all_exceptions', whose === 'all' ? 'Needs action' : 'Needs your action', [
    ...blocks,
    ...pageButtons(TURN_EXCEPTIONS, whose, at, pages),
  ])
}
