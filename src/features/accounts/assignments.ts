import type { Db } from '#platform/postgres/db.ts'
import type { Role } from './model.ts'

/** Removes an assignment that never should have begun and lets the one before it go on. @returns false where a later one holds the role. */
export async function takeBack(
  db: Db,
  change: { accountId: string; role: Role; leftId: string | null; assignmentId: string | null },
): Promise<boolean> {
  const { accountId, role, leftId, assignmentId } = change
  const holding = await db
    .selectFrom('stakeholders')
    .select('id')
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('endsOn', 'is', null)
    .execute()
  const isLast = assignmentId ? holding.some(({ id }) => id === assignmentId) : holding.length === 0
  if (!isLast) return false
  if (assignmentId) await db.deleteFrom('stakeholders').where('id', '=', assignmentId).execute()
  if (leftId) await db.updateTable('stakeholders').set({ endsOn: null }).where('id', '=', leftId).execute()
  return true
}
