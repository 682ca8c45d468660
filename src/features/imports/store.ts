import type { Account, Milestone, Stakeholder, SuccessCriterion } from '#features/accounts/model.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { AccountField } from './plan.ts'

/** Rows per statement: a statement may carry 65,535 values, and a row has at most 25. */
const ROWS = 500

const batches = <T>(rows: T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) => rows.slice(index * ROWS, (index + 1) * ROWS))

/** Adds accounts, or changes these fields of those that are there; what else somebody changes meanwhile stands. */
export async function saveAccounts(db: Db, accounts: Account[], changed: AccountField[], now: Date): Promise<void> {
  for (const batch of batches(accounts)) {
    await db
      .insertInto('accounts')
      .values(
        batch.map(({ lastWordAt: _, called: __, ...account }) => ({ ...account, createdAt: now, changedAt: now })),
      )
      .onConflict((conflict) =>
        conflict.columns(['workspaceId', 'id']).doUpdateSet(({ ref }) => ({
          ...Object.fromEntries(changed.map((field) => [field, ref(`excluded.${field}`)])),
          changedAt: now,
        })),
      )
      .execute()
  }
}

export async function endStakeholders(db: Db, ids: string[], endsOn: string): Promise<void> {
  for (const batch of batches(ids)) {
    await db.updateTable('stakeholders').set({ endsOn }).where('id', 'in', batch).where('endsOn', 'is', null).execute()
  }
}

/** Begins assignments, or corrects the e-mail of those that are there. */
export async function saveStakeholders(db: Db, stakeholders: Stakeholder[]): Promise<void> {
  for (const batch of batches(stakeholders)) {
    await db
      .insertInto('stakeholders')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['workspaceId', 'id']).doUpdateSet(({ ref }) => ({ email: ref('excluded.email') })),
      )
      .execute()
  }
}

export async function saveMilestones(db: Db, milestones: Milestone[]): Promise<void> {
  for (const batch of batches(milestones)) {
    await db
      .insertInto('milestones')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['workspaceId', 'id']).doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          position: ref('excluded.position'),
          goLive: ref('excluded.goLive'),
          promisedOn: ref('excluded.promisedOn'),
          plannedOn: ref('excluded.plannedOn'),
          forecastOn: ref('excluded.forecastOn'),
        })),
      )
      .execute()
  }
}

export async function saveCriteria(db: Db, criteria: SuccessCriterion[]): Promise<void> {
  for (const batch of batches(criteria)) {
    await db
      .insertInto('successCriteria')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['workspaceId', 'id']).doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          position: ref('excluded.position'),
          unit: ref('excluded.unit'),
          startValue: ref('excluded.startValue'),
          currentValue: ref('excluded.currentValue'),
          targetValue: ref('excluded.targetValue'),
        })),
      )
      .execute()
  }
}

export async function removeParts(db: Db, table: 'milestones' | 'successCriteria', ids: string[]): Promise<void> {
  for (const batch of batches(ids)) await db.deleteFrom(table).where('id', 'in', batch).execute()
}

export async function insertHistory(
  db: Db,
  entries: { accountId: string; action: string; detail: object }[],
  now: Date,
): Promise<void> {
  for (const batch of batches(entries)) {
    await db
      .insertInto('history')
      .values(
        batch.map(({ detail, ...entry }) => ({ ...entry, actor: 'import', detail: JSON.stringify(detail), at: now })),
      )
      .execute()
  }
}
