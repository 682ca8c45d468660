import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { listRatings, listSeen } from './echoStore.ts'
import { LATE_AFTER_MS } from './model.ts'
import { entriesOf } from './review.ts'
import { countPunctual, listOfOwner } from './store.ts'

export { openAll, openAsksUnder, openConcernsUnder, openRating, openTalkUnder, rate, see } from './answering.ts'
export { asItLeaves, countAsLate, noteArrival } from './arriving.ts'
export { accountOfDigest, accountOfRound, channelChanged } from './channel.ts'
export { closeAndCompile } from './closing.ts'
export { openCorrection, postCorrection, previewCorrection } from './correcting.ts'
export { onWalls } from './dates.ts'
export { approve, approveAll, holdBack, openReview, release } from './deciding.ts'
export { heardSinceLastWord } from './echo.ts'
export { openEdit, openLines, saveEdit, saveLines } from './editing.ts'
export { heardReaction, heardReply, showHeard, silentWeeksOf } from './hearing.ts'
export { openInternal } from './inside.ts'
export { includeLate, leaveForNextWeek } from './late.ts'
export { passOn } from './passing.ts'
export { endHold, publishDue } from './publishing.ts'
export { redate } from './redating.ts'
export { reassign, showLateAnswer, showReview } from './review.ts'
export { SILENT_WEEKS, type Silence, silenceLook, silencesOn } from './silence.ts'
export { warnLeader } from './warning.ts'

const RECENT_MS = 14 * 24 * 3_600_000

/** What somebody reviews: unpublished reports and those of the last two weeks, newest first, with the buyer's echo. */
export async function digestsOfOwner(tx: Tx, ownerId: string) {
  const since = localDate(new Date(tx.now.getTime() - RECENT_MS), 'UTC')
  const reports = await listOfOwner(tx.db, ownerId, since)
  const ids = reports.map(({ id }) => id)
  const seen = await listSeen(tx.db, ids)
  const ratings = await listRatings(tx.db, ids)
  const entries = await entriesOf(tx, reports)
  return entries.map((entry, index) => ({
    ...entry,
    accountId: reports[index]!.accountId,
    publishOn: reports[index]!.publishOn,
    seenAt: seen.find(({ digestId }) => digestId === entry.digestId)?.seenAt ?? null,
    rating: ratings.find(({ digestId }) => digestId === entry.digestId) ?? null,
  }))
}

/** The senior buyers who said that they have read it, and when. */
export const seenBy = async (tx: Tx, digestId: string): Promise<{ userId: string; seenAt: Date }[]> =>
  (await listSeen(tx.db, [digestId])).map(({ userId, seenAt }) => ({ userId, seenAt }))

/** How well the promise of a weekly word was kept: due until now, on time (within an hour), late, still waiting. */
export const punctualityOf = (tx: Tx): Promise<{ due: number; onTime: number; late: number; waiting: number }> =>
  countPunctual(tx.db, tx.now, LATE_AFTER_MS)
