import { nowhereNote } from '#blocks/internalEdition.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { runsWeekly } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { canTell } from '#features/letters/flow.ts'
import {
  addWorkingDays,
  type Calendar,
  calendarOf,
  instantAt,
  type LocalDate,
  localDate,
  localTime,
  workingHoursBetween,
} from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type Digest, type WaitsFor, waitsForChannel } from './model.ts'
import { redrawReview } from './review.ts'
import { type Report, updateReport } from './store.ts'
import { tellLeaderOfChannel, warningTime } from './warning.ts'

const HOLD_DAYS = 1
/** Half a working day. */
const SHORTEST_HOLD_HOURS = 4
const holdKey = (id: string) => `hold:${id}`
const warnKey = (id: string) => `warn:${id}`
/** What the reviewer hears where there is no place to publish. */
export const nowhereKey = (roundId: string): string => `nowhere:${roundId}`
/** The note that an update is late, under which the update then follows. */
export const lateKey = (roundId: string): string => `late:${roundId}`

/** Keeps a report back until a working day after its time. `userId` is null where simply nobody approved it. */
export async function hold(tx: Tx, report: Report, userId: string | null): Promise<void> {
  const facts = await factsOf(tx, report.accountId)
  const { account } = facts
  // Nothing is promised to a buyer whose weeks do not run.
  if (!runsWeekly(account.state)) return waitFor(tx, report, 'account')
  const calendar = calendarOf(account.publishZone ?? account.zone, account.workingDays, account.country)
  const holdEndsAt = endOfHold(tx, report, calendar)
  await updateReport(tx.db, report.id, {
    state: 'held',
    heldBy: userId,
    holdEndsAt,
    waitsFor: null,
    approvedBy: null,
    approvedAt: null,
  })
  const subject = { digestId: report.id }
  // Never cancelled: what is approved and held again ends its hold at the same instant.
  await schedule(tx, { kind: 'digests.hold_ends', key: holdKey(report.id), subject, dueAt: holdEndsAt })
  const dueAt = await warningTime(tx, facts, holdEndsAt)
  await schedule(tx, { kind: 'digests.warn_leader', key: warnKey(report.id), subject, dueAt })
  await redrawReview(tx, report)
}

/** The publishing time of the next working day that leaves half a day to decide, also where we were away meanwhile. */
function endOfHold(tx: Tx, { publishAt }: Report, calendar: Calendar): Date {
  const time = localTime(publishAt, calendar.zone)
  const endOn = (date: LocalDate) => instantAt(date, time, calendar.zone)
  let day = addWorkingDays(localDate(publishAt, calendar.zone), HOLD_DAYS, calendar)
  while (workingHoursBetween(tx.now, endOn(day), calendar) < SHORTEST_HOLD_HOURS)
    day = addWorkingDays(day, HOLD_DAYS, calendar)
  return endOn(day)
}

/** What keeps a report from its buyer although it may go. */
export async function waitingFor(tx: Tx, facts: AccountFacts): Promise<WaitsFor | undefined> {
  const { account } = facts
  if (!runsWeekly(account.state)) return 'account'
  if (!account.buyerChannel) return canTell(tx, facts) ? undefined : 'channel'
  const obstacle = await obstacleOf(tx, account)
  return obstacle ? (obstacle === 'unconfirmed' ? 'confirmation' : 'place') : undefined
}

/**
 * Holds a report without an end, until what it waits for is there. Where that is its channel, the approval stands: it
 * goes out then. Otherwise it is approved again.
 */
async function waitFor(tx: Tx, report: Report, waitsFor: WaitsFor): Promise<void> {
  const unapproved = waitsForChannel(waitsFor) ? {} : { approvedBy: null, approvedAt: null }
  const held = { state: 'held' as const, heldBy: null, holdEndsAt: null, ...unapproved }
  await updateReport(tx.db, report.id, { ...held, waitsFor })
  await redrawReview(tx, report)
}

/** Holds it so; where the reviewer has to do something that the review message cannot say, they read it. */
export async function keepFor(
  tx: Tx,
  report: Report,
  facts: AccountFacts,
  waitsFor: WaitsFor,
  approved: Digest | null,
): Promise<void> {
  const { account } = facts
  await waitFor(tx, report, waitsFor)
  if (waitsFor === 'confirmation') await tellLeaderOfChannel(tx, report, facts)
  if (waitsFor !== 'channel' || !report.ownerId) return
  const message = nowhereNote(account.called, account.buyerEmail, approved, {
    digestId: report.id,
    version: report.version,
  })
  const saying = { key: nowhereKey(report.roundId), kind: 'warning', audience: 'vendor' as const, message }
  await say(tx, { ...saying, channel: report.ownerId, accountId: account.id })
}
