import type { Db } from '#platform/postgres/db.ts'
import type { Answer, InternalNote, Noted, Said } from './model.ts'
import type { Checkin } from './store.ts'

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** Keeps an answer over the version that its writer saw. @returns false where another one came between. */
export async function saveAnswer(
  db: Db,
  checkin: Checkin,
  said: Said,
  noted: Noted | null,
  at: { now: Date; late: boolean },
): Promise<boolean> {
  if (at.late) await keepAsClosed(db, checkin.id)
  const { ask, decision, forecasts, reached, ...plain } = said
  const first = checkin.state !== 'answered'
  const saved = await db
    .updateTable('checkins')
    .set({ ...plain, ask: json(ask), decision: json(decision), forecasts: json(forecasts)!, reached: json(reached)! })
    .set({ state: 'answered', version: checkin.version + 1 })
    .set(first ? { answeredAt: at.now, late: at.late } : { editedAt: at.now })
    .where('id', '=', checkin.id)
    .where('version', '=', checkin.version)
    .executeTakeFirst()
  if (saved.numUpdatedRows === 0n) return false
  const note = noted ?? { confidence: null, note: null, ownerOnly: false }
  await db
    .insertInto('checkinNotes')
    .values({ checkinId: checkin.id, ...note })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'checkinId']).doUpdateSet(note))
    .execute()
  return true
}

/** An answer that was on time keeps its words of then beside the edited ones: the report was made of them. */
async function keepAsClosed(db: Db, checkinId: string): Promise<void> {
  const answer = await findAnswer(db, checkinId)
  if (!answer || answer.late) return
  await db
    .updateTable('checkins')
    .set({ closedAnswer: JSON.stringify(answer) })
    .where('id', '=', checkinId)
    .where('closedAnswer', 'is', null)
    .execute()
}

const answers = (db: Db) =>
  db
    .selectFrom('checkins')
    .innerJoin('rounds', 'rounds.id', 'checkins.roundId')
    .select(['checkins.id as checkinId', 'roundId', 'checkins.accountId', 'userId'])
    // What became of an answer is known by all that it was made of, in this order.
    .select((row) => row.fn.coalesce('editedAt', 'answeredAt').as('answeredAt'))
    .select(['late', 'nothingChanged'])
    .select([
      'checkins.status',
      'because',
      'forecasts',
      'reached',
      'whyMoved',
      'progress',
      'hard',
      'doing',
      'ask',
      'asksDone',
    ])
    .select(['decision', 'checkins.satisfaction', 'heard', 'nextStep', 'criterionId', 'criterionValue'])
    .where('checkins.state', '=', 'answered')

/** The answers of a round as they stood at its close, in the order in which they came. */
export async function listOnTime(db: Db, roundId: string): Promise<Answer[]> {
  const rows = await answers(db)
    .select('closedAnswer')
    .where('roundId', '=', roundId)
    .where('late', '=', false)
    .orderBy('checkins.answeredAt')
    .orderBy('checkins.id')
    .execute()
  return rows.map(({ closedAnswer, ...answer }) => {
    const stood = { ...answer, ...(closedAnswer as object | null) }
    return { ...stood, answeredAt: new Date(stood.answeredAt!) } as unknown as Answer
  })
}

/** What was answered or edited after the close of these rounds, as it stands now, in the order in which it came. */
export async function listLate(db: Db, roundIds: string[]): Promise<Answer[]> {
  if (roundIds.length === 0) return []
  const rows = await answers(db)
    .where('roundId', 'in', roundIds)
    .where((row) => row.or([row('late', '=', true), row('closedAnswer', 'is not', null)]))
    .orderBy((row) => row.fn.coalesce('editedAt', 'answeredAt'))
    .orderBy('checkins.id')
    .execute()
  return rows.map((answer) => ({ ...answer, late: true }) as unknown as Answer)
}

/** Whether this check-in was answered or edited after its close. */
export async function wasSaidLate(db: Db, checkinId: string): Promise<boolean> {
  const late = await answers(db)
    .where('checkins.id', '=', checkinId)
    .where((row) => row.or([row('late', '=', true), row('closedAnswer', 'is not', null)]))
    .executeTakeFirst()
  return late !== undefined
}

export async function findAnswer(db: Db, checkinId: string): Promise<Answer | undefined> {
  return (await answers(db).where('checkins.id', '=', checkinId).executeTakeFirst()) as unknown as Answer | undefined
}

/** A person's most recent answer on an account in a round before a publishing date. */
export async function findAnswerBefore(
  db: Db,
  accountId: string,
  userId: string,
  publishOn: string,
): Promise<Answer | undefined> {
  return (await answers(db)
    .where('checkins.accountId', '=', accountId)
    .where('userId', '=', userId)
    .where('rounds.publishOn', '<', publishOn)
    .orderBy('rounds.publishOn', 'desc')
    .limit(1)
    .executeTakeFirst()) as unknown as Answer | undefined
}

export async function listNotes(db: Db, roundId: string): Promise<InternalNote[]> {
  return db
    .selectFrom('checkinNotes')
    .innerJoin('checkins', 'checkins.id', 'checkinNotes.checkinId')
    .select(['userId', 'confidence', 'note', 'ownerOnly'])
    .where('checkins.roundId', '=', roundId)
    .where('checkins.state', '=', 'answered')
    .orderBy('answeredAt')
    .execute()
}

export async function findNote(db: Db, checkinId: string): Promise<Noted | null> {
  const row = await db
    .selectFrom('checkinNotes')
    .select(['confidence', 'note', 'ownerOnly'])
    .where('checkinId', '=', checkinId)
    .executeTakeFirst()
  return row ?? null
}
