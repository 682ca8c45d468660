import type { Answer } from '#features/checkins/model.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { Fact } from './model.ts'

/** What became of an answer that came after the close. */
export type Outcome = 'included' | 'corrected' | 'next_week'

export interface Decided {
  digestId: string
  userId: string
  /** Which state of the answer it was. */
  mark: string
  outcome: Outcome
  answer: Answer
}

const COLUMNS = ['digestId', 'userId', 'mark', 'outcome', 'answer'] as const

const read = (row: object): Decided => {
  const decided = row as Decided
  return { ...decided, answer: { ...decided.answer, answeredAt: new Date(decided.answer.answeredAt) } }
}

export async function insertDecided(
  db: Db,
  { answer, ...decided }: Decided,
  by: { userId: string; now: Date },
): Promise<void> {
  await db
    .insertInto('lateAnswers')
    .values({ ...decided, answer: JSON.stringify(answer), decidedBy: by.userId, decidedAt: by.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function listDecided(db: Db, digestIds: string[]): Promise<Decided[]> {
  if (digestIds.length === 0) return []
  const rows = await db.selectFrom('lateAnswers').select(COLUMNS).where('digestId', 'in', digestIds).execute()
  return rows.map(read)
}

/** The account's answers that were left for the next report and are in none yet, or those that one report was made of. */
export async function listCarried(db: Db, accountId: string, into: string | null): Promise<Decided[]> {
  const rows = await db
    .selectFrom('lateAnswers')
    .innerJoin('digests', 'digests.id', 'lateAnswers.digestId')
    .select(['lateAnswers.digestId', 'userId', 'mark', 'outcome', 'answer'])
    .where('digests.accountId', '=', accountId)
    .where('outcome', '=', 'next_week')
    // What the same person said later, and the buyer was told, holds what they had said before.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('lateAnswers as told')
            .select('told.userId')
            .whereRef('told.digestId', '=', 'lateAnswers.digestId')
            .whereRef('told.userId', '=', 'lateAnswers.userId')
            .where('told.outcome', '!=', 'next_week'),
        ),
      ),
    )
    .where('carriedInto', into === null ? 'is' : '=', into)
    .orderBy('decidedAt')
    .orderBy('userId')
    .execute()
  return rows.map(read)
}

export async function updateCarried(db: Db, carried: Decided[], into: string): Promise<void> {
  for (const { digestId, userId, mark } of carried) {
    await db
      .updateTable('lateAnswers')
      .set({ carriedInto: into })
      .where('digestId', '=', digestId)
      .where('userId', '=', userId)
      .where('mark', '=', mark)
      .execute()
  }
}

/** What is to be said about a published report. */
export interface Draft {
  id: string
  digestId: string
  version: number
  text: string
  facts: Fact[]
  answers: { userId: string; mark: string }[]
  saidOn: string
}

const drafts = (db: Db) =>
  db
    .selectFrom('corrections')
    .select(['id', 'digestId', 'version', 'text', 'facts', 'answers', 'saidOn'])
    .where('state', '=', 'draft')

export async function findDraft(db: Db, digestId: string): Promise<Draft | undefined> {
  return (await drafts(db).where('digestId', '=', digestId).executeTakeFirst()) as Draft | undefined
}

/** Keeps the one draft of a report. The report's row must be locked. */
export async function saveDraft(db: Db, draft: Omit<Draft, 'id' | 'version'>, writtenBy: string): Promise<Draft> {
  const known = await findDraft(db, draft.digestId)
  const { facts, answers, ...plain } = draft
  const row = { ...plain, facts: JSON.stringify(facts), answers: JSON.stringify(answers), writtenBy }
  if (known) {
    const version = known.version + 1
    await db
      .updateTable('corrections')
      .set({ ...row, version })
      .where('id', '=', known.id)
      .execute()
    return { ...draft, id: known.id, version }
  }
  const { id } = await db.insertInto('corrections').values(row).returning('id').executeTakeFirstOrThrow()
  return { ...draft, id, version: 1 }
}

export async function updatePosted(db: Db, id: string, by: { userId: string; now: Date }): Promise<void> {
  await db
    .updateTable('corrections')
    .set({ state: 'posted', approvedBy: by.userId, postedAt: by.now })
    .where('id', '=', id)
    .execute()
}
