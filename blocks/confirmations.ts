import { projectOf } from './digestHeadline.ts'
import { personInput, read, textInput, type Values } from './inputs.ts'
import {
  actions,
  type Block,
  button,
  harmless,
  header,
  lines,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
} from './kit.ts'

/** Opens the exact text that asks a newcomer; the handoff is the value. */
export const OPEN_ASK_NEWCOMER = 'handoff.newcomer.open'
export const ASK_NEWCOMER = 'handoff.newcomer.ask'
/** Pressed by the customer's newcomer; the item is the value. */
export const CONFIRM_ITEM = 'handoff.confirm'

/** What a customer's newcomer is asked to confirm. It holds nothing that is only for us. */
export interface Confirmations {
  accountName: string
  /** 'invoicing rollout' */
  title: string
  /** What somebody of ours wrote to welcome them; null where nobody did. */
  welcome: string | null
  /** The newcomer's first name; empty where only an address is known. */
  newcomer: string
  /** Who answers their questions. */
  owner: string
  points: { itemId: string; version: number; words: string; confirmedOn: string | null }[]
}

const ASKING = 'Please tell us when each of these is so. Only you can, and there is no hurry: take the time you need.'
const THANKING = 'Thank you: everything is confirmed.'
const SETTLED = 'This is settled; there is nothing left to confirm.'

/** 'Calder Freight · invoicing rollout' */
export const headOf = ({ accountName, title }: Confirmations): string => projectOf({ account: accountName, title })
export const pointOf = ({ words, confirmedOn }: Confirmations['points'][number]): string =>
  confirmedOn ? `${words} Confirmed on ${confirmedOn}.` : words
export function leadOf({ points, welcome, newcomer }: Confirmations): string {
  if (points.length === 0) return SETTLED
  const lead = points.every(({ confirmedOn }) => confirmedOn) ? THANKING : ASKING
  return welcome ? lead : `${greeting(newcomer)} ${lead}`
}
const greeting = (newcomer: string): string => (newcomer ? `Welcome, ${newcomer}.` : 'Welcome.')
/** The welcome with an end of its own; what was settled welcomes nobody. */
const welcomeOf = ({ welcome, points }: Confirmations): string[] => (welcome && points.length > 0 ? [welcome] : [])
const contactOf = ({ owner }: Confirmations): string => `Questions? ${owner} is glad to help.`

/** The one message in the buyer channel in which the newcomer confirms; it changes as they do. */
export function confirmationsMessage(asked: Confirmations): Message {
  const points = asked.points.flatMap((point) => {
    const confirm = button(CONFIRM_ITEM, 'Yes, that is so', point.itemId, { label: `Confirm: ${point.words}` })
    return [paragraph(pointOf(point), point.confirmedOn ? undefined : confirm)]
  })
  const words = [...asked.points.map(pointOf)]
  return {
    text: harmless(
      [`${headOf(asked)}: ${[...welcomeOf(asked), leadOf(asked)].join('\n')}`, ...words, contactOf(asked)].join('\n'),
    ),
    blocks: [
      header(headOf(asked)),
      ...welcomeOf(asked).map((text) => paragraph(text)),
      paragraph(leadOf(asked)),
      ...points,
      note(contactOf(asked)),
    ],
  }
}

/** What the newcomer will read, word for word, before somebody of ours sends it; `address`: by e-mail. */
export const askNewcomerModal = (asked: Confirmations, handoffId: string, address: string | null = null): Modal =>
  modal(
    ASK_NEWCOMER,
    'Ask the newcomer',
    [
      paragraph(
        address
          ? `This is sent to ${address}, word for word, with a link for them alone: on its page each point has a button. A link that was sent before works no more.`
          : 'This is what the customer reads in their channel, word for word. Each point gets a button.',
      ),
      lines(
        [{ text: headOf(asked), bold: true }],
        ...welcomeOf(asked),
        leadOf(asked),
        ...asked.points.map((point) => `• ${pointOf(point)}`),
        contactOf(asked),
      ),
    ],
    { submit: 'Send it', metadata: handoffId },
  )

/** Opens the form in which an administrator accepts although something is open; the handoff is the value. */
export const OPEN_OVERRIDE = 'handoff.override.open'
export const OVERRIDE = 'handoff.override'
export const REASON_FIELD = 'handoff.override.reason'

export const overrideModal = (title: string, open: string[], handoffId: string): Modal =>
  modal(
    OVERRIDE,
    'Accept all the same',
    [
      lines([{ text: title, bold: true }], 'Still open:', ...open.map((item) => `• ${item}`)),
      textInput(REASON_FIELD, {
        label: 'Why it is accepted all the same',
        hint: 'It stays on record with your name, and everybody reads it on the checklist.',
        multiline: true,
        max: 500,
      }),
    ],
    { submit: 'Accept', metadata: handoffId },
  )

export const readReason = (values: Values): string | null => read(values, REASON_FIELD)

/** Opens the form of who gives and who receives; the handoff is the value. */
export const OPEN_PARTIES = 'handoff.parties.open'
export const CHANGE_PARTIES = 'handoff.parties'
const GIVER = 'handoff.parties.giver'
const RECEIVER = 'handoff.parties.receiver'
export const PARTY_FIELDS = { giver: GIVER, receiver: RECEIVER }

export const partiesModal = (title: string, { giver, receiver }: Parties, handoffId: string): Modal =>
  modal(
    CHANGE_PARTIES,
    'Who gives and receives',
    [
      lines([{ text: title, bold: true }]),
      personInput(GIVER, { label: 'Who gives', initial: giver }),
      personInput(RECEIVER, {
        label: 'Who receives',
        initial: receiver,
        hint: 'Accepts last, when everything is done.',
      }),
    ],
    { submit: 'Save', metadata: handoffId },
  )

export interface Parties {
  giver: string
  receiver: string
}

export const readParties = (values: Values): Parties => ({
  giver: read(values, GIVER) ?? '',
  receiver: read(values, RECEIVER) ?? '',
})

/** What some may do with a handoff as a whole. */
export function steering(handoffId: string, title: string, may: { steer?: boolean; override?: boolean }): Block[] {
  const parties = button(OPEN_PARTIES, 'Who gives and receives', handoffId, {
    label: `Who gives and receives: ${title}`,
  })
  const override = button(OPEN_OVERRIDE, 'Accept all the same…', handoffId, { label: `Accept all the same: ${title}` })
  const shown = [...(may.steer ? [parties] : []), ...(may.override ? [override] : [])]
  return shown.length > 0 ? [actions(`handoff.steering:${handoffId}`, ...shown)] : []
}
