import { writtenSince } from '#features/accounts/flow.ts'
import { getRound, type Round } from '#features/rounds/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { wasSaidLate } from './answers.ts'
import { type Told, withDatesThatHold } from './dates.ts'
import type { Answer } from './model.ts'

/**
 * What somebody said last, where no update has told the customer, as far as no plan was moved and no alert told another
 * date meanwhile; also for a week that a pause has ended, and after the close of one whose update is out.
 */
export async function unsentOf(tx: Tx, last: Answer | undefined, rounds: Round[]): Promise<Answer | undefined> {
  if (!last) return undefined
  const known = rounds.find(({ id }) => id === last.roundId)
  const said = known ?? (await getRound(tx, last.roundId))
  const isOld = !known && said.state !== 'skipped'
  const isNext = rounds.some(({ state, publishOn }) => state === 'published' && publishOn > said.publishOn)
  if (isOld || isNext || (said.state === 'published' && !(await isLeft(tx, last)))) return undefined
  return (await withDatesThatHold(tx, [last], await toldSince(tx, last)))[0]
}

/** Whether somebody said something after the close, and neither the update of that week nor a correction says it. */
async function isLeft(tx: Tx, { accountId, checkinId, userId, answeredAt }: Answer): Promise<boolean> {
  if (!(await wasSaidLate(tx.db, checkinId))) return false
  const decided = await writtenSince(tx, accountId, 'digest.late_answer', answeredAt)
  const last = decided
    .map(({ detail }) => detail as { of: string[]; outcome: string })
    .findLast(({ of }) => of.includes(userId))
  return !last || last.outcome === 'next_week'
}

/** The dates that alerts have told since. */
async function toldSince(tx: Tx, { accountId, forecasts, answeredAt }: Answer): Promise<Told[]> {
  if (forecasts.length === 0) return []
  const told = await writtenSince(tx, accountId, 'alert.told', answeredAt)
  return told.flatMap(({ detail, at }) =>
    (detail as { moved: { milestoneId: string; on: LocalDate }[] }).moved.map(({ milestoneId, on }) => ({
      ...{ milestoneId, onDay: on, at },
    })),
  )
}
