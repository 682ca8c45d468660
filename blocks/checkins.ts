import { SNOOZE_HOURS as HOURS_OFF, type Snooze, STATUS_NAMES, type Status } from '#features/checkins/model.ts'
import {
  actions,
  type Block,
  button,
  clip,
  harmless,
  type Line,
  lines,
  list,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
  type Span,
} from './kit.ts'

/** Opens the check-in form; the value is the round's id. */
export const OPEN_CHECKIN = 'checkin.open'
/** Opens the one line of "Nothing changed"; the value is the round's id. */
export const OPEN_REPEAT = 'checkin.repeat'
/** Opens the form of "I'm away until…". */
export const OPEN_AWAY = 'checkin.away'
/** Ends the absence of whoever presses it. */
export const COME_BACK = 'checkin.back'
/** Put off the reminder whose instant is the value. */
export const SNOOZE_HOURS = 'checkin.snooze_hours'
export const SNOOZE_TOMORROW = 'checkin.snooze_tomorrow'

/** With two blocks an account this stays below Slack's 50 blocks a message. */
const MOST_LISTED = 20
const BESIDES = 'Also waiting for you, in handoffs'
const LONGEST_NAME = 120
const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']

export interface AskedAccount {
  roundId: string
  name: string
  /** Of this answer where there is one, else of last week; null in a first week. */
  status: Status | null
  /** '9 Dec' */
  goLive: string | null
  /** 'Thu 15:00', where the person is. */
  closes: string
  closed: boolean
  answered: boolean
  /** Who got what was said after the close; null where nothing was. */
  lateTo?: string | null
  mayRepeat: boolean
  /** Only every second week is asked about. */
  fortnightly?: boolean
  /** A later week has closed, too: nothing can be added here any more. */
  isOver?: boolean
}
export interface Question {
  greeting: string
  accounts: AskedAccount[]
  /** 'Mon 30 Nov', the first day back of whoever is away. */
  away: string | null
  /** What else waits for the person that day. */
  besides?: string[]
}

/** How a reminder may be put off, and until when it was ('Thu 11:00'). */
export interface SnoozeOffer {
  /** The instant of the reminder, ISO. */
  at: string
  until: string | null
  choices: Snooze[]
}

const number = (count: number): string => NUMBERS[count] ?? String(count)
const accountsIn = (count: number): string => `${number(count)} account${count === 1 ? '' : 's'}`
const shared = (accounts: AskedAccount[]): string | undefined =>
  new Set(accounts.map(({ closes }) => closes)).size === 1 ? accounts[0]?.closes : undefined
const wordOf = (status: Status): string => STATUS_NAMES[status].toLowerCase()

/** The one message that asks for all accounts due, and turns into the thank-you as they are answered. */
export function drawQuestion(question: Question): Message {
  return drawMessage(titleOf(question), question.accounts, drawPresence(question), besidesOf(question))
}

/** So many lines stand in a question; the rest is on Home. */
const MOST_BESIDES = 8

function besidesOf({ besides = [] }: Question): string[] {
  const left = besides.length - MOST_BESIDES
  const rest = left > 0 ? [`and ${left} more, on the Home tab`] : []
  return [...besides.slice(0, MOST_BESIDES).map((words) => clip(words, 200)), ...rest]
}

/** What remains of a question about accounts that are somebody else's now. */
export const drawNothingLeft = (): Message =>
  drawMessage('You are not asked about these accounts any more. There is nothing to do.', [])

function drawPresence({ accounts, away }: Question): Block[] {
  if (!accounts.some(({ answered, closed }) => !answered && !closed)) return []
  return [
    actions(
      'checkin.presence',
      away ? button(COME_BACK, 'I’m back', 'now') : button(OPEN_AWAY, 'I’m away until…', 'now'),
    ),
  ]
}

/** One line about what is still open, with the buttons to answer it. */
export function drawReminder(accounts: AskedAccount[], offer: SnoozeOffer | null = null): Message {
  const waiting = accounts.filter(({ answered }) => !answered)
  if (waiting.length === 0) return drawMessage('Thank you, everything is answered.', [])
  const open = waiting.filter(({ closed }) => !closed)
  if (open.length === 0) return drawMessage('This week is closed.', waiting)
  const until = shared(open)
  const what = open.length === 1 ? 'One account is' : `${number(open.length)} accounts are`
  const minutes = open.length === 1 ? 'About a minute.' : 'About a minute each.'
  const again = offer?.until ? ` You will be reminded again ${offer.until}.` : ''
  const title = `${what} still open${until ? ` until ${until} your time` : ''}. ${minutes}${again}`
  return drawMessage(title, open, offer ? drawSnooze(offer) : [])
}

