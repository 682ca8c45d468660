import type { Account, AccountFacts, AccountState, Milestone } from '#features/accounts/model.ts'
import {
  CUSTOMER_ROLES,
  goLiveOf,
  missingForActive,
  ROLE_NAMES,
  type Role,
  runsWeekly,
  STATE_NAMES,
  whoAnswers,
} from '#features/accounts/model.ts'
import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Person } from '#features/installations/model.ts'
import { calendarOf, shortDay, workingDaysBetween } from '#platform/calendar.ts'

/** The latest published update, as far as it is told again. */
export interface LastUpdate {
  publishOn: string
  status: string | null
}

/** Where an account stands. Dates are 'YYYY-MM-DD'. */
export interface Standing {
  last: LastUpdate | undefined
  /** When the buyer reads next; null where nothing is planned. */
  next: string | null
  /** Roles in which somebody new is finding their feet, and until when. */
  transitions: { role: Role; until: string }[]
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

/** 'At risk (Fri 13 Nov)', or null before the first update. */
export function statusInWords(last: LastUpdate | undefined): string | null {
  if (!last?.status) return null
  return `${STATUS_NAMES[last.status as keyof typeof STATUS_NAMES]} (${shortDay(last.publishOn)})`
}

/** 'Go-live Mon 14 Dec, 6 working days later than promised' */
export function goLiveInWords({ account, milestones }: Pick<AccountFacts, 'account' | 'milestones'>): string | null {
  const goLive = goLiveOf(milestones)
  return goLive ? `${goLive.name} ${forecastInWords(goLive, account)}` : null
}

/** 'Mon 14 Dec, 6 working days later than promised'; slips are counted on the account's working days. */
export function forecastInWords({ promisedOn, forecastOn, reachedOn }: Milestone, account: Account): string {
  const day = reachedOn ?? forecastOn
  const slip = workingDaysBetween(promisedOn, day, calendarOf(account.zone, account.workingDays, account.country))
  return `${reachedOn ? 'reached ' : ''}${shortDay(day)}, ${slipInWords(slip)}`
}

function slipInWords(days: number): string {
  if (days === 0) return 'as promised'
  const count = Math.abs(days)
  return `${count} working ${count === 1 ? 'day' : 'days'} ${days > 0 ? 'later' : 'earlier'} than promised`
}

/** Accounts that still need their owner; what has ended is left to the records. */
export const isLive = (state: AccountState): boolean => state !== 'ended'

/** When the buyer reads next, or what stands in the way. */
export function nextInWords({ account, stakeholders }: AccountFacts, next: string | null): string | null {
  if (next) return `Next update ${shortDay(next)}`
  const missing = missingForActive(account, stakeholders)
  // A running account without a next week would fall silent without a word.
  if (runsWeekly(account.state))
    return missing.length > 0
      ? `No next update: it needs ${missing.join(', ')}`
      : 'No next update is planned: open Details, then Cadence, which says why'
  if (account.state !== 'not_started') return null
  return missing.length > 0
    ? `Still needs ${missing.join(', ')}`
    : 'Ready for the weekly update: open Details to start it'
}

/** 'New primary contact, in transition until Fri 4 Dec' */
export const transitionsInWords = ({ transitions }: Standing): string[] =>
  transitions.map(({ role, until }) => `New ${ROLE_NAMES[role]}, in transition until ${shortDay(until)}`)

/** What is to know of an account at a glance, a line each. */
export function accountInWords(facts: AccountFacts, standing: Standing): string[] {
  const state = stateInWords(facts.account)
  const said = statusInWords(standing.last)
  const first = said ? `${said} · ${state}` : `${state.charAt(0).toUpperCase()}${state.slice(1)}`
  const lines = [first, goLiveInWords(facts), nextInWords(facts, standing.next), ...transitionsInWords(standing)]
  return lines.filter((line) => line !== null)
}

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
  const names = held.slice(0, 3).map(({ account }) => account.name)
  if (held.length > 3) names.push(`${held.length - 3} more`)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
}
