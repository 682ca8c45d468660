import type { Db } from '#platform/postgres/db.ts'
import type { ContactChange } from './model.ts'
import { CHANGE } from './store.ts'

/** By what somebody was away from a role on an account of which they are back since an instant, the first back first. */
export async function listReturned(db: Db, accountId: string, since: Date): Promise<ContactChange[]> {
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', '=', accountId)
    .where('state', '=', 'ended')
    .where('closedAt', '>=', since)
    .orderBy('closedAt')
    .orderBy('id')
    .execute()) as unknown as ContactChange[]
}
