import { dateInput, read, textInput, type Values } from './inputs.ts'
import { type Block, divider, harmless, lines, type Message, type Modal, modal, note, paragraph } from './kit.ts'

export const OPEN_PAUSE = 'state_pause'
export const PAUSE_VIEW = 'state_pause_day'
export const PAUSE_CONFIRM = 'state_pause_confirm'
export const RESUME = 'state_resume'
export const RESUME_CONFIRM = 'state_resume_confirm'
export const OPEN_END = 'state_end'
export const END_VIEW = 'state_end_words'
export const END_CONFIRM = 'state_end_confirm'
/** Publishes the account in its value every second week from now on, or leaves it weekly. */
export const FORTNIGHTLY = 'state_fortnightly'
export const STAY_WEEKLY = 'state_weekly'
export const UNTIL = 'state_until'
export const WORDS = 'state_words'

/** A closing note is kept in the form's metadata until it is confirmed, which holds 3,000 characters with its marks. */
const LONGEST_NOTE = 2000

/** Where the customer reads, for whoever is about to tell them something. */
export interface Place {
  channel: string | null
  email: string | null
  /** A letter goes to the address by itself. */
  sends: boolean
}

/** An account and whoever answers for it, as the customer knows them. */
export interface Named {
  account: string
  title: string
  /** The name of the account's owner. */
  contact: string | null
}

const titleOf = ({ account, title }: Named): string => (title ? `${account} · ${title}` : account)

/** The first line names the account: several may be read in one channel. */
function noteOf(named: Named, words: string[]): Message {
  const title = titleOf(named)
  return { text: harmless([title, ...words].join('\n')), blocks: [lines([{ text: title, bold: true }], ...words)] }
}

/** What the buyer reads once when the updates pause. `next` is the next update's day, in words; else `until` is told. */
export const pauseNote = (named: Named, until: string, next: string | null): Message =>
  noteOf(named, [
    `The updates on this project pause now. ${next ? `The next one comes on ${next}` : `They begin again on ${until}`}; until then there are none.`,
    named.contact ? `If you need us before, call ${named.contact}.` : 'If you need us before, please call us.',
  ])

/** What the buyer reads once when a pause ends before the day they were told. `next` is the next update's, in words. */
export const resumeNote = (named: Named, next: string): Message =>
  noteOf(named, [
    `The updates on this project begin again now, earlier than we had said. The next one comes on ${next}.`,
    named.contact
      ? `If you would like to talk before, call ${named.contact}.`
      : 'If you would like to talk before, please call us.',
  ])

/** The last word to the buyer, as the owner wrote it. */
export const closingNote = (named: Named, words: string): Message => noteOf(named, words.split('\n'))

export const closingDraft = ({ contact }: Named, reached: string | null): string =>
  [
    'This was our last update on this project.',
    ...(reached ? [reached] : []),
    `Thank you for the work we did together. ${contact ? `If something comes up, call ${contact}.` : 'If something comes up, please call us.'}`,
  ].join('\n')

export function pauseModal(accountId: string, name: string): Modal {
  const blocks = [
    paragraph(`While ${name} is paused, nobody is asked and the customer hears nothing. It runs again by itself.`),
    dateInput(UNTIL, { label: 'Runs again from', hint: 'The next update is the first that is due from that day on.' }),
    note('Next you see what the customer is told, word for word.'),
  ]
  return modal(PAUSE_VIEW, 'Pause', blocks, { submit: 'Next', metadata: accountId })
}

export const readUntil = (values: Values): string | null => read(values, UNTIL)

export interface PausePreview {
  accountId: string
  until: string
  untilWords: string
  place: Place
  /** 'The update of Fri 20 Nov', which would be out before it runs again; null where there is none. */
  unposted: string | null
  /** Null where the customer has not heard from us yet, so there is nothing to take back. */
  message: Message | null
  /** Of the text that is shown: only this one is sent. */
  seal: string
}

