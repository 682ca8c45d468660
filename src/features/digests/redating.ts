import type { Tx } from '#platform/context.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { keepRemade, remade } from './late.ts'
import type { Digest } from './model.ts'
import { redrawReview } from './review.ts'
import { lockUnpublished } from './store.ts'

/**
 * An alert has told the buyer of dates: no update denies it a day later. One that waits and says another date is made
 * anew with what is known now, in its reviewer's words, and approved anew, whatever was approved before.
 */
export async function redate(
  tx: Tx,
  { subject }: { subject: { accountId: string; alertOn: string } },
): Promise<Outcome> {
  const { accountId, alertOn } = subject
  for (const report of await lockUnpublished(tx.db, accountId)) {
    const made = await remade(tx, report)
    if (datesIn(made.content) === datesIn(report.content)) continue
    await keepRemade(tx, report, { ...made, internal: { ...made.internal, alertOn } }, null)
    await redrawReview(tx, report)
  }
  return undefined
}

const datesIn = ({ goLive, milestones }: Digest): string =>
  JSON.stringify([goLive, ...milestones].map((line) => line && [line.name, line.forecastOn, line.reachedOn]))
