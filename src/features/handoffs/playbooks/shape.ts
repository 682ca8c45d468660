import { z } from 'zod'
import { VENDOR_ROLES } from '#features/accounts/model.ts'
import {
  EVIDENCE,
  FARTHEST_DUE,
  KINDS,
  MOST_ITEMS,
  MOST_OWN,
  NEWCOMER_KINDS,
  type PlaybookItem,
  SIDES,
} from './model.ts'

/** What is wrong with data: where, and what was expected there. */
export interface Problem {
  path: PropertyKey[]
  expected: string
}

const oneOf = (words: readonly string[]) => `one of ${words.join(', ')}`
const line = (longest: number) => {
  const expected = `one line of 1 to ${longest} characters`
  return z
    .string(expected)
    .trim()
    .min(1, expected)
    .max(longest, expected)
    .regex(/^\P{Cc}*$/u, expected)
}

/** What a customer reads must not hold words that are only ours. */
const INTERNAL = /danger zone|\bditch|rescue|autops|exception|churn|confidence|disagree|silent|handoff|playbook/i
const WHOLE_DAYS = `a whole number of working days from -${FARTHEST_DUE} to ${FARTHEST_DUE}`
const roles = (expected = `one or more of ${VENDOR_ROLES.join(', ')}`) =>
  z.array(z.enum(VENDOR_ROLES, expected), expected).min(1, expected)

const item = z
  .strictObject(
    {
      text: line(300),
      side: z.enum(SIDES, oneOf(SIDES)),
      due: z.int(WHOLE_DAYS).min(-FARTHEST_DUE, WHOLE_DAYS).max(FARTHEST_DUE, WHOLE_DAYS),
      evidence: z.enum(EVIDENCE, oneOf(EVIDENCE)),
      short: z.boolean('true or false'),
      confirmedBy: z.literal('newcomer', 'newcomer').optional(),
      confirmation: line(200)
        .refine((text) => !INTERNAL.test(text), 'words for the customer, who knows neither handoffs nor playbooks')
        .optional(),
    },
    'an item with text, side, due, evidence and short',
  )
  .refine(({ confirmedBy, confirmation }) => !confirmedBy || confirmation, {
    path: ['confirmation'],
    error: 'the words in which they are asked',
  })
  .transform(
    ({ confirmation, ...rest }): PlaybookItem =>
      confirmation ? { ...rest, confirmedBy: 'newcomer', confirmation } : { ...rest, confirmedBy: undefined },
  )

const SOME_ITEMS = `1 to ${MOST_ITEMS} items`

/** Everything of a playbook but its version. */
export const content = {
  kind: z.enum(KINDS, oneOf(KINDS)),
  name: line(75),
  anchor: line(75),
  anchorHint: line(300).or(z.literal('')),
  givingRoles: roles(),
  receivingRoles: roles(),
  items: z
    .array(item, SOME_ITEMS)
    .min(1, SOME_ITEMS)
    .max(MOST_ITEMS, SOME_ITEMS)
    .refine((items) => items.some(({ short }) => short), 'at least one item that belongs to the short form'),
}

/** @returns items that ask a newcomer of the customer, in a handoff that brings in none. */
export function misplacedConfirmations({ kind, items }: { kind: string; items: PlaybookItem[] }): Problem[] {
  if ((NEWCOMER_KINDS as readonly string[]).includes(kind)) return []
  const expected = `nothing: only ${NEWCOMER_KINDS.join(' and ')} bring in somebody of the customer who confirms`
  return items.flatMap(({ confirmation }, index) =>
    confirmation === undefined ? [] : [{ path: ['items', index, 'confirmation'], expected }],
  )
}

const checked = <T extends { kind: string; items: PlaybookItem[] }>(
  value: T,
  ctx: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void },
) => {
  for (const { path, expected } of misplacedConfirmations(value))
    ctx.addIssue({ code: 'custom', path, message: expected })
}

const version = z.int('a whole number from 1').min(1, 'a whole number from 1')

/** A playbook as it is kept. */
export const playbook = z.strictObject({ ...content, version }).superRefine(checked)

const KEY = 'a key of small letters, digits and hyphens, at most 60'

/** A playbook as it stands in a file. */
export const entry = z
  .strictObject(
    {
      key: z.string(KEY).regex(/^[a-z0-9][a-z0-9-]{0,59}$/, KEY),
      version: version.optional(),
      preferred: z.boolean('true or false').optional(),
      ...content,
    },
    'a playbook',
  )
  .superRefine(checked)

/** What zod found, a problem each, in the order of the data. */
export const problemsOf = ({ issues }: z.ZodError): Problem[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], expected: 'nothing of this name' }))
      : [{ path: issue.path, expected: issue.message }],
  )

/** 'playbooks[0].items[3].due' */
export const placeOf = (path: PropertyKey[]): string =>
  path.reduce<string>((place, part) => {
    if (typeof part === 'number') return `${place}[${part}]`
    return place ? `${place}.${String(part)}` : String(part)
  }, '')

export type Entry = z.infer<typeof entry>

/** A file of playbooks. */
export const file = z.strictObject(
  {
    throughline: z.literal('playbooks', '“playbooks”, which says what this file is'),
    format: z.literal(1, '1, the only format there is'),
    playbooks: z.array(entry, 'a list of playbooks').max(MOST_OWN, `at most ${MOST_OWN} playbooks`),
  },
  'an object with throughline, format and playbooks',
)
