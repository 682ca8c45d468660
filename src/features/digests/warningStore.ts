import type { Db } from '#platform/postgres/db.ts'
import { type Report, readReport, reports } from './store.ts'

/** What is held for want of an approval until an instant, and of which no leader was warned yet. */
export async function listUnwarned(
  db: Db,
  until: Date,
): Promise<{ id: string; accountId: string; holdEndsAt: Date }[]> {
  const rows = await db
    .selectFrom('digests')
    .select(['id', 'accountId', 'holdEndsAt'])
    .where('state', '=', 'held')
    .where('needsApproval', '=', true)
    .where('warnedIn', 'is', null)
    .where('holdEndsAt', '<=', until)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, holdEndsAt: row.holdEndsAt! }))
}

/** The reports of which a message warns. */
export const listWarned = async (db: Db, key: string): Promise<Report[]> =>
  (await reports(db).where('warnedIn', '=', key).execute()).map(readReport)

/** The latest message whose key begins like this; an instant ends it. */
export async function findLastWarning(db: Db, begins: string): Promise<string | null> {
  const { last } = await db
    .selectFrom('digests')
    .select((row) => row.fn.max('warnedIn').as('last'))
    .where('warnedIn', 'like', `${begins}%`)
    .executeTakeFirstOrThrow()
  return last
}
