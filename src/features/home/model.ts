import type { Account, AccountFacts, AccountState, Milestone } from '#features/accounts/model.ts'
import {
  CUSTOMER_ROLES,
  goLiveOf,
  missingForActive,
  runsWeekly,
  STATE_NAMES,
  whoAnswers,
} from '#features/accounts/model.ts'
import { STATUS_NAMES } from '#features/checkins/model.ts'
import { PRIORITIES, type Subject, subjectName } from '#features/contacts/model.ts'
import type { Person } from '#features/installations/model.ts'
import { quietInWords } from '#features/states/model.ts'
import {
  addDays,
  calendarOf,
  daysBetween,
  localDate,
  momentIn,
  shortDay,
  workingDaysBetween,
} from '#platform/calendar.ts'

/** The latest published update, as far as it is told again. */
export interface LastUpdate {
  publishOn: string
  status: string | null
  /** Why it has that status, for our eyes. */
  reason: string | null
  /** The buyer has seen or rated it. */
  heard: boolean
  /** The days that it named, each with its milestone. */
  dates?: { name: string; forecastOn: string }[]
}

/** A week that the buyer has not read yet. */
export interface UnderWay {
  publishOn: string
  publishAt: Date
  closeAt: Date
  /** It still takes answers. */
  open: boolean
  /** How many people are asked, and how many of them answered. */
  expected: number
  answered: number
}

/** Who reads, and when. */
export interface Reader {
  now: Date
  zone: string
}

/** Where an account stands. Dates are 'YYYY-MM-DD'. */
export interface Standing {
  last: LastUpdate | undefined
  /** The weeks that the buyer has not read yet, the earliest first. */
  underWay: UnderWay[]
  /**
   * Roles in which somebody new is finding their feet, and until when; `overrun` where that day has passed. `newcomer`: by
   * name, where several may be new in one role.
   */
  transitions: { role: Subject; newcomer: string | null; until: string | null; overrun: boolean }[]
}

/** Whether somebody is of the vendor: only they have a Home and commands. `roles` are theirs on any account today. */
export function isVendor(person: Person, workspaceTeamId: string, roles: readonly string[]): boolean {
  if (person.teamId !== workspaceTeamId || person.guest || person.deactivated) return false
  return !roles.some((role) => (CUSTOMER_ROLES as readonly string[]).includes(role))
}

/** 'active', 'paused until Mon 4 Jan' */
export function stateInWords({ state, pausedUntil }: Pick<Account, 'state' | 'pausedUntil'>): string {
  return state === 'paused' && pausedUntil ? `paused until ${shortDay(pausedUntil)}` : STATE_NAMES[state]
}

/** What is said of an answer that is open: nothing is asked of whoever is away when the week closes. */
export function dueInWords(checkin: { answered: boolean; closed: boolean; away: boolean; by: string }): string {
  const { answered, closed, away, by } = checkin
  if (closed) return `closed ${by}; an answer now is late and goes to the account owner`
  if (answered) return `answered; you can edit until ${by}`
  return away ? `not asked of you; you may answer until ${by}` : `please answer by ${by}`
}

/** 'At risk (Fri 13 Nov): the records come late', or null before the first update. */
export function statusInWords(last: LastUpdate | undefined): string | null {
  if (!last?.status) return null
  const status = `${STATUS_NAMES[last.status as keyof typeof STATUS_NAMES]} (${shortDay(last.publishOn)})`
  return last.reason ? `${status}: ${last.reason.replace(/\.$/, '')}` : status
}

/** What is further ahead than this is not the next thing to think of. */
const AHEAD_DAYS = 30

/** The next milestone and go-live: 'Go-live Mon 14 Dec, 6 working days later than promised' */
function datesInWords(
  { account, milestones }: AccountFacts,
  last: LastUpdate | undefined,
  now: Date | undefined,
): string | null {
  const goLive = goLiveOf(milestones)
  const today = now && localDate(now, account.zone)
  const horizon = today && addDays(today, AHEAD_DAYS)
  const next = milestones
    .filter((one) => one !== goLive && !one.reachedOn && horizon !== undefined && one.forecastOn <= horizon)
    .toSorted((a, b) => a.forecastOn.localeCompare(b.forecastOn))[0]
  const shown = [next, goLive].filter((one) => one !== undefined)
  const words = (one: Milestone) =>
    (today && passedInWords(one, today)) || `${one.name} ${forecastInWords(one, account, last)}`
  return shown.map(words).join(' · ') || null
}

/** Asks of a milestone whose day has passed whether it was reached; null of any other. */
export const passedInWords = ({ name, forecastOn, reachedOn }: Milestone, today: string): string | null =>
  !reachedOn && forecastOn < today ? `${name} was forecast for ${shortDay(forecastOn)}: was it reached?` : null

/**
 * 'Mon 14 Dec, 6 working days later than promised', and before that ' (was Wed 9 Dec)' where the last update said
 * another day; slips are counted on the account's working days.
 */
