import { type Organisation, together } from '#features/channels/model.ts'
import { type Block, button, clip, lines, list, type Modal, modal, note, paragraph } from './kit.ts'

/** Opens the form that names a channel and who reads there; its value is the account. */
export const CONFIRM_CHANNEL = 'channels.confirm'
export const CONFIRM_CHANNEL_VIEW = 'channels.confirm_view'

/** Slack lets 250 organisations share a channel. */
const MOST_NAMED = 40

export const confirmButton = (accountId: string, account: string) =>
  button(CONFIRM_CHANNEL, 'Confirm who reads', accountId, {
    style: 'primary',
    label: `Confirm who reads the updates: ${account}`,
  })

export interface ConfirmView {
  accountId: string
  account: string
  channel: string
  organisations: Organisation[]
  /** Of who reads there: only this is confirmed. */
  seal: string
  /** Whom of each organisation we know. */
  readers: { organisation: string; names: string[]; domains: string[] }[]
  /** What is different from what was confirmed before; null where nothing was. */
  change: { come: Organisation[]; gone: Organisation[] } | null
  before: { by: string; on: string } | null
  /** Others came or went while somebody read this. */
  again: boolean
}

const AGAIN = 'Who reads there has changed while you read this. Nothing was confirmed; please look once more.'

/** Names the channel and every organisation that reads there; sending it is the confirmation. */
export function confirmModal(view: ConfirmView): Modal {
  const { accountId, account, channel, organisations } = view
  const text = (words: string) => ({ type: 'text', text: words })
  const place = { type: 'channel', channel_id: channel }
  const shared = organisations.length > 0
  const opening = shared
    ? [text(`The updates of ${account} are posted in `), place, text('. These organisations read there, with ours:')]
    : [text(`The updates of ${account} are posted in `), place, text('. No other organisation reads there now.')]
  const blocks: Block[] = [
    ...(view.again ? [lines([{ text: AGAIN, bold: true }])] : []),
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: opening }] },
    ...(shared
      ? [
          list(
            'Who reads',
            organisations.slice(0, MOST_NAMED).map((one) => readerLine(one, view)),
          ),
        ]
      : []),
    ...(organisations.length > MOST_NAMED ? [note(`And ${organisations.length - MOST_NAMED} more.`)] : []),
    ...changeLines(view).map((line) => paragraph(line)),
    note('Everything for the customer is posted there: the weekly update, corrections, and notes that it is late.'),
    note('If somebody shares the channel with others later, nothing more is posted before you are asked again.'),
  ]
  const metadata = JSON.stringify({ accountId, seal: view.seal })
  return modal(CONFIRM_CHANNEL_VIEW, 'Who reads', blocks, { submit: 'Yes, post it there', metadata })
}

function readerLine(organisation: Organisation, { readers }: ConfirmView): string {
  const known = readers.find((one) => one.organisation === organisation.id)
  const people = [...(known?.names ?? []), ...(known?.domains ?? []).map((domain) => `@${domain}`)]
  const who = together([organisation]) ?? ''
  return clip(people.length > 0 ? `${capital(who)}: ${people.join(', ')}` : capital(who), 300)
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

function changeLines({ change, before }: ConfirmView): string[] {
  if (!change || !before) return []
  const come = together(change.come)
  const gone = together(change.gone)
  return [
    [
      `${before.by} confirmed this on ${before.on} for other readers.`,
      ...(come ? [`New since then: ${come}.`] : []),
      ...(gone ? [`Not there any more: ${gone}.`] : []),
    ].join(' '),
  ]
}

/** What was shown when somebody confirmed. */
export interface Confirming {
  accountId: string
  seal: string
}
export const readConfirming = (metadata: string): Confirming => JSON.parse(metadata) as Confirming
