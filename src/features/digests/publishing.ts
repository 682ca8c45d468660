import { digestMessage, lateNote } from '#blocks/digests.ts'
import { internalMessage, leaderWarning, nowhereNote } from '#blocks/internalEdition.ts'
import {
  accountsInChannel,
  factsOf,
  noteForecast,
  noteMeasure,
  noteReached,
  noteWord,
} from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { holderOf } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { closeAsks, raiseAsk, redateAsk } from '#features/promises/flow.ts'
import { getRound, publishRound } from '#features/rounds/flow.ts'
import {
  addWorkingDays,
  type Calendar,
  calendarOf,
  instantAt,
  type LocalDate,
  localDate,
  localTime,
  longDay,
  workingHoursBetween,
} from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { faces } from './gather.ts'
import { type Digest, LATE_AFTER_MS, LEADER_WARNING_MS } from './model.ts'
import { onWalls, redrawReview } from './review.ts'
import { findReport, findReportOfRound, lockReport, type Report, updateReport } from './store.ts'

const HOLD_DAYS = 1
/** Half a working day. */
const SHORTEST_HOLD_HOURS = 4
const holdKey = (id: string) => `hold:${id}`
const warnKey = (id: string) => `warn:${id}`
const lateKey = (roundId: string) => `late:${roundId}`

/** The publishing time has come: what may go goes, everything else counts as held. */
export async function publishDue(tx: Tx, { subject }: { subject: { roundId: string } }): Promise<Outcome> {
  const round = await getRound(tx, subject.roundId)
  // After downtime both may be due at once: first the close.
  if (round.state === 'open') return 'later'
  const id = await findReportOfRound(tx.db, round.id)
  const report = id ? await lockReport(tx.db, id) : undefined
  if (!report) return { skip: 'No report was made of it.' }
  if (report.state === 'published') return { skip: 'It was published before.' }
  if (report.state === 'approved' || (report.state === 'waiting' && !report.needsApproval)) await publish(tx, report)
  else if (report.state === 'waiting') await hold(tx, report, null)
  return undefined
}

