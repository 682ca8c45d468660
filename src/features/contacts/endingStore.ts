import type { Db } from '#platform/postgres/db.ts'

/** Which standing changes a handoff is the transition of. */
export async function listOfHandoff(db: Db, handoffId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('contactChanges')
    .select('id')
    .where('handoffId', '=', handoffId)
    .where('state', '=', 'standing')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether a handoff is, or was, the transition of a change. */
export async function isOfChange(db: Db, handoffId: string): Promise<boolean> {
  const row = await db.selectFrom('contactChanges').select('id').where('handoffId', '=', handoffId).executeTakeFirst()
  return row !== undefined
}
