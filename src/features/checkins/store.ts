import { sql } from 'kysely'
import { called } from '#features/accounts/flow.ts'
import type { Db } from '#platform/postgres/db.ts'

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
  /** By whose clock the question was planned. */
  askZone: string | null
  reminders: Date[]
  /** When the person chose to be reminded again. */
  snoozedUntil: Date | null
  /** Their first day back ('YYYY-MM-DD'), where they were away when they would have been asked or reminded. */
  awayUntil: string | null
  state: 'expected' | 'answered' | 'missed' | 'excused'
  late: boolean
  version: number
  publishOn: string
  closeAt: Date
  roundState: 'open' | 'closed' | 'published' | 'skipped' | 'merged'
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
      called('accounts').as('accountName'),
      'checkins.userId',
    ])
    .select(['askAt', 'askedAt', 'askedIn', 'askZone', 'reminders', 'snoozedUntil', 'awayUntil'])
    .select(['checkins.state', 'late', 'version'])
    .select(['publishOn', 'closeAt', 'rounds.state as roundState'])
    .orderBy('accounts.name')
    // Where two have one name, their titles tell them apart.
    .orderBy('accounts.title')
    .orderBy('checkins.id')

/** Whether the round still takes answers; it cannot close before this transaction ends. */
export async function holdRoundOpen(db: Db, roundId: string): Promise<boolean> {
  const round = await db.selectFrom('rounds').select('state').where('id', '=', roundId).forShare().executeTakeFirst()
  return round?.state === 'open'
}

/** @returns false where this person is expected in this round already. */
export async function insertCheckin(
  db: Db,
  checkin: Pick<Checkin, 'roundId' | 'accountId' | 'userId' | 'askAt' | 'askZone'>,
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

/** A person's questions that were not sent yet, their rounds open; those that are due until an instant, if one is given. */
export async function listUnasked(db: Db, userId: string, until?: Date): Promise<Checkin[]> {
  const waiting = checkins(db)
    .where('checkins.userId', '=', userId)
    .where('checkins.state', '=', 'expected')
    .where('askedAt', 'is', null)
    .where('rounds.state', '=', 'open')
  return (await (until ? waiting.where('askAt', '<=', until) : waiting).execute()) as Checkin[]
}

/** Whether somebody was asked between two instants, or is going to be. */
export async function isAskedBetween(db: Db, userId: string, from: Date, to: Date): Promise<boolean> {
  const found = await checkins(db)
    .where('checkins.userId', '=', userId)
    .where((row) =>
      row.or([
        row.and([row('askedAt', '>=', from), row('askedAt', '<', to)]),
        row.and([
          row('askedAt', 'is', null),
          row('askAt', '>=', from),
          row('askAt', '<', to),
          row('checkins.state', '=', 'expected'),
          row('rounds.state', '=', 'open'),
        ]),
      ]),
    )
    .executeTakeFirst()
  return found !== undefined
}

/** What else stands in a question. */
export async function keepBesides(db: Db, key: string, notes: string[]): Promise<void> {
  await db
    .insertInto('questionNotes')
    .values({ key, notes: JSON.stringify(notes) })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'key']).doNothing())
    .execute()
}

export async function findBesides(db: Db, key: string): Promise<string[]> {
  const row = await db.selectFrom('questionNotes').select('notes').where('key', '=', key).executeTakeFirst()
  return (row?.notes ?? []) as string[]
}

/** By whose clock the questions were planned that were not sent yet. */
export async function listPlacesOfUnasked(db: Db): Promise<Pick<Checkin, 'userId' | 'askZone'>[]> {
  return db
    .selectFrom('checkins')
    .innerJoin('rounds', 'rounds.id', 'checkins.roundId')
    .select(['userId', 'askZone'])
    .distinct()
    .where('checkins.state', '=', 'expected')
    .where('askedAt', 'is', null)
    .where('rounds.state', '=', 'open')
    .execute()
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

/** The open rounds of which somebody may say that nothing changed: mayRepeat, of all their accounts in one statement. */
export async function listRepeatable(db: Db, userId: string, now: Date): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select r.id from checkins c
    join rounds r on r.id = c.round_id join accounts a on a.id = r.account_id
    join lateral (
      select p.id, p.status from rounds p
      where p.account_id = r.account_id and p.state <> 'skipped' and p.publish_on < r.publish_on
      order by p.publish_on desc limit 1
    ) before on coalesce(before.status, 'on_track') = 'on_track'
    join checkins l on l.round_id = before.id and l.user_id = c.user_id
    where c.user_id = ${userId} and c.state = 'expected' and r.state = 'open'
      and l.state = 'answered' and l.status = 'on_track' and not l.late and not l.nothing_changed
      and not exists (
        select from milestones m where m.account_id = r.account_id and m.reached_on is null
          and m.forecast_on < (${now}::timestamptz at time zone a.zone)::date
      )`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** A person's check-ins that wait for their answer, their rounds open. */
export async function listExpected(db: Db, userId: string): Promise<Checkin[]> {
  const current = await listCurrent(db, userId)
  return current.filter(({ state, roundState }) => state === 'expected' && roundState === 'open')
}

export async function updateCheckin(
  db: Db,
  id: string,
  change: Partial<
    Pick<Checkin, 'askAt' | 'askedAt' | 'askedIn' | 'askZone' | 'reminders' | 'snoozedUntil' | 'awayUntil' | 'state'>
  > & { reason?: string | null },
): Promise<void> {
  await db.updateTable('checkins').set(change).where('id', '=', id).execute()
}

/** Ends the waiting of a round: who was away from its question on is excused, everybody else has missed it. */
export async function updateMissed(db: Db, roundId: string): Promise<void> {
  await db
    .updateTable('checkins')
    .set({ state: sql`case when away_until is not null and asked_at is null then 'excused' else 'missed' end` })
    .where('roundId', '=', roundId)
    .where('state', '=', 'expected')
    .execute()
}

/** Who was away and has not answered. */
export async function listAway(db: Db, roundId: string): Promise<{ userId: string; awayUntil: string }[]> {
  return db
    .selectFrom('checkins')
    .select((row) => ['userId', row.ref('awayUntil').$notNull().as('awayUntil')])
    .where('roundId', '=', roundId)
    .where('state', '!=', 'answered')
    .where('awayUntil', 'is not', null)
    .orderBy('userId')
    .execute()
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
