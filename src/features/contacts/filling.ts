import { factsOf } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { cancel } from '#platform/scheduling/occurrences.ts'
import { effectKey } from './effecting.ts'
import { holdersOf, keptAs } from './leaver.ts'
import { correct } from './mending.ts'
import { type ContactChange, isEmpty, whoComes } from './model.ts'
import { showAgain, showPrivately } from './showing.ts'
import * as store from './store.ts'

const MOST_WAITING = 20

/**
 * What was not public yet is told from now on, and our team has read that nobody follows in this role: then it is that change
 * that says who does, as if they were named to everybody now. @returns which one, if there was one.
 */
export async function fillGap(tx: Tx, change: ContactChange): Promise<string | undefined> {
  const gap = await gapOf(tx, change)
  if (!gap) return undefined
  const { id, accountId, role, effectiveOn, temporaryUntil, recordedBy: reportedBy } = change
  await cancel(tx, effectKey(change), 'It is told by the change that left the role empty.')
  await store.updateChange(tx.db, id, { state: 'withdrawn', closedBy: reportedBy, closedAt: tx.now })
  const report = { source: 'slack', accountId, role, newcomer: null, effectiveOn, temporaryUntil, reportedBy } as const
  await correct(tx, report, { change: gap, newcomer: whoComes(change), again: true })
  for (const told of await store.listReports(tx.db, id))
    await store.insertReport(tx.db, { ...told, changeId: gap.id, outcome: 'corrected', reportId: null })
  await showAgain(tx, gap.id)
  // Whoever knew of it reads what the team reads now, and not that it was taken back.
  await showPrivately(tx, change, (await store.findChange(tx.db, gap.id))!)
  return gap.id
}

/** By what our team knows that nobody follows in a role, while nobody but whoever leaves by that holds it. */
async function gapOf(tx: Tx, change: ContactChange): Promise<ContactChange | undefined> {
  const { accountId, role } = change
  const comer = whoComes(change)
  const standing = await store.listStanding(tx.db, accountId, role, MOST_WAITING)
  const latest = standing.find((one) => !one.private)
  // Whoever left follows nobody, and no more does nobody.
  if (!latest || !isEmpty(latest) || !comer || keptAs(comer) === latest.leaver) return undefined
  const holders = holdersOf(await factsOf(tx, accountId), latest.role)
  return holders.every((one) => keptAs(one) === latest.leaver) ? latest : undefined
}
