import { echoed, harmless, type Modal } from '#blocks/kit.ts'
import { searchAccounts } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, titleBeside } from '#features/accounts/model.ts'
import { openFault } from '#features/alerts/flow.ts'
import { openSettings, workspaceOf } from '#features/installations/flow.ts'
import { openAdd } from '#features/records/flow.ts'
import type { Tx } from '#platform/context.ts'
import { openAccount } from './account.ts'
import { standingOf } from './accounts.ts'
import { accountInWords } from './model.ts'
import { nearest } from './slips.ts'
import { assertVendor } from './viewer.ts'

const HELP = [
  '*What you can ask Throughline*',
  '`/throughline status` shows your accounts in a line each',
  '`/throughline account calder` shows one account: who is who, dates, what is open; and changes it',
  '`/handoff calder` hands the account over with a checklist; `/handoff help` says more',
  '`/throughline alert calder` tells of a serious fault; the customer reads it once the owner approves it',
  '`/throughline account add` adds an account (administrators)',
  '`/throughline settings` holds what goes for all accounts (administrators)',
  'Your Home, under *Throughline* in the sidebar, shows what waits for you.',
].join('\n')

const WORDS = ['help', 'status', 'account', 'alert', 'settings']

/** Answers `/throughline …`: a form, or a sentence. @throws Refusal for customers and guests. */
export async function answerThroughline(tx: Tx, userId: string, text: string): Promise<string | Modal> {
  await assertVendor(tx, userId)
  const [typed = '', ...rest] = text.split(/\s+/)
  const word = typed.toLowerCase()
  const about = rest.join(' ')
  if (word === '' || word === 'help') return HELP
  if (word === 'status') return statusText(tx, userId)
  if (word === 'settings') return openSettings(tx, userId)
  if (word === 'account') return about.toLowerCase() === 'add' ? openAdd(tx, userId) : findAccount(tx, userId, about)
  if (word === 'alert') return findFault(tx, userId, about)
  return mistyped(tx, text, word, about)
}

/** Whoever mistyped is told what they may have meant. */
async function mistyped(tx: Tx, text: string, word: string, about: string): Promise<string> {
  const meant = nearest(word, WORDS)
  if (meant) return `Did you mean ${asCommand([meant, about].join(' ').trim())}?`
  if (word === 'add') return `Did you mean ${asCommand('account add')}?`
  const found = await searchAccounts(tx, text)
  if (found.length > 0) return `Did you mean ${asCommand(`account ${text}`)}?`
  return `Throughline does not know “${echoed(text)}”.\n${HELP}`
}

const asCommand = (text: string): string => `\`/throughline ${echoed(text.replaceAll('`', ''))}\``

/** A line for each account on which somebody has a role, as text for Slack. */
export async function statusText(tx: Tx, userId: string): Promise<string> {
  const { held } = await assertVendor(tx, userId)
  if (held.length === 0)
    return 'You are not on an account yet. `/throughline account` and a part of a name shows any account.'
  const rows: string[] = []
  for (const facts of held.slice(0, MOST_ROWS)) rows.push(await statusRow(tx, facts))
  const left = held.length - rows.length
  return [
    ...rows,
    ...(left > 0 ? [`And ${left} more: \`/throughline account\` and a part of the name shows each.`] : []),
  ].join('\n')
}

const MOST_ROWS = 30

async function statusRow(tx: Tx, facts: AccountFacts): Promise<string> {
  return `*${harmless(facts.account.called)}*: ${harmless(accountInWords(facts, await standingOf(tx, facts), undefined, tx.now).join(' · '))}`
}

/** The form in which a fault of an account is told of. */
async function findFault(tx: Tx, userId: string, text: string): Promise<Modal | string> {
  if (text === '') return 'Please add a part of the account’s name, such as `/throughline alert calder`.'
  const { teamId } = await workspaceOf(tx)
  return findOne(tx, text, (accountId) => openFault(tx, { userId, userTeamId: teamId }, accountId))
}

/** The account whose name a text is a part of, as a form; a sentence where none or several are meant. */
export async function findAccount(tx: Tx, userId: string, text: string): Promise<Modal | string> {
  await assertVendor(tx, userId)
  if (text === '')
    return 'Please add a part of the account’s name, such as `/throughline account calder`, or `add` for a new one.'
  return findOne(tx, text, (accountId) => openAccount(tx, userId, accountId))
}

async function findOne(tx: Tx, text: string, open: (accountId: string) => Promise<Modal>): Promise<Modal | string> {
  const found = await searchAccounts(tx, text)
  const exact = found.filter(({ name, key }) => [name, key].some((own) => own.toLowerCase() === text.toLowerCase()))
  const [account] = exact.length === 1 ? exact : found
  if (!account) return `No account has “${echoed(text)}” in its name. A shorter part may find it.`
  if (found.length === 1 || exact.length === 1) return open(account.id)
  const names = found.slice(0, 10).map((account) => `• ${harmless(listed(account))}`)
  const left = found.length - names.length
  return [
    'Several accounts fit; please type more of the name:',
    ...names,
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join('\n')
}

const listed = (account: Account): string =>
  [account.called, titleBeside(account) && `(${titleBeside(account)})`].filter(Boolean).join(' ')
