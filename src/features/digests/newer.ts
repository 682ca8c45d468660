import type { Account } from '#features/accounts/model.ts'
import { asksSince } from '#features/promises/flow.ts'
import { isSameAsk } from '#features/promises/model.ts'
import { type LocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { listBefore, listNewer, type Report } from './store.ts'
import { holds } from './unsent.ts'

type Dated = Pick<Report, 'accountId' | 'publishOn'>

/** The day since which a newer update of the account than this one is out; null where none is. */
export async function newerSince(
  tx: Tx,
  { accountId, publishOn }: Dated,
  { zone, publishZone }: Pick<Account, 'zone' | 'publishZone'>,
): Promise<LocalDate | null> {
  const at = (await listNewer(tx.db, accountId, publishOn))[0]?.publishedAt
  return at ? localDate(at, publishZone ?? zone) : null
}

/** Updates that are out and tell of the same: they took in what was said for this one, or it for them. */
export async function tellingTheSame(tx: Tx, report: Report): Promise<Report[]> {
  const newer = await listNewer(tx.db, report.accountId, report.publishOn)
  const before = await listBefore(tx.db, report.accountId, report.publishOn)
  return [
    ...newer.filter((one) => holds(one, report.id)),
    ...before.filter((one) => one.state === 'published' && holds(report, one.id)),
  ]
}

/** Something that publishing, or a correction, makes known. */
type Telling =
  | { kind: 'forecast' | 'reached' | 'done' | 'redate' }
  | { kind: 'measure'; criterionId: string }
  | { kind: 'ask'; what: string; who: string }

/**
 * Which facts of an update, or of a correction of it, still count: once a newer one is out, the dates and values that
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
