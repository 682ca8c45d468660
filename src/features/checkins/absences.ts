import type { Db } from '#platform/postgres/db.ts'
import type { Absence } from './model.ts'

const ABSENCE = ['id', 'userId', 'startsAt', 'backOn', 'endsAt'] as const

/** Who of these people is away at an instant. */
export async function findAbsences(db: Db, userIds: string[], at: Date): Promise<Map<string, Absence>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('absences')
    .select(ABSENCE)
    .where('userId', 'in', userIds)
    .where('startsAt', '<=', at)
    .where('endsAt', '>', at)
    .orderBy('endsAt')
    .execute()
  return new Map(rows.map((absence) => [absence.userId, absence]))
}

export async function insertAbsence(db: Db, absence: Omit<Absence, 'id'>): Promise<Absence> {
  return db.insertInto('absences').values(absence).returning(ABSENCE).executeTakeFirstOrThrow()
}

export async function updateAbsence(
  db: Db,
  id: string,
  change: Partial<Pick<Absence, 'backOn' | 'endsAt'>>,
): Promise<void> {
  await db.updateTable('absences').set(change).where('id', '=', id).execute()
}
