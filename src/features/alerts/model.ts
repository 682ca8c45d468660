import type { Milestone } from '#features/accounts/model.ts'
import type { Answer } from '#features/checkins/model.ts'
import { type Calendar, type LocalDate, longDay, shortDay, workingDaysBetween } from '#platform/calendar.ts'

declare const customerText: unique symbol

/**
 * A message to the buyer between two updates, as they read it. It has no field for anything internal, and only
 * `writeAlert` makes one: whatever draws for a customer takes this type.
 */
export interface Alert {
  readonly [customerText]: true
  account: string
  title: string
  /** The day on which it was drafted, 'YYYY-MM-DD'. */
  on: LocalDate
  /** One for each thing that it tells of; the first line says what happened. */
  sections: Section[]
  /** Whom the buyer calls. */
  contact: string | null
  /** 'Tue 17 Nov 14:05' where it comes more than an hour after it was approved. */
  lateSince: string | null
}

/** What one cause makes the buyer read; as typed. */
export interface Section {
  cause: string
  text: string
}

/** Makes an alert field by field: what is not an alert's does not come along. */
export function writeAlert(content: unknown): Alert {
  const kept = content as Alert
  const alert: Omit<Alert, typeof customerText> = {
    account: kept.account,
    title: kept.title,
    on: kept.on,
    sections: kept.sections.map(({ cause, text }) => ({ cause, text })),
    contact: kept.contact,
    lateSince: kept.lateSince,
  }
  return alert as Alert
}

