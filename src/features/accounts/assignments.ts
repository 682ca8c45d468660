import type { Db } from '#platform/postgres/db.ts'
import { type Role, SINGLE_ROLES } from './model.ts'

/**
 * Removes an assignment that never should have begun and lets the one before it go on. @returns false where a later one holds
 * the role: of those whom several hold, where whoever left holds it anew.
 */
export async function takeBack(
  db: Db,
  change: { accountId: string; role: Role; leftId: string | null; assignmentId: string | null },
): Promise<boolean> {
  const { accountId, role, leftId, assignmentId } = change
  const holding = await db
    .selectFrom('stakeholders')
    .select(['id', 'userId', 'name'])
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('endsOn', 'is', null)
    .execute()
  const left = leftId ? await nameIn(db, leftId) : undefined
  const isTaken = SINGLE_ROLES.includes(role)
    ? holding.length > 0
    : holding.some(({ userId, name }) => userId === left?.userId && name === left?.name)
  const isLast = assignmentId ? holding.some(({ id }) => id === assignmentId) : !isTaken
  if (!isLast) return false
  if (assignmentId) await db.deleteFrom('stakeholders').where('id', '=', assignmentId).execute()
  if (leftId) await db.updateTable('stakeholders').set({ endsOn: null }).where('id', '=', leftId).execute()
  return true
}

const nameIn = (db: Db, id: string): Promise<{ userId: string | null; name: string | null } | undefined> =>
  db.selectFrom('stakeholders').select(['userId', 'name']).where('id', '=', id).executeTakeFirst()
