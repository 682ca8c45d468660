import type { Entry, PeopleField } from '#features/records/model.ts'
import { peopleInput, personInput, read, readPeople, textInput, type Values } from './inputs.ts'
import type { Block } from './kit.ts'

/** The block of a field; the one person of a form's field stands in one input each. */
export const fieldId = (field: string): string => `record_in_${field}`
export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const several = (value: unknown): string[] => (Array.isArray(value) ? value : [])

const NOT_LISTED =
  'Slack lists people of the customer only for whoever shares a channel with them. If they are not listed, ask somebody who is in the customer’s channel, or write them below.'

/** The roles in the order of the form, as their labels. */
export const ROLE_LABELS: Record<PeopleField, { label: string; hint?: string }> = {
  owner: { label: 'Account owner', hint: 'The one person who answers for the account.' },
  leader: { label: 'Executive leader', hint: 'Is warned before a promise to the buyer breaks.' },
  implementation_lead: { label: 'Implementation lead' },
  implementer: { label: 'Implementers', hint: 'They are asked before each update.' },
  success_manager: { label: 'Success', hint: 'They are asked once the account is in steady operation.' },
  support_lead: { label: 'Support' },
  sales_rep: { label: 'Sales' },
  senior_buyer: { label: 'Senior buyer', hint: NOT_LISTED },
  senior_buyer_written: { label: 'Senior buyer without Slack', hint: 'Priya Shah <priya@calder.example>' },
  primary_contact: { label: 'Primary contact', hint: NOT_LISTED },
  primary_contact_written: { label: 'Primary contact without Slack', hint: 'A name, an e-mail, or both.' },
  customer_team: {
    label: 'Others at the customer',
    hint: 'Slack lists them only for whoever shares a channel with them.',
  },
}
export const OURS: PeopleField[] = [
  'owner',
  'leader',
  'implementation_lead',
  'implementer',
  'success_manager',
  'support_lead',
  'sales_rep',
]
export const THEIRS: PeopleField[] = [
  'senior_buyer',
  'senior_buyer_written',
  'primary_contact',
  'primary_contact_written',
  'customer_team',
]
/** Roles that one person holds at a time. */
const ONE: PeopleField[] = ['owner', 'leader', 'senior_buyer', 'primary_contact']
const isWritten = (field: PeopleField): boolean => field.endsWith('_written')

export function roleInput(field: PeopleField, value: unknown): Block {
  const id = fieldId(field)
  const options = { ...ROLE_LABELS[field], optional: true }
  // A name and an address of 200 characters each, as a webhook may tell of them.
  if (isWritten(field)) return textInput(id, { ...options, initial: text(value), max: 410 })
  if (ONE.includes(field)) return personInput(id, { ...options, initial: text(value) })
  return peopleInput(id, { ...options, initial: several(value) })
}

export const readRoles = (values: Values, fields: readonly PeopleField[]): Partial<Entry> =>
  Object.fromEntries(
    fields.map((field) => {
      const id = fieldId(field)
      return [field, ONE.includes(field) || isWritten(field) ? read(values, id) : readPeople(values, id)]
    }),
  )
