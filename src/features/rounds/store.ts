import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'

/**
 * One account's one week. `slipDays` and `satisfaction` are what the published digest said; `status`, too. Until then
 * it is what the answers propose.
 */
export interface Round {
  id: string
  accountId: string
  /** Local date in the buyer's zone; names the round. */
  publishOn: string
  /** The n of "week n". */
  number: number
  closeAt: Date
  publishAt: Date
  /** `merged`: its update was not out when the next round closed, and is told in that one’s. */
  state: 'open' | 'closed' | 'published' | 'skipped' | 'merged'
  reason: string | null
  status: string | null
  /** Working days late against the promise; 0 is as promised. */
  slipDays: number | null
  satisfaction: number | null
}

const ROUND = [
  'id',
  'accountId',
  'publishOn',
  'number',
  'closeAt',
  'publishAt',
  'state',
  'reason',
  'status',
  'slipDays',
  'satisfaction',
] as const

/** @returns undefined where this account's round of that date is there already. */
export async function insertRound(
  db: Db,
  round: Pick<Round, 'accountId' | 'publishOn' | 'number' | 'closeAt' | 'publishAt'> & {
    state?: Round['state']
    reason?: string
  },
): Promise<Round | undefined> {
  // A week that a pause had ended runs after all where the pause ends in time.
  const { accountId: _, publishOn: __, state = 'open', ...again } = round
  const row = await db
    .insertInto('rounds')
    .values(round)
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'accountId', 'publishOn'])
        .doUpdateSet({ ...again, state, reason: round.reason ?? null })
        .where('rounds.state', '=', 'skipped')
        .where(sql<boolean>`${state === 'open'}`),
    )
    .returning(ROUND)
    .executeTakeFirst()
  return row as Round | undefined
}

export async function findRound(db: Db, id: string): Promise<Round | undefined> {
  return (await db.selectFrom('rounds').select(ROUND).where('id', '=', id).executeTakeFirst()) as Round | undefined
}

/** The rounds of an account, newest first. */
export async function latestRounds(db: Db, accountId: string, most: number): Promise<Round[]> {
  return (await db
    .selectFrom('rounds')
    .select(ROUND)
    .where('accountId', '=', accountId)
    .where('state', '!=', 'skipped')
    .orderBy('publishOn', 'desc')
    .limit(most)
    .execute()) as Round[]
}

/** The weeks of an account between two publishing dates that ended without an update, newest first. */
export async function listSkipped(db: Db, accountId: string, after: string, before: string): Promise<Round[]> {
  return (await db
    .selectFrom('rounds')
    .select(ROUND)
    .where('accountId', '=', accountId)
    .where('state', '=', 'skipped')
    .where('publishOn', '>', after)
    .where('publishOn', '<', before)
    .orderBy('publishOn', 'desc')
    .execute()) as Round[]
}

export async function findOpenRound(db: Db, accountId: string): Promise<Round | undefined> {
  return (await db
    .selectFrom('rounds')
    .select(ROUND)
    .where('accountId', '=', accountId)
    .where('state', '=', 'open')
    .orderBy('publishOn')
    .executeTakeFirst()) as Round | undefined
}

/** Moves a round on from the state it is expected in; false where somebody did it first. */
export async function moveRound(
  db: Db,
  id: string,
  from: Round['state'],
  change: Partial<Pick<Round, 'state' | 'status' | 'slipDays' | 'satisfaction' | 'reason'>>,
): Promise<boolean> {
  const moved = await db
    .updateTable('rounds')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}
