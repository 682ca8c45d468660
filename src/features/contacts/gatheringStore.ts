import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { ContactChange } from './model.ts'
import { CHANGE } from './store.ts'

/** The changes of which somebody reads in one message, the first recorded first. */
export async function listToldIn(db: Db, key: string): Promise<ContactChange[]> {
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where(sql<boolean>`told_in @> array[${key}]`)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute()) as unknown as ContactChange[]
}
