import type { ConcernState } from '#features/promises/model.ts'
import { radioInput, read, selectInput, textInput, type Values } from './inputs.ts'
import { actions, type Block, button, clip, divider, lines, type Modal, modal, note, paragraph } from './kit.ts'
import { pageButtons } from './pages.ts'
import { type Remembered, remember, saidModal } from './under.ts'

/** Opens somebody's concerns, or the form for a first one. The value is the digest's id. */
export const CONCERNS = 'digests.concerns'
export const RAISE_ANOTHER = 'promises.raise_another'
export const RAISE_VIEW = 'promises.raise_view'
export const TURN_CONCERNS = 'promises.turn_concerns'
/** Pressed by whoever raised it: the value is '<id> <turn>'. */
export const RESOLVED = 'promises.concern_resolved'
export const NOT_YET = 'promises.concern_not_yet'
export const NOT_YET_VIEW = 'promises.not_yet_view'
/** In the menu of a message, for our own people. */
export const LOG_CONCERN = 'promises.log_concern'
export const LOG_VIEW = 'promises.log_view'
const LIST_VIEW = 'promises.concerns_view'
const WHAT = 'promises.what'
const WHERE = 'promises.where'
const MISSING = 'promises.missing'
const ACCOUNT = 'promises.account'
const A_PAGE = 5

/** Who reads a private concern, in the words of whoever raises it. */
const few = (first: string | null): string =>
  first ? `Only ${first} and the colleagues who answer for you` : 'Only the people who answer for you'

/** What it is, and whether others may read it. How grave it is, nobody has to say. */
export const raiseModal = (first: string | null, under: Remembered): Modal =>
  modal(
    RAISE_VIEW,
    'Raise a concern',
    [
      paragraph(
        `${first ?? 'Your contact'} is told at once and has to answer. It stays open until you say that it is resolved.`,
      ),
      textInput(WHAT, { label: 'What concerns you?', multiline: true }),
      radioInput(WHERE, {
        label: 'Who may read it?',
        choices: [
          { value: 'private', text: few(first) },
          { value: 'public', text: 'It may stand in the weekly update' },
        ],
        initial: 'private',
      }),
    ],
    { submit: 'Raise it', metadata: remember(under) },
  )

export const readConcern = (values: Values): { what: string | null; public: boolean } => ({
  what: read(values, WHAT),
  public: read(values, WHERE) === 'public',
})
export const WHAT_FIELD = WHAT

/** `answerBy`: 'Mon 23 Nov' */
export const raisedModal = (first: string | null, answerBy: string): Modal =>
  saidModal(
    'Thank you',
    `${first ?? 'Your contact'} knows. An answer is due by ${answerBy}.`,
    'You find this, and the answer, under Raise a concern below any weekly update. It stays open until you say that it is resolved.',
  )

export interface ConcernRow {
  id: string
  turn: number
  what: string
  state: ConcernState
  /** '12 November' */
  raisedOn: string
  /** Who raised it, where it was somebody else; they let everybody read it. */
  by: string | null
  public: boolean
  /** Who of us made it of a message. */
  loggedBy: string | null
  /** 'Mon 23 Nov' */
  dueOn: string
  words: { who: string; on: string; said: string; words: string | null }[]
  maySettle: boolean
}

/** Somebody's own concerns with what was answered, five a page, and a way to raise another. */
export function concernsModal(rows: ConcernRow[], first: string | null, under: Remembered, page = 0): Modal {
  const pages = Math.max(1, Math.ceil(rows.length / A_PAGE))
  const at = Math.min(Math.max(page, 0), pages - 1)
  const blocks: Block[] = [
    ...rows.slice(at * A_PAGE, (at + 1) * A_PAGE).flatMap((row) => [...concernRow(row, first), divider()]),
    ...pageButtons(TURN_CONCERNS, under.accountId, at, pages),
    actions('another', button(RAISE_ANOTHER, 'Raise another concern', under.accountId)),
  ]
  return modal(LIST_VIEW, 'Your concerns', blocks, { metadata: remember(under) })
}

