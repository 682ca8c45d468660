import { hasReached } from '#features/letters/flow.ts'
import type { Tx } from '#platform/context.ts'
import { alertKey } from './drafting.ts'
import { leftLines, listedLine } from './model.ts'
import * as store from './store.ts'

export interface Listed {
  alertIds: string[]
  /** What an update says of alerts since the last one. */
  lines: string[]
  /** Whether there are words among them that nobody has decided on: somebody has to read them first. */
  undecided: boolean
}

/** What a round's update lists: the alerts that none has listed before, and the faults that were left for it. */
export async function alertsFor(tx: Tx, accountId: string, roundId: string): Promise<Listed> {
  const alerts: store.AlertRow[] = []
  // One that waits for its channel is no news of the past yet: the update after it has come says so.
  for (const alert of await store.listUnlisted(tx.db, accountId, roundId))
    if (alert.state !== 'sent' || (await hasReached(tx, alertKey(alert.id)))) alerts.push(alert)
  const alertIds = alerts.map(({ id }) => id)
  const causes = await store.listCauses(tx.db, alertIds)
  const rows = alerts.map(({ state, content }) => ({
    state,
    lines: state === 'sent' ? [listedLine(content)] : leftLines(content, causes),
  }))
  return {
    alertIds,
    lines: rows.flatMap(({ lines }) => lines),
    undecided: rows.some(({ state, lines }) => state === 'lapsed' && lines.length > 0),
  }
}

/** This round's update lists them, and no other. */
export const markListed = (tx: Tx, { alertIds }: Listed, roundId: string): Promise<void> =>
  store.markListed(tx.db, alertIds, roundId)
