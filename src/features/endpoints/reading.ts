import { z } from 'zod'
import { LONGEST_WORDS, PRIORITIES, SUBJECTS } from '#features/contacts/model.ts'
import { isLocalDate, localDate } from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'
import { fieldOf, type Mapping, translate, valueAt } from './mapping/model.ts'
import { quoted } from './quoting.ts'

export const LONGEST_TEXT = 200
/** What JSON can write and no database keeps: the character 0, and half of a character. Sent again, it would be no better. */
const isText = (said: string): boolean => !said.includes('\0') && said.isWellFormed()
const textOf = (longest: number) => z.string().trim().min(1).max(longest).refine(isText)
const text = textOf(LONGEST_TEXT)
/** A day, an instant in ISO 8601, or one in ms since 1970: which day it is depends on the account's zone. */
const day = z.union([
  z.string().refine((said) => isLocalDate(said) || isInstant(said)),
  z.number().int().min(0).max(8.64e15),
])
const isInstant = (said: string): boolean => /^\d{4}-\d{2}-\d{2}T/.test(said) && !Number.isNaN(Date.parse(said))

const Newcomer = z
  .strictObject({
    slack: z
      .string()
      .regex(/^[UW][A-Z0-9]{2,20}$/)
      .optional(),
    email: z.email().max(LONGEST_TEXT).optional(),
    name: text.optional(),
  })
  .refine(({ slack, email, name }) => slack ?? email ?? name)

/** A message in our own words. What is not here is refused, so that a mistyped name is not taken for nothing said. */
const Message = z.strictObject({
  id: text.optional(),
  account: text,
  role: z.enum(SUBJECTS),
  newcomer: Newcomer.nullish(),
  leaver: text.optional(),
  from: day.optional(),
  until: day.nullish(),
  not_public: z.boolean().optional(),
  words: textOf(LONGEST_WORDS).optional(),
})
export type Message = z.infer<typeof Message>

export const TEXT = `a text of 1 to ${LONGEST_TEXT} characters`
const DAY = 'a day such as 2027-01-31, or an instant'
/** What each field takes, for whoever sent something else. */
const TAKES: Record<string, string> = {
  id: TEXT,
  account: `${TEXT}: the account’s key or its CRM reference`,
  role: `one of ${SUBJECTS.join(', ')}`,
  newcomer: 'an object that says who comes with slack, email or name, or null where nobody follows',
  'newcomer.slack': 'a Slack id such as U012AB3CD',
  'newcomer.email': `an e-mail address of at most ${LONGEST_TEXT} characters`,
  'newcomer.name': TEXT,
  leaver: TEXT,
  from: DAY,
  until: `${DAY}, or null`,
  not_public: 'true or false',
  words: `a text of 1 to ${LONGEST_WORDS} characters: what matters to the customer now`,
}

/** What became of reading one message of a request. */
export type Read = { message: Message } | { ignored: string } | { refused: string }

/** HubSpot sends at most 100 at once. */
const MOST_MESSAGES = 100

/** @throws Refusal where the body is no JSON, or holds no message, or too many. */
export function readBody(body: Buffer): { messages: unknown[]; isList: boolean } {
  let parsed: unknown
  try {
    // Bytes that are no text are refused rather than read as something else.
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Refusal(`The body is not JSON; it takes a message, or a list of up to ${MOST_MESSAGES}.`)
  }
  const isList = Array.isArray(parsed)
  const messages = isList ? (parsed as unknown[]) : [parsed]
  if (messages.length === 0) throw new Refusal(`The list is empty; it takes 1 to ${MOST_MESSAGES} messages.`)
  if (messages.length > MOST_MESSAGES) throw new Refusal(`A request may hold ${MOST_MESSAGES} messages at most.`)
  return { messages, isList }
}

/** Where messages hold more, what they mean is asked for when that is known. */
const MOST_WORDS = 64

