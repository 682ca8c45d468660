import type { ConcernState, ShownIn } from '#features/promises/model.ts'
import { read, readTicks, textInput, tickInput, type Values } from './inputs.ts'
import {
  actions,
  type Block,
  button,
  clip,
  harmless,
  lines,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
} from './kit.ts'

/** Opens a concern for whoever answers it. The value is its id. */
export const OPEN_CONCERN = 'promises.open_concern'
export const ANSWER_VIEW = 'promises.answer_view'
const ANSWER = 'promises.answer'
const LINE = 'promises.line'
const CLOSE = 'promises.close'
const SEND = 'promises.send'
const MOST_WORDS = 5
const LONGEST_WORDS = 600
const LONGEST_LINE = 150

/** A concern as our own people read it. */
export interface ConcernView {
  concernId: string
  account: string
  state: ConcernState
  public: boolean
  what: string
  /** 'Priya Shah' */
  raiser: string
  /** Their first name. */
  first: string
  loggedBy: string | null
  /** '12 November' */
  raisedOn: string
  /** 'Mon 23 Nov 11:00', on the reader's clock. */
  due: string
  /** Who was reminded before the reader was told; null where there is nobody. */
  owner: string | null
  line: string | null
  /** Where whoever raised it reads e-mail only: their address, and whether the reader may send a letter from here. */
  mail: { address: string | null; sends: boolean } | null
  /** Whoever raised it has left. */
  left: boolean
  /** Whether our own people may close it. */
  closable: boolean
  /** Who closed or settled it where that is not whoever raised it. */
  closedBy: string | null
  words: { who: string; on: string; said: string; words: string | null }[]
}

/** Why somebody is told: it is new, it is not resolved yet, or nobody has answered. */
export type Why = ShownIn['why']

/** The direct message about a concern. It changes in place with the concern. */
export function concernMessage(view: ConcernView, why: Why): Message {
  const title = `${view.account}: ${headline(view, why)}`
  const { state, words } = view
  const clipped = words.length > MOST_WORDS || words.some((one) => (one.words ?? '').length > LONGEST_WORDS)
  const rows = words.slice(-MOST_WORDS).map((one) => wordLine(one, LONGEST_WORDS))
  const advice = state === 'resolved' ? [] : [adviceFor(view)]
  const label =
    state === 'open' ? (view.mail ? 'Answer' : 'We did this') : state === 'answered' ? 'Add to the answer' : 'Read it'
  const spoken = rows.map((row) => row.map(({ text }) => text).join(''))
  return {
    text: harmless(clip([title, view.what, ...spoken, ...advice].join('\n'), 3_500)),
    blocks: [
      lines([{ text: title, bold: true }]),
      paragraph(view.what),
      note(readersOf(view)),
      ...rows.map((row) => lines(row)),
      ...(clipped ? [note('The button shows all that was said.')] : []),
      ...advice.map((text) => paragraph(text)),
      ...(state === 'resolved' ? [] : mailLink(view)),
      actions(
        `concern.${view.concernId}`,
        button(OPEN_CONCERN, label, view.concernId, {
          label: `${label}: concern of ${view.raiser}, ${view.account}`,
          ...(state === 'open' ? { style: 'primary' as const } : {}),
        }),
      ),
    ],
  }
}

/** What remains of a message where a later one shows the same concern. */
export function furtherDown({ account, raiser, raisedOn }: ConcernView): Message {
  const text = `${account}: the concern of ${raiser} of ${raisedOn} stands further down.`
  return { text: harmless(text), blocks: [paragraph(text)] }
}

function headline(
  { state, raiser, first, raisedOn, loggedBy, closedBy, due, owner, left, mail }: ConcernView,
  why: Why,
): string {
  if (state === 'resolved' && closedBy) return `${closedBy} closed the concern of ${raiser} of ${raisedOn}.`
  if (state === 'resolved') return `${raiser} says that the concern of ${raisedOn} is resolved.`
  if (state === 'answered')
    return left
      ? `the concern of ${raiser} is answered, and ${first} has left.`
      : `the concern of ${raiser} is answered. It is open until ${first} says that it is resolved.`
  if (why === 'raised' && mail && loggedBy) return `${loggedBy} tells of a concern of ${raiser}.`
  if (why === 'raised')
    return loggedBy ? `${loggedBy} logged a message of ${raiser} as a concern.` : `${raiser} raised a concern.`
  if (why === 'not_yet') return `${raiser} says that the concern of ${raisedOn} is not resolved yet.`
  const waits = `the concern of ${raiser} of ${raisedOn} should have been answered by ${due}.`
  return why === 'owner' ? waits : `${waits} ${owner ? `${owner} was reminded.` : 'The account has no owner.'}`
}

/** What a mail program opens with one press. */
function mailLink({ account, mail }: ConcernView): Block[] {
  if (!mail?.address) return []
  const url = `mailto:${encodeURIComponent(mail.address).replace('%40', '@')}?subject=${encodeURIComponent(`${account}: your concern`)}`
  return [lines([{ text: `Write to ${mail.address} yourself`, url }])]
}