export const ALERT_STATES = ['draft', 'sent', 'left', 'lapsed', 'withdrawn'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** Why there is an alert. For our own people only: who noted it, and what they noted for us. */
export interface Cause {
  id: string
  alertId: string
  kind: 'reached' | 'slip' | 'fault'
  roundId: string | null
  milestoneId: string | null
  onDay: LocalDate | null
  /** The words that follow from it. */
  said: string
  /** Those words as they were when somebody wrote others in their place; null where nobody did. */
  writtenOver: string | null
  notedBy: string[]
  notedAt: Date
  note: string | null
}

/** What the answers of a round give cause for. */
export type Noted = Pick<Cause, 'kind' | 'said' | 'notedBy'> & { milestoneId: string; onDay: LocalDate }

/** The update says it, where it comes so soon. */
export const SOON_MS = 24 * 3_600_000
/** So many hours of working time (a day) the owner has to decide. */
export const DECIDE_HOURS = 8
/** More than this between approval and posting, and an alert says that it is late. */
export const LATE_AFTER_MS = 3_600_000
/** A Slack message holds 10,000 characters; the owner's shows what the customer reads and who noted it. */
export const MOST_SECTIONS = 3
export const LONGEST_SECTION = 2_400
const LONGEST_PART = 1_000

type Told = Pick<Answer, 'userId' | 'forecasts' | 'reached' | 'whyMoved' | 'doing' | 'progress'>

/**
 * What a round's answers give cause for: a milestone that is reached; a forecast that moves by more working days than
 * set. What people say of the same milestone is one cause, and the latest day counts.
 * @param told to which day the buyer was told, or is not to be told in an alert, that a milestone moves.
 */
export function causesOf(
  answers: Told[],
  milestones: Milestone[],
  { told, slipDays, calendar }: { told: ReadonlyMap<string, LocalDate>; slipDays: number; calendar: Calendar },
): Noted[] {
  return milestones.flatMap((milestone): Noted[] => {
    if (milestone.reachedOn) return []
    const reached = said(answers, milestone.id, 'reached')
    if (reached) return [noted('reached', reached, reachedText(milestone, reached, calendar))]
    const moved = said(answers, milestone.id, 'forecasts')
    const before = told.get(milestone.id) ?? milestone.forecastOn
    if (!moved || workingDaysBetween(before, moved.onDay, calendar) <= slipDays) return []
    return [noted('slip', moved, slipText(milestone, before, moved, calendar))]
  })
}

const noted = (kind: Noted['kind'], { milestoneId, onDay, notedBy }: Days, said: string): Noted => ({
  ...{ kind, milestoneId, onDay, notedBy, said },
})

type Days = { milestoneId: string; onDay: LocalDate; notedBy: string[]; from: Told[] }

function said(answers: Told[], milestoneId: string, what: 'reached' | 'forecasts'): Days | undefined {
  const found = answers.flatMap((answer) => {
    const on = answer[what].find((one) => one.milestoneId === milestoneId)?.on
    return on ? [{ on, answer }] : []
  })
  const onDay = found
    .map(({ on }) => on)
    .toSorted()
    .at(-1)
  if (!onDay) return undefined
  const from = found.filter(({ on }) => on === onDay).map(({ answer }) => answer)
  return { milestoneId, onDay, notedBy: found.map(({ answer }) => answer.userId), from }
}

/** 'Monday 14 December' */
const dayInWords = (day: LocalDate): string => longDay(day).replace(/ \d{4}$/, '')

function against(promisedOn: LocalDate, on: LocalDate, calendar: Calendar): string {
  const days = workingDaysBetween(promisedOn, on, calendar)
  if (days === 0) return 'as promised'
  return `${Math.abs(days)} working ${Math.abs(days) === 1 ? 'day' : 'days'} ${days > 0 ? 'later' : 'earlier'} than promised`
}

function reachedText({ name, promisedOn }: Milestone, { onDay, from }: Days, calendar: Calendar): string {
  return sectionText(`${name} was reached on ${dayInWords(onDay)}, ${against(promisedOn, onDay, calendar)}.`, [
    ['What you can do now', from.map(({ progress }) => progress)],
  ])
}

function slipText({ name, promisedOn }: Milestone, before: LocalDate, { onDay, from }: Days, calendar: Calendar) {
  const moves = `${name} moves from ${dayInWords(before)} to ${dayInWords(onDay)}, ${against(promisedOn, onDay, calendar)}.`
  return sectionText(moves, [
    ['Why', from.map(({ whyMoved }) => whyMoved)],
    ['What we are doing', from.map(({ doing }) => doing)],
  ])
}

/** A fault as whoever tells of it wrote it down for the customer. */
export interface Fault {
  what: string
  since: string | null
  doing: string
  dates: string | null
}

export const faultText = ({ what, since, doing, dates }: Fault): string =>
  sectionText(what, [
    ['Since', [since]],
    ['What we are doing', [doing]],
    ['What it means for the dates', [dates]],
  ])

function sectionText(first: string, parts: [string, (string | null)[]][]): string {
  const rows = parts.flatMap(([name, texts]) => {
    const words = [...new Set(texts.map((text) => oneLine(text)).filter((text) => text !== ''))]
    return words.length > 0 ? [`${name}: ${cut(words.join(' '), LONGEST_PART)}`] : []
  })
  return cut([oneLine(first), ...rows].join('\n'), LONGEST_SECTION)
}

const oneLine = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim()

/** Signs of two code units are never torn apart. */
const cut = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${[...text]
        .slice(0, most - 1)
        .join('')
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`

/** A milestone of which an alert told the buyer. */
export interface Move {
  milestoneId: string
  onDay: LocalDate
  /** The alert's day. */
  on: LocalDate
  /** Whether its words name the day; somebody may have written others. */
  named: boolean
}

/** The dates that an alert tells of, by the answers it came from; what was taken out of it is not told. */
export function movesIn({ on, sections }: Alert, causes: Cause[], kind: 'slip' | 'reached'): Move[] {
  return causes.flatMap(({ id, kind: is, milestoneId, onDay }) => {
    const text = sections.find(({ cause }) => cause === id)?.text
    if (text === undefined || is !== kind || !milestoneId || !onDay) return []
    return [{ milestoneId, onDay, on, named: names(text, onDay) }]
  })
}

/** Whether a text names a day, as people write it: '28 December', '28 Dec', 'December 28', '2026-12-28'. */
export function names(text: string, day: LocalDate): boolean {
  const [, date = '', month = ''] = longDay(day).split(' ')
  const said = `${month.slice(0, 3)}(?:${month.slice(3)})?`
  const either = [`${date}(?:st|nd|rd|th)?(?: of)? ${said}`, `${said} ${date}`, day].join('|')
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${either})(?![\\p{L}\\p{N}])`, 'iu').test(text)
}

const SHORT = 160

const ended = (text: string): string => (text === '' || /[.!?…]$/.test(text) ? text : `${text}.`)

/** 'Alert of Tue 17 Nov: Go-live moves from …', as the next update lists what was posted. */
export const listedLine = ({ on, sections }: Alert): string =>
  `Alert of ${shortDay(on)}: ${sections.map(({ text }) => ended(cut(oneLine(text.split('\n')[0] ?? ''), SHORT))).join(' ')}`

/** What was left for the update: the answers of the round say the rest by themselves. */
export const leftLines = ({ on, sections }: Alert, causes: Pick<Cause, 'id' | 'kind'>[]): string[] =>
  sections
    .filter(({ cause }) => causes.some(({ id, kind }) => id === cause && kind === 'fault'))
    .map(({ text }) => text.split('\n').map((row) => ended(oneLine(row))))
    .map((rows) => `${shortDay(on)}: ${cut(rows.filter(Boolean).join(' '), LONGEST_PART)}`)