/** Every word and number in messages, each once; none where they hold many. */
export function wordsIn(messages: unknown[]): string[] {
  const words = new Set<string>()
  const left = [...messages]
  while (left.length > 0) {
    const one = left.pop()
    const parts = typeof one === 'object' && one !== null ? Object.values(one) : []
    if (words.size + left.length + parts.length > MOST_WORDS) return []
    left.push(...parts)
    const word = typeof one === 'number' ? String(one) : one
    if (typeof word === 'string' && word.length <= LONGEST_TEXT && isText(word)) words.add(word)
  }
  return [...words]
}

/** Reads one message, with the endpoint's mapping where it has one. */
export function readMessage(sent: unknown, mapping: Mapping | null): Read {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return { refused: 'A message is an object.' }
  const said = mapping ? translate(sent, mapping) : sent
  const { role } = said as { role?: unknown }
  const isOurs = SUBJECTS.some((one) => one === role)
  if (mapping && typeof role === 'string' && !isOurs)
    return { ignored: `Nothing is mapped to the role ${quoted(role)}.` }
  // A CRM tells, too, that its field was emptied.
  if (mapping && role === PRIORITIES && fieldOf(sent, mapping, 'words') === null)
    return { ignored: 'Nothing is said of what matters to them now.' }
  const read = Message.safeParse(said)
  const wrong = read.success ? misfitOf(read.data) : wrongIn(read.error.issues[0]!, said)
  if (read.success && !wrong) return { message: read.data }
  return { refused: wrong!.replace(/^(\S+) /, mapping ? '$1 (as mapped) ' : '$1 ') }
}

/** What a message of its kind holds, and what it cannot. */
function misfitOf({ role, newcomer, leaver, until, words }: Message): string | undefined {
  if (role !== PRIORITIES) {
    if (newcomer === undefined) return `newcomer is missing; it takes ${TAKES['newcomer']}.`
    return words === undefined ? undefined : `words belong to the role ${PRIORITIES} only; please leave them out.`
  }
  if (words === undefined) return `words is missing; it takes ${TAKES['words']}.`
  const extra = Object.entries({ newcomer, leaver, until }).find(([, value]) => value !== undefined && value !== null)
  return extra && `${extra[0]} has no place where the role is ${PRIORITIES}: nobody comes or goes. Please leave it out.`
}

/** So many names of fields are repeated; the rest is counted. */
const MOST_NAMES = 5

/** What the library found, in words of ours; what was sent is not repeated. */
function wrongIn(issue: z.core.$ZodIssue, said: object): string {
  const field = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') return unknownIn(issue.keys, field)
  const isMissing = valueAt(said, field) === undefined
  const wrong = isMissing ? 'is missing' : (WRONG[issue.code] ?? 'cannot be read')
  return `${field} ${wrong}; it takes ${TAKES[field]}.`
}

const WRONG: Partial<Record<z.core.$ZodIssue['code'], string>> = {
  too_big: 'is too long',
  too_small: 'is empty',
  invalid_type: 'is of another kind',
  invalid_value: 'is none that we know',
}

function unknownIn(keys: string[], field: string): string {
  const names = keys.slice(0, MOST_NAMES).map(quoted).join(', ')
  const more = keys.length > MOST_NAMES ? ` and ${keys.length - MOST_NAMES} more` : ''
  const known = Object.keys((field ? Newcomer : Message).shape).join(', ')
  const [these, are] = keys.length === 1 ? ['This field', 'is'] : ['These fields', 'are']
  return `${these}${field && ` of ${field}`} ${are} not known: ${names}${more}. Known are ${known}.`
}

/** The day that a message means, where the account is. CRMs write a day without a time as its midnight in UTC. */
export function dayOf(said: string | number, zone: string): string {
  if (typeof said === 'string' && isLocalDate(said)) return said
  const instant = new Date(said)
  return localDate(instant, instant.getTime() % DAY_MS === 0 ? 'UTC' : zone)
}

const DAY_MS = 86_400_000
