import { createHash } from 'node:crypto'
import { record } from '#features/accounts/flow.ts'
import { lateAnswersOf } from '#features/checkins/flow.ts'
import type { Answer } from '#features/checkins/model.ts'
import type { Tx } from '#platform/context.ts'
import { insertDecided, listDecided, type Outcome } from './lateStore.ts'
import type { Report } from './store.ts'

/** An answer after the close that nobody has decided about, and which state of it this is. */
export interface Undecided {
  answer: Answer
  mark: string
}

const markOf = (answer: Answer): string =>
  createHash('sha256').update(JSON.stringify(answer)).digest('hex').slice(0, 16)

/** What came after the close of a report's round and still waits for a decision. */
export async function undecidedOf(tx: Tx, { id, roundId }: Pick<Report, 'id' | 'roundId'>): Promise<Undecided[]> {
  const decided = new Set((await listDecided(tx.db, [id])).map(({ userId, mark }) => `${userId}:${mark}`))
  const late = (await lateAnswersOf(tx, roundId)).map((answer) => ({ answer, mark: markOf(answer) }))
  return late.filter(({ answer, mark }) => !decided.has(`${answer.userId}:${mark}`))
}

/** Writes down what became of late answers. The report's row must be locked. */
export async function decideOn(
  tx: Tx,
  userId: string,
  report: Report,
  late: Undecided[],
  outcome: Outcome,
): Promise<void> {
  for (const { answer, mark } of late) {
    const decided = { digestId: report.id, userId: answer.userId, mark, outcome, answer }
    await insertDecided(tx.db, decided, { userId, now: tx.now })
  }
  const detail = { digestId: report.id, of: late.map(({ answer }) => answer.userId), outcome }
  await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.late_answer', detail })
}
