import { READ } from '#blocks/digestReview.ts'
import type { HomeWaiting } from '#blocks/home.ts'
import { onWalls } from '#features/digests/flow.ts'
import type { Tx } from '#platform/context.ts'
import { listUnpublished, type Unpublished } from './store.ts'
import type { Viewer } from './viewer.ts'

/** The updates that wait for the viewer. */
export const approvalsOf = async (tx: Tx, { person, zone }: Viewer): Promise<HomeWaiting[]> =>
  (await listUnpublished(tx.db, person.userId)).flatMap((update) => approvalOf(update, zone))

/** What is published only once the viewer has approved it, is held by somebody, or asks who has been told. */
function approvalOf(update: Unpublished, zone: string): HomeWaiting[] {
  const { digestId, accountName, state, needsApproval, publishAt, holdEndsAt, lateNoteAt } = update
  const waits = (what: string) => [
    { sentence: `${accountName}: ${what}`, action: { id: READ, value: digestId, text: 'Read it' } },
  ]
  const when = (at: Date) => onWalls(at, update.zone, zone)
  if (lateNoteAt && state !== 'approved')
    return waits('the buyer was told that the update is late; it waits for your approval')
  if (state === 'held') return waits(`the update is held${holdEndsAt ? ` until ${when(holdEndsAt)}` : ''}`)
  if (state !== 'waiting') return []
  if (needsApproval) return waits(`the update for ${when(publishAt)} waits for your approval`)
  const untold = [...new Set(update.untold ?? [])]
  if (untold.length === 0) return []
  return waits(`${toldInWords(untold)} The update goes out ${when(publishAt)} unless you hold it`)
}

const MOST_CALLED = 3
const names = new Intl.ListFormat('en-GB')

/** 'has Tomás been told?' */
function toldInWords(untold: string[]): string {
  if (untold.length > MOST_CALLED) return 'has everybody been told whom it names?'
  return `${untold.length === 1 ? 'has' : 'have'} ${names.format(untold)} been told?`
}
