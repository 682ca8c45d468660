import { factsOf } from '#features/accounts/flow.ts'
import { getRound } from '#features/rounds/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { compile, insideOf } from './compile.ts'
import { gather, reportsBefore } from './gather.ts'
import { listCarried, listDecided } from './lateStore.ts'
import type { Material } from './material.ts'
import { mergeDigests } from './merging.ts'
import { type Digest, type Internal, isBlank } from './model.ts'
import { redrawReview, reportFor } from './review.ts'
import { keepText, type Report, updateInternal, updateReport } from './store.ts'
import { decideOn, type Undecided, undecidedOf } from './undecided.ts'
import { untoldBefore } from './unsent.ts'

async function lateFor(tx: Tx, userId: string, digestId: string): Promise<{ report: Report; late: Undecided[] }> {
  const report = await reportFor(tx, userId, digestId, true)
  const late = await undecidedOf(tx, report)
  if (late.length === 0) throw new Refusal('This was decided already. Nothing waits here any more.')
  return { report, late }
}

/** What the answers make of a report with those that came late. */
export async function materialWith(tx: Tx, report: Report, late: Undecided[]): Promise<Material> {
  const fresh = late.map(({ answer }) => answer)
  const included = (await listDecided(tx.db, [report.id]))
    .filter(({ outcome, userId }) => outcome === 'included' && !fresh.some((answer) => answer.userId === userId))
    .map(({ answer }) => answer)
  const carried = (await listCarried(tx.db, report.accountId, report.id)).map(({ answer }) => answer)
  const round = await getRound(tx, report.roundId)
  const before = await reportsBefore(tx, report)
  const beside = { late: [...included, ...fresh], carried, unsent: await untoldBefore(tx, round, before) }
  return gather(tx, round, await factsOf(tx, report.accountId), before, beside)
}

interface Remade {
  content: Digest
  /** What the answers alone made of it. */
  compiled: Digest
  internal: Internal
}

/** A report made anew, with its reviewer's words; with answers that came late, where there are any. */
export async function remade(tx: Tx, report: Report, late: Undecided[] = []): Promise<Remade> {
  const material = await materialWith(tx, report, late)
  const { digest, internal: made } = compile(material)
  const content = mergeDigests(report.compiled ?? report.content, report.content, digest)
  const internal = withDecision(report.internal, insideOf(made, content, material))
  return { content, compiled: digest, internal }
}

/** What came late goes into the words as they stand now, which then have to be approved, whatever was approved before. */
export async function includeLate(tx: Tx, userId: string, digestId: string): Promise<void> {
  const { report, late } = await lateFor(tx, userId, digestId)
  if (report.state === 'published')
    throw new Refusal('This update was published meanwhile. You can add it as a correction, or leave it for next week.')
  const made = await remade(tx, report, late)
  await keepRemade(tx, report, { ...made, internal: { ...made.internal, includesLate: true } }, userId)
  await decideOn(tx, userId, report, late, 'included')
  await redrawReview(tx, report)
}

/** A text that was made anew is approved anew, whatever was approved before. `writtenBy` is null where nobody asked for it. */
export async function keepRemade(tx: Tx, report: Report, made: Remade, writtenBy: string | null): Promise<void> {
  const { content, compiled, internal } = made
  const version = report.version + 1
  const waiting = report.state === 'held' ? {} : { state: 'waiting' as const }
  const unapproved = { needsApproval: true, approvedBy: null, approvedAt: null }
  await updateReport(tx.db, report.id, { ...waiting, ...unapproved, content, compiled, version })
  await keepText(tx.db, { digestId: report.id, version, content, writtenBy, writtenAt: tx.now })
  const { includesLate, alertOn } = report.internal
  const marks = { ...(includesLate ? { includesLate } : {}), ...(alertOn ? { alertOn } : {}) }
  // Nobody has written it yet, whatever it says.
  const blank = isBlank(report) ? { blankVersion: version } : {}
  await updateInternal(tx.db, report.id, { ...marks, ...internal, ...blank })
}

/** A decision holds as long as the answers differ in the same. */
const withDecision = (before: Internal, now: Internal): Internal =>
  JSON.stringify(before.disagreement) === JSON.stringify(now.disagreement) ? { ...now, decided: before.decided } : now

/** What came late goes into the next report, where the owner reads it before the buyer does. */
export async function leaveForNextWeek(tx: Tx, userId: string, digestId: string): Promise<void> {
  const { report, late } = await lateFor(tx, userId, digestId)
  await decideOn(tx, userId, report, late, 'next_week')
  await redrawReview(tx, report)
}
