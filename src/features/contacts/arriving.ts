import type { Tx } from '#platform/context.ts'
import { closeUntold, handOver, release } from './effecting.ts'
import { fillGap } from './filling.ts'
import { isEmpty } from './model.ts'
import { showAgain } from './showing.ts'
import * as store from './store.ts'
import { followChange, followLeaver } from './transition.ts'

/** The day of a change has come. @returns why nothing was handed over, if nothing was. */
export async function takeEffect(tx: Tx, changeId: string): Promise<string | undefined> {
  const found = await store.lockChange(tx.db, changeId)
  if (found?.state !== 'standing' || found.tookEffectAt) return 'It took effect before, or was taken back.'
  if (found.private && (await fillGap(tx, found))) return undefined
  const skipped = await handOver(tx, found)
  const now = (await store.findChange(tx.db, changeId))!
  if (isEmpty(now)) await followLeaver(tx, now, found.recordedBy)
  if (!found.private) {
    // Somebody else held the role by now: what is handed over, they hand over.
    if (now.handoffId && now.leaver !== found.leaver) await followChange(tx, found, now, found.recordedBy)
    // What lay ahead holds now, and the alert says so.
    await showAgain(tx, changeId)
    return skipped
  }
  // Somebody else told of the same newcomer meanwhile: the team knows, and nothing is told twice.
  if (skipped) await closeUntold(tx, now)
  else await release(tx, now)
  return skipped
}
