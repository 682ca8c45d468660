import type { Tx } from '#platform/context.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type Heard, type HeardLine, heardInWords } from './model.ts'
import { namesOf } from './place.ts'
import { insertHeard, listHeard } from './store.ts'

/** Writes down what somebody of the customer did; where it is new, the owner's review message shows it in place. */
export async function hear(tx: Tx, heard: Omit<Heard, 'saidAt'>): Promise<boolean> {
  const isNew = await insertHeard(tx.db, { ...heard, saidAt: tx.now })
  const { accountId, digestId } = heard
  if (isNew) await tellReviewer(tx, heard.id, { accountId, ...(digestId ? { digestId } : {}) })
  return isNew
}

const tellReviewer = (tx: Tx, cause: string, subject: Partial<Reopened>): Promise<void> =>
  schedule(tx, { kind: 'digests.heard', key: `heard:${cause}`, subject, dueAt: tx.now })

/** Something that the customer may read in the next update is another by now: what waits to be published follows. */
export const followSoon = (tx: Tx, accountId: string): Promise<void> =>
  tellReviewer(tx, crypto.randomUUID(), { accountId })

/** What the customers of these accounts did since an instant, in sentences, the oldest first. */
export async function heardOf(tx: Tx, accountIds: string[], since: Date): Promise<HeardLine[]> {
  const all = await listHeard(tx.db, accountIds, since)
  const nameOf = await namesOf(
    tx,
    all.map(({ userId }) => userId),
  )
  return all.flatMap((heard) => {
    // What was opened again was not done by that word, whatever became of it since.
    if (heard.kind === 'done' && !heard.stands) return []
    const { accountId, digestId, saidAt, kind, askId, askTurn, askWhat } = heard
    const sentence = heardInWords(heard, nameOf(heard.userId), askWhat)
    return [{ accountId, kind, digestId, saidAt, sentence, reopen: kind === 'done' ? `${askId} ${askTurn}` : null }]
  })
}

/** An ask that is open again, and the update under which it was called done. */
interface Reopened {
  accountId: string
  askId: string
  digestId: string | null
}

/** The ask was opened again: what showed that it was done shows so no more, and what waits to be published asks for it. */
export const unhear = (tx: Tx, reopened: Reopened): Promise<void> => tellReviewer(tx, crypto.randomUUID(), reopened)