/** Keeps a report back until a working day after its time. `userId` is null where simply nobody approved it. */
export async function hold(tx: Tx, report: Report, userId: string | null): Promise<void> {
  const { account } = await factsOf(tx, report.accountId)
  const calendar = calendarOf(account.publishZone ?? account.zone, account.workingDays, account.country)
  const holdEndsAt = endOfHold(tx, report, calendar)
  await updateReport(tx.db, report.id, {
    state: 'held',
    heldBy: userId,
    holdEndsAt,
    approvedBy: null,
    approvedAt: null,
  })
  const subject = { digestId: report.id }
  // Never cancelled: what is approved and held again ends its hold at the same instant.
  await schedule(tx, { kind: 'digests.hold_ends', key: holdKey(report.id), subject, dueAt: holdEndsAt })
  const warnAt = new Date(holdEndsAt.getTime() - LEADER_WARNING_MS)
  await schedule(tx, { kind: 'digests.warn_leader', key: warnKey(report.id), subject, dueAt: warnAt })
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

/** Two hours before the buyer would hear that an update is late, the leader hears of it. */
export async function warnLeader(tx: Tx, { subject }: { subject: { digestId: string } }): Promise<Outcome> {
  const report = await findReport(tx.db, subject.digestId)
  if (report?.state !== 'held' || !report.needsApproval || !report.holdEndsAt) return { skip: 'It waits no longer.' }
  const facts = await factsOf(tx, report.accountId)
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

/** The hold is over: what needs no approval goes out; for the rest the buyer is told that it is late. */
export async function endHold(tx: Tx, { subject }: { subject: { digestId: string } }): Promise<Outcome> {
  const report = await lockReport(tx.db, subject.digestId)
  if (report?.state !== 'held') return { skip: 'It waits no longer.' }
  if (!report.needsApproval) return void (await publish(tx, report))
  const facts = await factsOf(tx, report.accountId)
  const { account } = facts
  if (!account.buyerChannel) return void (await keepNowhere(tx, report, facts, null))
  const message = lateNote(account.name, (await faces(tx, facts)).owner)
  const saying = {
    key: lateKey(report.roundId),
    kind: 'late_note',
    audience: 'customer' as const,
    message,
    accountId: account.id,
  }
  await say(tx, { ...saying, channel: account.buyerChannel })
  await updateReport(tx.db, report.id, { lateNoteAt: tx.now })
  await noteWord(tx, account.id)
  await redrawReview(tx, report)
  return undefined
}

/**
 * Brings a report to the buyer, to our team, and into the account's facts. The row must be locked.
 * @returns false where the account has no channel: then it is held, and its reviewer is told.
 */
export async function publish(tx: Tx, report: Report): Promise<boolean> {
  const facts = await factsOf(tx, report.accountId)
  const { account } = facts
  if (!account.buyerChannel) {
    await keepNowhere(tx, report, facts, report.content)
    return false
  }
  const content = markLate(tx, report, account.publishZone ?? account.zone)
  await updateReport(tx.db, report.id, { state: 'published', publishedAt: tx.now, content })
  await say(tx, {
    key: `digest:${report.roundId}`,
    kind: 'digest',
    audience: 'customer',
    channel: account.buyerChannel,
    message: digestMessage(content, report.id),
    accountId: account.id,
    ...(report.lateNoteAt ? { threadKey: lateKey(report.roundId) } : {}),
  })
  await writeDown(tx, { ...report, content })
  await sayInside(tx, { ...report, content }, facts)
  await redrawReview(tx, report)
  return true
}

function markLate(tx: Tx, { content, publishAt }: Report, zone: string): Digest {
  if (tx.now.getTime() - publishAt.getTime() <= LATE_AFTER_MS) return content
  return { ...content, lateSince: `${longDay(localDate(publishAt, zone))}, ${localTime(publishAt, zone)}` }
}

/** What the buyer was told becomes what we know. */
async function writeDown(tx: Tx, { accountId, roundId, content, internal }: Report): Promise<void> {
  const slipDays = content.trend.at(-1)?.slipDays ?? null
  await publishRound(tx, roundId, { status: content.status, slipDays, satisfaction: content.satisfaction.now })
  await noteWord(tx, accountId)
  for (const { milestoneId, on } of internal.forecasts) await noteForecast(tx, milestoneId, on)
  for (const { milestoneId, on } of internal.reached) await noteReached(tx, milestoneId, on)
  if (internal.measure) await noteMeasure(tx, internal.measure.criterionId, internal.measure.value)
  if (internal.asksDone.length > 0) await closeAsks(tx, accountId, internal.asksDone, content.publishOn)
  for (const { askId, what, who, dueOn } of content.asks) {
    if (askId === null) await raiseAsk(tx, { accountId, roundId, what, who, dueOn })
    // What is asked again keeps its place, and the date that the buyer reads now.
    else await redateAsk(tx, accountId, askId, dueOn)
  }
}

/** The internal edition goes where the team reads, unless a customer reads there too. */
async function sayInside(tx: Tx, report: Report, { account }: AccountFacts): Promise<void> {
  const team = account.teamChannel
  const shared = team !== null && (await accountsInChannel(tx, team)).length > 0
  const because =
    team === null ? 'the account has no team channel' : shared ? 'customers read in its team channel' : null
  const channel = because ? report.ownerId : team
  if (!channel) return
  const message = internalMessage(report.content, report.internal, because)
  const saying = { key: `internal:${report.roundId}`, kind: 'internal_edition', audience: 'vendor' as const }
  await say(tx, { ...saying, channel, message, accountId: account.id })
}

/** Holds a report without an end, as there is no channel for it: with one, approving it again posts it at once. */
async function keepNowhere(tx: Tx, report: Report, { account }: AccountFacts, approved: Digest | null): Promise<void> {
  const held = { state: 'held' as const, heldBy: null, holdEndsAt: null, approvedBy: null, approvedAt: null }
  await updateReport(tx.db, report.id, held)
  const message = nowhereNote(account.name, account.buyerEmail, approved)
  const saying = { key: `nowhere:${report.roundId}`, kind: 'warning', audience: 'vendor' as const, message }
  if (report.ownerId) await say(tx, { ...saying, channel: report.ownerId, accountId: account.id })
  await redrawReview(tx, report)
}
