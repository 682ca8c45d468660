import type { Db } from '#platform/postgres/db.ts'

/** Whether this person has ever been shown a Home; nobody else's is kept up to date. */
export async function hasHome(db: Db, userId: string): Promise<boolean> {
  const row = await db.selectFrom('deliveries').select('id').where('key', '=', `home:${userId}`).executeTakeFirst()
  return row !== undefined
}
