import { ROLE_NAMES } from '#features/accounts/model.ts'
import {
  CHANGING_ROLES,
  type ChangeFields,
  LONGEST_WORDS,
  PRIORITIES,
  type Report,
  SUBJECTS,
  type Subject,
  subjectName,
} from '#features/contacts/model.ts'
import {
  choice,
  dateInput,
  personInput,
  read,
  readTicks,
  selectInput,
  textInput,
  tickInput,
  type Values,
} from './inputs.ts'
import * as kit from './kit.ts'

export const OPEN_CONTACT_CHANGE = 'contact.open'
export const RECORD_CONTACT_CHANGE = 'contact.record'
/** In the menu of a message. */
export const CONTACT_SHORTCUT = 'contact.shortcut'
const ACCOUNT = 'contact.account'
const NAMED = 'contact.named'
const SO = 'contact.so'
export const FIELDS: ChangeFields = {
  role: 'contact.role',
  leaver: 'contact.leaver',
  newcomer: 'contact.newcomer',
  on: 'contact.on',
  until: 'contact.until',
  words: 'contact.words',
}

/** The button that opens the form for what changes on an account, with that filled in. */
export const changeButton = (accountId: string, role: Subject, label: string): kit.Block =>
  kit.button(OPEN_CONTACT_CHANGE, 'Contact change', `${accountId}:${role}`, { label: `Contact change: ${label}` })

/** The account that a button names, and what changes on it; nothing where it names none. */
export function readChangePress(value: string): { accountId?: string; role?: Subject } {
  const [accountId, word] = value.split(':')
  const role = SUBJECTS.find((one) => one === word)
  return { ...(accountId ? { accountId } : {}), ...(role ? { role } : {}) }
}

/** What a form about a change remembers between two presses. Only we write it; Slack hands it back as it was. */
export interface ChangeMemory {
  /** The change that it puts right. */
  corrects?: string
  /** What Slack made us suspect. */
  suspicion?: string
  accountId?: string
  role?: Subject
}

export interface ChangeForm {
  accounts: { id: string; name: string }[]
  accountId: string | null
  today: string
  role?: Subject
  /** Whether several may hold one role there, so that who leaves is asked; and who does, where it is known. */
  hasSeveral?: boolean
  leaver?: string
  /** What is known already. */
  known?: {
    newcomer: string | null
    written: string | null
    isEmpty: boolean
    effectiveOn: string
    temporaryUntil: string | null
    isPrivate: boolean
    words: string | null
  }
  /** What somebody should read before they fill it in. */
  about?: string
  memory?: ChangeMemory
}

const NOTHING = {
  ...{ newcomer: null, written: null, isEmpty: false, temporaryUntil: null, isPrivate: false, words: null },
}

/** The form that records who takes a role over, or puts right what was recorded. */
export function changeModal(form: ChangeForm): kit.Modal {
  const { corrects } = form.memory ?? {}
  const known = form.known ?? { ...NOTHING, effectiveOn: form.today }
  return kit.modal(
    RECORD_CONTACT_CHANGE,
    corrects ? 'Put a change right' : 'Record a contact change',
    [
      ...(form.about ? [kit.paragraph(form.about)] : []),
      ...(corrects ? [] : chooseWhat(form)),
      ...(form.hasSeveral ? [leaverInput(form.leaver)] : []),
      ...(corrects && form.role === PRIORITIES ? [] : whoInputs(known)),
      dateInput(FIELDS.on, { label: 'From when', initial: known.effectiveOn }),
      // What the team has read of stays public.
      ...(corrects && form.role === PRIORITIES ? [] : untilInputs(known, !corrects || known.isPrivate)),
      ...(corrects && form.role !== PRIORITIES ? [] : [wordsInput(known.words)]),
      kit.note(
        'Our own team hears of it at once, in the account’s team channel, unless it is not public yet. The customer’s channel is told nothing by this.',
      ),
    ],
    { submit: corrects ? 'Save' : 'Record', ...(form.memory ? { metadata: JSON.stringify(form.memory) } : {}) },
  )
}

function chooseWhat({ accounts, accountId, role }: ChangeForm): kit.Block[] {
  const named = accounts.map(({ id, name }) => choice(id, name))
  const roles = CHANGING_ROLES.map((one) => choice(one, capital(ROLE_NAMES[one])))
  const subjects = [...roles, choice(PRIORITIES, capital(subjectName(PRIORITIES)))]
  return [
    selectInput(ACCOUNT, { label: 'Account', choices: named, initial: accountId }),
    selectInput(FIELDS.role, { label: 'What changes', choices: subjects, initial: role ?? 'primary_contact' }),
  ]
}

