import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import { called } from './calling.ts'
import type { Account, AccountChange, Role, Stakeholder } from './model.ts'

export const ACCOUNT = [
  'id',
  'key',
  'name',
  'title',
  called('accounts').as('called'),
  'state',
  'pausedUntil',
  'resumesAs',
  'signedOn',
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

/** What it takes to know an account by what a CRM calls it, and its day: each message of a webhook asks. */
export type Referred = Pick<Account, 'id' | 'key' | 'crmReference' | 'zone'>

/** Accounts that a CRM means: by their key, or by their reference there. */
export async function findReferred(db: Db, said: string[]): Promise<Referred[]> {
  if (said.length === 0) return []
  const { rows } = await sql<Referred>`
    select id, key, crm_reference, zone from accounts
    where key = any (${said}) or crm_reference = any (${said}) order by key`.execute(db)
  return rows
}

/** The accounts on which somebody holds one of these roles today. */
export const heldBy = (db: Db, userId: string, roles: readonly Role[]) =>
  db
    .selectFrom('stakeholders')
    .select('accountId')
    .where('userId', '=', userId)
    .where('endsOn', 'is', null)
    .where('role', 'in', roles)

export async function accountOfChannel(db: Db, channel: string): Promise<Account[]> {
  return (await db.selectFrom('accounts').select(ACCOUNT).where('buyerChannel', '=', channel).execute()) as Account[]
}

/** Who held a role before, the last to leave first. */
export async function listPastStakeholders(db: Db, accountId: string, most: number): Promise<Stakeholder[]> {
  return (await db
    .selectFrom('stakeholders')
    .select(['id', 'accountId', 'role', 'userId', 'name', 'email', 'startsOn', 'endsOn'])
    .where('accountId', '=', accountId)
    .where('endsOn', 'is not', null)
    .orderBy('endsOn', 'desc')
    .orderBy('id')
    .limit(most)
    .execute()) as Stakeholder[]
}

export async function updateAccount(db: Db, id: string, change: AccountChange, now: Date): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ ...change, changedAt: now })
    .where('id', '=', id)
    .execute()
}

/** Adds an account. @returns undefined where its key is another's. */
export async function insertAccount(
  db: Db,
  account: AccountChange & Pick<Account, 'key' | 'name' | 'zone'>,
  now: Date,
): Promise<string | undefined> {
  const row = await db
    .insertInto('accounts')
    .values({ state: 'not_started', ...account, createdAt: now, changedAt: now })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** The account's row, which nobody else changes before this transaction ends. */
export async function lockAccount(db: Db, id: string): Promise<void> {
  await db.selectFrom('accounts').select('id').where('id', '=', id).forUpdate().execute()
}

export async function accountsOfTeam(db: Db, channel: string): Promise<Account[]> {
  return (await db.selectFrom('accounts').select(ACCOUNT).where('teamChannel', '=', channel).execute()) as Account[]
}

/** What was written down of one kind on an account since an instant, the oldest first. */
export async function listHistory(
  db: Db,
  accountId: string,
  action: string,
  since: Date,
): Promise<{ actor: string; detail: unknown; at: Date }[]> {
  return db
    .selectFrom('history')
    .select(['actor', 'detail', 'at'])
    .where('accountId', '=', accountId)
    .where('action', '=', action)
    .where('at', '>=', since)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** Whether somebody did something since an instant, of which was written down what `detail` says. */
export async function findDone(
  db: Db,
  { accountId, actor, action, detail }: { accountId?: string; actor: string; action: string; detail: object },
  since: Date,
): Promise<boolean> {
  const history = db.selectFrom('history').select('at')
  const row = await (accountId ? history.where('accountId', '=', accountId) : history)
    .where('actor', '=', actor)
    .where('action', '=', action)
    .where('at', '>=', since)
    .where(sql<boolean>`detail @> ${JSON.stringify(detail)}::jsonb`)
    .executeTakeFirst()
  return row !== undefined
}

/** Ends an assignment. Nobody's ends before it began, also where a change is told of late. */
export async function endStakeholder(db: Db, id: string, endsOn: string): Promise<void> {
  await db
    .updateTable('stakeholders')
    .set({ endsOn: sql`greatest(starts_on, ${endsOn}::date)` })
    .where('id', '=', id)
    .where('endsOn', 'is', null)
    .execute()
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
