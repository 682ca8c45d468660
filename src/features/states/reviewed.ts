import type { AccountFacts } from '#features/accounts/model.ts'
import { type Round, roundsOf } from '#features/rounds/flow.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { together } from './model.ts'

const REVIEWS = 8
/** The rounds whose asking is over and whose update is not out, newest first. */
const underReview = async (tx: Tx, accountId: string): Promise<Round[]> =>
  (await roundsOf(tx, accountId, REVIEWS)).filter(({ state }) => state === 'closed')

/** The updates under review that are not out yet, and would be by an instant, in words; null where there are none. */
export async function unpostedBefore(tx: Tx, accountId: string, at: Date | null): Promise<string | null> {
  const waiting = (await underReview(tx, accountId)).filter(({ publishAt }) => !at || publishAt < at)
  const days = waiting.map(({ publishOn }) => shortDay(publishOn)).toReversed()
  if (days.length === 0) return null
  return `The ${days.length === 1 ? 'update' : 'updates'} of ${together(days)}`
}

/** The day of an update that is under review already, and due once the account runs again from an instant on. */
export async function reviewedAfter(tx: Tx, { account }: AccountFacts, at: Date): Promise<string | null> {
  const due = (await underReview(tx, account.id)).filter(({ publishAt }) => publishAt >= at)
  return due.at(-1)?.publishOn ?? null
}