const leaverInput = (initial: string | undefined): kit.Block =>
  personInput(FIELDS.leaver, {
    label: 'Who leaves',
    hint: 'Only needed where several of us hold the role.',
    initial,
    optional: true,
  })

const whoInputs = ({ newcomer, written }: NonNullable<ChangeForm['known']>): kit.Block[] => [
  personInput(FIELDS.newcomer, {
    label: 'Who comes',
    hint: 'Slack lists people of the customer only for whoever shares a channel with them. If they are not listed, ask somebody who is in the customer’s channel to record this, or write them below.',
    initial: newcomer,
    optional: true,
  }),
  textInput(NAMED, {
    label: 'Who comes, without Slack',
    hint: 'A name, with the e-mail where you know it: Anna Ruiz <anna@calder.example>',
    initial: written,
    optional: true,
    // A name and an address of 200 characters each, as a webhook may tell of them.
    max: 410,
  }),
]

const untilInputs = (
  { temporaryUntil, isEmpty, isPrivate }: NonNullable<ChangeForm['known']>,
  mayBePrivate: boolean,
): kit.Block[] => [
  dateInput(FIELDS.until, {
    label: 'Until when, if they only stand in',
    hint: 'Before that day the account owner is asked how it goes on.',
    initial: temporaryUntil,
    optional: true,
  }),
  tickInput(SO, {
    label: 'Is this so?',
    optional: true,
    choices: [{ value: 'empty', text: 'Nobody follows yet' }, ...(mayBePrivate ? [PRIVATE] : [])],
    initial: [...(isEmpty ? ['empty'] : []), ...(isPrivate ? ['private'] : [])],
  }),
]

const PRIVATE = {
  value: 'private',
  text: 'Not public yet',
  description: 'Only the account owner hears of it until its day',
}

const wordsInput = (initial: string | null): kit.Block =>
  textInput(FIELDS.words, {
    label: 'What matters to the customer now',
    hint: 'Only where their priorities change. Our team reads it, the customer does not.',
    initial,
    optional: true,
    multiline: true,
    max: LONGEST_WORDS,
  })

/** What was filled in, before anybody has looked whether it can be. */
export interface TypedChange {
  accountId: string
  role: Subject
  /** Who leaves, where it was said. */
  leaver: string | null
  userId: string | null
  written: string | null
  isEmpty: boolean
  effectiveOn: string
  temporaryUntil: string | null
  notPublicYet: boolean
  words: string | null
  memory: ChangeMemory
}

export function readChange(values: Values, metadata?: string): TypedChange {
  const memory = readMemory(metadata)
  const so = readTicks(values, SO)
  return {
    accountId: read(values, ACCOUNT) ?? memory.accountId ?? '',
    role: (read(values, FIELDS.role) ?? memory.role ?? 'primary_contact') as Subject,
    leaver: read(values, FIELDS.leaver),
    userId: read(values, FIELDS.newcomer),
    written: read(values, NAMED),
    isEmpty: so.includes('empty'),
    effectiveOn: read(values, FIELDS.on) ?? '',
    temporaryUntil: read(values, FIELDS.until),
    notPublicYet: so.includes('private'),
    words: read(values, FIELDS.words),
    memory,
  }
}

function readMemory(metadata: string | undefined): ChangeMemory {
  try {
    const kept: unknown = JSON.parse(metadata || '{}')
    return typeof kept === 'object' && kept !== null ? (kept as ChangeMemory) : {}
  } catch {
    return {}
  }
}

/** 'Anna Ruiz <anna@calder.example>', a name or an e-mail alone; undefined for what is neither. */
export function readPersonWords(text: string): Exclude<Report['newcomer'], { userId: string } | null> | undefined {
  const [, name = '', angled] = /^(.*?)\s*(?:<([^<>\s]+@[^<>\s]+)>)?$/.exec(text.trim()) ?? []
  // A sign may belong to a name; with an address in it, it is one that was not finished.
  if (/[<>]/.test(name) && name.includes('@')) return undefined
  if (!name && !angled) return undefined
  const alone = /^[^\s@]+@[^\s@]+$/.test(name) ? name : undefined
  return { name: name || angled!, email: angled ?? alone ?? null }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
