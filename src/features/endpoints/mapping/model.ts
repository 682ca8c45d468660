import { PRIORITIES } from '#features/contacts/model.ts'
import { Refusal } from '#platform/errors.ts'

/** What a message can say, in our words; docs/webhook.md explains each. */
export const FIELDS = [
  'id',
  'account',
  'role',
  'slack',
  'email',
  'name',
  'leaver',
  'from',
  'until',
  'not_public',
  'words',
] as const
export type Field = (typeof FIELDS)[number]

/** Where a field stands in a message: at one path or at several, which are joined; or always the same words. */
export type Source = { paths: string[] } | { text: string }

/** What of a CRM's message means what. Kept with the endpoint. */
export interface Mapping {
  fields: Partial<Record<Field, Source>>
  /** Their word for a role → ours. What is not here and is none of ours is not our concern. */
  roles: Record<string, string>
}

/** As it is written in the form: a field a line, then a line for each word for a role. */
export function writeMapping({ fields, roles }: Mapping): string {
  const written = FIELDS.flatMap((field) => {
    const source = fields[field]
    return source ? [`${field} = ${'text' in source ? `"${source.text}"` : source.paths.join(' + ')}`] : []
  })
  return [...written, ...Object.entries(roles).map(([theirs, ours]) => `role "${theirs}" = ${ours}`)].join('\n')
}

const ROLE_LINE = /^role\s+"([^"]+)"\s*=\s*(\w+)$/
const FIELD_LINE = /^(\w+)\s*=\s*(.+)$/
const TEXT = /^"([^"]*)"$/
/** Keys under keys, such as properties.email.value; in a list, its place: contacts.0.email. */
const STEP = /^[^\s.+="]+$/
const LONGEST_PATH = 200

/** Reads what writeMapping writes. @throws Refusal naming the line that cannot be read. */
export function readMapping(text: string, roles: readonly string[]): Mapping {
  const mapping: Mapping = { fields: {}, roles: {} }
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line !== '') readLine(line, mapping, roles)
  }
  for (const needed of ['account', 'role'] as const)
    if (!mapping.fields[needed]) throw new Refusal(`There is no line for ${needed}, and no change without it.`)
  const { slack, email, name, words } = mapping.fields
  if (!slack && !email && !name && !words)
    throw new Refusal(
      'There is no line for who comes: slack, email or name; nor one for words, what matters to them now.',
    )
  return mapping
}

function readLine(line: string, mapping: Mapping, roles: readonly string[]): void {
  const [, theirs, ours] = ROLE_LINE.exec(line) ?? []
  if (theirs && ours) {
    if (!roles.includes(ours)) throw new Refusal(`“${ours}” is not a role; there are ${roles.join(', ')}.`)
    mapping.roles[theirs] = ours
    return
  }
  const [, field, written] = FIELD_LINE.exec(line) ?? []
  if (!field || !written) throw new Refusal(`This line cannot be read: ${line}`)
  if (!isField(field)) throw new Refusal(`“${field}” is not a field; there are ${FIELDS.join(', ')}.`)
  mapping.fields[field] = readSource(written)
}

const isField = (text: string): text is Field => (FIELDS as readonly string[]).includes(text)

function readSource(written: string): Source {
  const [, text] = TEXT.exec(written) ?? []
  if (text !== undefined) return { text }
  const paths = written.split('+').map((path) => path.trim())
  const wrong = paths.find((path) => path.length > LONGEST_PATH || !path.split('.').every((step) => STEP.test(step)))
  if (wrong !== undefined) throw new Refusal(`This is not a path into a message: “${wrong}”`)
  return { paths }
}

/** What stands at a path of a message; undefined where there is no such place. */
export function valueAt(message: unknown, path: string): unknown {
  let here = message
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined
    here = (here as Record<string, unknown>)[step]
  }
  return here
}

/** A field of a message as text: null where its place is there and empty, undefined where there is no such place. */
export function fieldOf(message: unknown, { fields }: Mapping, field: Field): string | null | undefined {
  const source = fields[field]
  if (!source) return undefined
  if ('text' in source) return source.text
  const found = source.paths.map((path) => valueAt(message, path)).filter((value) => value !== undefined)
  if (found.length === 0) return undefined
  const words = found.map(toText).filter((word) => word !== '')
  return words.length > 0 ? words.join(' ') : null
}

const toText = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : ''

/** A message in our own words: the shape of docs/webhook.md, which is then checked like one that came so. */
export function translate(message: unknown, mapping: Mapping): Record<string, unknown> {
  const take = (field: Field) => fieldOf(message, mapping, field)
  const who = [take('slack'), take('email'), take('name')] as const
  const theirs = take('role')
  const role = theirs ? (mapping.roles[theirs] ?? theirs) : undefined
  // Of one mapping for both, what tells of a person says nothing of priorities, and the other way round.
  const isOfPriorities = role === PRIORITIES
  const said = {
    id: take('id') ?? undefined,
    account: take('account') ?? undefined,
    role,
    ...(isOfPriorities ? { words: take('words') ?? undefined } : ofPerson(who)),
    leaver: isOfPriorities ? undefined : (take('leaver') ?? undefined),
    from: dayIn(take('from')),
    until: isOfPriorities ? undefined : dayIn(take('until')),
    not_public: readYes(take('not_public')),
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

/** Where there is a place for them and nobody in it, the role is empty from now on. */
function ofPerson([slack, email, name]: readonly (string | null | undefined)[]) {
  const who = [slack, email, name]
  if (who.some(Boolean)) return { newcomer: sparse({ slack, email, name }) }
  return who.every((one) => one === undefined) ? {} : { newcomer: null }
}

const sparse = (parts: Record<string, string | null | undefined>) =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value))

/** CRMs write instants in ms since 1970 or in ISO 8601; what else it is, the check of the message says. */
const dayIn = (text: string | null | undefined): string | number | undefined =>
  !text ? undefined : /^\d{12,14}$/.test(text) ? Number(text) : text

const readYes = (text: string | null | undefined): boolean | undefined =>
  text === undefined ? undefined : ['true', 'yes', '1'].includes((text ?? '').toLowerCase())
