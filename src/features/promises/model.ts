import {
  addDays,
  addWorkingDays,
  type Calendar,
  instantAt,
  isWorkingDay,
  type LocalDate,
  localDate,
  longDay,
  shortDay,
} from '#platform/calendar.ts'

/** Something needed from a named customer person by a date. */
export interface Ask {
  id: string
  accountId: string
  roundId: string
  what: string
  who: string
  dueOn: LocalDate
  doneOn: LocalDate | null
  /** How often it was opened again: whoever closes it must have seen it as it stands. */
  turn: number
}

/** What makes a line this one: spaces, capitals and a full stop at its end make no other line of it. */
export const keyOf = (line: string): string =>
  line
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/[\s.]+$/, '')

/** Whether two asks are one: of the same person, in the same words. */
export const isSameAsk = (one: Pick<Ask, 'who' | 'what'>, other: Pick<Ask, 'who' | 'what'>): boolean =>
  one.who === other.who && keyOf(one.what) === keyOf(other.what)

/** What a form of the customer's belongs to. It travels in the form's metadata, which only we write. */
export interface Under {
  accountId: string
  /** The update under which it was opened; null where it was something else. */
  digestId: string | null
}

export const CONCERN_STATES = ['open', 'answered', 'resolved'] as const
export type ConcernState = (typeof CONCERN_STATES)[number]

/** What somebody of the customer raised; open until they say that it is resolved. */
export interface Concern {
  id: string
  accountId: string
  /** As typed. */
  what: string
  /** Whether it may stand in the weekly update. */
  public: boolean
  raisedBy: string
  raisedAt: Date
  /** Who of us made it of a message. */
  loggedBy: string | null
  state: ConcernState
  /** By when somebody has to answer. */
  dueAt: Date
  /** What the weekly update says of it, in the owner's words. */
  line: string | null
  resolvedAt: Date | null
  /** Counts the steps: whoever presses must have seen the last one. */
  turn: number
  /** The messages that show it, the oldest first. */
  shownIn: ShownIn[]
}

/** A direct message that shows a concern: in which turn of it who reads it, and why they were told. */
export interface ShownIn {
  key: string
  turn: number
  why: 'raised' | 'not_yet' | Step
  reader: string
}

export interface ConcernWord {
  concernId: string
  actor: string
  said: 'answered' | 'not_yet' | 'resolved'
  /** As typed. */
  words: string | null
  at: Date
}

/** Who is told while nobody answers, one after the other. */
export const STEPS = ['owner', 'leader', 'administrators'] as const
export type Step = (typeof STEPS)[number]

/** Half a working day between one step and the next. */
export const STEP_HOURS = 4
/** From 09:00 to 17:00 (calendar.ts counts working time so). */
export const HOURS_A_DAY = 8
/** So long a resolved concern stands among somebody's own, and can be opened again there. */
export const KEPT_DAYS = 14

// Longer than any holiday season.
const SEARCH_DAYS = 400

/** The instant at which so many hours of working time (09:00 to 17:00 on the calendar's days) have passed. */
export function afterWorkingHours(from: Date, hours: number, calendar: Calendar): Date {
  let left = hours * 3_600_000
  let day = localDate(from, calendar.zone)
  for (let tries = 0; tries < SEARCH_DAYS; tries++, day = addDays(day, 1)) {
    if (!isWorkingDay(day, calendar)) continue
    const opens = Math.max(from.getTime(), instantAt(day, '09:00', calendar.zone).getTime())
    const there = instantAt(day, '17:00', calendar.zone).getTime() - opens
    if (there >= left) return new Date(opens + left)
    left -= Math.max(0, there)
  }
  throw new RangeError(`No working time within ${SEARCH_DAYS} days of ${from.toISOString()}`)
}

/**
 * By when a concern is to be answered: so many working days of whoever answers for the account. Never on the day on
 * which it came: before 09:00 would be due at 17:00, and a minute after nine only tomorrow.
 */
