import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { getRound } from '#features/rounds/flow.ts'
import type { Tx } from '#platform/context.ts'
import { listHeld, release } from '#platform/outbox/reconcile.ts'
import { hold } from './holding.ts'
import { waitsForChannel } from './model.ts'
import { asItGoes, publish, sayToBuyer } from './posting.ts'
import { digestKey, redrawReview } from './review.ts'
import { findReport, findReportOfRound, lockReport, lockUnpublished, type Report, updateReport } from './store.ts'
import { redrawMerged } from './warning.ts'

/** What stands between an account and its channel has changed: what waited goes out, and whoever reviews sees it. */
export async function channelChanged(tx: Tx, accountId: string): Promise<void> {
  const facts = await factsOf(tx, accountId)
  const { buyerChannel } = facts.account
  // All rows first; what goes out then goes in the order of its days, so that no older one follows a newer one.
  const unposted = byDay(await lockUnposted(tx, accountId))
  const reports = byDay(await lockUnpublished(tx.db, accountId))
  if (!buyerChannel || (await obstacleOf(tx, facts.account))) return redraw(tx, [...unposted, ...reports])
  for (const report of unposted) await sayLate(tx, report, facts)
  await release(tx, { accountId, audience: 'customer', channel: buyerChannel })
  for (const report of reports) {
    if (waitsForChannel(report.waitsFor)) await goOn(tx, report)
    else await redrawReview(tx, report)
  }
  await redraw(tx, unposted)
  const last = reports.at(-1)
  if (last) await redrawMerged(tx, last)
}

const byDay = (reports: Report[]): Report[] => reports.toSorted((a, b) => a.publishOn.localeCompare(b.publishOn))

async function redraw(tx: Tx, reports: Report[]): Promise<void> {
  for (const report of reports) await redrawReview(tx, report)
}

/** What counts as published and was never posted, because somebody changed the channel in the very moment. */
async function lockUnposted(tx: Tx, accountId: string): Promise<Report[]> {
  const begin = digestKey('')
  const held = (await listHeld(tx, [accountId])).filter(({ key }) => key.startsWith(begin))
  const ids = await Promise.all(held.map(({ key }) => findReportOfRound(tx.db, key.slice(begin.length))))
  const reports = await Promise.all(ids.flatMap((id) => (id ? [lockReport(tx.db, id)] : [])))
  return reports.filter((report) => report !== undefined)
}

async function sayLate(tx: Tx, report: Report, facts: AccountFacts): Promise<void> {
  const content = asItGoes(report, facts.account, tx.now)
  const published = { content, publishedAt: tx.now }
  await updateReport(tx.db, report.id, published)
  await sayToBuyer(tx, { ...report, ...published }, facts)
}

/** What may go goes at once; the rest is decided in its own time. */
async function goOn(tx: Tx, report: Report): Promise<void> {
  if (report.approvedBy !== null || !report.needsApproval) await publish(tx, report)
  else await hold(tx, report, null)
}

export const accountOfDigest = async (tx: Tx, digestId: string | undefined): Promise<string | undefined> =>
  digestId ? (await findReport(tx.db, digestId))?.accountId : undefined

export const accountOfRound = async (tx: Tx, roundId: string | undefined): Promise<string | undefined> =>
  roundId ? (await getRound(tx, roundId)).accountId : undefined
