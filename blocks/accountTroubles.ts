import { confirmButton } from './channels.ts'
import { actions, type Block, button, harmless, list, type Message, note, paragraph } from './kit.ts'

/** Something was mended: ask Slack again. */
export const CHECK_AGAIN = 'account_troubles_check_again'

/** Slack shows a message of 50 blocks; a person mends a few things at a time. */
const MOST_ACCOUNTS = 15
const MOST_LINES = 10

interface Listed {
  accountId: string
  name: string
  lines: string[]
  /** Whether somebody has to say who reads in its channel. */
  unconfirmed: boolean
}

const OPENING = 'Slack was asked about the people and channels that your accounts name. Something is not right:'

const CONFIRM_OPENING = 'Before anything is posted for these customers, please say who is meant to read there:'

/** What is wrong, account by account, and what mends it. */
export function troublesMessage(accounts: Listed[]): Message {
  const shown = accounts.slice(0, MOST_ACCOUNTS)
  const more = accounts.length - shown.length
  const rest =
    more > 0 ? [`And ${more} more ${more === 1 ? 'account' : 'accounts'}; they show here once these are mended.`] : []
  const opening = shown.every(({ unconfirmed, lines }) => unconfirmed && lines.length === 1) ? CONFIRM_OPENING : OPENING
  const words = [opening, ...shown.flatMap(({ name, lines }) => [`${name}:`, ...cut(lines)]), ...rest]
  return {
    text: harmless(words.join('\n')),
    blocks: [
      paragraph(opening),
      ...shown.flatMap(drawListed),
      ...(rest.length > 0 ? [note(...rest)] : []),
      actions('account_troubles', button(CHECK_AGAIN, 'Check again', 'again', { label: 'Ask Slack again now' })),
      note('Slack is asked again once a day, and when an account changes. This message says when all is well.'),
    ],
  }
}

const drawListed = ({ accountId, name, lines, unconfirmed }: Listed): Block[] => [
  list(name, cut(lines)),
  ...(unconfirmed ? [actions(`account_troubles.${accountId}`, confirmButton(accountId, name))] : []),
]

const cut = (lines: string[]): string[] =>
  lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `And ${lines.length - MOST_LINES} more.`] : lines

const say = (words: string): Message => ({ text: words, blocks: [paragraph(words)] })

export const allIsWell = (): Message =>
  say('All is well: Slack knows everybody whom your accounts name, and their channels can be used.')

export const troublesGoOn = (): Message => say('What is wrong with your accounts is in a newer message.')
