import type { Db } from '#platform/postgres/db.ts'
import type { Account, Milestone, Role, Stakeholder, SuccessCriterion } from './model.ts'

const ACCOUNT = [
  'id',
  'key',
  'name',
  'title',
  'state',
  'pausedUntil',
  'zone',
  'publishZone',
  'country',
  'workingDays',
  'publishWeekday',
  'publishTime',
  'closeTime',
  'askTime',
  'everyWeeks',
  'firstPublishOn',
  'buyerChannel',
  'buyerEmail',
  'teamChannel',
  'scopeUrl',
  'crmReference',
  'lastWordAt',
] as const

export async function findAccount(db: Db, id: string): Promise<Account | undefined> {
  return (await db.selectFrom('accounts').select(ACCOUNT).where('id', '=', id).executeTakeFirst()) as
    | Account
    | undefined
}

export async function findAccounts(db: Db, ids: string[]): Promise<Account[]> {
  if (ids.length === 0) return []
  return (await db.selectFrom('accounts').select(ACCOUNT).where('id', 'in', ids).execute()) as Account[]
}

export async function listAccounts(db: Db): Promise<Account[]> {
  return (await db.selectFrom('accounts').select(ACCOUNT).orderBy('name').execute()) as Account[]
}

/** Accounts whose name, title or key contains a text, whatever its case. */
export async function searchAccounts(db: Db, text: string): Promise<Account[]> {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return (await db
    .selectFrom('accounts')
    .select(ACCOUNT)
    .where((row) => row.or([row('name', 'ilike', like), row('title', 'ilike', like), row('key', 'ilike', like)]))
    .orderBy('name')
    .execute()) as Account[]
}

/** Accounts on which somebody holds one of these roles today. */
export async function accountsHeldBy(db: Db, userId: string, roles: readonly Role[]): Promise<Account[]> {
  return (await db
    .selectFrom('accounts')
    .select(ACCOUNT)
    .where('id', 'in', (query) =>
      query
        .selectFrom('stakeholders')
        .select('accountId')
        .where('userId', '=', userId)
        .where('endsOn', 'is', null)
        .where('role', 'in', roles),
    )
    .orderBy('name')
    .execute()) as Account[]
}

export async function accountOfChannel(db: Db, channel: string): Promise<Account[]> {
  return (await db.selectFrom('accounts').select(ACCOUNT).where('buyerChannel', '=', channel).execute()) as Account[]
}

/** Today's stakeholders of these accounts, in the order in which they came. */
export async function currentStakeholders(db: Db, accountIds: string[]): Promise<Stakeholder[]> {
  if (accountIds.length === 0) return []
  return (await db
    .selectFrom('stakeholders')
    .select(['id', 'accountId', 'role', 'userId', 'name', 'email', 'startsOn', 'endsOn'])
    .where('accountId', 'in', accountIds)
    .where('endsOn', 'is', null)
    .orderBy('startsOn')
    .orderBy('id')
    .execute()) as Stakeholder[]
}

export async function listMilestones(db: Db, accountIds: string[]): Promise<Milestone[]> {
  if (accountIds.length === 0) return []
  return db
    .selectFrom('milestones')
    .select(['id', 'accountId', 'name', 'position', 'goLive', 'promisedOn', 'plannedOn', 'forecastOn', 'reachedOn'])
    .where('accountId', 'in', accountIds)
    .orderBy('position')
    .execute()
}

export async function listCriteria(db: Db, accountIds: string[]): Promise<SuccessCriterion[]> {
  if (accountIds.length === 0) return []
  return db
    .selectFrom('successCriteria')
    .select(['id', 'accountId', 'name', 'position', 'unit', 'startValue', 'currentValue', 'targetValue'])
    .where('accountId', 'in', accountIds)
    .orderBy('position')
    .execute()
}

export async function updateAccount(
  db: Db,
  id: string,
  change: Partial<Omit<Account, 'id' | 'key'>>,
  now: Date,
): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ ...change, changedAt: now })
    .where('id', '=', id)
    .execute()
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

export async function endStakeholder(db: Db, id: string, endsOn: string): Promise<void> {
  await db.updateTable('stakeholders').set({ endsOn }).where('id', '=', id).where('endsOn', 'is', null).execute()
}

export async function insertStakeholder(db: Db, stakeholder: Omit<Stakeholder, 'id' | 'endsOn'>): Promise<string> {
  const row = await db.insertInto('stakeholders').values(stakeholder).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function insertHistory(
  db: Db,
  entry: { accountId: string | null; actor: string; action: string; detail: object },
  now: Date,
): Promise<void> {
  await db
    .insertInto('history')
    .values({ ...entry, detail: JSON.stringify(entry.detail), at: now })
    .execute()
}
