import { OPEN_ACCOUNT } from './home.ts'
import { type Block, button, harmless, type Message, note, paragraph } from './kit.ts'

/** An update that breaks its promise, or was about to, and where it stands by now. */
export interface Breaking {
  accountId: string
  account: string
  /** 'Fri 20 Nov', of which it is. */
  day: string
  /** Who approves it and calls; null where nobody answers for the account. */
  owner: string | null
  /** Whoever reads this approves it, as nobody else is there. */
  isYours: boolean
  /** 'Mon 30 Nov', where whoever approves it is away. */
  awayUntil: string | null
  standing: /** `at` is when the buyer hears that it is late: 'Mon 23 Nov 09:30'. */
    | { is: 'unapproved'; at: string }
    | { is: 'unconfirmed' | 'late' | 'published' | 'settled' }
    | { is: 'approved'; by: string | null }
    /** `on`: the day of the update with which it comes; `isOut`: that one has come. */
    | { is: 'merged'; on: string; isOut: boolean }
}

/** A message holds 50 blocks (docs.slack.dev/reference/block-kit/blocks), and one more says what is left. */
const MOST = 40

/** For whoever leads: every update that is about to break its promise, in one message that changes in place. */
export function leaderWarning(breaking: Breaking[]): Message {
  const shown = breaking.slice(0, MOST)
  const left = breaking.length - shown.length
  const more = left > 0 ? [`And ${left} more: /throughline status names your accounts.`] : []
  return {
    text: [...shown.map(sentenceOf), ...more].map(harmless).join('\n'),
    blocks: [...shown.map(drawBreaking), ...more.map((words) => note(words))],
  }
}

function drawBreaking(one: Breaking): Block {
  const sentence = sentenceOf(one)
  if (!isOpen(one)) return paragraph(sentence)
  const label = `Open the account: ${one.account}`
  return paragraph(sentence, button(OPEN_ACCOUNT, 'Open the account', one.accountId, { label }))
}

const isOpen = ({ standing }: Breaking): boolean => ['unapproved', 'unconfirmed', 'late'].includes(standing.is)

/** What the reader can do: a leader does not approve in an owner's place, and can name who does. */
function adviceOf({ owner, isYours, awayUntil }: Breaking): string {
  if (isYours) return 'It waits for you: nobody else answers for the account.'
  if (!owner) return 'Nobody answers for the account.'
  if (awayUntil) return `${owner} is away until ${awayUntil}: please name with Contact change who stands in.`
  return `Please speak with ${owner}, or name with Contact change who stands in.`
}

function sentenceOf(one: Breaking): string {
  const { account, day, isYours, standing } = one
  const owner = isYours ? 'you' : one.owner
  switch (standing.is) {
    case 'unapproved':
      return `${account}: the update of ${day} is not approved yet. On ${standing.at} the buyer will be told that it is late and that ${owner ?? 'somebody'} will call. ${adviceOf(one)}`
    case 'unconfirmed':
      return `${account}: the weekly update is due and was not posted. ${owner ? `${owner} ${isYours ? 'have' : 'has'} not confirmed` : 'Nobody has confirmed'} yet who reads in its channel. Once that is confirmed, the update goes out.`
    case 'late':
      return `${account}: the buyer was told that the update of ${day} is late and that ${owner ?? 'somebody'} will call. ${adviceOf(one)}`
    case 'approved':
      return `${account}: ${standing.by ?? 'Somebody'} has approved the update of ${day}. There is nothing left for you to do.`
    case 'merged':
      return standing.isOut
        ? `${account}: the update of ${day} has come with the one of ${standing.on}. There is nothing left for you to do.`
        : `${account}: the update of ${day} did not go out. What it says comes with the one of ${standing.on}.`
    case 'published':
      return `${account}: the update of ${day} is out. There is nothing left for you to do.`
    case 'settled':
      return `${account}: the update of ${day} does not wait for an approval any more.`
  }
}
