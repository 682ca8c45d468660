import { type AccountFacts, ROLE_NAMES, type Role, sideOf } from '#features/accounts/model.ts'
import type { Ask } from '#features/promises/model.ts'
import { addDays, daysBetween, isLocalDate, type LocalDate, localDate, shortDay } from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'

/** The roles whose change the account should hear of. */
export const CHANGING_ROLES = [
  'primary_contact',
  'senior_buyer',
  'owner',
  'sales_rep',
  'implementation_lead',
  'success_manager',
  'support_lead',
  'leader',
] as const satisfies readonly Role[]
export type ChangingRole = (typeof CHANGING_ROLES)[number]

/** Somebody takes a role over from somebody. Users are Slack ids; a leaver without Slack is kept by name. */
export interface ContactChange {
  id: string
  accountId: string
  role: ChangingRole
  leaver: string | null
  newcomer: string
  effectiveOn: LocalDate
  recordedBy: string
  recordedAt: Date
  /** When the assignment changed; null while it lies ahead. */
  tookEffectAt: Date | null
  stakes: Stakes
  handoffId: string | null
  acknowledgedBy: string | null
  acknowledgedAt: Date | null
}

/** What is at stake on the account while a role changes hands. */
export interface Stakes {
  openAsks: Pick<Ask, 'what' | 'who' | 'dueOn'>[]
  /** Not reached yet, forecast within thirty days, with those that should have been reached before. */
  milestones: { name: string; on: LocalDate }[]
  /** The day on which the buyer last heard from us. */
  lastWordOn: LocalDate | null
  lastWordDays: number | null
  scopeUrl: string | null
}

/** A month is what a newcomer needs to find their feet: what falls into it is at stake. */
const STAKE_DAYS = 30

export function stakesOf({ account, milestones }: AccountFacts, asks: Ask[], today: LocalDate): Stakes {
  const lastWordOn = account.lastWordAt ? localDate(account.lastWordAt, account.zone) : null
  const horizon = addDays(today, STAKE_DAYS)
  return {
    openAsks: asks.map(({ what, who, dueOn }) => ({ what, who, dueOn })),
    milestones: milestones
      .filter(({ reachedOn, forecastOn }) => reachedOn === null && forecastOn <= horizon)
      .map(({ name, forecastOn }) => ({ name, on: forecastOn })),
    lastWordOn,
    lastWordDays: lastWordOn ? daysBetween(lastWordOn, today) : null,
    scopeUrl: account.scopeUrl,
  }
}

/** Which input of the form each part came from, for a sentence at that input. */
export interface ChangeFields {
  role: string
  newcomer: string
  on: string
}

export interface NewChange {
  accountId: string
  role: ChangingRole
  newcomer: string
  effectiveOn: LocalDate
  fields: ChangeFields
}

/** A change learned of later than this is an import's matter; further ahead it is not certain enough to announce. */
const LONGEST_PAST_DAYS = 60
const LONGEST_FUTURE_DAYS = 365

/** @throws Refusal where the day is too far away. */
export function checkDay({ effectiveOn, fields }: NewChange, today: LocalDate): void {
  const days = isLocalDate(effectiveOn) ? daysBetween(today, effectiveOn) : Number.NaN
  if (days >= -LONGEST_PAST_DAYS && days <= LONGEST_FUTURE_DAYS) return
  const [from, to] = [addDays(today, -LONGEST_PAST_DAYS), addDays(today, LONGEST_FUTURE_DAYS)]
  throw new Refusal(
    `Please choose a day from ${shortDay(from)} ${from.slice(0, 4)} to ${shortDay(to)} ${to.slice(0, 4)}.`,
    fields.on,
  )
}

/** @throws Refusal where the newcomer holds the role already. */
export function checkHolder({ role, newcomer, fields }: NewChange, { stakeholders }: AccountFacts, name: string): void {
  const holds = stakeholders.some((stakeholder) => stakeholder.role === role && stakeholder.userId === newcomer)
  if (holds) throw new Refusal(`${name} is the ${ROLE_NAMES[role]} already.`, fields.newcomer)
}

/** @throws Refusal where a role of the one side is given to a person of the other. */
export function checkSide({ role, fields }: NewChange, outside: boolean, name: string): void {
  const customers = sideOf(role) === 'customer'
  if (customers === outside) return
  const belongs = customers
    ? `${name} is one of our own team, and the ${ROLE_NAMES[role]} is somebody at the customer.`
    : `${name} is not of our own team, and the ${ROLE_NAMES[role]} is one of us.`
  throw new Refusal(`${belongs} Please choose another person or another role.`, fields.newcomer)
}
