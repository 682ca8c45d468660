import { digestMessage } from '#blocks/digests.ts'
import { internalMessage } from '#blocks/internalEdition.ts'
import { digestLetter } from '#blocks/letters.ts'
import {
  accountsInChannel,
  factsOf,
  noteForecast,
  noteMeasure,
  noteReached,
  noteWord,
  plannedSince,
} from '#features/accounts/flow.ts'
import type { Account, AccountFacts } from '#features/accounts/model.ts'
import { tellBuyer } from '#features/letters/flow.ts'
import { closeAsks } from '#features/promises/flow.ts'
import { getRound, publishRound } from '#features/rounds/flow.ts'
import { localDate, localTime, longDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { keepFor, lateKey, waitingFor } from './holding.ts'
import { type Digest, LATE_AFTER_MS } from './model.ts'
import { digestKey, redrawReview } from './review.ts'
import { settleAsks } from './settling.ts'
import { type Report, updateReport } from './store.ts'
import { redrawMerged } from './warning.ts'

/**
 * Brings a report to the buyer, to our team, and into the account's facts. The row must be locked.
 * @returns false where something is missing that no approval can give: then it is held, and its reviewer is told.
 */
export async function publish(tx: Tx, report: Report): Promise<boolean> {
  const facts = await factsOf(tx, report.accountId)
  const missing = await waitingFor(tx, facts)
  if (missing) {
    await keepFor(tx, report, facts, missing, report.content)
    return false
  }
  const published = await markPublished(tx, report, facts)
  await sayToBuyer(tx, published, facts)
  await settlePublished(tx, published, facts)
  return true
}

/** A person has brought the words to the buyer: it counts as published. The row must be locked. */
export async function publishByHand(tx: Tx, report: Report): Promise<void> {
  const facts = await factsOf(tx, report.accountId)
  await settlePublished(tx, await markPublished(tx, report, facts), facts)
}

async function settlePublished(tx: Tx, published: Report, facts: AccountFacts): Promise<void> {
  await writeDown(tx, published)
  await sayInside(tx, published, facts)
  await redrawReview(tx, published)
  await redrawMerged(tx, published)
}

async function markPublished(tx: Tx, report: Report, { account }: AccountFacts): Promise<Report> {
  const content = asItGoes(report, account, tx.now)
  const published = { state: 'published' as const, publishedAt: tx.now, content, waitsFor: null }
  await updateReport(tx.db, report.id, published)
  return { ...report, ...published }
}

/** What the buyer reads; under the note that it is late, where there was one. */
export async function sayToBuyer(
  tx: Tx,
  { id, roundId, content, lateNoteAt }: Report,
  facts: AccountFacts,
): Promise<void> {
  await tellBuyer(tx, facts, {
    key: digestKey(roundId),
    kind: 'digest',
    message: digestMessage(content, id),
    letter: digestLetter(content),
    ...(lateNoteAt ? { threadKey: lateKey(roundId) } : {}),
  })
}

/** Whether an update that comes then breaks its promise. */
export const isLate = ({ publishAt }: Pick<Report, 'publishAt'>, at: Date): boolean =>
  at.getTime() - publishAt.getTime() > LATE_AFTER_MS

/** The text as it is posted then: one that comes late says so. */
export function markLate(
  { content, publishAt }: Pick<Report, 'content' | 'publishAt'>,
  zone: string,
  at: Date,
): Digest {
  if (!isLate({ publishAt }, at)) return content
  const lateSince = `${longDay(localDate(publishAt, zone))}, ${localTime(publishAt, zone)}`
  // A day that is over is no announcement.
  const isOver = content.nextUpdateOn !== null && content.nextUpdateOn < localDate(at, zone)
  return { ...content, lateSince, ...(isOver ? { nextUpdateOn: null, weeksWithout: 0 } : {}) }
}

/** The same by the clock of the account's buyer. */
export const asItGoes = (report: Report, { zone, publishZone }: Account, at: Date): Digest =>
  markLate(report, publishZone ?? zone, at)

/** What the buyer was told becomes what we know. */
async function writeDown(tx: Tx, report: Report): Promise<void> {
  const { accountId, roundId, content, internal } = report
  const slipDays = content.trend.at(-1)?.slipDays ?? null
  await publishRound(tx, roundId, { status: content.status, slipDays, satisfaction: content.satisfaction.now })
  await noteWord(tx, accountId)
  // What a plan was moved to since the answers were closed is younger than what these say.
  const { closeAt } = await getRound(tx, roundId)
  const planned = new Set((await plannedSince(tx, accountId, closeAt)).map(({ milestoneId }) => milestoneId))
  const { measure, asksDone } = internal
  for (const { milestoneId, on } of internal.forecasts)
    if (!planned.has(milestoneId)) await noteForecast(tx, milestoneId, on)
  for (const { milestoneId, on } of internal.reached) await noteReached(tx, milestoneId, on)
  if (measure) await noteMeasure(tx, measure.criterionId, measure.value)
  if (asksDone.length > 0) await closeAsks(tx, accountId, asksDone, content.publishOn)
  await settleAsks(tx, report)
}

/** The internal edition goes where the team reads, unless a customer reads there too. */
export async function sayInside(tx: Tx, report: Report, { account }: AccountFacts): Promise<void> {
  const team = account.teamChannel
  const shared = team !== null && (await accountsInChannel(tx, team)).length > 0
  const because =
    team === null ? 'the account has no team channel' : shared ? 'customers read in its team channel' : null
  const channel = because ? report.ownerId : team
  if (!channel) return
  const message = internalMessage(report.content, report.internal, { because, digestId: report.id })
  const saying = { key: `internal:${report.roundId}`, kind: 'internal_edition', audience: 'vendor' as const }
  await say(tx, { ...saying, channel, message, accountId: account.id })
}
