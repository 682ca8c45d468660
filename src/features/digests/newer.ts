import { asksSince } from '#features/promises/flow.ts'
import { isSameAsk } from '#features/promises/model.ts'
import type { Tx } from '#platform/context.ts'
import { listNewer, type Report } from './store.ts'

type Dated = Pick<Report, 'accountId' | 'publishOn'>

/** Something that a correction makes known. */
type Telling =
  | { kind: 'forecast' | 'reached' | 'done' }
  | { kind: 'measure'; criterionId: string }
  | { kind: 'ask'; what: string; who: string }

/**
 * Which facts of a correction still count: once a newer one is out, the dates and values that
 * the buyer has read there do, and what is asked there is not asked twice. What was reached or done stays so.
 */
export async function whatCounts(tx: Tx, { accountId, publishOn }: Dated): Promise<(fact: Telling) => boolean> {
  const newer = await listNewer(tx.db, accountId, publishOn)
  if (newer.length === 0) return () => true
  const measured = new Set(newer.flatMap(({ internal }) => internal.measure?.criterionId ?? []))
  const asked = await asksSince(tx, accountId, publishOn)
  return (fact) => {
    if (fact.kind === 'measure') return !measured.has(fact.criterionId)
    if (fact.kind === 'ask') return !asked.some((ask) => isSameAsk(ask, fact))
    return fact.kind === 'reached' || fact.kind === 'done'
  }
}
