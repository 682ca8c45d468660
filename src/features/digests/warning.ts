import { type Breaking, leaderWarning } from '#blocks/leaderWarning.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, holderOf, runsWeekly } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { absenceOf } from '#features/checkins/flow.ts'
import { peopleById, speakerOf, whoIsGone } from '#features/installations/flow.ts'
import { calendarsOf } from '#features/rounds/flow.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { onWalls, whileAtWork } from './dates.ts'
import { faces } from './gather.ts'
import { findAfter, findReport, listBefore, lockReport, type Report, updateReport } from './store.ts'
import { unsentOf } from './unsent.ts'
import { findLastWarning, listUnwarned, listWarned } from './warningStore.ts'

/** How long before a promise to the buyer would break the leader hears of it. */
const LEADER_WARNING_MS = 2 * 3_600_000

const leaderOf = ({ stakeholders }: AccountFacts): string | null => holderOf(stakeholders, 'leader')?.userId ?? null

/** When the leader is warned: while they work. */
export async function warningTime(tx: Tx, facts: AccountFacts, holdEndsAt: Date): Promise<Date> {
  const leader = leaderOf(facts)
  const calendar = leader ? (await calendarsOf(tx, facts.account, [leader])).get(leader) : undefined
  const at = new Date(holdEndsAt.getTime() - LEADER_WARNING_MS)
  const seen = calendar ? whileAtWork(at, calendar) : at
  return new Date(Math.max(seen.getTime(), tx.now.getTime()))
}

const isWaiting = ({ state, needsApproval, holdEndsAt }: Report): boolean =>
  state === 'held' && needsApproval && holdEndsAt !== null

/**
 * Two hours before a buyer would hear that an update is late, the leader hears of it; and in the same message of every
 * other of theirs that would follow on this day, so that a bad week is one message a day.
 */
export async function warnLeader(tx: Tx, { subject }: { subject: { digestId: string } }): Promise<Outcome> {
  const report = await findReport(tx.db, subject.digestId)
  if (!report || !isWaiting(report)) return { skip: 'It waits no longer.' }
  if (report.warnedIn) return { skip: 'The leader has read of it already.' }
  const facts = await factsOf(tx, report.accountId)
  if (!runsWeekly(facts.account.state)) return { skip: `The account is ${facts.account.state} now.` }
  const leader = leaderOf(facts)
  if (!leader || (await whoIsGone(tx, [leader])).has(leader)) return { skip: 'The account has no leader.' }
  await warn(tx, leader, [report.id, ...(await dueToday(tx, leader, report.id))], isWaiting)
  return undefined
}

/** The other updates of which the same person would be warned later today. */
async function dueToday(tx: Tx, leader: string, but: string): Promise<string[]> {
  const zone = (await peopleById(tx, [leader])).get(leader)?.zone ?? 'UTC'
  const ids: string[] = []
  for (const { id, accountId, holdEndsAt } of await listUnwarned(tx.db, new Date(tx.now.getTime() + 36 * 3_600_000))) {
    const facts = await factsOf(tx, accountId)
    if (id === but || leaderOf(facts) !== leader || !runsWeekly(facts.account.state)) continue
    if (localDate(await warningTime(tx, facts, holdEndsAt), zone) === localDate(tx.now, zone)) ids.push(id)
  }
  return ids
}

/** The promise to the buyer breaks now for want of one press: whoever leads hears of it. The row must be locked. */
export async function tellLeaderOfChannel(
  tx: Tx,
  { id, ownerId, warnedIn }: Report,
  facts: AccountFacts,
): Promise<void> {
  const leader = leaderOf(facts)
  if (!leader || leader === ownerId) return
  if (warnedIn) await redrawWarning(tx, id)
  else await warn(tx, leader, [id], ({ state }) => state !== 'published')
}

/** Whoever leads has read so lately that what breaks now stands in the same message. */
const SAME_MESSAGE_MS = 3_600_000

/** What the keys of all warnings to one leader begin with; the instant of the message's first one follows. */
const warningsTo = (leader: string): string => `warning:${leader}:`
const whoReads = (key: string): string => key.split(':')[1]!

