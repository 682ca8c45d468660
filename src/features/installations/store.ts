import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Person } from './model.ts'

export interface Workspace {
  workspaceId: string
  teamId: string
  name: string
  botUserId: string
}

/** Which workspace of ours a Slack team is. Runs as the sweeper: no workspace is named yet. */
export async function routeTeam(db: Db, teamId: string): Promise<string | undefined> {
  const row = await db.selectFrom('workspaces').select('workspaceId').where('teamId', '=', teamId).executeTakeFirst()
  return row?.workspaceId
}

/** Every workspace's id. Runs as the sweeper. */
export async function listWorkspaceIds(db: Db): Promise<string[]> {
  return (await db.selectFrom('workspaces').select('workspaceId').execute()).map(({ workspaceId }) => workspaceId)
}

export async function upsertWorkspace(db: Db, workspace: Workspace, now: Date): Promise<void> {
  await db
    .insertInto('workspaces')
    .values({ ...workspace, createdAt: now })
    // Another program's row of the same team is out of our sight, so it cannot be updated here.
    .onConflict((conflict) => conflict.column('teamId').doNothing())
    .execute()
  await db.updateTable('workspaces').set({ name: workspace.name, botUserId: workspace.botUserId }).execute()
}

export function getWorkspace(db: Db): Promise<Workspace> {
  return db.selectFrom('workspaces').select(['workspaceId', 'teamId', 'name', 'botUserId']).executeTakeFirstOrThrow()
}

/** Keeps what Slack says of somebody. `refreshed_at` is when it last said something new. */
export async function savePerson(db: Db, person: Person, now: Date): Promise<void> {
  const { country: _, ...known } = person
  // A row written anew stays locked until the commit: the nightly look at every account would wait at those whom all
  // of them name, though hardly ever anything is new.
  if (await isKept(db, known)) return
  await db
    .insertInto('people')
    .values({ ...known, refreshedAt: now })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'userId']).doUpdateSet({ ...known, refreshedAt: now }))
    .execute()
}

async function isKept(db: Db, known: Omit<Person, 'country'>): Promise<boolean> {
  const found = await db
    .selectFrom('people')
    .select(['userId', 'name', 'zone', 'teamId', 'email', 'guest', 'administrator', 'deactivated'])
    .where('userId', '=', known.userId)
    .executeTakeFirst()
  return found !== undefined && isDeepStrictEqual({ ...found }, { ...known })
}

export async function findPeople(db: Db, userIds: string[]): Promise<Person[]> {
  if (userIds.length === 0) return []
  return db
    .selectFrom('people')
    .select(['userId', 'name', 'countryOverride as country', 'teamId', 'email'])
    .select(['guest', 'administrator', 'deactivated'])
    .select((row) => row.fn.coalesce('zoneOverride', 'zone').as('zone'))
    .where('userId', 'in', userIds)
    .execute()
}

/** Those of these addresses that Slack has told us of, by address in small letters; nobody who is gone. */
export async function findByEmail(db: Db, emails: string[]): Promise<{ email: string; userId: string }[]> {
  const { rows } = await sql<{ email: string; userId: string }>`
    select distinct on (lower(email)) lower(email) as email, user_id from people
    where lower(email) = any (${emails.map((email) => email.toLowerCase())}) and not deactivated
    order by lower(email), user_id`.execute(db)
  return rows
}

/** Where Slack says that somebody is, and where an administrator says; null where nobody does. */
export interface Place {
  zone: string | null
  zoneOverride: string | null
  countryOverride: string | null
}

export function findPlace(db: Db, userId: string): Promise<Place | undefined> {
  return db
    .selectFrom('people')
    .select(['zone', 'zoneOverride', 'countryOverride'])
    .where('userId', '=', userId)
    .executeTakeFirst()
}

export async function updatePlace(db: Db, userId: string, place: Omit<Place, 'zone'>): Promise<void> {
  await db.updateTable('people').set(place).where('userId', '=', userId).execute()
}

export function findSettings(db: Db): Promise<{ value: unknown; version: number } | undefined> {
  return db.selectFrom('settings').select(['value', 'version']).executeTakeFirst()
}

/** Keeps settings over the version that was seen, 0 for none. @returns false where there is another one by now. */
export async function saveSettings(
  db: Db,
  { value, version, userId }: { value: object; version: number; userId: string },
  now: Date,
): Promise<boolean> {
  const row = { value: JSON.stringify(value), version: version + 1, changedBy: userId, changedAt: now }
  if (version === 0) {
    const added = await db
      .insertInto('settings')
      .values(row)
      .onConflict((conflict) => conflict.column('workspaceId').doNothing())
      .executeTakeFirst()
    return added.numInsertedOrUpdatedRows === 1n
  }
  const changed = await db.updateTable('settings').set(row).where('version', '=', version).executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

/** People named by an account whom we have not yet asked Slack about. */
export async function findUnknownPeople(db: Db): Promise<string[]> {
  const { rows } = await sql<{ userId: string }>`
    select distinct s.user_id from stakeholders s
    where s.user_id is not null and s.ends_on is null
      and not exists (select 1 from people p where p.user_id = s.user_id)`.execute(db)
  return rows.map((row) => row.userId)
}

export async function findAdministrators(db: Db): Promise<string[]> {
  const { rows } = await sql<{ userId: string }>`
    select user_id from people where administrator and not deactivated
    union select named from settings, jsonb_array_elements_text(value->'administrators') named
      where not exists (select 1 from people where user_id = named and deactivated)`.execute(db)
  return rows.map((row) => row.userId)
}
