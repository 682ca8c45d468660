import { sql } from 'kysely'
import { called } from '#features/accounts/flow.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { Exception, ExceptionEvent, NewException } from './model.ts'

export interface Row {
  id: string
  accountId: string
  cause: string
  action: string
  dueOn: string
  ownerId: string | null
  closedAt: Date | null
  closedBy: string | null
}

/** The exception of a key, which nobody else changes before this transaction ends. */
export function lockException(db: Db, key: string): Promise<Row | undefined> {
  return db
    .selectFrom('exceptions')
    .select(['id', 'accountId', 'cause', 'action', 'dueOn', 'ownerId', 'closedAt', 'closedBy'])
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst()
}

/** @returns undefined where somebody else raised it a moment ago. */
export async function insertException(
  db: Db,
  raised: Omit<NewException, 'onlyOnce'>,
  raisedAt: Date,
): Promise<string | undefined> {
  const row = await db
    .insertInto('exceptions')
    .values({ ...raised, raisedAt })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function updateException(
  db: Db,
  id: string,
  change: Partial<Omit<Row, 'id' | 'accountId'>> & { raisedAt?: Date; closedWith?: string | null },
): Promise<void> {
  await db.updateTable('exceptions').set(change).where('id', '=', id).execute()
}

/**
 * The open exceptions, of these accounts or of all. Whose each is: the one it was given to, else the account's owner,
 * else its leader; nobody who is gone from Slack. Null where none of them is there.
 */
export async function listOpen(db: Db, accountIds?: string[]): Promise<Omit<Exception, 'orphaned'>[]> {
  if (accountIds?.length === 0) return []
  const chosen = accountIds ? sql`and e.account_id = any(${accountIds}::uuid[])` : sql``
  const { rows } = await sql<Omit<Exception, 'orphaned'>>`
    select e.id, e.key, e.account_id, ${called('a')} as account_name, e.cause, e.action, e.due_on, e.raised_at,
      (select h.user_id
        from (
          select e.owner_id as user_id, 0 as rank
          union all
          select s.user_id, case s.role when 'owner' then 1 else 2 end
          from stakeholders s
          where s.account_id = e.account_id and s.ends_on is null and s.role in ('owner', 'leader')
        ) h
        left join people p on p.user_id = h.user_id
        where h.user_id is not null and not coalesce(p.deactivated, false)
        order by h.rank limit 1) as owner_id
    from exceptions e join accounts a on a.id = e.account_id
    where e.closed_at is null ${chosen}`.execute(db)
  return rows
}

/** What happened to an exception, the oldest first. */
export async function listEvents(db: Db, accountId: string, exceptionId: string): Promise<ExceptionEvent[]> {
  const { rows } = await sql<ExceptionEvent>`
    select at, actor, replace(action, 'exception.', '') as what, detail ->> 'words' as words
    from history
    where account_id = ${accountId} and action like 'exception.%' and detail ->> 'exceptionId' = ${exceptionId}
    order by at, action`.execute(db)
  return rows
}
