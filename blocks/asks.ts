import { actions, type Block, button, clip, lines, type Modal, modal, note, paragraph } from './kit.ts'
import { pageButtons } from './pages.ts'
import { type Remembered, remember } from './under.ts'

/** Opens what is asked of the customer. The value is the digest's id. */
export const ASKS = 'digests.asks'
/** Somebody of the customer says that an ask is done, or wants to talk about it: the value is '<id> <turn>'. */
export const ASK_DONE = 'promises.ask_done'
export const ASK_DISCUSS = 'promises.ask_discuss'
export const TURN_ASKS = 'promises.turn_asks'
/** The owner opens an ask again that was called done by mistake. */
export const REOPEN_ASK = 'promises.ask_reopen'
const ASKS_VIEW = 'promises.asks_view'
const A_PAGE = 10

export interface AskRow {
  id: string
  turn: number
  what: string
  /** 'Tomás, by Wed 25 Nov' */
  asked: string
}

/** One row for each open ask, ten a page. `done` is the one that was closed just now. */
export function asksModal(rows: AskRow[], under: Remembered, page = 0, done: string | null = null): Modal {
  const pages = Math.max(1, Math.ceil(rows.length / A_PAGE))
  const at = Math.min(Math.max(page, 0), pages - 1)
  const shown = rows.slice(at * A_PAGE, (at + 1) * A_PAGE)
  const blocks: Block[] = [
    ...(done ? [lines([{ text: 'Done: ', bold: true }, { text: clip(done, 300) }]), note(THANKS)] : []),
    ...(rows.length === 0 ? [paragraph('We need nothing from you at present.')] : []),
    ...shown.flatMap(askRow),
    ...pageButtons(TURN_ASKS, under.accountId, at, pages),
  ]
  return modal(ASKS_VIEW, 'What we need from you', blocks, { metadata: remember(under) })
}

const THANKS = 'Thank you. Who closed it, and when, is on record; your contact can open it again.'

const askRow = ({ id, turn, what, asked }: AskRow): Block[] => {
  const about = clip(what, 50)
  return [
    lines([{ text: `${asked}: `, bold: true }, { text: clip(what, 2_900) }]),
    actions(
      `ask.${id}`,
      button(ASK_DONE, 'Done', `${id} ${turn}`, { label: `Done: ${about}` }),
      button(ASK_DISCUSS, 'Discuss', `${id} ${turn}`, { label: `Discuss: ${about}` }),
    ),
  ]
}

/** What a button of a row means. */
export function readTurn(value: string): { id: string; turn: number } {
  const [id = '', turn = ''] = value.split(' ')
  return { id, turn: /^\d+$/.test(turn) ? Number(turn) : -1 }
}