/** A form holds 100 blocks: of a concern that was talked about very often, the last words. */
const MOST_WORDS = 6

function concernRow(row: ConcernRow, first: string | null): Block[] {
  const readers = row.public ? 'It may stand in the weekly update' : `${few(first)} read this`
  const made = row.loggedBy ? ` ${row.loggedBy} kept it from your message.` : ''
  const earlier = row.words.length - MOST_WORDS
  return [
    lines([{ text: row.by ? `${row.raisedOn}, raised by ${row.by}` : row.raisedOn, bold: true }]),
    paragraph(row.what),
    note(`${readers}.${made}`),
    ...(earlier > 0 ? [note(`${earlier} earlier ${earlier === 1 ? 'word is' : 'words are'} kept.`)] : []),
    ...row.words.slice(-MOST_WORDS).flatMap(wordRow),
    lines(standingOf(row)),
    ...settleButtons(row),
  ]
}

const wordRow = ({ who, on, said, words }: ConcernRow['words'][number]): Block[] => [
  lines([{ text: `${who}, ${on}: `, bold: true }, { text: said }]),
  ...(words ? [paragraph(words)] : []),
]

function standingOf({ state, dueOn, by, maySettle }: ConcernRow): string {
  if (state === 'resolved') return by ? `Resolved, as ${by} said.` : 'Resolved, as you said.'
  const who = by && !maySettle ? `${by} says` : 'you say'
  return state === 'answered' ? `It is open until ${who} that it is resolved.` : `An answer is due by ${dueOn}.`
}

function settleButtons({ id, turn, state, what, maySettle }: ConcernRow): Block[] {
  if (!maySettle) return []
  const value = `${id} ${turn}`
  const about = clip(what, 45)
  const resolved = button(RESOLVED, 'It is resolved', value, { label: `It is resolved: ${about}` })
  const notYet = (text: string) => button(NOT_YET, text, value, { label: `${text}: ${about}` })
  if (state === 'resolved') return [actions(`concern.${id}`, notYet('Open it again'))]
  return [actions(`concern.${id}`, resolved, ...(state === 'answered' ? [notYet('Not yet')] : []))]
}

/** Why it is not resolved, if they like to say. */
export const notYetModal = (first: string | null, what: string, under: Remembered): Modal =>
  modal(
    NOT_YET_VIEW,
    'Not resolved yet',
    [
      paragraph(what),
      textInput(MISSING, { label: 'What is still missing?', optional: true, multiline: true }),
      note(`${first ?? 'Your contact'} is told at once and has to answer anew.`),
    ],
    { submit: 'Keep it open', metadata: remember(under) },
  )

export const readMissing = (values: Values): string | null => read(values, MISSING)

/** For our own people: a customer's message becomes a concern of whoever wrote it. */
export const logModal = (
  author: string,
  text: string,
  accounts: { id: string; name: string }[],
  under: Remembered,
): Modal =>
  modal(
    LOG_VIEW,
    'Log as concern',
    [
      paragraph(
        `The account owner is told at once and has to answer. Nothing is posted. ${author} finds it under Raise a concern, and says when it is resolved.`,
      ),
      ...(accounts.length > 1
        ? [
            selectInput(ACCOUNT, {
              label: 'Account',
              choices: accounts.map(({ id, name }) => ({ value: id, text: name })),
              initial: under.accountId,
            }),
          ]
        : []),
      textInput(WHAT, { label: `What concerns ${author}?`, multiline: true, initial: clip(text, 3_000) }),
    ],
    { submit: 'Log it', metadata: remember(under) },
  )

export const readLogged = (values: Values): { accountId: string | null; what: string | null } => ({
  accountId: read(values, ACCOUNT),
  what: read(values, WHAT),
})
