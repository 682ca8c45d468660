import type { Db } from '#platform/postgres/db.ts'
import type { Compared, Feedback, Note, Part, Words } from './model.ts'

/** All that is written of an account, its people and its handoffs, by what it is about. */
export async function listWords(db: Db, accountId: string): Promise<Record<string, Words>> {
  const rows = await db
    .selectFrom('knownWords')
    .select(['about', 'field', 'words'])
    .where('accountId', '=', accountId)
    .execute()
  const groups = Map.groupBy(rows, ({ about }) => about)
  return Object.fromEntries(
    [...groups].map(([about, of]) => [about, Object.fromEntries(of.map(({ field, words }) => [field, words]))]),
  )
}

interface Place {
  accountId: string
  about: string
  field: string
}

export async function saveWords(
  db: Db,
  row: Place & { words: string; writtenBy: string; writtenAt: Date },
): Promise<void> {
  const { words, writtenBy, writtenAt } = row
  await db
    .insertInto('knownWords')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'accountId', 'about', 'field']).doUpdateSet({ words, writtenBy, writtenAt }),
    )
    .execute()
}

export async function removeWords(db: Db, { accountId, about, field }: Place): Promise<void> {
  await db
    .deleteFrom('knownWords')
    .where('accountId', '=', accountId)
    .where('about', '=', about)
    .where('field', '=', field)
    .execute()
}

export async function listParts(db: Db, accountId: string): Promise<Part[]> {
  return (await db
    .selectFrom('blueprintParts')
    .select(['id', 'accountId', 'kind', 'position', 'text', 'responsible'])
    .where('accountId', '=', accountId)
    .orderBy('position')
    .orderBy('id')
    .execute()) as Part[]
}

/** Adds a part of the blueprint, or changes the one of its id. */
export async function savePart(db: Db, part: Part): Promise<void> {
  await db
    .insertInto('blueprintParts')
    .values(part)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doUpdateSet(part))
    .execute()
}

export async function removePart(db: Db, id: string): Promise<void> {
  await db.deleteFrom('blueprintParts').where('id', '=', id).execute()
}

const COMPARED = [
  'id',
  'accountId',
  'handoffId',
  'position',
  'subject',
  'nature',
  'sold',
  'soldBy',
  'bought',
  'boughtBy',
  'same',
  'milestoneId',
  'decision',
  'decidedBy',
  'decidedOn',
  'notedBy',
  'notedAt',
] as const

export async function listCompared(db: Db, handoffId: string): Promise<Compared[]> {
  return (await db
    .selectFrom('soldAndBought')
    .select(COMPARED)
    .where('handoffId', '=', handoffId)
    .orderBy('position')
    .orderBy('id')
    .execute()) as Compared[]
}

/** A matter with whoever gives and receives in its kickoff, and whether that still runs. */
export type KickoffMatter = Compared & { state: 'running' | 'accepted'; giver: string; receiver: string }

/** What was sold and bought in the kickoffs that count, of these accounts or of all; none where an account has ended. */
export async function listOfKickoffs(db: Db, accountIds?: string[]): Promise<KickoffMatter[]> {
  if (accountIds?.length === 0) return []
  const all = db
    .selectFrom('soldAndBought')
    .innerJoin('handoffs', 'handoffs.id', 'soldAndBought.handoffId')
    .innerJoin('accounts', 'accounts.id', 'soldAndBought.accountId')
    .select(COMPARED.map((column) => `soldAndBought.${column}` as const))
    .select(['handoffs.state', 'giver', 'receiver'])
    .where('handoffs.state', 'in', ['running', 'accepted'])
    .where('accounts.state', '!=', 'ended')
  const chosen = accountIds ? all.where('soldAndBought.accountId', 'in', accountIds) : all
  return (await chosen.orderBy('soldAndBought.position').orderBy('soldAndBought.id').execute()) as KickoffMatter[]
}

/** Adds what was sold and bought in one matter, or changes the one of its id. */
export async function saveCompared(db: Db, row: Compared): Promise<void> {
  await db
    .insertInto('soldAndBought')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doUpdateSet(row))
    .execute()
}

/** The kickoff whose sold and bought counts for an account: the last one that runs or was accepted. */
export async function findKickoff(db: Db, accountId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('handoffs')
    .select('id')
    .where('accountId', '=', accountId)
    .where('kind', '=', 'kickoff')
    .where('state', 'in', ['running', 'accepted'])
    .orderBy('startedAt', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

const NOTE = [
  'id',
  'handoffId',
  'occasion',
  'heldOn',
  'present',
  'said',
  'agreed',
  'stillOpen',
  'writtenBy',
  'writtenAt',
] as const

export async function listNotes(db: Db, handoffId: string): Promise<Note[]> {
  return db
    .selectFrom('handoffNotes')
    .select(NOTE)
    .where('handoffId', '=', handoffId)
    .orderBy('heldOn')
    .orderBy('writtenAt')
    .execute()
}

/** Adds a note, or changes the one of its id. */
export async function saveNote(db: Db, note: Note): Promise<void> {
  await db
    .insertInto('handoffNotes')
    .values(note)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doUpdateSet(note))
    .execute()
}

const FEEDBACK = ['id', 'handoffId', 'side', 'situation', 'behaviour', 'impact', 'writtenBy', 'writtenAt'] as const

export async function listFeedback(db: Db, handoffId: string): Promise<Feedback[]> {
  return (await db
    .selectFrom('handoffFeedback')
    .select(FEEDBACK)
    .where('handoffId', '=', handoffId)
    .orderBy('writtenAt')
    .orderBy('id')
    .execute()) as Feedback[]
}

/** Adds feedback, or changes the one of its id. */
export async function saveFeedback(db: Db, feedback: Feedback): Promise<void> {
  await db
    .insertInto('handoffFeedback')
    .values(feedback)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'id']).doUpdateSet(feedback))
    .execute()
}

/** A handoff, to choose from a list. */
export interface Listed {
  id: string
  kind: string
  state: string
  startedAt: Date
  accountKey: string
  receiverName: string
}

export const listHandoffs = (db: Db): Promise<Listed[]> =>
  db
    .selectFrom('handoffs')
    .innerJoin('accounts', 'accounts.id', 'handoffs.accountId')
    .leftJoin('people', 'people.userId', 'handoffs.receiver')
    .select(['handoffs.id', 'kind', 'handoffs.state', 'startedAt', 'accounts.key as accountKey'])
    .select((row) => row.fn.coalesce('people.name', 'handoffs.receiver').as('receiverName'))
    .orderBy('startedAt', 'desc')
    .orderBy('handoffs.id')
    .execute()
