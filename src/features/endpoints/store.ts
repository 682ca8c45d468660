import { type Nullable, sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Mapping } from './mapping/model.ts'
import type { Endpoint, Secret } from './model.ts'

const ENDPOINT = ['id', 'name', 'scheme', 'mapping', 'lastRefusal', 'lastRefusedAt'] as const
const SECRET = ['id', 'endpointId', 'hint', 'digest', 'sealed', 'createdAt', 'lastUsedAt'] as const

/** Whose endpoint it is. Runs as the sweeper: no workspace is named yet. */
export async function routeEndpoint(db: Db, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('endpoints').select('workspaceId').where('id', '=', id).executeTakeFirst()
  return row?.workspaceId
}

/** An endpoint that is not closed. */
export async function findEndpoint(db: Db, id: string): Promise<Endpoint | undefined> {
  return (await db
    .selectFrom('endpoints')
    .select(ENDPOINT)
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .executeTakeFirst()) as Endpoint | undefined
}

/** An endpoint as far as a message needs it. */
export type Sending = Pick<Endpoint, 'id' | 'name' | 'scheme' | 'mapping'>
/** A secret as far as it proves whose a message is. */
export type Proving = Pick<Secret, 'id' | 'digest' | 'sealed' | 'lastUsedAt'>

/** An endpoint that is not closed with its secrets that count, the oldest first, in one statement: each message asks. */
export async function findWithSecrets(
  db: Db,
  endpointId: string,
): Promise<{ endpoint: Sending | undefined; secrets: Proving[] }> {
  const { rows } = await sql<Sending & Nullable<Omit<Proving, 'id'> & { secretId: string }>>`
    select e.id, e.name, e.scheme, e.mapping, s.id as secret_id, s.digest, s.sealed, s.last_used_at
    from endpoints e left join endpoint_secrets s on s.endpoint_id = e.id and s.revoked_at is null
    where e.id = ${endpointId} and e.closed_at is null order by s.created_at`.execute(db)
  const secrets = rows.flatMap(({ secretId, digest, sealed, lastUsedAt }) =>
    secretId ? [{ id: secretId, digest, sealed, lastUsedAt }] : [],
  )
  return { endpoint: rows[0], secrets }
}

export async function lockEndpoint(db: Db, id: string): Promise<void> {
  await db.selectFrom('endpoints').select('id').where('id', '=', id).forUpdate().execute()
}

export async function listEndpoints(db: Db): Promise<Endpoint[]> {
  return (await db
    .selectFrom('endpoints')
    .select(ENDPOINT)
    .where('closedAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()) as Endpoint[]
}

/** @returns false where there is one of this id. */
export async function insertEndpoint(
  db: Db,
  {
    mapping,
    ...endpoint
  }: Pick<Endpoint, 'id' | 'name' | 'scheme' | 'mapping'> & { createdBy: string; createdAt: Date },
): Promise<boolean> {
  const row = await db
    .insertInto('endpoints')
    .values({ ...endpoint, mapping: mapping && JSON.stringify(mapping) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function updateMapping(db: Db, id: string, mapping: Mapping | null): Promise<void> {
  const kept = mapping && JSON.stringify(mapping)
  await db.updateTable('endpoints').set({ mapping: kept }).where('id', '=', id).execute()
}

export async function closeEndpoint(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('endpoints').set({ closedAt: now }).where('id', '=', id).execute()
}

export async function updateRefusal(db: Db, id: string, lastRefusal: string, now: Date): Promise<void> {
  await db.updateTable('endpoints').set({ lastRefusal, lastRefusedAt: now }).where('id', '=', id).execute()
}

/** The secrets that count, the oldest first. */
export async function liveSecrets(db: Db, endpointId: string): Promise<Secret[]> {
  return db
    .selectFrom('endpointSecrets')
    .select(SECRET)
    .where('endpointId', '=', endpointId)
    .where('revokedAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

export async function insertSecret(
  db: Db,
  secret: Omit<Secret, 'id' | 'lastUsedAt'> & { createdBy: string },
): Promise<void> {
  await db.insertInto('endpointSecrets').values(secret).execute()
}

/** @returns whether it was still there. */
export async function revokeSecret(db: Db, endpointId: string, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('endpointSecrets')
    .set({ revokedAt: now })
    .where('id', '=', id)
    .where('endpointId', '=', endpointId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function updateLastUsed(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('endpointSecrets').set({ lastUsedAt: now }).where('id', '=', id).execute()
}

/** Whether nobody else passes on what is told of this account right now; then nobody else will until we are done. */
export async function tryLockReports(db: Db, accountId: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`reports ${accountId}`}, 0)) as locked`.execute(db)
  return rows[0]?.locked ?? false
}

/** Does something that may fail, so that what it wrote until then is not kept. */
export async function attempt<T>(db: Db, work: () => Promise<T>): Promise<T> {
  await sql`savepoint attempt`.execute(db)
  try {
    return await work()
  } catch (error) {
    await sql`rollback to savepoint attempt`.execute(db)
    throw error
  }
}
