import { READ } from '#blocks/digestReview.ts'
import type { HomeWaiting } from '#blocks/home.ts'
import { onWalls } from '#features/digests/flow.ts'
import type { Tx } from '#platform/context.ts'
import { listUnpublished, type Unpublished } from './store.ts'
import type { Viewer } from './viewer.ts'

/** The updates that wait for the viewer. */
export const approvalsOf = async (tx: Tx, { person, zone }: Viewer): Promise<HomeWaiting[]> =>
  (await listUnpublished(tx.db, person.userId)).flatMap((update) => approvalOf(update, zone))

/** What is published only once the viewer has approved it, or is held by somebody. */
function approvalOf(update: Unpublished, zone: string): HomeWaiting[] {
  const { digestId, accountName, state, needsApproval, publishAt, holdEndsAt, lateNoteAt } = update
  const waits = (what: string) => [
    { sentence: `${accountName}: ${what}`, action: { id: READ, value: digestId, text: 'Read it' } },
  ]
  const when = (at: Date) => onWalls(at, update.zone, zone)
  if (lateNoteAt && state !== 'approved')
    return waits('the buyer was told that the update is late; it waits for your approval')
  if (state === 'held') return waits(`the update is held${holdEndsAt ? ` until ${when(holdEndsAt)}` : ''}`)
  return state === 'waiting' && needsApproval ? waits(`the update for ${when(publishAt)} waits for your approval`) : []
}
