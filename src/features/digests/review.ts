import { reviewMessage } from '#blocks/digestReview.ts'
import type { ReviewEntry } from '#blocks/reviewLines.ts'
import { factsOf, getAccount } from '#features/accounts/flow.ts'
import { type Account, apartAs } from '#features/accounts/model.ts'
import { passDraftsOn } from '#features/alerts/flow.ts'
import { obstaclesOf } from '#features/channels/flow.ts'
import { whoWasLate } from '#features/checkins/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { followSoon, openAsksOf } from '#features/promises/flow.ts'
import { openRoundOf } from '#features/rounds/flow.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { listHeld } from '#platform/outbox/reconcile.ts'
import { freshenHome, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { onWalls } from './dates.ts'
import { heardUnder } from './echo.ts'
import { mayReview, reviewerOf } from './gather.ts'
import { type Decided, listDecided } from './lateStore.ts'
import { whereItIs } from './merged.ts'
import { LATE_AFTER_MS } from './model.ts'
import { SILENT_WEEKS, silencesOn } from './silence.ts'
import {
  findAfter,
  findReport,
  findReportOfRound,
  listForReview,
  lockReport,
  lockUnpublished,
  type Report,
  updateReport,
} from './store.ts'
import { byThought, isUndecided, thoughtsOf, untold } from './thoughts.ts'
import { undecidedOf } from './undecided.ts'
import { redrawWarning } from './warning.ts'

/** The report's message in the buyer's channel. */
export const digestKey = (roundId: string): string => `digest:${roundId}`

export const reviewKey = (ownerId: string, publishOn: string): string => `review:${ownerId}:${publishOn}`

/** Draws the one message in which somebody reviews all reports of a date; as later rounds close, it changes in place. */
export async function showReview(tx: Tx, ownerId: string, publishOn: string): Promise<void> {
  const key = reviewKey(ownerId, publishOn)
  await lock(tx.db, 'message', key)
  const reports = await listForReview(tx.db, ownerId, publishOn)
  const entries = await entriesOf(tx, reports)
  const message = reviewMessage({ publishOn, ownerId, entries: byThought(entries) })
  await say(tx, { key, kind: 'review', audience: 'vendor', channel: ownerId, message })
  await freshenHome(tx, ownerId)
}

/** The review message that a report stands in, and where a leader was warned of it, drawn anew. */
export async function redrawReview(tx: Tx, { id, ownerId, publishOn }: Report): Promise<void> {
  if (ownerId) await showReview(tx, ownerId, publishOn)
  await redrawWarning(tx, id)
}

/** Somebody answered after the close: whoever reviews that round is told in their review message. */
export async function showLateAnswer(tx: Tx, { subject }: { subject: { roundId: string } }): Promise<Outcome> {
  const id = await findReportOfRound(tx.db, subject.roundId)
  const report = id ? await lockReport(tx.db, id) : undefined
  if (!report) return { skip: 'No report was made of it.' }
  const moved = await moveReviews(tx, report.accountId, [report])
  if (!moved) await redrawReview(tx, report)
  return undefined
}

/** An account has another owner or leader: what is not published yet goes to whoever reviews it now. */
export async function reassign(tx: Tx, { subject }: { subject: { accountId: string } }): Promise<Outcome> {
  await passDraftsOn(tx, subject.accountId)
  const waiting = await lockUnpublished(tx.db, subject.accountId)
  const moved = await moveReviews(tx, subject.accountId, waiting)
  // Whom the buyer calls is somebody else by now, too.
  if (waiting.length > 0) await followSoon(tx, subject.accountId)
  return moved ? undefined : { skip: 'Nothing waits for anybody else.' }
}

/** Brings locked reports of one account to whoever reviews them now, and redraws the messages of both. */
async function moveReviews(tx: Tx, accountId: string, reports: Report[]): Promise<boolean> {
  const reviewer = await reviewerOf(tx, await factsOf(tx, accountId))
  const moving = reports.filter(({ ownerId }) => ownerId !== reviewer)
  const drawn = new Map<string, [string, string]>()
  for (const { id, ownerId, publishOn } of moving) {
    await updateReport(tx.db, id, { ownerId: reviewer })
    for (const one of [ownerId, reviewer]) if (one) drawn.set(reviewKey(one, publishOn), [one, publishOn])
  }
  // In one order everywhere, so that two who redraw the same messages do not wait for each other.
  for (const key of [...drawn.keys()].sort()) await showReview(tx, ...drawn.get(key)!)
  return moving.length > 0
}

export async function entriesOf(tx: Tx, reports: Report[]): Promise<ReviewEntry[]> {
  const heard = await heardUnder(tx, reports)
  const zones = new Map<string, string>()
  const names = new Map<string, string>()
  const accounts: Account[] = []
  for (const { accountId } of reports) {
    const account = await getAccount(tx, accountId)
    accounts.push(account)
    zones.set(accountId, account.publishZone ?? account.zone)
    names.set(accountId, account.called)
  }
  const late = await lateOf(tx, reports)
  const stillAsked = await stillAskedIn(tx, reports)
  const standings = await standingsOf(tx, accounts)
  const merged = reports.filter(({ state }) => state === 'merged')
  const mergers = new Map(
    await Promise.all(merged.map(async (one) => [one.id, (await findAfter(tx.db, one))?.publishOn] as const)),
  )
  const obstacles = await obstaclesOf(tx, accounts)
  const held = new Set((await listHeld(tx, [...zones.keys()])).map(({ key }) => key))
  const silences = await silencesOn(
    tx,
    reports.filter(isOpen).map(({ accountId }) => accountId),
  )
  const people = await peopleById(tx, [
    ...reports.flatMap(({ approvedBy, heldBy, ownerId }) => [approvedBy, heldBy, ownerId]),
    ...[...late.values()].flatMap(({ undecided, left }) => [...undecided, ...left]),
  ])
  const name = (id: string | null) => (id ? (people.get(id)?.name ?? id) : null)
  const zoneOf = (id: string | null) => people.get(id ?? '')?.zone ?? null
  return reports.map((report) => {
    const { undecided = [], left = [] } = late.get(report.id) ?? {}
    const waits = obstacles.get(report.accountId)
    return {
      ...standings.get(report.accountId),
      obstacle: waits ? (waits === 'unconfirmed' ? 'confirmation' : 'place') : null,
      unposted: held.has(digestKey(report.roundId)),
      account: names.get(report.accountId)!,
      ...entryOf(tx, report, [zones.get(report.accountId)!, zoneOf(report.ownerId)], name),
      heard: heard(report),
      silent: (silences.get(report.accountId)?.weeks ?? 0) === SILENT_WEEKS,
      stillAsked: stillAsked.get(report.id) ?? [],
      mergedOn: mergers.get(report.id) ?? null,
      answeredLate: undecided.map((id) => people.get(id)?.name ?? id),
      leftForNext: left.map((id) => people.get(id)?.name ?? id),
    }
  })
}

const isOpen = ({ state }: Pick<Report, 'state'>): boolean => state !== 'published' && state !== 'merged'

/** Whether each account's weeks run, and when its next update is due. */
async function standingsOf(tx: Tx, accounts: Account[]) {
  const found = new Map<string, Pick<ReviewEntry, 'accountState' | 'nextOn'>>()
  for (const { id, state } of accounts) {
    const next = await openRoundOf(tx, id)
    found.set(id, { accountState: state, nextOn: next ? shortDay(next.publishOn) : null })
  }
  return found
}

/** What an approved text still asks for although it is done, or was taken back, by report. */
async function stillAskedIn(tx: Tx, reports: Report[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const { id, accountId, state, approvedBy, content } of reports) {
    const known = content.asks.filter(({ askId }) => askId !== null)
    if (!isOpen({ state }) || approvedBy === null || known.length === 0) continue
    const open = new Set((await openAsksOf(tx, accountId)).map((ask) => ask.id))
    found.set(
      id,
      known.filter(({ askId }) => !open.has(askId!)).map(({ what }) => what),
    )
  }
  return found
}

/** Who answered after the close, by report: what waits for a decision, and what was left for the next report. */
async function lateOf(tx: Tx, reports: Report[]): Promise<Map<string, { undecided: string[]; left: string[] }>> {
  const late = await whoWasLate(
    tx,
    reports.map(({ roundId }) => roundId),
  )
  const concerned = reports.filter(({ roundId }) => late.has(roundId))
  const decided = await listDecided(
    tx.db,
    concerned.map(({ id }) => id),
  )
  const found = new Map<string, { undecided: string[]; left: string[] }>()
  for (const report of concerned) {
    const undecided = (await undecidedOf(tx, report)).map(({ answer }) => answer.userId)
    const own = decided.filter(({ digestId }) => digestId === report.id)
    const left = own.filter(({ userId, outcome }) => outcome === 'next_week' && !isTold(userId, own))
    found.set(report.id, { undecided, left: [...new Set(left.map(({ userId }) => userId))] })
  }
  return found
}

// A later answer of the same person holds what the earlier one said.
const isTold = (userId: string, decided: Decided[]): boolean =>
  decided.some((one) => one.userId === userId && one.outcome !== 'next_week')

type Zones = [buyer: string, reader: string | null]

type NameOf = (id: string | null) => string | null

function entryOf(
  tx: Tx,
  report: Report,
  zones: Zones,
  name: NameOf,
): Omit<ReviewEntry, 'account' | 'answeredLate' | 'leftForNext' | 'obstacle' | 'unposted'> {
  const { content, internal, publishAt, publishedAt, holdEndsAt } = report
  const late = isOpen(report) && tx.now.getTime() - publishAt.getTime() > LATE_AFTER_MS
  const wall = (at: Date | null) => (at ? onWalls(at, ...zones) : null)
  return {
    digestId: report.id,
    accountId: report.accountId,
    version: report.version,
    digest: content,
    internal,
    state: report.state,
    needsApproval: report.needsApproval,
    thoughts: report.state === 'merged' ? [] : thoughtsOf(internal, content, late),
    untold: untold(internal, report.told).length,
    undecided: isUndecided(internal),
    publishAt: onWalls(publishAt, ...zones),
    publishedAt: wall(publishedAt),
    holdEndsAt: wall(holdEndsAt),
    approvedBy: name(report.approvedBy),
    heldBy: name(report.heldBy),
    waitsFor: report.waitsFor,
    lateNote: report.lateNoteAt !== null,
  }
}

/** The report for whoever reviews it, and what tells its account apart. @throws Refusal for anybody else, and where it is not here. */
export async function reportToRead(
  tx: Tx,
  userId: string,
  id: string,
  lock = false,
): Promise<Report & { apart: string | null }> {
  const report = await (lock ? lockReport(tx.db, id) : findReport(tx.db, id))
  if (!report) throw new Refusal('This update is not here any more.')
  const facts = await factsOf(tx, report.accountId)
  if (!(await mayReview(tx, facts, userId))) throw new Refusal('Only the account owner decides about this update.')
  return { ...report, apart: apartAs(facts.account) }
}

/** The same to decide about it. @throws Refusal also where it is told in a later one. */
export async function reportFor(...of: Parameters<typeof reportToRead>): ReturnType<typeof reportToRead> {
  const report = await reportToRead(...of)
  if (report.state === 'merged') throw new Refusal(await whereItIs(of[0], report))
  return report
}