export function responseDue(from: Date, days: number, calendar: Calendar): Date {
  const due = afterWorkingHours(from, days * HOURS_A_DAY, calendar)
  const [came, day] = [from, due].map((at) => localDate(at, calendar.zone)) as [LocalDate, LocalDate]
  return day === came ? instantAt(addWorkingDays(day, 1, calendar), '09:00', calendar.zone) : due
}

/** Whether somebody may say that a concern is resolved, or not yet: whoever raised it; a public one the buyer, too. */
export const maySettle = (concern: Pick<Concern, 'raisedBy' | 'public'>, userId: string, isBuyer: boolean): boolean =>
  concern.raisedBy === userId || (isBuyer && concern.public)

/**
 * Whether our own people may close it, with the reason: its author has left or has no Slack to say it in, and nobody
 * else at the customer may read it. A public one is the senior buyer's to settle.
 */
export const mayClose = (
  { state, public: open, raisedBy }: Pick<Concern, 'state' | 'public' | 'raisedBy'>,
  left: boolean,
): boolean => (left || writerOf(raisedBy) !== null) && !open && state !== 'resolved'

const WRITER = 'name:'

/** Who raised a concern without being in Slack is kept by name; no id of Slack's begins like this. */
export const asWriter = (name: string): string => `${WRITER}${name}`

/** Their name; null for somebody in Slack. */
export const writerOf = (raisedBy: string): string | null =>
  raisedBy.startsWith(WRITER) ? raisedBy.slice(WRITER.length) : null

/** '12 November' */
export const dayAndMonth = (date: LocalDate): string => longDay(date).split(' ').slice(1, 3).join(' ')

/** What somebody of the customer did under an update. */
export interface Heard {
  id: string
  accountId: string
  digestId: string | null
  userId: string
  kind: 'reply' | 'talk' | 'done'
  askId: string | null
  topic: string | null
  reach: string | null
  saidAt: Date
}

/** Something of the customer's that the owner should know of, in a sentence. */
export interface HeardLine {
  accountId: string
  kind: Heard['kind']
  digestId: string | null
  sentence: string
  saidAt: Date
  /** The ask that was called done, and may be opened again: '<id> <turn>'. */
  reopen: string | null
}

/** 'Priya Shah wrote under the update.' */
export function heardInWords(heard: Pick<Heard, 'kind' | 'topic'>, name: string, ask: string | null): string {
  if (heard.kind === 'reply') return `${name} wrote under the update.`
  if (heard.kind === 'done') return `${name} says done: ${ask ?? 'an ask'}`
  return heard.topic ? `${name} asked to talk: ${heard.topic}` : `${name} asked to talk.`
}

/** 'Tomás, by Wed 25 Nov' or 'Tomás, was due Wed 25 Nov' */
export function askedOf({ who, dueOn }: Pick<Ask, 'who' | 'dueOn'>, name: string | null, today: LocalDate): string {
  return `${name ?? who}, ${dueOn < today ? 'was due' : 'by'} ${shortDay(dueOn)}`
}

/**
 * What somebody wrote in Slack, as they typed it: Slack keeps mentions and links between < and >, and the three signs
 * as entities (docs.slack.dev/messaging/formatting-message-text).
 */
export function asTyped(text: string, nameOf: (userId: string) => string | null = () => null): string {
  const shown = text.replace(/<([^<>]*)>/g, (_, inside: string) => {
    const [target = '', label] = inside.split('|')
    if (target.startsWith('@')) return `@${label ?? nameOf(target.slice(1)) ?? 'somebody'}`
    if (target.startsWith('#')) return `#${label ?? 'channel'}`
    if (target.startsWith('!date')) return label ?? ''
    if (target.startsWith('!')) return label ?? `@${target.slice(1).split('^')[0]}`
    return label && label !== target ? `${label} (${target})` : target
  })
  return shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** Whom a message mentions. */
export const mentionedIn = (text: string): string[] => [...text.matchAll(/<@([UW][A-Z0-9]+)/g)].map(([, id]) => id!)

/** Whether a text can be the id of a row. Whatever else comes with a press was not put there by us. */
export const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
