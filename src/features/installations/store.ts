import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Person } from './model.ts'

export interface Workspace {
  workspaceId: string
  teamId: string
  name: string
  botUserId: string
  administrators: string[]
  country: string | null
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

export async function upsertWorkspace(
  db: Db,
  workspace: Omit<Workspace, 'administrators' | 'country'>,
  now: Date,
): Promise<void> {
  await db
    .insertInto('workspaces')
    .values({ ...workspace, createdAt: now })
    // Another program's row of the same team is out of our sight, so it cannot be updated here.
    .onConflict((conflict) => conflict.column('teamId').doNothing())
    .execute()
  await db.updateTable('workspaces').set({ name: workspace.name, botUserId: workspace.botUserId }).execute()
}

export function getWorkspace(db: Db): Promise<Workspace> {
  return db
    .selectFrom('workspaces')
    .select(['workspaceId', 'teamId', 'name', 'botUserId', 'administrators', 'country'])
    .executeTakeFirstOrThrow()
}

export async function savePerson(db: Db, person: Person, now: Date): Promise<void> {
  const { country: _, ...known } = person
  await db
    .insertInto('people')
    .values({ ...known, refreshedAt: now })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'userId']).doUpdateSet({ ...known, refreshedAt: now }))
    .execute()
}

export async function findPeople(db: Db, userIds: string[]): Promise<Person[]> {
  if (userIds.length === 0) return []
  return db
    .selectFrom('people')
    .select(['userId', 'name', 'zone', 'country', 'teamId', 'email', 'guest', 'administrator', 'deactivated'])
    .where('userId', 'in', userIds)
    .execute()
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
    union select unnest(administrators) from workspaces`.execute(db)
  return rows.map((row) => row.userId)
}
