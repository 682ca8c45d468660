import { z } from 'zod'
import { CHANGING_ROLES } from '#features/contacts/model.ts'
import { isLocalDate, localDate } from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'
import { type Mapping, translate } from './mapping/model.ts'

const LONGEST_TEXT = 200
const text = z.string().trim().min(1).max(LONGEST_TEXT)
/** A day, an instant in ISO 8601, or one in ms since 1970: which day it is depends on the account's zone. */
const day = z.union([
  z.string().refine((said) => isLocalDate(said) || isInstant(said), 'should be a day such as 2027-01-31'),
  z.number().int().min(0).max(8.64e15),
])
const isInstant = (said: string): boolean => /^\d{4}-\d{2}-\d{2}T/.test(said) && !Number.isNaN(Date.parse(said))

const Newcomer = z
  .strictObject({
    slack: z
      .string()
      .regex(/^[UW][A-Z0-9]{2,20}$/, 'should be a Slack id such as U012AB3CD')
      .optional(),
    email: z.email('should be an e-mail address').max(LONGEST_TEXT).optional(),
    name: text.optional(),
  })
  .refine(({ slack, email, name }) => slack ?? email ?? name, 'should say who comes: slack, email or name')

/** A message in our own words. What is not here is refused, so that a mistyped name is not taken for nothing said. */
const Message = z.strictObject({
  id: text.optional(),
  account: text,
  role: z.enum(CHANGING_ROLES),
  newcomer: Newcomer.nullable(),
  leaver: text.optional(),
  from: day.optional(),
  until: day.nullish(),
  not_public: z.boolean().optional(),
})
export type Message = z.infer<typeof Message>

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
    throw new Refusal('The body is not JSON.')
  }
  const isList = Array.isArray(parsed)
  const messages = isList ? (parsed as unknown[]) : [parsed]
  if (messages.length === 0) throw new Refusal('The list is empty.')
  if (messages.length > MOST_MESSAGES) throw new Refusal(`A request may hold ${MOST_MESSAGES} messages at most.`)
  return { messages, isList }
}

/** Reads one message, with the endpoint's mapping where it has one. */
export function readMessage(sent: unknown, mapping: Mapping | null): Read {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return { refused: 'A message is an object.' }
  const said = mapping ? translate(sent, mapping) : sent
  const { role } = said as { role?: unknown }
  const isOurs = CHANGING_ROLES.some((one) => one === role)
  if (mapping && typeof role === 'string' && !isOurs)
    return { ignored: `Nothing is mapped to the role “${clip(role)}”.` }
  const read = Message.safeParse(said)
  if (read.success) return { message: read.data }
  return { refused: inWords(read.error.issues[0]!, mapping) }
}

const clip = (said: string): string => (said.length > 60 ? `${said.slice(0, 60)}…` : said)

function inWords(issue: z.core.$ZodIssue, mapping: Mapping | null): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `“${clip(key)}”`).join(', ')
    return `${issue.keys.length === 1 ? 'This field is' : 'These fields are'} not known: ${names}.`
  }
  const field = issue.path.join('.')
  const place = mapping && field ? `${field} (as mapped)` : field
  const isMissing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message)
  if (isMissing) return `${place} is missing.`
  return `${place || 'The message'}: ${issue.message}.`
}

/** The day that a message means, where the account is. CRMs write a day without a time as its midnight in UTC. */
export function dayOf(said: string | number, zone: string): string {
  if (typeof said === 'string' && isLocalDate(said)) return said
  const instant = new Date(said)
  return localDate(instant, instant.getTime() % DAY_MS === 0 ? 'UTC' : zone)
}

const DAY_MS = 86_400_000
