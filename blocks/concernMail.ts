import { projectOf } from './digestHeadline.ts'
import { read, selectInput, textInput, type Values } from './inputs.ts'
import { clip, harmless, type Modal, modal, paragraph } from './kit.ts'
import { type Letter, noteLetter } from './letters.ts'
import { type Remembered, remember } from './under.ts'

/** Opens the form for a concern that came by e-mail. The value is the account's id. */
export const OPEN_MAILED = 'promises.log_mailed'
export const MAILED_VIEW = 'promises.log_mailed_view'
const WHO = 'promises.mailed_who'
const WHAT = 'promises.mailed_what'
export const MAILED = { who: WHO, what: WHAT } as const

/** For our own people: somebody of the customer who is not in Slack has written or called. `writers` are their names. */
export const mailedModal = (writers: string[], under: Remembered): Modal =>
  modal(
    MAILED_VIEW,
    'Concern by e-mail',
    [
      paragraph('The account owner is told at once and has to answer. Nothing is sent by this.'),
      selectInput(WHO, {
        label: 'Who is concerned?',
        choices: writers.map((name) => ({ value: choiceOf(name), text: choiceOf(name) })),
        initial: writers[0] && choiceOf(writers[0]),
      }),
      textInput(WHAT, {
        label: 'What concerns them?',
        hint: 'In their own words, where they wrote it.',
        multiline: true,
      }),
    ],
    { submit: 'Keep it', metadata: remember(under) },
  )

/** A choice and its value hold 75 characters (docs.slack.dev/reference/block-kit/composition-objects/option-object). */
const choiceOf = (name: string): string => clip(name, 75)

/** Who of the `writers` was chosen, and what was written. */
export const readMailed = (values: Values, writers: string[]): { who: string | undefined; what: string | null } => ({
  who: writers.find((name) => choiceOf(name) === read(values, WHO)),
  what: read(values, WHAT),
})

const LONGEST_QUOTE = 600

/** The answer to a concern, as whoever raised it reads it: the owner's words, and theirs. */
export function concernLetter(answer: {
  account: string
  title: string
  /** '12 November' */
  raisedOn: string
  what: string
  words: string
}): Letter {
  const head = `${projectOf(answer)}: our answer to your concern of ${answer.raisedOn}`
  const quote = `You told us: ${clip(answer.what.replace(/\s+/g, ' ').trim(), LONGEST_QUOTE)}`
  return noteLetter(head, { text: harmless([head, answer.words, quote].join('\n')), blocks: [] })
}
