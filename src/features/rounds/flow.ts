import type { Account, AccountFacts } from '#features/accounts/model.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { cadenceOf, ownerCalendar } from './calendars.ts'
import { type NextRound, nextPublishingDate, type Refused, type RoundDates, weekNumber } from './model.ts'
import { findOpenRound, findRound, insertRound, latestRounds, listSkipped, moveRound, type Round } from './store.ts'

export { assertMaySteer, cadenceInWords, comingUpdates, keepCadence, openCadence, redrawCadence } from './cadence.ts'
export { cadenceOf, calendarsOf, ownerCalendar } from './calendars.ts'
export type { Round }

/**
 * Opens the account's next round, with its close and its publishing on the schedule. Weeks without a working day are
 * kept as skipped, so that the digest before can say so. @returns undefined where a round is open already.
 */
export async function openNextRound(tx: Tx, facts: AccountFacts): Promise<Round | Refused | undefined> {
  const { account } = facts
  if (await findOpenRound(tx.db, account.id)) return undefined
  const next = await nextRoundOf(tx, facts)
  if ('refused' in next) return next
  for (const { nominalDate, reason } of next.skipped) {
    await insertRound(tx.db, { ...rowOf(account, { ...next, publishOn: nominalDate }), state: 'skipped', reason })
  }
  const round = await insertRound(tx.db, rowOf(account, next))
  if (round) await scheduleRound(tx, round)
  return round
}

/** The round that would be opened now. */
export async function nextRoundOf(tx: Tx, facts: AccountFacts): Promise<NextRound | Refused> {
  const last = (await latestRounds(tx.db, facts.account.id, 1))[0]
  const owner = await ownerCalendar(tx, facts)
  return nextPublishingDate(cadenceOf(facts.account), last?.publishOn ?? null, tx.now, owner)
}

/** The round that would be opened at a later instant, where the one under way ends without an update. */
export async function nextRoundFrom(tx: Tx, facts: AccountFacts, at: Date): Promise<NextRound | Refused> {
  const last = (await latestRounds(tx.db, facts.account.id, 2)).find(({ state }) => state !== 'open')
  const owner = await ownerCalendar(tx, facts)
  return nextPublishingDate(cadenceOf(facts.account), last?.publishOn ?? null, at, owner)
}

const rowOf = (account: Account, dates: RoundDates) => ({
  accountId: account.id,
  publishOn: dates.publishOn,
  number: weekNumber(account.firstPublishOn!, dates.publishOn),
  closeAt: dates.closeAt,
  publishAt: dates.publishAt,
})

async function scheduleRound(tx: Tx, round: Round): Promise<void> {
  const subject = { roundId: round.id }
  await schedule(tx, { kind: 'rounds.close', key: `close:${round.id}`, subject, dueAt: round.closeAt })
  await schedule(tx, { kind: 'rounds.publish', key: `publish:${round.id}`, subject, dueAt: round.publishAt })
}

/** @throws Error where this workspace has no such round. */
export async function getRound(tx: Tx, id: string): Promise<Round> {
  const round = await findRound(tx.db, id)
  if (!round) throw new Error(`There is no round ${id}`)
  return round
}

export const openRoundOf = (tx: Tx, accountId: string): Promise<Round | undefined> => findOpenRound(tx.db, accountId)

/** The account's rounds, newest first, skipped weeks left out. */
export const roundsOf = (tx: Tx, accountId: string, most: number): Promise<Round[]> =>
  latestRounds(tx.db, accountId, most)

/** The weeks between two publishing dates that ended without an update, newest first. */
export const skippedBetween = (tx: Tx, accountId: string, after: LocalDate, before: LocalDate): Promise<Round[]> =>
  listSkipped(tx.db, accountId, after, before)

/** Ends the asking. @returns false where it had ended before. */
export const closeRound = (tx: Tx, id: string): Promise<boolean> => moveRound(tx.db, id, 'open', { state: 'closed' })

/** How a week stands by its answers, until its update is out. */
export const noteProposal = async (tx: Tx, id: string, status: string): Promise<void> =>
  void (await moveRound(tx.db, id, 'closed', { status }))

/** The week ends without an update. @returns false where its asking had ended before. */
export const skipRound = (tx: Tx, id: string, reason: string): Promise<boolean> =>
  moveRound(tx.db, id, 'open', { state: 'skipped', reason })

/** Its digest comes with that of a later round. */
export const mergeRound = (tx: Tx, id: string): Promise<boolean> => moveRound(tx.db, id, 'closed', { state: 'merged' })

/** The digest is out: keeps what it said, for the trend and for next week's comparison. */
export const publishRound = (
  tx: Tx,
  id: string,
  said: Pick<Round, 'status' | 'slipDays' | 'satisfaction'>,
): Promise<boolean> => moveRound(tx.db, id, 'closed', { state: 'published', ...said })
