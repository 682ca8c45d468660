import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import { CHANGING_ROLES, type ChangingRole, type NewChange, type Stakes } from '#features/contacts/model.ts'
import { dayName, isLink } from '#features/handoffs/model.ts'
import { choice, dateInput, personInput, read, selectInput, type Values } from './inputs.ts'
import * as kit from './kit.ts'

export const OPEN_CONTACT_CHANGE = 'contact.open'
export const RECORD_CONTACT_CHANGE = 'contact.record'
export const ACKNOWLEDGE_CHANGE = 'contact.acknowledge'
const ACCOUNT = 'contact.account'
const FIELDS = { role: 'contact.role', newcomer: 'contact.newcomer', on: 'contact.on' }

/** The form that records who takes a role over. */
export function changeModal(form: {
  accounts: { id: string; name: string; title: string }[]
  accountId: string | null
  today: string
}): kit.Modal {
  const accounts = form.accounts.map(({ id, name, title }) => choice(id, title ? `${name} · ${title}` : name))
  const roles = CHANGING_ROLES.map((role) => choice(role, capital(ROLE_NAMES[role])))
  return kit.modal(
    RECORD_CONTACT_CHANGE,
    'Record a contact change',
    [
      selectInput(ACCOUNT, { label: 'Account', choices: accounts, initial: form.accountId }),
      selectInput(FIELDS.role, { label: 'Which role changes hands', choices: roles, initial: 'primary_contact' }),
      personInput(FIELDS.newcomer, { label: 'Who comes' }),
      dateInput(FIELDS.on, { label: 'From when', initial: form.today }),
      kit.note(
        'Our own team hears of it at once, in the account’s team channel. The customer’s channel is told nothing by this.',
      ),
    ],
    { submit: 'Record' },
  )
}

export const readChange = (values: Values): NewChange => ({
  accountId: read(values, ACCOUNT) ?? '',
  role: read(values, FIELDS.role) as ChangingRole,
  newcomer: read(values, FIELDS.newcomer) ?? '',
  effectiveOn: read(values, FIELDS.on) ?? '',
  fields: FIELDS,
})

/** A contact change as the vendor's side reads of it. */
export interface ChangeAlert {
  changeId: string
  accountName: string
  role: ChangingRole
  leaverName: string | null
  newcomerName: string
  effectiveOn: string
  recorderName: string
  stakes: Stakes
  /** The others on the account, who should know. */
  stakeholders: { name: string; role: Role }[]
  /** Who receives in the handoff that this started, and how many items it has. */
  handoff: { receiverName: string; items: number } | null
  /** 'Maya Lindqvist, Mon 23 Nov 10:02' */
  acknowledged: string | null
  /** Why it stands where it stands, where that is not the team channel. */
  whyHere: string | null
}

export function changeAlert(alert: ChangeAlert): kit.Message {
  const title = `${alert.accountName}: the ${ROLE_NAMES[alert.role]} changes`
  const stakes = stakesInWords(alert.stakes)
  const after = afterwards(alert)
  const ending = alert.acknowledged
    ? `Acknowledged by ${alert.acknowledged}.`
    : 'The account owner acknowledges that this is known.'
  const acknowledge = kit.button(ACKNOWLEDGE_CHANGE, 'Acknowledge', alert.changeId, {
    style: 'primary',
    label: `Acknowledge: ${title}`,
  })
  return {
    text: kit.harmless(
      [`${title}.`, whoComes(alert), 'What is at stake:', ...stakes.map(wordsOf), ...after, ending].join('\n'),
    ),
    blocks: [
      kit.header(title),
      kit.lines([{ text: whoComes(alert), bold: true }]),
      kit.list('What is at stake', stakes),
      kit.lines(...after),
      ...(alert.whyHere ? [kit.note(alert.whyHere)] : []),
      ...(alert.acknowledged ? [kit.note(ending)] : [kit.actions(`contact:${alert.changeId}`, acknowledge)]),
    ],
  }
}

const whoComes = ({ newcomerName, leaverName, role, effectiveOn }: ChangeAlert): string =>
  `${newcomerName} takes over${leaverName ? ` from ${leaverName}` : ''} as ${ROLE_NAMES[role]}, from ${dayName(effectiveOn)}.`

function afterwards({ handoff, stakeholders, recorderName }: ChangeAlert): string[] {
  const others = stakeholders.map(({ name, role }) => `${name} (${ROLE_NAMES[role]})`).join(', ')
  return [
    ...(handoff
      ? [`A handoff checklist of ${handoff.items} items has started; ${handoff.receiverName} receives.`]
      : []),
    ...(others ? [`On this account: ${others}.`] : []),
    `Recorded by ${recorderName}.`,
  ]
}

/** So many asks and milestones are named; the rest is counted. */
const NAMED = 5
const wordsOf = (line: kit.Line): string =>
  typeof line === 'string' ? line : line.map(({ text, url }) => url ?? text).join('')

function stakesInWords({ openAsks, milestones, lastWordOn, lastWordDays, scopeUrl }: Stakes): kit.Line[] {
  const asks = openAsks.map(({ what, who, dueOn }) => `${kit.clip(what, 120)} (${who}, ${dayName(dueOn)})`)
  const ahead = milestones.map(({ name, on }) => `${kit.clip(name, 120)}, ${dayName(on)}`)
  return [
    counted(asks, 'ask open with the customer', 'asks open with the customer'),
    counted(ahead, 'milestone in the next 30 days', 'milestones in the next 30 days'),
    lastWordOn
      ? `Last word to the buyer: ${ago(lastWordDays ?? 0)} (${dayName(lastWordOn)})`
      : 'The buyer has not heard from us yet',
    isLink(scopeUrl)
      ? [{ text: 'Scope and agreement: ' }, { text: 'open the document', url: scopeUrl }]
      : 'No scope document is linked',
  ]
}

function counted(entries: string[], one: string, many: string): string {
  if (entries.length === 0) return `No ${many}`
  const more = entries.length > NAMED ? `; and ${entries.length - NAMED} more` : ''
  return `${entries.length} ${entries.length === 1 ? one : many}: ${entries.slice(0, NAMED).join('; ')}${more}`
}

const ago = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
