import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { ContactChange } from './model.ts'

const CHANGE = [
  'id',
  'accountId',
  'role',
  'leaver',
  'newcomer',
  'effectiveOn',
  'recordedBy',
  'recordedAt',
  'tookEffectAt',
  'stakes',
  'handoffId',
  'acknowledgedBy',
  'acknowledgedAt',
] as const

/** Lets changes of one account come one after the other, until the transaction ends. */
export async function lockAccount(db: Db, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contacts:${accountId}`}, 0))`.execute(db)
}

type New = Pick<
  ContactChange,
  'accountId' | 'role' | 'leaver' | 'newcomer' | 'effectiveOn' | 'recordedBy' | 'recordedAt' | 'stakes'
>

/** @returns undefined where the same change is kept already. */
export async function insertChange(db: Db, change: New): Promise<ContactChange | undefined> {
  const row = await db
    .insertInto('contactChanges')
    .values({ ...change, stakes: JSON.stringify(change.stakes) })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'accountId', 'role', 'newcomer', 'effectiveOn']).doNothing(),
    )
    .returning(CHANGE)
    .executeTakeFirst()
  return row as unknown as ContactChange | undefined
}

/** The same change, or the same one expected on another day. */
export async function findSame(
  db: Db,
  { accountId, role, newcomer, effectiveOn }: Pick<ContactChange, 'accountId' | 'role' | 'newcomer' | 'effectiveOn'>,
): Promise<ContactChange | undefined> {
  const row = await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('newcomer', '=', newcomer)
    .where((is) => is.or([is('effectiveOn', '=', effectiveOn), is('tookEffectAt', 'is', null)]))
    .executeTakeFirst()
  return row as unknown as ContactChange | undefined
}

export async function lockChange(db: Db, id: string): Promise<ContactChange | undefined> {
  const row = await db.selectFrom('contactChanges').select(CHANGE).where('id', '=', id).forUpdate().executeTakeFirst()
  return row as unknown as ContactChange | undefined
}

type Later = Pick<ContactChange, 'tookEffectAt' | 'handoffId' | 'acknowledgedBy' | 'acknowledgedAt'>

export async function updateChange(db: Db, id: string, later: Partial<Later>): Promise<void> {
  await db.updateTable('contactChanges').set(later).where('id', '=', id).execute()
}

/** Changes of an account that took effect since an instant, the oldest first. */
export async function listChanges(db: Db, accountId: string, since: Date): Promise<ContactChange[]> {
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', '=', accountId)
    .where('tookEffectAt', '>=', since)
    .orderBy('tookEffectAt')
    .orderBy('id')
    .execute()) as unknown as ContactChange[]
}