export function pausePreview({ accountId, until, untilWords, place, message, seal, unposted }: PausePreview): Modal {
  const blocks = message
    ? [...shownTo(place), divider(), ...message.blocks, divider()]
    : [paragraph('The updates have not begun yet, so the customer is told nothing.')]
  const kept = unposted
    ? [note(`${unposted} will not be posted, also if approved: once it runs again you can approve it anew.`)]
    : []
  const ends = note(`It runs again by itself on ${untilWords}; you hear of it then.`)
  const submit = message && (place.channel || place.sends) ? 'Pause and tell them' : 'Pause'
  const metadata = JSON.stringify({ accountId, until, seal })
  return modal(PAUSE_CONFIRM, 'Pause', [...blocks, ...kept, ends], { submit, metadata })
}

/** Says where exactly what follows will be read. */
function shownTo({ channel, email, sends }: Place): Block[] {
  const text = (words: string) => ({ type: 'text', text: words })
  const there = channel
    ? [text('When you confirm, this is posted in '), { type: 'channel', channel_id: channel }, text(', word for word:')]
    : sends
      ? [text(`When you confirm, this is sent by e-mail to ${email}, word for word:`)]
      : [
          text(
            `Nothing can be posted for this customer now: they have no channel that is confirmed and can be used. Please send these words yourself${email ? ` to ${email}` : ''}:`,
          ),
        ]
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: there }] }]
}

export interface Pausing {
  accountId: string
  until: string
  seal: string
}
export const readPausing = (metadata: string): Pausing => JSON.parse(metadata) as Pausing

/** Its message is null where nothing was announced that is not kept, `next` where no update is planned. */
export type ResumePreview = Omit<PausePreview, 'until' | 'untilWords' | 'unposted'> & {
  account: string
  next: string | null
}

export function resumePreview({ accountId, account, next, place, message, seal }: ResumePreview): Modal {
  const told = message
    ? [...shownTo(place), divider(), ...message.blocks, divider()]
    : [paragraph('The customer is told nothing now.')]
  const when = next
    ? `${account} runs again at once. The buyer reads the next update on ${next}.`
    : `${account} runs again at once. No update is planned yet: Cadence says why.`
  const submit = message && (place.channel || place.sends) ? 'Resume and tell them' : 'Resume'
  return modal(RESUME_CONFIRM, 'Resume', [...told, note(when)], {
    submit,
    metadata: JSON.stringify({ accountId, seal }),
  })
}

export type Resuming = Pick<Pausing, 'accountId' | 'seal'>
export const readResuming = (metadata: string): Resuming => JSON.parse(metadata) as Resuming

export function endModal(accountId: string, name: string, draft: string): Modal {
  const label = 'Closing note'
  const hint = 'The customer reads this as it stands, under the name of the account. Please make it yours.'
  const blocks = [
    paragraph(`When ${name} ends, nobody is asked any more and no update follows. What was written stays on record.`),
    textInput(WORDS, { label, hint, initial: draft, multiline: true, max: LONGEST_NOTE }),
    note('Next you see the note as the customer will. Nothing is sent before you confirm it.'),
  ]
  return modal(END_VIEW, 'End', blocks, { submit: 'Next', metadata: accountId })
}

export const readWords = (values: Values): string => read(values, WORDS) ?? ''

export interface Ending {
  accountId: string
  words: string
}
/** Slack keeps 3,000 characters with a form; line ends and quotes count double. */
export const fitsForm = (ending: Ending): boolean => JSON.stringify(ending).length <= 3000
export const readEnding = (metadata: string): Ending => JSON.parse(metadata) as Ending

export function endPreview(ending: Ending, place: Place, message: Message, unposted: string | null): Modal {
  const blocks = [...shownTo(place), divider(), ...message.blocks, divider()]
  const submit = place.channel || place.sends ? 'Send and end' : 'End'
  return modal(
    END_CONFIRM,
    'End',
    [
      ...blocks,
      note(`${unposted ? `${unposted} will not be posted any more. ` : ''}After this the account is closed.`),
    ],
    {
      submit,
      metadata: JSON.stringify(ending),
    },
  )
}