const readersOf = ({ public: open, first }: ConcernView): string =>
  open ? `${first} lets it stand in the weekly update.` : 'Private: it is not shown to anybody else of the customer.'

function adviceFor({ state, first, due, left, closable, mail }: ConcernView): string {
  if (mail && !left) return adviceByMail(state, first, due, mail.sends)
  if (closable) return `${first} has left. Once it is dealt with, close it here with what was done.`
  if (left) return `${first} has left. It is public, so the senior buyer can say that it is resolved.`
  if (state === 'answered') return `Ask ${first} whether it is resolved; only ${first} can say so.`
  return `Please answer ${first} in person or by phone by ${due}, and then say here what you did: ${first} reads it under Raise a concern.`
}

function adviceByMail(state: ConcernState, first: string, due: string, sends: boolean): string {
  if (state === 'answered') return `Once ${first} has said that it is resolved, close it here with what ${first} said.`
  const here = sends ? 'with Answer, which sends your words as a letter, or ' : ''
  return `${first} is not in Slack. Please answer by ${due}, ${here}by e-mail, by phone or in person, and then say here what you did.`
}

const wordLine = ({ who, on, said, words }: ConcernView['words'][number], most: number) => [
  { text: `${who}, ${on}: `, bold: true },
  { text: words ? `${said} ${clip(words, most)}`.trim() : said },
]

/** The whole concern, and where what was done is written down. */
export function answerModal(view: ConcernView, metadata: string): Modal {
  const history: Block[] = view.words.slice(-MOST_IN_FORM).map((one) => lines(wordLine(one, 3_000)))
  const earlier = view.words.length - MOST_IN_FORM
  const blocks = [
    lines([{ text: `${view.account}: ${view.raiser}, ${view.raisedOn}`, bold: true }]),
    paragraph(view.what),
    note(readersOf(view)),
    ...(earlier > 0 ? [note(`${earlier} earlier words are kept.`)] : []),
    ...history,
  ]
  if (view.state === 'resolved') return modal(ANSWER_VIEW, 'Concern', blocks)
  return modal(ANSWER_VIEW, 'Concern', [...blocks, ...answerInputs(view)], { submit: 'Keep the answer', metadata })
}

const MOST_IN_FORM = 60

function answerInputs(view: ConcernView): Block[] {
  const { first, raisedOn, public: open, line, left, closable, mail } = view
  if (mail && !left) return mailInputs(first, mail)
  const answer = textInput(ANSWER, {
    label: 'We did this',
    hint: left
      ? `${first} has left. What you write is kept with the concern.`
      : `${first} reads this, as you write it, under Raise a concern. Please tell ${first} first, in person or by phone: nothing is sent.`,
    multiline: true,
  })
  const close = tickInput(CLOSE, {
    label: 'Close it',
    hint: `Only ${first} could say that it is resolved, and has left. What you wrote above stays as the reason.`,
    optional: true,
    choices: [{ value: 'close', text: 'This closes the concern' }],
  })
  if (!open) return closable ? [answer, close] : [answer]
  const said = textInput(LINE, {
    label: 'What the weekly update says of it',
    hint: `It stands there as “Concern of ${raisedOn}: …; open until you say so”, and everybody in the channel reads it.`,
    optional: true,
    initial: line,
    max: LONGEST_LINE,
    placeholder: 'draft sent',
  })
  return [answer, said]
}

function mailInputs(first: string, { address, sends }: NonNullable<ConcernView['mail']>): Block[] {
  const words = textInput(ANSWER, {
    label: sends ? 'Your answer, or what you did' : 'We did this',
    hint: sends
      ? `With the tick below ${first} reads exactly these words, with the concern under them. Without it they are kept for us.`
      : `Kept for us: nothing is sent. Please tell ${first} first, by e-mail, by phone or in person.`,
    multiline: true,
  })
  const send = tickInput(SEND, {
    label: 'As a letter',
    optional: true,
    choices: [{ value: 'send', text: clip(`Send these words to ${address}`, 75) }],
  })
  const close = tickInput(CLOSE, {
    label: 'Close it',
    hint: `Only once ${first} has said that it is resolved. What you wrote above stays as the reason; it is not sent.`,
    optional: true,
    choices: [{ value: 'close', text: 'This closes the concern' }],
  })
  return sends ? [words, send, close] : [words, close]
}

export const ANSWER_FIELD = ANSWER
export interface TypedAnswer {
  words: string | null
  line: string | null
  closes: boolean
  sends: boolean
}

export const readAnswer = (values: Values): TypedAnswer => ({
  words: read(values, ANSWER),
  sends: readTicks(values, SEND).includes('send'),
  closes: readTicks(values, CLOSE).includes('close'),
  line: read(values, LINE),
})
