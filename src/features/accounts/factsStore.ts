import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Account, AccountFacts, Milestone, Role, Stakeholder, SuccessCriterion } from './model.ts'
import { ACCOUNT, heldBy } from './store.ts'

/** Accounts with their people of today, milestones and success criteria: one statement, as most of what is done begins so. */
const facts = (db: Db) =>
  db
    .selectFrom('accounts')
    .select(ACCOUNT)
    .select([stakeholders.as('stakeholders'), milestones.as('milestones'), criteria.as('criteria')])

/** The rows of a table that belong to the account, with their columns' names as we write them. */
const partsOf = <T>(table: string, columns: (keyof T & string)[], { where = sql``, order = sql`position` } = {}) => {
  const part = sql.join(columns.flatMap((column) => [sql.lit(column), sql.ref(column)]))
  return sql`(
    select coalesce(json_agg(json_build_object(${part}) order by ${order}), '[]')
    from ${sql.table(table)} as part where part.account_id = accounts.id ${where})` as RawBuilder<T[]>
}

// In the order in which they came.
const stakeholders = partsOf<Stakeholder>(
  'stakeholders',
  ['id', 'accountId', 'role', 'userId', 'name', 'email', 'startsOn', 'endsOn'],
  { where: sql`and part.ends_on is null`, order: sql`part.starts_on, part.id` },
)
const milestones = partsOf<Milestone>('milestones', [
  'id',
  'accountId',
  'name',
  'position',
  'goLive',
  'promisedOn',
  'plannedOn',
  'forecastOn',
  'reachedOn',
])
const criteria = partsOf<SuccessCriterion>('successCriteria', [
  'id',
  'accountId',
  'name',
  'position',
  'unit',
  'startValue',
  'currentValue',
  'targetValue',
])

const read = ({ stakeholders, milestones, criteria, ...account }: Account & Omit<AccountFacts, 'account'>) =>
  ({ account, stakeholders, milestones, criteria }) as AccountFacts

export async function findFacts(db: Db, id: string): Promise<AccountFacts | undefined> {
  const row = await facts(db).where('accounts.id', '=', id).executeTakeFirst()
  return row && read(row as never)
}

export async function findAllFacts(db: Db, ids: string[]): Promise<AccountFacts[]> {
  if (ids.length === 0) return []
  return (await facts(db).where('accounts.id', 'in', ids).execute()).map((row) => read(row as never))
}

export async function listFacts(db: Db): Promise<AccountFacts[]> {
  return (await facts(db).orderBy('name').execute()).map((row) => read(row as never))
}

/** Of the accounts on which somebody holds one of these roles today. */
export async function factsHeldBy(db: Db, userId: string, roles: readonly Role[]): Promise<AccountFacts[]> {
  const held = facts(db).where('accounts.id', 'in', heldBy(db, userId, roles))
  return (await held.orderBy('name').execute()).map((row) => read(row as never))
}