/** `breaks`: whether one still does, once nobody else can change it. */
async function warn(tx: Tx, leader: string, ids: string[], breaks: (report: Report) => boolean): Promise<void> {
  const reports: Report[] = []
  // All rows first and in one order, the shared message last: so nobody who approves just now waits for us in a circle.
  for (const id of ids.toSorted()) {
    const report = await lockReport(tx.db, id)
    if (report && breaks(report) && !report.warnedIn) reports.push(report)
  }
  // All of it was approved, or told, while we waited for the rows.
  if (reports.length === 0) return
  const begins = warningsTo(leader)
  await lock(tx.db, 'message', begins)
  const last = await findLastWarning(tx.db, begins)
  const since = last ? tx.now.getTime() - new Date(last.slice(begins.length)).getTime() : Number.POSITIVE_INFINITY
  const key = last && since < SAME_MESSAGE_MS ? last : `${begins}${tx.now.toISOString()}`
  for (const { id, accountId } of reports) {
    await updateReport(tx.db, id, { warnedIn: key })
    const detail = { digestId: id, leader }
    await record(tx, { accountId, actor: 'throughline', action: 'digest.leader_warned', detail })
  }
  await drawWarning(tx, leader, key)
}

/** The message in which a leader reads of a report, drawn anew. */
export async function redrawWarning(tx: Tx, id: string): Promise<void> {
  const key = (await findReport(tx.db, id))?.warnedIn
  if (!key) return
  const leader = whoReads(key)
  await lock(tx.db, 'message', warningsTo(leader))
  await drawWarning(tx, leader, key)
}

async function drawWarning(tx: Tx, leader: string, key: string): Promise<void> {
  const reports = await listWarned(tx.db, key)
  const zone = (await peopleById(tx, [leader])).get(leader)?.zone ?? null
  const rows: Breaking[] = []
  for (const report of reports) rows.push(await breakingOf(tx, report, leader, zone))
  const message = leaderWarning(rows.toSorted((a, b) => a.account.localeCompare(b.account)))
  const about = reports.length === 1 ? { accountId: reports[0]!.accountId } : {}
  await say(tx, { key, kind: 'warning', audience: 'vendor', channel: leader, message, ...about })
}

async function breakingOf(tx: Tx, report: Report, leader: string, zone: string | null): Promise<Breaking> {
  const facts = await factsOf(tx, report.accountId)
  const { account } = facts
  const speaker = await speakerOf(tx, facts)
  const away = speaker ? await absenceOf(tx, speaker) : undefined
  return {
    ...{
      accountId: account.id,
      account: account.called,
      day: shortDay(report.publishOn),
      owner: (await faces(tx, facts)).contact,
    },
    ...{ isYours: speaker === leader, awayUntil: away ? shortDay(away.backOn) : null },
    standing: await standingOf(tx, report, facts, zone),
  }
}

/** What is not confirmed keeps the next one back, too. */
async function mergedStanding(tx: Tx, report: Report, account: Account): Promise<Breaking['standing']> {
  const next = await findAfter(tx.db, report)
  if (!next) return { is: 'settled' }
  const isOut = next.state === 'published'
  if (!isOut && (await obstacleOf(tx, account)) === 'unconfirmed') return { is: 'unconfirmed' }
  return { is: 'merged', on: shortDay(next.publishOn), isOut }
}

/** The warnings of what comes with a report, or with the one that is not out yet, drawn anew. */
export async function redrawMerged(tx: Tx, { accountId, publishOn }: Pick<Report, 'accountId' | 'publishOn'>) {
  for (const { id, warnedIn } of unsentOf(await listBefore(tx.db, accountId, publishOn)))
    if (warnedIn) await redrawWarning(tx, id)
}

async function standingOf(
  tx: Tx,
  report: Report,
  { account }: AccountFacts,
  zone: string | null,
): Promise<Breaking['standing']> {
  const { state, approvedBy, waitsFor, lateNoteAt, holdEndsAt } = report
  if (state === 'published') return { is: 'published' }
  if (state === 'merged') return mergedStanding(tx, report, account)
  if (waitsFor === 'confirmation') return { is: 'unconfirmed' }
  if (lateNoteAt) return { is: 'late' }
  if (isWaiting(report))
    return { is: 'unapproved', at: onWalls(holdEndsAt!, account.publishZone ?? account.zone, zone) }
  if (state !== 'approved') return { is: 'settled' }
  const by = approvedBy ? ((await peopleById(tx, [approvedBy])).get(approvedBy)?.name ?? null) : null
  return { is: 'approved', by }
}
