import type { SuccessCriterion } from '#features/accounts/model.ts'
import {
  type AccountFacts,
  type Milestone,
  type Role,
  SINGLE_ROLES,
  type Stakeholder,
} from '#features/accounts/model.ts'
import type { Named } from './model.ts'
import { dayNames } from './plan.ts'

/** An account as the file that an import reads would hold it: by column. Read again, it changes nothing. */
export function writtenAs({ account, stakeholders, milestones, criteria }: AccountFacts): Record<string, string> {
  const holder = (role: Role) => {
    const one = stakeholders.find((stakeholder) => stakeholder.role === role)
    return one ? writtenPerson(one) : ''
  }
  const [weekday, ...days] = [[account.publishWeekday], ...account.workingDays.map((day) => [day])].map(dayNames)
  return {
    key: account.key,
    name: account.name,
    title: account.title,
    state: account.state,
    paused_until: account.pausedUntil ?? '',
    signed_on: account.signedOn ?? '',
    zone: account.zone,
    publish_zone: account.publishZone ?? '',
    country: account.country ?? '',
    working_days: days.join('; '),
    weekday: weekday!,
    publish_time: account.publishTime,
    close_time: account.closeTime,
    ask_time: account.askTime,
    every_weeks: String(account.everyWeeks),
    first_publish_on: account.firstPublishOn ?? '',
    ...Object.fromEntries(SINGLE_ROLES.map((role) => [role, holder(role)])),
    stakeholders: listOf(stakeholders.filter(({ role }) => !SINGLE_ROLES.includes(role)).map(writtenStakeholder)),
    buyer_channel: account.buyerChannel ?? '',
    buyer_email: account.buyerEmail ?? '',
    team_channel: account.teamChannel ?? '',
    milestones: listOf(milestones.map(writtenMilestone)),
    success_criteria: listOf(criteria.map(writtenCriterion)),
    scope_link: account.scopeUrl ?? '',
    crm_reference: account.crmReference ?? '',
  }
}

const listOf = (items: string[]): string => items.map((item) => item.replace(/[\\;]/g, '\\$&')).join('; ')

function writtenPerson({ userId, name, email }: Named): string {
  if (userId) return userId
  return email && email !== name ? `${name} <${email}>` : (name ?? '')
}

const writtenStakeholder = (one: Stakeholder): string => `${one.role}=${writtenPerson(one)}`

const writtenMilestone = ({ name, promisedOn, plannedOn }: Milestone): string =>
  `${name}=${promisedOn === plannedOn ? promisedOn : `${promisedOn}/${plannedOn}`}`

function writtenCriterion({ name, startValue, currentValue, targetValue, unit }: SuccessCriterion): string {
  const figures = [startValue, ...(currentValue === null ? [] : [currentValue]), targetValue].map(figure)
  return `${name}=${figures.join('/')}${unit ? ` ${unit}` : ''}`
}

/** Without an exponent, and with the six decimals that an import reads. */
const figure = (value: number): string => (String(value).includes('e') ? value.toFixed(6) : String(value))
