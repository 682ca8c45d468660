import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Answer, InternalNote, Noted, Said } from './model.ts'

/** One person's check-in in a round, with what is needed of its round and account to ask for it. */
export interface Checkin {
  id: string
  roundId: string
  accountId: string
  accountName: string
  userId: string
  askAt: Date
  askedAt: Date | null
  /** The key of the message that asked for it. */
  askedIn: string | null
  reminders: Date[]
  state: 'expected' | 'answered' | 'missed' | 'excused'
  late: boolean
  version: number
  publishOn: string
  closeAt: Date
  roundState: 'open' | 'closed' | 'published' | 'skipped'
}

const checkins = (db: Db) =>
  db
    .selectFrom('checkins')
    .innerJoin('rounds', 'rounds.id', 'checkins.roundId')
    .innerJoin('accounts', 'accounts.id', 'checkins.accountId')
    .select([
      'checkins.id',
      'checkins.roundId',
      'checkins.accountId',
      'accounts.name as accountName',
      'checkins.userId',
    ])
    .select(['askAt', 'askedAt', 'askedIn', 'reminders', 'checkins.state', 'late', 'version'])
    .select(['publishOn', 'closeAt', 'rounds.state as roundState'])
    .orderBy('accounts.name')
    .orderBy('checkins.id')

/** What one person does with their check-ins happens one after the other, so that no message is drawn from the past. */
export async function lockPerson(db: Db, workspaceId: string, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`checkins:${workspaceId}:${userId}`}, 0))`.execute(db)
}

/** Whether the round still takes answers; it cannot close before this transaction ends. */
export async function holdRoundOpen(db: Db, roundId: string): Promise<boolean> {
  const round = await db.selectFrom('rounds').select('state').where('id', '=', roundId).forShare().executeTakeFirst()
  return round?.state === 'open'
}

/** @returns false where this person is expected in this round already. */
export async function insertCheckin(
  db: Db,
  checkin: Pick<Checkin, 'roundId' | 'accountId' | 'userId' | 'askAt'>,
): Promise<boolean> {
  const added = await db
    .insertInto('checkins')
    .values(checkin)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'roundId', 'userId']).doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}

export async function findCheckin(db: Db, roundId: string, userId: string): Promise<Checkin | undefined> {
  const query = checkins(db).where('checkins.roundId', '=', roundId).where('checkins.userId', '=', userId)
  return (await query.executeTakeFirst()) as Checkin | undefined
}

export async function listOfRound(db: Db, roundId: string): Promise<Checkin[]> {
  return (await checkins(db).where('checkins.roundId', '=', roundId).execute()) as Checkin[]
}

/** A person's questions that were not sent yet and are due until an instant, their rounds open. */
export async function listUnasked(db: Db, userId: string, until: Date): Promise<Checkin[]> {
  return (await checkins(db)
    .where('checkins.userId', '=', userId)
    .where('checkins.state', '=', 'expected')
    .where('askedAt', 'is', null)
    .where('askAt', '<=', until)
    .where('rounds.state', '=', 'open')
    .execute()) as Checkin[]
}

export async function listAskedIn(db: Db, askedIn: string): Promise<Checkin[]> {
  return (await checkins(db)
    .where('askedIn', '=', askedIn)
    .where('checkins.state', '!=', 'excused')
    .execute()) as Checkin[]
}

/** What may concern a person now: everything in rounds that are open or wait for their digest. */
export async function listCurrent(db: Db, userId: string): Promise<Checkin[]> {
  return (await checkins(db)
    .where('checkins.userId', '=', userId)
    .where('checkins.state', '!=', 'excused')
    .where('rounds.state', 'in', ['open', 'closed'])
    .execute()) as Checkin[]
}

export async function updateCheckin(
  db: Db,
  id: string,
  change: Partial<Pick<Checkin, 'askAt' | 'askedAt' | 'askedIn' | 'reminders' | 'state'>> & { reason?: string },
): Promise<void> {
  await db.updateTable('checkins').set(change).where('id', '=', id).execute()
}

/** Ends the waiting of a round for those who have not answered. */
export async function updateMissed(db: Db, roundId: string): Promise<void> {
  await db
    .updateTable('checkins')
    .set({ state: 'missed' })
    .where('roundId', '=', roundId)
    .where('state', '=', 'expected')
    .execute()
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** Keeps an answer over the version that its writer saw. @returns false where another one came between. */
export async function saveAnswer(
  db: Db,
  checkin: Checkin,
  said: Said,
  noted: Noted | null,
  at: { now: Date; late: boolean },
): Promise<boolean> {
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

const answers = (db: Db) =>
  db
    .selectFrom('checkins')
    .innerJoin('rounds', 'rounds.id', 'checkins.roundId')
    .select([
      'checkins.id as checkinId',
      'roundId',
      'checkins.accountId',
      'userId',
      'answeredAt',
      'late',
      'nothingChanged',
    ])
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

/** The answers of a round in the order in which they came. */
export async function listAnswers(db: Db, roundId: string): Promise<Answer[]> {
  return (await answers(db)
    .where('roundId', '=', roundId)
    .orderBy('answeredAt')
    .orderBy('checkins.id')
    .execute()) as unknown as Answer[]
}

/** What was answered after the close of these rounds, in the order in which it came. */
export async function listLate(db: Db, roundIds: string[]): Promise<{ roundId: string; userId: string }[]> {
  if (roundIds.length === 0) return []
  return answers(db).where('roundId', 'in', roundIds).where('late', '=', true).orderBy('answeredAt').execute()
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

/** Who is asked in the open rounds, by account. */
export async function listAskedInOpenRounds(db: Db): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('rounds')
    .leftJoin('checkins', (join) =>
      join.onRef('checkins.roundId', '=', 'rounds.id').on('checkins.state', '!=', 'excused'),
    )
    .select(['rounds.accountId', 'checkins.userId'])
    .where('rounds.state', '=', 'open')
    .execute()
  const asked = new Map<string, string[]>()
  for (const { accountId, userId } of rows) {
    asked.set(accountId, [...(asked.get(accountId) ?? []), ...(userId ? [userId] : [])])
  }
  return asked
}