function drawSnooze({ at, choices }: SnoozeOffer): Block[] {
  const buttons = {
    hours: button(SNOOZE_HOURS, `Remind me in ${HOURS_OFF} hours`, at),
    tomorrow: button(SNOOZE_TOMORROW, 'Remind me tomorrow', at),
  }
  return choices.length > 0 ? [actions('checkin.snooze', ...choices.map((choice) => buttons[choice]))] : []
}

function titleOf({ greeting, accounts, away }: Question): string {
  const open = accounts.filter(({ answered }) => !answered)
  const until = shared(accounts)
  if (open.length === 0) return thanks(accounts, until)
  if (open.every(({ closed }) => closed)) {
    return `This week closed${until ? ` on ${until}` : ''}. An answer now is late: it goes to the account owner, who decides what becomes of it.`
  }
  if (away)
    return `You are away until ${away}: you are neither asked nor reminded. Whatever still has time then is asked when you are back.`
  const by = until ? `by ${until} your time` : 'by the time beside each'
  if (open.length < accounts.length) {
    return `Thank you. ${number(accounts.length - open.length)} answered, ${number(open.length).toLowerCase()} to go. Please answer ${by}.`
  }
  const minute = open.length === 1 ? 'about a minute' : 'about a minute each'
  return `${greeting}. ${accountsIn(open.length)} this week, ${minute}. Please answer ${by}.`
}

function thanks(accounts: AskedAccount[], until: string | undefined): string {
  const all =
    accounts.length === 1
      ? 'Answered'
      : accounts.length === 2
        ? 'Both answered'
        : `All ${number(accounts.length).toLowerCase()} answered`
  if (accounts.every(({ closed }) => closed)) return `Thank you. ${all}; the week is closed.`
  return `Thank you. ${all}; you can edit ${until ? `until ${until}` : 'each until its close'}.`
}

function drawMessage(title: string, accounts: AskedAccount[], end: Block[] = [], besides: string[] = []): Message {
  const listed = accounts.slice(0, MOST_LISTED)
  const more = accounts.length - listed.length
  const rest = more > 0 ? [`… and ${more} more, on the Home tab.`] : []
  const alone = shared(accounts) !== undefined
  const told = listed.map((account) => lineOf(account, alone))
  return {
    text: harmless(
      [title, ...told.map(toText), ...rest, ...(besides.length > 0 ? [BESIDES, ...besides] : [])].join('\n'),
    ),
    blocks: [
      paragraph(title),
      ...listed.flatMap((account, index) => [lines(told[index]!), ...buttonsOf(account)]),
      ...rest.map((text) => note(text)),
      ...(besides.length > 0 ? [list(BESIDES, besides)] : []),
      ...end,
    ],
  }
}

const toText = (line: Line): string => (typeof line === 'string' ? line : line.map(({ text }) => text).join(''))

function lineOf(account: AskedAccount, alone: boolean): Span[] {
  const { name, status, goLive, closes, answered, closed, lateTo, fortnightly } = account
  const deadline = alone ? '' : answered ? ` Editable until ${closes}.` : ` Please answer by ${closes}.`
  const standing = status ? { text: wordOf(status), italic: true } : undefined
  const start = { text: clip(name, LONGEST_NAME), bold: true }
  const last = fortnightly ? ': last time ' : ': last week '
  const before = answered ? ': answered' : standing ? last : ': first week'
  const date = goLive && !answered ? `, go-live ${goLive}` : ''
  const passed = lateTo ? ` What you sent after the close went to ${lateTo}, who decides what becomes of it.` : ''
  const end = (closed && !alone ? ` Closed on ${closes}.` : closed ? '' : deadline) + passed
  const comma = answered && standing ? [{ text: ', ' }] : []
  return [start, { text: before }, ...comma, ...(standing ? [standing] : []), { text: `${date}.${end}` }]
}

function buttonsOf({ roundId, name, answered, closed, mayRepeat, isOver }: AskedAccount): Block[] {
  if (isOver) return []
  const open = answered
    ? button(OPEN_CHECKIN, 'Edit', roundId, { label: `Edit ${name}` })
    : button(OPEN_CHECKIN, 'Check in', roundId, { style: 'primary', label: `Check in for ${name}` })
  const repeat = mayRepeat && !answered && !closed
  const same = button(OPEN_REPEAT, 'Nothing changed', roundId, { label: `Nothing changed for ${name}` })
  return [actions(`checkin.${roundId}`, open, ...(repeat ? [same] : []))]
}

/** What follows a late answer. */
export const drawLateThanks = (sentence: string): Modal =>
  modal('checkin.late', 'Weekly check-in', [paragraph(sentence)])
