import type { Db } from '#platform/postgres/db.ts'
import type { Ask, Concern, ConcernWord, Heard } from './model.ts'

const ASK = ['id', 'accountId', 'roundId', 'what', 'who', 'dueOn', 'doneOn', 'turn'] as const

/** The asks of an account that are not done, the most urgent first. */
export function listOpenAsks(db: Db, accountId: string): Promise<Ask[]> {
  return (
    db
      .selectFrom('asks')
      .select(ASK)
      .where('accountId', '=', accountId)
      .where('doneOn', 'is', null)
      .orderBy('dueOn')
      // The same each week, and each person's together.
      .orderBy('who')
      .orderBy('what')
      .orderBy('id')
      .execute()
  )
}

export const findAsk = (db: Db, id: string): Promise<Ask | undefined> =>
  db.selectFrom('asks').select(ASK).where('id', '=', id).executeTakeFirst()

export async function insertAsk(db: Db, ask: Omit<Ask, 'id' | 'doneOn' | 'turn'>): Promise<string> {
  const row = await db.insertInto('asks').values(ask).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function updateAsksDone(db: Db, accountId: string, ids: string[], doneOn: string): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('asks')
    .set({ doneOn })
    .where('accountId', '=', accountId)
    .where('id', 'in', ids)
    .where('doneOn', 'is', null)
    .execute()
}

/** @returns false where it is done already, or was opened again since this turn. */
export async function updateAskDone(
  db: Db,
  ask: Pick<Ask, 'id' | 'turn'>,
  done: { doneOn: string; doneBy: string; doneAt: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('asks')
    .set(done)
    .where('id', '=', ask.id)
    .where('turn', '=', ask.turn)
    .where('doneOn', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** @returns false where it is open already. */
export async function updateAskOpen(db: Db, { id, turn }: Pick<Ask, 'id' | 'turn'>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('asks')
    .set({ doneOn: null, doneBy: null, doneAt: null, turn: turn + 1 })
    .where('id', '=', id)
    .where('turn', '=', turn)
    .where('doneOn', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function updateAskDue(db: Db, accountId: string, id: string, dueOn: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('asks')
    .set({ dueOn })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('dueOn', '<>', dueOn)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Whoever has seen it as it was has to look again. @returns false where it is done, or stands so already. */
export async function updateAskWords(
  db: Db,
  { id, turn }: Pick<Ask, 'id' | 'turn'>,
  { what, who }: Pick<Ask, 'what' | 'who'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('asks')
    .set({ what, who, turn: turn + 1 })
    .where('id', '=', id)
    .where('doneOn', 'is', null)
    .where((row) => row.or([row('what', '<>', what), row('who', '<>', who)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

const CONCERN = [
  'id',
  'accountId',
  'what',
  'public',
  'raisedBy',
  'raisedAt',
  'loggedBy',
  'state',
  'dueAt',
  'line',
  'resolvedAt',
  'turn',
  'shownIn',
] as const

export type NewConcern = Pick<
  Concern,
  'id' | 'accountId' | 'what' | 'public' | 'raisedBy' | 'raisedAt' | 'loggedBy' | 'dueAt'
> & { messageChannel: string | null; messageTs: string | null }

/** @returns false where it was raised before: the same form, or the same message. */
export async function insertConcern(db: Db, concern: NewConcern): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('concerns')
    .values(concern)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

const concerns = (db: Db) => db.selectFrom('concerns').select(CONCERN)

export const findConcern = async (db: Db, id: string): Promise<Concern | undefined> =>
  (await concerns(db).where('id', '=', id).executeTakeFirst()) as Concern | undefined

/** The concern, which nobody else changes before this transaction ends. */
export const lockConcern = async (db: Db, id: string): Promise<Concern | undefined> =>
  (await concerns(db).where('id', '=', id).forUpdate().executeTakeFirst()) as Concern | undefined

/** The concern that was made of a message. */
export const findLogged = async (db: Db, channel: string, ts: string): Promise<Concern | undefined> =>
  (await concerns(db).where('messageChannel', '=', channel).where('messageTs', '=', ts).executeTakeFirst()) as
    | Concern
    | undefined

/** The concerns of these accounts that are not resolved, or were after an instant; the oldest first. */
export async function listConcerns(db: Db, accountIds: string[], resolvedAfter: Date): Promise<Concern[]> {
  if (accountIds.length === 0) return []
  return (await concerns(db)
    .where('accountId', 'in', accountIds)
    .where((row) => row.or([row('state', '<>', 'resolved'), row('resolvedAt', '>', resolvedAfter)]))
    .orderBy('raisedAt')
    .orderBy('id')
    .execute()) as unknown as Concern[]
}

export async function updateConcern(
  db: Db,
  id: string,
  { shownIn, ...change }: Partial<Omit<Concern, 'id' | 'accountId' | 'what' | 'raisedBy' | 'raisedAt'>>,
): Promise<void> {
  const kept = shownIn ? { ...change, shownIn: JSON.stringify(shownIn) } : change
  await db.updateTable('concerns').set(kept).where('id', '=', id).execute()
}

/** @returns false where this was said before: the same form. */
export async function insertConcernWord(db: Db, word: ConcernWord & { id: string }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('concernWords')
    .values(word)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Whether somebody said just this: a form that is sent again says it once. */
export async function isSaid(db: Db, id: string, actor: string): Promise<boolean> {
  const said = db.selectFrom('concernWords').select('id').where('id', '=', id).where('actor', '=', actor)
  return (await said.executeTakeFirst()) !== undefined
}

export async function listConcernWords(db: Db, concernIds: string[]): Promise<ConcernWord[]> {
  if (concernIds.length === 0) return []
  return (await db
    .selectFrom('concernWords')
    .select(['concernId', 'actor', 'said', 'words', 'at'])
    .where('concernId', 'in', concernIds)
    .orderBy('at')
    .orderBy('id')
    .execute()) as ConcernWord[]
}

/** @returns false where it was said before. */
export async function insertHeard(db: Db, heard: Heard): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('customerWords')
    .values(heard)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** `stands`: whether the ask is done by this very word. */
type HeardRow = Heard & { askWhat: string | null; askTurn: number | null; stands: boolean | null }

/** What customers did on these accounts since an instant. */
export async function listHeard(db: Db, accountIds: string[], since: Date): Promise<HeardRow[]> {
  if (accountIds.length === 0) return []
  return (await db
    .selectFrom('customerWords as word')
    .leftJoin('asks', 'asks.id', 'word.askId')
    .select(['word.id', 'word.accountId', 'digestId', 'userId', 'kind', 'askId', 'topic', 'reach', 'saidAt'])
    .select(['asks.what as askWhat', 'asks.turn as askTurn'])
    .select(({ and, eb, ref }) =>
      and([eb('asks.doneBy', '=', ref('word.userId')), eb('asks.doneAt', '=', ref('word.saidAt'))]).as('stands'),
    )
    .where('word.accountId', 'in', accountIds)
    .where('saidAt', '>', since)
    .orderBy('saidAt')
    .orderBy('word.id')
    .execute()) as HeardRow[]
}

/** The update under which an ask was last called done. */
export async function findDoneUnder(db: Db, askId: string): Promise<string | null> {
  const row = await db
    .selectFrom('customerWords')
    .select('digestId')
    .where('askId', '=', askId)
    .where('kind', '=', 'done')
    .orderBy('saidAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.digestId ?? null
}
