import { z } from 'zod'
import { ROLE_NAMES, ROLES, type Role, SINGLE_ROLES, STATES, sideOf } from '#features/accounts/model.ts'
import { isCountry, isLocalDate, isLocalTime, isZone } from '#platform/calendar.ts'
import type { Named } from './model.ts'

/** Slack shows a choice of a list with at most 75 characters (docs.slack.dev, option object). */
const MAX_NAME = 75
const MAX_TEXT = 500
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const DAY_NAMES = 'Mon, Tue, Wed, Thu, Fri, Sat or Sun'

const oneLine = (max: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .refine((text) => text.length <= max, `at most ${max} characters`)
const meant = (means: (text: string) => boolean, expected: string) => z.string().refine(means, expected)

// A thousand rows name the same few places, and asking about one costs up to a millisecond.
function remembered(means: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>()
  return (text) => {
    const answer = answers.get(text) ?? means(text)
    if (answers.size < 1_000) answers.set(text, answer)
    return answer
  }
}

export const key = oneLine(MAX_NAME).refine((text) => text !== '', 'the key by which you know the account')
export const name = oneLine(MAX_NAME)
export const reference = oneLine(MAX_TEXT)
export const zone = meant(remembered(isZone), 'a time zone of a place, such as Europe/Stockholm')
export const date = meant(isLocalDate, 'a day of the calendar as YYYY-MM-DD, such as 2026-12-04')
export const time = z
  .string()
  .transform((text) => text.padStart(5, '0'))
  .refine(isLocalTime, 'a time of day such as 09:30')
export const country = meant(
  remembered((text) => /^[A-Za-z]{2}$/.test(text) && isCountry(text)),
  'a country in two letters, such as SE',
).transform((text) => text.toUpperCase())
export const channel = meant(
  (text) => /^[CG][A-Z0-9]{2,20}$/.test(text),
  'a channel id such as C012AB3CD (in Slack: channel name › About, at the bottom)',
)
export const email = z.email('an e-mail address such as priya@calder.example').max(254)
export const link = meant(
  (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
  'a web address that begins with https://',
).refine((text) => text.length <= MAX_TEXT * 4, `at most ${MAX_TEXT * 4} characters`)

export const state = z
  .string()
  .transform((text) => text.toLowerCase().replace(/[\s-]+/g, '_'))
  .pipe(z.enum(STATES, `one of ${STATES.join(', ')}`))

const WEEKS: Record<string, 1 | 2> = { '1': 1, weekly: 1, '2': 2, fortnightly: 2 }
export const weeks = z
  .string()
  .transform((text) => WEEKS[text.toLowerCase()])
  .pipe(z.union([z.literal(1), z.literal(2)], '1 (weekly) or 2 (fortnightly)'))

// 1 = Monday … 7 = Sunday; 0 where it is no day.
const dayOf = (text: string) => (/^[a-z]{3,}$/i.test(text) ? DAYS.indexOf(text.slice(0, 3).toLowerCase()) + 1 : 0)
export const weekday = z
  .string()
  .transform(dayOf)
  .refine((day) => day > 0, DAY_NAMES)

/** Mon-Fri, Sun-Thu, or "Mon; Tue; Thu". */
export const workingDays = z
  .string()
  .transform((text) => items(text.replaceAll(',', ';')).map(daysOf))
  .refine(
    (ranges) => ranges.length > 0 && ranges.every((days) => days.length > 0),
    `days such as Mon-Fri, Sun-Thu or "Mon; Tue; Thu" (${DAY_NAMES})`,
  )
  .transform((ranges) => [...new Set(ranges.flat())].sort((a, b) => a - b))

function daysOf(text: string): number[] {
  const [from, to, ...more] = text.split('-').map((day) => dayOf(day.trim()))
  if (!from || to === 0 || more.length > 0) return []
  return Array.from({ length: ((7 + (to ?? from) - from) % 7) + 1 }, (_, index) => ((from - 1 + index) % 7) + 1)
}

// Within an item a semicolon is written \; and a backslash \\.
const items = (text: string): string[] =>
  (text.match(/(?:\\[\s\S]|[^;\n\r\\])+/g) ?? [])
    .map((item) => item.trim().replace(/\\([;\\])/g, '$1'))
    .filter((item) => item !== '')

const SLACK_ID = /^[UW][A-Z0-9]{2,20}$/
const MEMBER = 'a member id such as U012AB3CD (in Slack: profile › ⋮ › Copy member ID)'

export const vendorPerson = meant((text) => SLACK_ID.test(text), MEMBER).transform(
  (userId): Named => ({ userId, name: null, email: null }),
)
export const customerPerson = z.string().transform((text, issues): Named => {
  const person = customerOf(text)
  if (person) return person
  refuse(issues, text, `${MEMBER}, or a name and e-mail such as Priya Shah <priya@calder.example>`)
  return z.NEVER
})

/** Somebody of the customer's: a member id; without Slack a name, an e-mail, or both. */
function customerOf(text: string): Named | undefined {
  if (SLACK_ID.test(text)) return { userId: text, name: null, email: null }
  const bare = text.includes('@') ? ['', '', text] : ['', text]
  const [, called = '', address] = /^([^<>]*)<([^<>]+)>$/.exec(text) ?? bare
  const shown = called.replace(/\s+/g, ' ').trim() || address?.trim()
  if (!shown || shown.length > MAX_NAME || /[<>]/.test(shown)) return undefined
  if (address === undefined) return { userId: null, name: shown, email: null }
  const read = email.safeParse(address.trim())
  return read.success ? { userId: null, name: shown, email: read.data } : undefined
}

type Issues = z.RefinementCtx
/** Marks one item of a cell as wrong; the others are looked at all the same. */
function refuse(issues: Issues, value: string, expected: string): never[] {
  issues.addIssue({ code: 'custom', message: expected, params: { value } })
  return []
}

const LISTED: readonly Role[] = ROLES.filter((role) => !SINGLE_ROLES.includes(role))

/** `implementer=U1; implementer=U2; sales_rep=U3` */
export const people = z.string().transform((text, issues) => {
  const found = items(text).flatMap((item) => personOf(item, issues))
  const seen = new Set<string>()
  for (const { item, role, person } of found) {
    const once = `${role} ${person.userId ?? person.name}`
    if (seen.has(once)) refuse(issues, item, 'each person once per role')
    seen.add(once)
  }
  return found.map(({ role, person }) => ({ role, person }))
})

function personOf(item: string, issues: Issues): { item: string; role: Role; person: Named }[] {
  const [left, who] = halves(item, item.indexOf('='))
  const role = left?.toLowerCase().replace(/[\s-]+/g, '_') as Role
  if (SINGLE_ROLES.includes(role))
    return refuse(issues, item, `The ${ROLE_NAMES[role]} has a column of their own, ${role}`)
  if (!LISTED.includes(role)) return refuse(issues, item, `role=person, the role one of ${LISTED.join(', ')}`)
  const person = (sideOf(role) === 'vendor' ? vendorPerson : customerPerson).safeParse(who)
  if (person.success) return [{ item, role, person: person.data }]
  return refuse(issues, item, person.error.issues[0]!.message)
}

/** What stands before and after an equals sign: the last, for a name may hold others. */
function halves(item: string, cut = item.lastIndexOf('=')): [string | undefined, string] {
  return cut < 0 ? [undefined, item] : [item.slice(0, cut).trim(), item.slice(cut + 1).trim()]
}

/** `Records final=2026-11-18; Go-live=2026-12-04/2026-12-14`: promised/planned; one date is both. */
export const milestones = z.string().transform((text, issues) =>
  onceEach(
    text,
    issues,
    (item) => {
      const [called, dates] = halves(item)
      const [promisedOn, plannedOn = promisedOn, ...more] = dates.split('/').map((part) => part.trim())
      const right = isLocalDate(promisedOn!) && isLocalDate(plannedOn!) && more.length === 0
      return called && called.length <= MAX_NAME && right
        ? { name: called, promisedOn: promisedOn!, plannedOn: plannedOn! }
        : undefined
    },
    'name=promised/planned with days of the calendar, such as Go-live=2026-12-04/2026-12-14',
  ),
)

const FIGURE = String.raw`[-+]?\d{1,12}(?:[.,]\d{1,6})?`
/** start/now/target or start/target, then the unit: after a space, or at once where it cannot be part of a number. */
const FIGURES = new RegExp(
  `^(${FIGURE}) ?/ ?(?:(${FIGURE})? ?/ ?)?(${FIGURE})(?: (?![-+.,]?\\d)(.*)|([^-+\\d/., ].*))?$`,
)

/** `Days to invoice=11/3/2 days`: at the start, now, target, unit; `11/2 days` where it is not known now. May be negative. */
export const criteria = z.string().transform((text, issues) =>
  onceEach(
    text,
    issues,
    (item) => {
      const [called, values] = halves(item)
      const [found, start, now, target, spaced, joined] = FIGURES.exec(values.replace(/\s+/g, ' ')) ?? []
      const unit = (spaced ?? joined ?? '').trim()
      if (!found || !called || called.length > MAX_NAME || unit.length > 30) return undefined
      return {
        name: called,
        startValue: numberOf(start!),
        currentValue: now === undefined ? null : numberOf(now),
        targetValue: numberOf(target!),
        unit,
      }
    },
    'name=start/now/target unit, such as Days to invoice=11/3/2 days (or 11/2 days)',
  ),
)

const numberOf = (text: string): number => Number(text.replace(',', '.'))

function onceEach<T extends { name: string }>(
  text: string,
  issues: Issues,
  read: (item: string) => T | undefined,
  expected: string,
): T[] {
  const seen = new Set<string>()
  return items(text).flatMap((item) => {
    const found = read(item)
    if (!found) return refuse(issues, item, expected)
    if (seen.has(found.name.toLowerCase())) return refuse(issues, item, 'each name once')
    seen.add(found.name.toLowerCase())
    return [found]
  })
}
