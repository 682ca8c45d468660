import type { AccountFacts } from '#features/accounts/model.ts'
import { instantAt, type LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { listAhead } from './aheadStore.ts'
import { type ContactChange, whoComes } from './model.ts'
import * as store from './store.ts'

/** A change that took effect. */
export interface Happened extends ContactChange {
  tookEffectAt: Date
  /** By what somebody comes on a later day, as our team knows. */
  next: ContactChange | undefined
}

/**
 * What took effect on these accounts, by account, the oldest first. Where somebody has left a role and whoever follows comes
 * on a later day, that they left has happened, and until then nobody follows. Two statements, however many accounts.
 */
export async function happenedOn(tx: Tx, all: AccountFacts[]): Promise<Map<string, Happened[]>> {
  const ids = all.map(({ account }) => account.id)
  const zones = new Map(all.map(({ account }) => [account.id, account.zone]))
  const ahead = await listAhead(tx.db, ids)
  const left = ahead.flatMap(({ leftOn, ...change }) =>
    leftOn ? [asLeft(change, leftOn, zones.get(change.accountId)!)] : [],
  )
  const changes = [...(await store.listEffective(tx.db, ids)), ...left].map((change) => ({
    ...change,
    tookEffectAt: change.tookEffectAt!,
    next: ahead.find((one) => one.accountId === change.accountId && one.role === change.role && whoComes(one)),
  }))
  const oldestFirst = changes.toSorted((a, b) => a.tookEffectAt.getTime() - b.tookEffectAt.getTime())
  return Map.groupBy(oldestFirst, ({ accountId }) => accountId)
}

/** A change as it was before somebody was named for a later day. */
function asLeft(change: ContactChange, leftOn: LocalDate, zone: string): ContactChange {
  const tookEffectAt = new Date(Math.max(change.recordedAt.getTime(), instantAt(leftOn, '00:00', zone).getTime()))
  const nobody = { newcomer: null, newcomerName: null, newcomerEmail: null, temporaryUntil: null, handoffId: null }
  return { ...change, ...nobody, effectiveOn: leftOn, tookEffectAt }
}
