import type { Account, AccountFacts, AccountState, Milestone } from '#features/accounts/model.ts'
import { CUSTOMER_ROLES, goLiveOf, STATE_NAMES } from '#features/accounts/model.ts'
import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Person } from '#features/installations/model.ts'
import { calendarOf, shortDay, workingDaysBetween } from '#platform/calendar.ts'

/** The latest published update, as far as it is told again. */
export interface LastUpdate {
  publishOn: string
  status: string | null
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
