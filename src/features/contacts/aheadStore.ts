import type { Db } from '#platform/postgres/db.ts'
import type { ContactChange } from './model.ts'
import { CHANGE } from './store.ts'

/** What our team knows of these accounts that lies ahead, the first to come first; `leftOn`: since when the role is left. */
export async function listAhead(db: Db, accountIds: string[]): Promise<(ContactChange & { leftOn: string | null })[]> {
  if (accountIds.length === 0) return []
  return (await db
    .selectFrom('contactChanges')
    .leftJoin('stakeholders', 'stakeholders.id', 'contactChanges.leftId')
    .select(CHANGE.map((column) => `contactChanges.${column}` as const))
    .select('stakeholders.endsOn as leftOn')
    .where('contactChanges.accountId', 'in', accountIds)
    .where('state', '=', 'standing')
    .where('private', '=', false)
    .where('tookEffectAt', 'is', null)
    .orderBy('effectiveOn')
    .orderBy('contactChanges.id')
    .execute()) as unknown as (ContactChange & { leftOn: string | null })[]
}
