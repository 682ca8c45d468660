import { type Account, type AccountFacts, type Role, type Stakeholder, VENDOR_ROLES } from '#features/accounts/model.ts'
import { isCountry, isLocalDate, isZone } from '#platform/calendar.ts'

/** What stands in one input: a text, several ids, or nothing. */
export type Value = string | string[] | null
/** What stands in a form, by the name of the field. */
export type Entry<Field extends string = string> = Record<Field, Value>

export const PROFILE = [
  'name',
  'title',
  'zone',
  'country',
  'workingDays',
  'signedOn',
  'buyerChannel',
  'buyerEmail',
  'teamChannel',
  'scopeUrl',
  'crmReference',
] as const
export type ProfileField = (typeof PROFILE)[number]

/** The roles that one person holds, and how the form calls the same person without Slack. */
export const SINGLES = ['owner', 'leader', 'senior_buyer', 'primary_contact'] as const
export const WRITTEN = { senior_buyer: 'senior_buyer_written', primary_contact: 'primary_contact_written' } as const
export const SEVERAL = [
  'implementation_lead',
  'implementer',
  'success_manager',
  'support_lead',
  'sales_rep',
  'customer_team',
] as const satisfies readonly Role[]
export const PEOPLE = [...SINGLES, ...Object.values(WRITTEN), ...SEVERAL] as const
export type PeopleField = (typeof PEOPLE)[number]

/** What the form of an account holds now. */
export const profileOf = (account: Account): Entry<ProfileField> => ({
  name: account.name,
  title: account.title || null,
  zone: account.zone,
  country: account.country,
  workingDays: account.workingDays.map(String),
  signedOn: account.signedOn,
  buyerChannel: account.buyerChannel,
  buyerEmail: account.buyerEmail,
  teamChannel: account.teamChannel,
  scopeUrl: account.scopeUrl,
  crmReference: account.crmReference,
})

/** An account's fields as a form's entry says them. */
export const fromProfile = (changes: Partial<Entry<ProfileField>>): Partial<Account> =>
  Object.fromEntries(
    Object.entries(changes).map(([field, value]) => {
      if (field === 'workingDays') return [field, (value as string[]).map(Number).sort((a, b) => a - b)]
      return [field, field === 'title' ? (value ?? '') : value]
    }),
  )

/** Who holds which role now, as the form of an account's people says it. */
export function peopleOf({ stakeholders }: Pick<AccountFacts, 'stakeholders'>): Entry<PeopleField> {
  const holders = (role: Role) => stakeholders.filter((one) => one.role === role)
  const single = (role: Role) => holders(role)[0]?.userId ?? null
  const written = (role: Role) => {
    const [holder] = holders(role)
    return holder && !holder.userId ? writtenOf(holder) : null
  }
  return Object.fromEntries([
    ...SINGLES.map((role) => [role, single(role)]),
    ...Object.entries(WRITTEN).map(([role, field]) => [field, written(role as Role)]),
    ...SEVERAL.map((role) => [role, holders(role).flatMap(({ userId }) => userId ?? [])]),
  ]) as Entry<PeopleField>
}

/** 'Priya Shah <priya@calder.example>' */
export const writtenOf = ({ name, email }: Pick<Stakeholder, 'name' | 'email'>): string =>
  email && name !== email ? `${name} <${email}>` : (name ?? '')

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

/** Reads somebody without Slack: a name, an e-mail, or both. Undefined where it is neither. */
export function readWritten(text: string): Pick<Stakeholder, 'name' | 'email'> | undefined {
  const [, called = text, address] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? []
  const name = called.replace(/\s+/g, ' ').trim()
  if (address !== undefined)
    return EMAIL.test(address.trim()) ? { name: name || address, email: address.trim() } : undefined
  if (!name || /[<>]/.test(name)) return undefined
  return name.includes('@') ? (EMAIL.test(name) ? { name, email: name } : undefined) : { name, email: null }
}

export const sideOfField = (field: PeopleField): 'vendor' | 'customer' =>
  (VENDOR_ROLES as readonly string[]).includes(field) ? 'vendor' : 'customer'

/** Stands for a value in a form's metadata, which holds 3,000 characters: equal values have equal seals. */
export function seal(value: Value): string {
  const plain = Array.isArray(value) ? [...value].sort() : value || null
  let hash = 0x811c9dc5
  for (const unit of JSON.stringify(plain)) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(36)
}

export type Seals = Record<string, string>
export const sealsOf = (entry: Entry): Seals =>
  Object.fromEntries(Object.entries(entry).map(([field, value]) => [field, seal(value)]))

export interface Merged {
  /** What this person changed and nobody else did. */
  changes: Partial<Entry>
  /** What somebody else changed meanwhile to something else. */
  conflicts: string[]
}

/** Brings together what somebody typed over what they saw, and what is there by now: nobody's words are lost. */
export function merge(shown: Seals, typed: Entry, now: Entry): Merged {
  const merged: Merged = { changes: {}, conflicts: [] }
  for (const [field, value] of Object.entries(typed)) {
    const [mine, present] = [seal(value), seal(now[field] ?? null)]
    if (mine === present || mine === shown[field]) continue
    if (present === shown[field]) merged.changes[field] = value
    else merged.conflicts.push(field)
  }
  return merged
}

export type Troubles = Record<string, string>

/** Slack shows a choice of a list with at most 75 characters. */
export const LONGEST_NAME = 75

/** What is wrong with a form's words by themselves, by field. */
export function profileTroubles(entry: Partial<Entry>): Troubles {
  const troubles: Troubles = {}
  for (const [field, value] of Object.entries(entry)) {
    const trouble = CHECKS[field]?.(value ?? null)
    if (trouble) troubles[field] = trouble
  }
  return troubles
}

const text = (value: Value): string => (typeof value === 'string' ? value : '')

const CHECKS: Record<string, (value: Value) => string | null> = {
  name: (value) => (text(value) ? null : 'Please give the account its customer’s name.'),
  key: (value) => (/^[^\s<>]{0,75}$/.test(text(value)) ? null : 'Please use a key without spaces, such as CALDER.'),
  zone: (value) => (isZone(text(value)) ? null : 'Please choose a time zone.'),
  country: (value) =>
    value === null || (/^[A-Za-z]{2}$/.test(text(value)) && isCountry(text(value).toUpperCase()))
      ? null
      : 'Please write the country in two letters, such as SE.',
  workingDays: (value) => (Array.isArray(value) && value.length > 0 ? null : 'Please tick at least one day.'),
  signedOn: (value) => (value === null || isLocalDate(text(value)) ? null : 'Please choose a day of the calendar.'),
  buyerEmail: (value) =>
    value === null || EMAIL.test(text(value)) ? null : 'Please write an e-mail address such as priya@calder.example.',
  scopeUrl: (value) =>
    value === null || /^https?:$/.test(URL.parse(text(value))?.protocol ?? '')
      ? null
      : 'Please give a link that starts with https://.',
}

/** 'calder-freight': how a new account is known where nobody gave it a key. */
export const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, LONGEST_NAME) || 'account'
