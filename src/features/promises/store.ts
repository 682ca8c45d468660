import type { Db } from '#platform/postgres/db.ts'
import type { Ask } from './model.ts'

/** The asks of an account that are not done, the most urgent first. */
export function listOpenAsks(db: Db, accountId: string): Promise<Ask[]> {
  return db
    .selectFrom('asks')
    .select(['id', 'accountId', 'roundId', 'what', 'who', 'dueOn', 'doneOn'])
    .where('accountId', '=', accountId)
    .where('doneOn', 'is', null)
    .orderBy('dueOn')
    .orderBy('id')
    .execute()
}

export async function insertAsk(db: Db, ask: Omit<Ask, 'id' | 'doneOn'>): Promise<string> {
  const row = await db.insertInto('asks').values(ask).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function updateAsksDone(db: Db, accountId: string, ids: string[], doneOn: string): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('asks')
    .set({ doneOn })
    .where('accountId', '=', accountId)
    .where('id', 'in', ids)
    .where('doneOn', 'is', null)
    .execute()
}
