import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Suspected } from './signs.ts'

/** That Slack made us suspect somebody to be gone from a role. */
export interface Suspicion {
  id: string
  accountId: string
  role: string
  userId: string
  why: Suspected
  asked: string
  /** 'over': they came back before anybody decided. 'passed': somebody else answers for the account, and is asked anew. */
  state: 'open' | 'confirmed' | 'dismissed' | 'over' | 'passed'
  raisedAt: Date
  /** When they came back after that. */
  returnedAt: Date | null
  /** The message in which it is asked; null before it is said. */
  saidIn: string | null
}

const SUSPICION = [
  ...(['id', 'accountId', 'role', 'userId', 'why', 'asked', 'state'] as const),
  ...(['raisedAt', 'returnedAt', 'saidIn'] as const),
] as const

type About = Pick<Suspicion, 'accountId' | 'role' | 'userId'>

/** What was asked last about this person in this role, held until the transaction ends: nobody decides it meanwhile. */
export async function lockLast(db: Db, { accountId, role, userId }: About): Promise<Suspicion | undefined> {
  return (await db
    .selectFrom('contactSuspicions')
    .select(SUSPICION)
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('userId', '=', userId)
    .orderBy('raisedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()) as Suspicion | undefined
}

/** Whoever was asked last about this person in this role. */
export async function findAsked(db: Db, { accountId, role, userId }: About): Promise<string> {
  const { asked } = await db
    .selectFrom('contactSuspicions')
    .select('asked')
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('userId', '=', userId)
    .orderBy('raisedAt', 'desc')
    // Of two of one instant the one that was not passed on came later.
    .orderBy((row) => row('state', '=', 'passed'))
    .limit(1)
    .executeTakeFirstOrThrow()
  return asked
}

/** @returns undefined where somebody is being asked about this person in this role. */
export async function raise(
  db: Db,
  suspicion: Omit<Suspicion, 'id' | 'state' | 'returnedAt' | 'saidIn'>,
): Promise<Suspicion | undefined> {
  const row = await db
    .insertInto('contactSuspicions')
    .values(suspicion)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'accountId', 'role', 'userId']).where('state', '=', sql.lit('open')).doNothing(),
    )
    .returning(SUSPICION)
    .executeTakeFirst()
  return row as Suspicion | undefined
}

/** What nobody had decided is asked once more. */
export async function askAgain(db: Db, id: string, { why, asked }: Pick<Suspicion, 'why' | 'asked'>): Promise<void> {
  const open = { why, asked, state: 'open' as const, decidedBy: null, decidedAt: null, returnedAt: null }
  await db.updateTable('contactSuspicions').set(open).where('id', '=', id).execute()
}

/** They are back: whatever Slack shows of them later is another event. */
export async function markReturned(
  db: Db,
  { userId, why, accountIds, at }: { userId: string; why: Suspicion['why']; accountIds?: string[]; at: Date },
): Promise<void> {
  if (accountIds?.length === 0) return
  const all = db
    .updateTable('contactSuspicions')
    .set({ returnedAt: at })
    .where('userId', '=', userId)
    .where('why', '=', why)
    .where('returnedAt', 'is', null)
  await (accountIds ? all.where('accountId', 'in', accountIds) : all).execute()
}

/** The same of some that Slack showed us to be back when it was asked. */
export async function markFound(db: Db, ids: string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('contactSuspicions').set({ returnedAt: at }).where('id', 'in', ids).execute()
}

/** About whom was asked on these accounts, and who has not come back since. What nobody has decided is among it. */
export async function listGone(db: Db, accountIds: string[]): Promise<Suspicion[]> {
  if (accountIds.length === 0) return []
  return (await db
    .selectFrom('contactSuspicions')
    .select(SUSPICION)
    .where('accountId', 'in', accountIds)
    .where('returnedAt', 'is', null)
    .orderBy('raisedAt')
    .orderBy('id')
    .execute()) as Suspicion[]
}

/** The same without holding it. */
export async function find(db: Db, id: string): Promise<Suspicion | undefined> {
  const row = await db.selectFrom('contactSuspicions').select(SUSPICION).where('id', '=', id).executeTakeFirst()
  return row as Suspicion | undefined
}

export async function lock(db: Db, id: string): Promise<Suspicion | undefined> {
  const row = await db
    .selectFrom('contactSuspicions')
    .select(SUSPICION)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row as Suspicion | undefined
}

/** What nobody has decided yet. */
export async function listOpen(
  db: Db,
  about: { userId?: string; why?: Suspicion['why']; accountIds?: string[] },
): Promise<Suspicion[]> {
  if (about.accountIds?.length === 0) return []
  let open = db.selectFrom('contactSuspicions').select(SUSPICION).where('state', '=', 'open')
  if (about.userId) open = open.where('userId', '=', about.userId)
  if (about.why) open = open.where('why', '=', about.why)
  if (about.accountIds) open = open.where('accountId', 'in', about.accountIds)
  return (await open.orderBy('raisedAt').orderBy('id').execute()) as Suspicion[]
}

export async function update(
  db: Db,
  id: string,
  change: { state: Suspicion['state']; decidedBy: string; decidedAt: Date },
): Promise<void> {
  await db.updateTable('contactSuspicions').set(change).where('id', '=', id).execute()
}

/** Everything that one message asks, the first raised first. */
export async function listSaidIn(db: Db, key: string): Promise<Suspicion[]> {
  return (await db
    .selectFrom('contactSuspicions')
    .select(SUSPICION)
    .where('saidIn', '=', key)
    .orderBy('raisedAt')
    .orderBy('id')
    .execute()) as Suspicion[]
}

/** The message that asked this person last about that one. */
export async function lastSaidIn(db: Db, about: Pick<Suspicion, 'asked' | 'userId'>): Promise<string | null> {
  const last = await db
    .selectFrom('contactSuspicions')
    .select('saidIn')
    .where('userId', '=', about.userId)
    .where('asked', '=', about.asked)
    .where('saidIn', 'is not', null)
    .orderBy('raisedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.saidIn ?? null
}

export async function keepSaidIn(db: Db, ids: string[], saidIn: string): Promise<void> {
  await db.updateTable('contactSuspicions').set({ saidIn }).where('id', 'in', ids).execute()
}
