import type { Db } from '#platform/postgres/db.ts'
import type { ContactChange, Subject } from './model.ts'
import { CHANGE } from './store.ts'

/** What our team was told of a role on an account and was taken back since an instant, the last recorded first. */
export async function listWithdrawn(
  db: Db,
  { accountId, role, since, most }: { accountId: string; role: Subject; since: Date; most: number },
): Promise<ContactChange[]> {
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('state', '=', 'withdrawn')
    .where('private', '=', false)
    .where('closedAt', '>=', since)
    .orderBy('recordedAt', 'desc')
    .orderBy('id')
    .limit(most)
    .execute()) as unknown as ContactChange[]
}
