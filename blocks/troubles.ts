import { actions, type Block, button, clip, harmless, type Message, paragraph } from './kit.ts'

/** A person looked, and the message of the delivery in the value is there. */
export const CONFIRM_SENT = 'delivery_is_there'
/** A person looked, and it is not. */
export const SEND_AGAIN = 'delivery_send_again'

/** A message that may not have reached Slack, or that Slack refused. */
export interface Trouble {
  deliveryId: string
  /** 'unknown': nobody knows whether it is there. 'failed': it is not. */
  state: 'unknown' | 'failed'
  /** A channel id, a user id for a direct message, or 'mailto:' and the address of a letter. */
  channel: string
  accountName: string | null
  /** When it was written, as the reader's clock shows it. */
  when: string
  /** Slack's code or our own sentence. */
  reason: string | null
  /** How the message begins; null for what is between Throughline and one person. */
  begins: string | null
  /** It stands in Slack as it was before; only the change did not arrive. */
  isChange: boolean
}

const BEGINS = 160
const REASONS: Record<string, string> = {
  not_in_channel: 'Throughline is not in that channel. Invite it there, then send the message again.',
  channel_not_found:
    'Slack does not show us that channel. Invite Throughline there, or correct the channel of the account.',
  is_archived: 'That channel is archived. Bring it back, or choose another channel for the account.',
  user_not_found: 'Slack does not know this person any more.',
  cannot_dm_bot: 'This is an app, not a person.',
  restricted_action: 'Your workspace does not let Throughline post there. An administrator can allow it.',
  missing_scope: 'Throughline lacks a permission for this. Install it again with the permissions of its manifest.',
  message_not_found: 'The message is not in Slack any more, so it cannot be changed.',
  cant_update_message: 'Slack does not let us change this message any more.',
}

/** Each with what happened, in a sentence, and what can be done about it: two blocks each. */
export const drawTroubles = (troubles: Trouble[]): Block[] =>
  troubles.flatMap((trouble) => [drawWords(trouble), drawButtons(trouble)])

function drawWords(trouble: Trouble): Block {
  const { channel, accountName, when, begins } = trouble
  const place = placeOf(channel)
  const bold = { bold: true }
  const words = [
    { type: 'text', text: accountName ? `${accountName}: a message to ` : 'A message to ', style: bold },
    place,
    { type: 'text', text: ` of ${when}\n${whatHappened(trouble)}` },
    ...(begins ? [{ type: 'text', text: `\n“${clip(asTyped(begins), BEGINS)}”`, style: { italic: true } }] : []),
  ]
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: words }] }
}

/** A message's text is kept harmless for mrkdwn; rich text shows it as it is. */
const asTyped = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

/** What a customer was not told, for whoever answers for the account: a message of its own, since Home waits to be opened. */
export function troubleMessage(kind: string, trouble: Omit<Trouble, 'deliveryId' | 'when' | 'begins'>): Message {
  const what = `${KINDS[kind] ?? 'A message'} for ${trouble.accountName ?? 'a customer'}`
  const said = trouble.isChange
    ? `${what} could not be changed in Slack.`
    : `${what} ${trouble.state === 'unknown' ? 'may not have arrived' : 'was not delivered'}.`
  const todo =
    trouble.state === 'unknown' ? 'Your Home has the buttons for it.' : 'Mend it, then press Send again on your Home.'
  const words = `${said} ${whatHappened(trouble)} ${todo}`
  return { text: harmless(words), blocks: [paragraph(words)] }
}

/** The same message, once there is nothing left to mend. */
export function arrivedMessage(kind: string, accountName: string | null, channel: string): Message {
  const where = isLetter(channel) ? 'has been sent by e-mail' : 'is in Slack now'
  const words = `${KINDS[kind] ?? 'A message'} for ${accountName ?? 'a customer'} ${where}. There is nothing left to do.`
  return { text: harmless(words), blocks: [paragraph(words)] }
}

const KINDS: Record<string, string> = {
  digest: 'The weekly update',
  late_note: 'The note that the weekly update comes late',
  correction: 'A correction of the weekly update',
  pause_note: 'The note that the updates pause',
  closing_note: 'The closing note',
  contact_welcome: 'The welcome of somebody new',
  handoff_confirmations: 'What somebody new is asked to confirm',
}

const isLetter = (channel: string): boolean => channel.startsWith('mailto:')
const addressOf = (channel: string): string => channel.replace(/^mailto:/, '')

function placeOf(channel: string) {
  if (isLetter(channel)) return { type: 'text', text: addressOf(channel) }
  return /^[CG]/.test(channel) ? { type: 'channel', channel_id: channel } : { type: 'user', user_id: channel }
}

/** What became of a letter. */
function whatPostSays({ state, reason, channel }: Pick<Trouble, 'state' | 'reason' | 'channel'>): string {
  if (state === 'unknown')
    return `The mail server did not say whether it took the letter to ${addressOf(channel)}. Please ask whether it is there, then tell us.`
  if (reason === 'no_links')
    return 'It leads to a page of ours, and the page has no address any more. An administrator can set PUBLIC_URL and SECRET_KEY.'
  if (reason === 'no_mail_server') return 'No mail server is set any more. An administrator can set SMTP_URL.'
  return `The mail server would not take the letter to ${addressOf(channel)}: ${reason ?? 'it did not say why'}`
}

function whatHappened(trouble: Pick<Trouble, 'state' | 'reason' | 'isChange' | 'channel'>): string {
  const { state, reason, isChange } = trouble
  if (isLetter(trouble.channel)) return whatPostSays(trouble)
  if (state === 'unknown') {
    return 'Slack did not say whether it arrived, and we cannot look there ourselves. Please look, then tell us.'
  }
  const code = reason?.split(':')[0] ?? ''
  const why = REASONS[code] ?? (reason ? `Slack’s reason: ${reason}` : 'Slack gave no reason.')
  return isChange
    ? `It is there, but a change to it was refused. ${why}`
    : `It was refused, so nobody has read it. ${why}`
}

function drawButtons({ deliveryId, state, accountName, isChange }: Trouble): Block {
  const about = accountName ? ` (${accountName})` : ''
  const text = isChange
    ? 'The message that is in Slack is changed to what it should say.'
    : 'If it is there after all, people will read it twice. Please look first.'
  const confirm = { title: 'Send it again?', text, confirm: 'Send again', deny: 'Cancel' }
  const again = button(SEND_AGAIN, 'Send again', deliveryId, { label: `Send the message again${about}`, confirm })
  if (state === 'failed') return actions(`trouble_${deliveryId}`, again)
  return actions(
    `trouble_${deliveryId}`,
    button(CONFIRM_SENT, 'It is there', deliveryId, { label: `The message is there${about}` }),
    again,
  )
}
