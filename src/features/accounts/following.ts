import { instantAt, type LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { schedule, scheduleAll } from '#platform/scheduling/occurrences.ts'
import { type AccountFacts, goLiveOf } from './model.ts'

/** When a day's change of state happens: before the first question of that day. */
const STATE_TIME = '08:00'

/** When what a day brings happens to an account. */
export const stateInstant = (day: LocalDate, zone: string): Date => instantAt(day, STATE_TIME, zone)

/** Puts the day on the schedule on which each of these accounts goes live, as it is forecast, or its pause ends. */
export async function watchStates(tx: Tx, all: AccountFacts[]): Promise<void> {
  await scheduleAll(
    tx,
    all.flatMap(({ account, milestones }) => {
      const { id, state, pausedUntil, zone } = account
      const day = state === 'paused' ? pausedUntil : state === 'active' ? goLiveOf(milestones)?.forecastOn : null
      const kind = state === 'paused' ? 'states.resume' : 'states.move'
      const dueAt = day ? stateInstant(day, zone) : null
      return day && dueAt ? [{ kind, key: `${kind}:${id}:${day}`, subject: { accountId: id }, dueAt }] : []
    }),
  )
}

/** Lets an account's state follow what has just changed. */
export const followState = (tx: Tx, accountId: string): Promise<void> =>
  schedule(tx, {
    kind: 'states.move',
    key: `states.move:${accountId}:${crypto.randomUUID()}`,
    subject: { accountId },
    dueAt: tx.now,
  })
