import { read, textInput, type Values } from './inputs.ts'
import { type Block, button, clip, lines, list, type Modal, modal, paragraph, plain } from './kit.ts'

/** Opens what is to do, to be closed with what was done; the value is the exception's id. */
export const OPEN_EXCEPTION = 'exceptions.open'
export const CLOSE_VIEW = 'exceptions.close'
export const DONE = 'exceptions.done'

/** What needs somebody, as it is drawn. Days are written out: 'Mon 23 Nov'. */
export interface ShownException {
  id: string
  accountName: string
  cause: string
  action: string
  due: string
  overdue: boolean
}

const LONGEST_CAUSE = 600
const LONGEST_EVENT = 400
/** Rows of history that a form shows, the newest. */
const MOST_EVENTS = 12

/** One row: what is wrong on which account, what to do by when, and the button that closes it. One block. */
export const drawException = ({ id, accountName, cause, action, due, overdue }: ShownException): Block => ({
  type: 'section',
  text: plain(
    `${clip(accountName, 120)}: ${clip(cause, LONGEST_CAUSE)}\n${clip(action, LONGEST_CAUSE)} ${overdue ? 'Was due' : 'Due'} ${due}.`,
  ),
  accessory: button(OPEN_EXCEPTION, 'Done', id, { label: `Close: ${accountName}, ${cause}` }),
})

/** What it is, what happened to it, and one line to close it with. */
export function closingModal(exception: {
  id: string
  accountName: string
  cause: string
  action: string
  history: string[]
}): Modal {
  const { id, accountName, cause, action, history } = exception
  const events = history.slice(-MOST_EVENTS).map((event) => clip(event, LONGEST_EVENT))
  const blocks = [
    lines([{ text: clip(accountName, 150), bold: true }], clip(cause, LONGEST_CAUSE)),
    paragraph(action),
    ...(events.length > 0 ? [list('What happened', events)] : []),
    textInput(DONE, {
      label: 'What was done',
      multiline: true,
      max: 1_000,
      hint: 'It closes with these words. What needs no action any more closes by itself.',
    }),
  ]
  return modal(CLOSE_VIEW, 'What was done', blocks, { submit: 'Close it', metadata: id })
}

export const readDone = (values: Values): string | null => read(values, DONE)