export function forecastInWords(
  { name, promisedOn, forecastOn, reachedOn }: Milestone,
  account: Account,
  last?: LastUpdate,
): string {
  const day = reachedOn ?? forecastOn
  const before = last?.dates?.find((one) => one.name === name)?.forecastOn
  const was = before && before !== day && !reachedOn ? ` (was ${shortDay(before)})` : ''
  const slip = workingDaysBetween(promisedOn, day, calendarOf(account.zone, account.workingDays, account.country))
  return `${reachedOn ? 'reached ' : ''}${shortDay(day)}${was}, ${slipInWords(slip)}`
}

function slipInWords(days: number): string {
  if (days === 0) return 'as promised'
  const count = Math.abs(days)
  return `${count} working ${count === 1 ? 'day' : 'days'} ${days > 0 ? 'later' : 'earlier'} than promised`
}

/** Accounts that still need their owner; what has ended is left to the records. */
export const isLive = (state: AccountState): boolean => state !== 'ended'

/** When the buyer reads next, or what stands in the way. */
function nextInWords(
  { account, stakeholders }: AccountFacts,
  [next]: UnderWay[],
  now: Date | undefined,
  reader?: Reader,
): string | null {
  if (!runsWeekly(account.state) && account.state !== 'not_started') return null
  if (next) return updateInWords(next, now, reader)
  const missing = missingForActive(account, stakeholders)
  // A running account without a next week would fall silent without a word.
  if (runsWeekly(account.state))
    return missing.length > 0
      ? `No next update: it needs ${missing.join(', ')}`
      : 'No next update is planned: open Details, then Cadence, which says why'
  return missing.length > 0
    ? `Still needs ${missing.join(', ')}`
    : 'Ready for the weekly update: open Details to start it'
}

/** 'Next update Fri 20 Nov · 2 of 3 answered, closes Thu 19 Nov 15:00', by the reader's clock */
export function updateInWords(
  { open, expected, answered, closeAt, ...week }: UnderWay,
  now: Date | undefined,
  reader?: Reader,
): string {
  const day = shortDay(week.publishOn)
  const name = now && week.publishAt < now ? `The update of ${day} is not out yet` : `Next update ${day}`
  if (!reader) return name
  const said = expected > 0 ? `${answered} of ${expected} answered` : 'nobody is asked'
  return `${name} · ${said}, ${open ? 'closes' : 'closed'} ${momentIn(closeAt, reader.zone)}`
}

/** 'The buyer reacted to the last update · last word 3 days ago', where there was one */
function wordInWords({ account }: AccountFacts, { last }: Standing, { now }: Reader): string | null {
  const { lastWordAt, zone } = account
  if (!lastWordAt) return null
  const days = daysBetween(localDate(lastWordAt, zone), localDate(now, zone))
  const ago = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  const echo = last?.heard ? 'The buyer reacted to the last update' : 'No reaction to the last update yet'
  return last ? `${echo} · our last word ${ago}` : `Our last word to the buyer: ${ago}`
}

/** The danger zone, in words: 'New primary contact, in transition until Fri 4 Dec', which is not over because its day is. */
export const transitionsInWords = ({ transitions }: Standing): string[] =>
  transitions.map(({ role, newcomer, until, overrun }) => {
    if (!until) return `No ${subjectName(role)} yet, in transition until somebody follows`
    const who = newcomer ? ` (${newcomer})` : ''
    const what = role === PRIORITIES ? 'New priorities' : `New ${subjectName(role)}${who}`
    if (overrun) return `${what}, still in transition: it was to be complete on ${shortDay(until)}`
    return `${what}, in transition until ${shortDay(until)}`
  })

/** What is to know of an account at a glance, a line each; where it is known who reads, with what changes by the hour. */
export function accountInWords(facts: AccountFacts, standing: Standing, reader?: Reader, now = reader?.now): string[] {
  const { account } = facts
  const state = stateInWords(account)
  const said = statusInWords(standing.last)
  // That an account runs is plain where its status stands.
  const first = said && account.state !== 'active' ? `${capital(state)} · ${said}` : (said ?? capital(state))
  const lines = [
    first,
    datesInWords(facts, standing.last, reader?.now),
    nextInWords(facts, standing.underWay, now, reader),
    reader ? (quietInWords(account, reader.now) ?? wordInWords(facts, standing, reader)) : null,
    ...transitionsInWords(standing),
  ]
  return lines.filter((line) => line !== null)
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What comes next for somebody whose Home is empty. */
export function outlookOf(
  userId: string,
  { isAdministrator, held }: { isAdministrator: boolean; held: AccountFacts[] },
): string {
  const answers = held.filter(({ account, stakeholders }) => whoAnswers(account.state, stakeholders).includes(userId))
  if (answers.length > 0)
    return `You answer for ${namesOf(answers)}. When the next update is due, you are asked in a direct message, and here.`
  if (held.length > 0) return `You are on ${namesOf(held)}. Whatever needs you will stand here.`
  if (isAdministrator) return 'You administer Throughline. Messages that need a look from you will stand here.'
  return 'You are not on an account yet. Once you are, what needs you will stand here.'
}

function namesOf(held: AccountFacts[]): string {
  const names = held.slice(0, 3).map(({ account }) => account.called)
  if (held.length > 3) names.push(`${held.length - 3} more`)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
}
