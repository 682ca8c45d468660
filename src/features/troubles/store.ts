import { sql } from 'kysely'
import { called } from '#features/accounts/flow.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { AccountTrouble, Troubled } from './model.ts'

export async function saveCheck(db: Db, accountId: string, troubles: AccountTrouble[], checkedAt: Date): Promise<void> {
  const kept = { checkedAt, troubles: JSON.stringify(troubles) }
  await db
    .insertInto('accountChecks')
    .values({ accountId, ...kept })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'accountId']).doUpdateSet(kept))
    .execute()
}

export async function findChecks(
  db: Db,
  accountIds: string[],
): Promise<{ accountId: string; checkedAt: Date; troubles: AccountTrouble[] }[]> {
  if (accountIds.length === 0) return []
  const rows = await db
    .selectFrom('accountChecks')
    .select(['accountId', 'checkedAt', 'troubles'])
    .where('accountId', 'in', accountIds)
    .execute()
  return rows as never
}

/** Every account with trouble, with its owner and its leader, those left out who are gone from Slack. */
export async function listTroubled(db: Db): Promise<(Troubled & { holders: string[] })[]> {
  const { rows } = await sql<Troubled & { holders: string[] }>`
    select a.id as account_id, ${called('a')} as name, c.troubles, array(
      select s.user_id from stakeholders s left join people p on p.user_id = s.user_id
      where s.account_id = a.id and s.role in ('owner', 'leader') and s.ends_on is null
        and s.user_id is not null and not coalesce(p.deactivated, false)
      order by s.role = 'leader') as holders
    from account_checks c
      join accounts a on a.id = c.account_id
    where c.troubles <> '[]'::jsonb
    order by a.name, a.id`.execute(db)
  return rows
}

/** The name of an account for which this channel is its buyer or team channel. */
export async function accountUsing(db: Db, use: 'buyer' | 'team', channel: string): Promise<string | undefined> {
  const column = use === 'buyer' ? 'buyerChannel' : 'teamChannel'
  const using = db.selectFrom('accounts').select(called('accounts').as('called')).where(column, '=', channel)
  return (await using.orderBy('name').executeTakeFirst())?.called
}

export interface Notice {
  userId: string
  key: string
  beganAt: Date
}

export const listOpenNotices = (db: Db): Promise<Notice[]> =>
  db.selectFrom('troubleNotices').select(['userId', 'key', 'beganAt']).where('clearedAt', 'is', null).execute()

export async function openNotice(db: Db, notice: Notice): Promise<void> {
  await db.insertInto('troubleNotices').values(notice).execute()
}

export async function clearNotice(db: Db, key: string, clearedAt: Date): Promise<void> {
  await db.updateTable('troubleNotices').set({ clearedAt }).where('key', '=', key).execute()
}
