import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Milestone, SuccessCriterion } from './model.ts'

export async function findMilestoneAccount(db: Db, milestoneId: string): Promise<string | undefined> {
  const row = await db.selectFrom('milestones').select('accountId').where('id', '=', milestoneId).executeTakeFirst()
  return row?.accountId
}

/** Adds a milestone or a success criterion, or changes the one of its id. */
export async function savePart(
  db: Db,
  table: 'milestones' | 'successCriteria',
  part: Milestone | SuccessCriterion,
): Promise<void> {
  await db
    .insertInto(table)
    .values(part as Milestone & SuccessCriterion)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doUpdateSet(part))
    .execute()
}

export async function removePart(db: Db, table: 'milestones' | 'successCriteria', id: string): Promise<void> {
  await db.deleteFrom(table).where('id', '=', id).execute()
}

export async function updateForecast(db: Db, milestoneId: string, forecastOn: string): Promise<void> {
  await db.updateTable('milestones').set({ forecastOn }).where('id', '=', milestoneId).execute()
}

export async function updateReached(db: Db, milestoneId: string, reachedOn: string): Promise<void> {
  await db
    .updateTable('milestones')
    .set({ reachedOn, forecastOn: reachedOn })
    .where('id', '=', milestoneId)
    .where('reachedOn', 'is', null)
    .execute()
}

export async function updateCriterion(db: Db, criterionId: string, currentValue: number): Promise<void> {
  await db.updateTable('successCriteria').set({ currentValue }).where('id', '=', criterionId).execute()
}

/** When somebody moved the plan of a milestone, and its forecast with it, since an instant: in a form or by a file. */
export async function listPlanned(
  db: Db,
  accountId: string,
  since: Date,
): Promise<{ milestoneId: string; at: Date }[]> {
  const { rows } = await sql<{ milestoneId: string; at: Date }>`
    select change->'to'->>'id' as milestone_id, at
    from history cross join lateral jsonb_array_elements(
      case action when 'milestone.changed' then jsonb_build_array(detail) else detail->'milestones' end
    ) as change
    where account_id = ${accountId} and at > ${since} and action in ('milestone.changed', 'account.changed_by_import')
      and change->'from'->>'plannedOn' <> change->'to'->>'plannedOn'
      and change->'to'->>'forecastOn' = change->'to'->>'plannedOn'
  `.execute(db)
  return rows
}
