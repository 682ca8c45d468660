import { listLater } from '#features/alerts/flow.ts'
import { mergeRound, type Round } from '#features/rounds/flow.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { findAfter, lockLastOut, lockUnpublished, type Report, updateReport } from './store.ts'
import { decideOn, undecidedOf } from './undecided.ts'

/**
 * What is not out when the next week closes comes with that one, as do the alerts that it listed: two updates to decide
 * about would each tell of what the other says. So does what came late to it, or to the one that is out, and nobody has
 * decided about: a correction of an older update would deny what a newer one says.
 * @returns the reports of which this says something new, the oldest first.
 */
export async function takeIn(tx: Tx, { id, accountId }: Round): Promise<Report[]> {
  const out = await lockLastOut(tx.db, accountId)
  const merged = await lockUnpublished(tx.db, accountId)
  const changed = new Set(merged)
  for (const report of [...(out ? [out] : []), ...merged]) {
    const late = await undecidedOf(tx, report)
    if (late.length === 0) continue
    await decideOn(tx, 'throughline', report, late, 'next_week')
    changed.add(report)
  }
  for (const report of merged) {
    const over = { approvedBy: null, approvedAt: null, heldBy: null, holdEndsAt: null, waitsFor: null }
    await updateReport(tx.db, report.id, { state: 'merged', ...over })
    await mergeRound(tx, report.roundId)
    await listLater(tx, report.roundId, id)
  }
  return [...changed].toSorted((a, b) => a.publishOn.localeCompare(b.publishOn))
}

/** Where somebody decides who comes to it too late. */
export async function whereItIs(tx: Tx, report: Report): Promise<string> {
  const day = (await findAfter(tx.db, report))?.publishOn
  const where = day ? `the one of ${shortDay(day)}` : 'the next one'
  return `The week after has closed, so this update is not published by itself any more: what it says is in ${where}. Please decide there.`
}
