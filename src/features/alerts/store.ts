import type { Db } from '#platform/postgres/db.ts'
import { type Alert, type AlertState, type Cause, type Noted, writeAlert } from './model.ts'

/** An alert with where it stands. */
export interface AlertRow {
  id: string
  accountId: string
  state: AlertState
  content: Alert
  version: number
  draftedAt: Date
  decideBy: Date
  decidedBy: string | null
  decidedAt: Date | null
  listedIn: string | null
}

const alerts = (db: Db) =>
  db
    .selectFrom('alerts')
    .select(['id', 'accountId', 'state', 'content', 'version', 'draftedAt'])
    .select(['decideBy', 'decidedBy', 'decidedAt', 'listedIn'])

const read = (row: object): AlertRow => {
  const alert = row as AlertRow
  return { ...alert, content: writeAlert(alert.content) }
}

export async function insertAlert(
  db: Db,
  { content, ...row }: Pick<AlertRow, 'accountId' | 'content' | 'draftedAt' | 'decideBy'>,
): Promise<string> {
  const { id } = await db
    .insertInto('alerts')
    .values({ ...row, content: JSON.stringify(content) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function findAlert(db: Db, id: string): Promise<AlertRow | undefined> {
  const row = await alerts(db).where('id', '=', id).executeTakeFirst()
  return row && read(row)
}

/** The alert, which nobody else changes before this transaction ends. */
export async function lockAlert(db: Db, id: string): Promise<AlertRow | undefined> {
  const row = await alerts(db).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && read(row)
}

/** The account's alerts that nobody has decided on, the latest first, locked. */
export async function lockDrafts(db: Db, accountId: string): Promise<AlertRow[]> {
  const rows = alerts(db).where('accountId', '=', accountId).where('state', '=', 'draft')
  return (await rows.orderBy('draftedAt', 'desc').forUpdate().execute()).map(read)
}

/** What this round's update lists, and what no update has listed yet, the oldest first. */
export async function listUnlisted(db: Db, accountId: string, roundId: string): Promise<AlertRow[]> {
  const rows = alerts(db)
    .where('accountId', '=', accountId)
    .where('state', 'in', ['sent', 'left', 'lapsed'])
    .where((row) => row.or([row('listedIn', 'is', null), row('listedIn', '=', roundId)]))
  return (await rows.orderBy('draftedAt').execute()).map(read)
}

export async function listSentSince(db: Db, accountId: string, since: Date): Promise<AlertRow[]> {
  const rows = alerts(db).where('accountId', '=', accountId).where('state', '=', 'sent')
  return (await rows.where('decidedAt', '>=', since).orderBy('decidedAt').execute()).map(read)
}

export async function updateAlert(
  db: Db,
  id: string,
  { content, ...change }: Partial<Omit<AlertRow, 'id' | 'accountId' | 'draftedAt'>>,
): Promise<void> {
  await db
    .updateTable('alerts')
    .set({ ...change, ...(content ? { content: JSON.stringify(content) } : {}) })
    .where('id', '=', id)
    .execute()
}

export async function markListed(db: Db, ids: string[], roundId: string): Promise<void> {
  if (ids.length > 0) await db.updateTable('alerts').set({ listedIn: roundId }).where('id', 'in', ids).execute()
}

export async function moveListed(db: Db, from: string, to: string): Promise<void> {
  await db.updateTable('alerts').set({ listedIn: to }).where('listedIn', '=', from).execute()
}

const causes = (db: Db) =>
  db
    .selectFrom('alertCauses')
    .innerJoin('alerts', 'alerts.id', 'alertCauses.alertId')
    .select(['alertCauses.id', 'alertId', 'kind', 'roundId', 'milestoneId', 'onDay', 'said', 'writtenOver'])
    .select(['notedBy', 'notedAt', 'note'])

/** @returns false where this cause was kept before. */
export async function insertCause(db: Db, cause: Omit<Cause, 'writtenOver'>): Promise<boolean> {
  const added = await db
    .insertInto('alertCauses')
    .values(cause)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}

export async function hasCause(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('alertCauses').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

export async function listCauses(db: Db, alertIds: string[]): Promise<Cause[]> {
  if (alertIds.length === 0) return []
  return (await causes(db).where('alertId', 'in', alertIds).orderBy('notedAt').execute()) as Cause[]
}

/** What answers have given cause for on an account, with where its alert stands. What was withdrawn does not count. */
export async function listFromAnswers(db: Db, accountId: string): Promise<(Cause & { state: AlertState })[]> {
  const rows = await causes(db)
    .select('alerts.state')
    .where('alerts.accountId', '=', accountId)
    .where('alerts.state', '!=', 'withdrawn')
    .where('kind', '!=', 'fault')
    .orderBy('notedAt')
    .execute()
  return rows as (Cause & { state: AlertState })[]
}

export async function updateCause(
  db: Db,
  id: string,
  change: Partial<Pick<Noted, 'kind' | 'said' | 'notedBy' | 'onDay'> & Pick<Cause, 'writtenOver'>>,
): Promise<void> {
  await db.updateTable('alertCauses').set(change).where('id', '=', id).execute()
}

export async function removeCause(db: Db, id: string): Promise<void> {
  await db.deleteFrom('alertCauses').where('id', '=', id).execute()
}

export async function insertSeen(db: Db, alertId: string, userId: string, seenAt: Date): Promise<void> {
  await db
    .insertInto('alertSeen')
    .values({ alertId, userId, seenAt })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'alertId', 'userId']).doNothing())
    .execute()
}

export const listSeen = (db: Db, alertId: string): Promise<{ userId: string; seenAt: Date }[]> =>
  db.selectFrom('alertSeen').select(['userId', 'seenAt']).where('alertId', '=', alertId).orderBy('seenAt').execute()
