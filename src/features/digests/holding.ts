import { unconfirmedWarning } from '#blocks/channels.ts'
import { leaderWarning, nowhereNote } from '#blocks/internalEdition.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { holderOf, runsWeekly } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { canTell } from '#features/letters/flow.ts'
import { calendarsOf } from '#features/rounds/flow.ts'
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
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { whileAtWork } from './dates.ts'
import { faces } from './gather.ts'
import { type Digest, LEADER_WARNING_MS, type WaitsFor, waitsForChannel } from './model.ts'
import { onWalls, redrawReview } from './review.ts'
import { findReport, type Report, updateReport } from './store.ts'

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

/** When the leader is warned: while they work. */
async function warningTime(tx: Tx, { account, stakeholders }: AccountFacts, holdEndsAt: Date): Promise<Date> {
  const leader = holderOf(stakeholders, 'leader')?.userId
  const calendar = leader ? (await calendarsOf(tx, account, [leader])).get(leader) : undefined
  const at = new Date(holdEndsAt.getTime() - LEADER_WARNING_MS)
  const seen = calendar ? whileAtWork(at, calendar) : at
  return new Date(Math.max(seen.getTime(), tx.now.getTime()))
}

/** Two hours before the buyer would hear that an update is late, the leader hears of it. */
export async function warnLeader(tx: Tx, { subject }: { subject: { digestId: string } }): Promise<Outcome> {
  const report = await findReport(tx.db, subject.digestId)
  if (report?.state !== 'held' || !report.needsApproval || !report.holdEndsAt) return { skip: 'It waits no longer.' }
  const facts = await factsOf(tx, report.accountId)
  if (!runsWeekly(facts.account.state)) return { skip: `The account is ${facts.account.state} now.` }
  const leader = holderOf(facts.stakeholders, 'leader')?.userId
  if (!leader) return { skip: 'The account has no leader.' }
  const { account } = facts
  const { owner } = await faces(tx, facts)
  const zone = (await peopleById(tx, [leader])).get(leader)?.zone ?? null
  const at = onWalls(report.holdEndsAt, account.publishZone ?? account.zone, zone)
  const message = leaderWarning(account.name, owner, at)
  await say(tx, {
    key: warnKey(report.id),
    kind: 'warning',
    audience: 'vendor',
    channel: leader,
    message,
    accountId: account.id,
  })
  return undefined
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

/** The promise to the buyer breaks now for want of one press: whoever leads hears of it. */
async function tellLeaderOfChannel(tx: Tx, report: Report, facts: AccountFacts): Promise<void> {
  const { account, stakeholders } = facts
  const leader = holderOf(stakeholders, 'leader')?.userId
  if (!leader || leader === report.ownerId) return
  const message = unconfirmedWarning(account.name, (await faces(tx, facts)).owner)
  const saying = { key: `unconfirmed:${report.roundId}`, kind: 'warning', audience: 'vendor' as const, message }
  await say(tx, { ...saying, channel: leader, accountId: account.id })
}

/** The same, where the reviewer has to do something that the review message cannot say. */
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
  const message = nowhereNote(account.name, account.buyerEmail, approved, {
    digestId: report.id,
    version: report.version,
  })
  const saying = { key: nowhereKey(report.roundId), kind: 'warning', audience: 'vendor' as const, message }
  await say(tx, { ...saying, channel: report.ownerId, accountId: account.id })
}
