import { OPEN_CADENCE } from './cadence.ts'
import { OPEN_CONTACT_CHANGE } from './contacts.ts'
import { OPEN_HANDOFF } from './handoffs.ts'
import { actions, type Block, button } from './kit.ts'

/** What can be done about an account from where it is shown; the account is the value of each button. */
const DOABLE = [
  { id: OPEN_CADENCE, text: 'Cadence' },
  { id: OPEN_CONTACT_CHANGE, text: 'Contact change' },
  { id: OPEN_HANDOFF, text: 'Handoff' },
]

/** The row of buttons under an account, `first` ones before them. */
export function accountButtons(accountId: string, name: string, ...first: { id: string; text: string }[]): Block {
  const row = [...first, ...DOABLE].map(({ id, text }) => button(id, text, accountId, { label: `${text}: ${name}` }))
  return actions(`account_${accountId}`, ...row)
}
