import type { Account, AccountFacts } from '#features/accounts/model.ts'
import { holderOf } from '#features/accounts/model.ts'
import { peopleById, settingsOf } from '#features/installations/flow.ts'
import { type Calendar, calendarOf } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Cadence } from './model.ts'

/** The account's cadence. @throws RangeError where it has no first publishing date. */
export function cadenceOf(account: Account): Cadence {
  if (!account.firstPublishOn) throw new RangeError(`${account.name} has no first publishing date`)
  return {
    everyWeeks: account.everyWeeks as 1 | 2,
    weekday: account.publishWeekday,
    publishTime: account.publishTime,
    publishZone: account.publishZone ?? account.zone,
    closeTime: account.closeTime,
    zone: account.zone,
    askTime: account.askTime,
    country: account.country,
    workingDays: account.workingDays,
    firstPublishOn: account.firstPublishOn,
  }
}

/** A person's working calendar on an account: their own zone and country, the account's working days. */
export async function calendarsOf(tx: Tx, account: Account, userIds: string[]): Promise<Map<string, Calendar>> {
  const people = await peopleById(tx, userIds)
  const { country } = await settingsOf(tx)
  return new Map(
    userIds.map((id) => {
      const person = people.get(id)
      return [id, calendarOf(person?.zone ?? account.zone, account.workingDays, person?.country ?? country)]
    }),
  )
}

/** The working calendar of the account’s owner; the account’s own where there is none. */
export async function ownerCalendar(tx: Tx, { account, stakeholders }: AccountFacts): Promise<Calendar> {
  const owner = holderOf(stakeholders, 'owner')?.userId
  const calendar = owner ? (await calendarsOf(tx, account, [owner])).get(owner) : undefined
  return calendar ?? calendarOf(account.zone, account.workingDays, account.country)
}
