import { OPEN_HANDOFF } from './handoffs.ts'
import { actions, button, harmless, header, lines, type Message, note } from './kit.ts'
import { FORTNIGHTLY, STAY_WEEKLY } from './states.ts'

/** What our team reads when an account comes into another state. */
export interface StateNews {
  accountId: string
  accountName: string
  /** What has happened, the most important first. */
  title: string
  words: string[]
  /** Whether a handoff to success should be started from here. */
  offersHandoff: boolean
  /** Whom a fortnightly rhythm is offered to, and what became of it. */
  rhythm: { owner: string } | { decided: string } | null
  /** Why it stands where it stands, where that is not the team channel. */
  whyHere: string | null
}

export function stateNews(news: StateNews): Message {
  const { accountId, accountName, title, words, offersHandoff, rhythm, whyHere } = news
  const offer = rhythm && 'owner' in rhythm ? offerOf(rhythm.owner) : null
  const said = [...words, ...(rhythm && 'decided' in rhythm ? [rhythm.decided] : []), ...(offer ? [offer] : [])]
  const buttons = [
    ...(offersHandoff ? [button(OPEN_HANDOFF, 'Start the handoff', accountId, { style: 'primary' })] : []),
    ...(offer ? rhythmButtons(accountId, accountName) : []),
  ]
  return {
    text: harmless([title, ...said].join('\n')),
    blocks: [
      header(title),
      lines(...said),
      ...(buttons.length > 0 ? [actions(`state:${accountId}`, ...buttons)] : []),
      ...(whyHere ? [note(whyHere)] : []),
    ],
  }
}

const offerOf = (owner: string): string =>
  `${owner}, once things are calm many customers like to hear every second week. What suits this one?`

const rhythmButtons = (accountId: string, name: string) => [
  button(FORTNIGHTLY, 'Every second week', accountId, { label: `Every second week: ${name}` }),
  button(STAY_WEEKLY, 'Stay weekly', accountId, { label: `Stay weekly: ${name}` }),
]

export interface Resumed {
  account: string
  state: string
  /** When the buyer reads next, in words; null where no update is planned. */
  next: string | null
  answering: string[]
}

/** For whoever answers for an account: its pause is over. */
export function resumedNote({ account, state, next, answering }: Resumed): Message {
  const title = `${account} runs again (${state}).`
  const when = next
    ? `The buyer reads the next update on ${next}.`
    : 'No update is planned: Details, then Cadence, says why.'
  const who = answering.length > 0 ? `Asked for it: ${answering.join(', ')}.` : 'Nobody is asked: please name somebody.'
  const words = state === 'not started' ? [] : [when, who]
  return { text: harmless([title, ...words].join('\n')), blocks: [lines([{ text: title, bold: true }], ...words)] }
}
