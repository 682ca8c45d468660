import { sql } from 'kysely'
import type { Tx } from '#platform/context.ts'
import type { Delivery } from './message.ts'

const COLUMNS = [
  'id',
  'key',
  'kind',
  'surface',
  'audience',
  'accountId',
  'channel',
  'threadKey',
  'message',
  'revision',
  'sentRevision',
  'state',
  'attempt',
  'attemptAt',
  'lookFrom',
  'postedChannel',
  'ts',
] as const

/**
 * The delivery, locked for this transaction; undefined where nothing is due any more. Waits for whoever changes the
 * message just now: to skip it would leave the row claimed, and the message old, until the claim ends.
 */
export async function lockDue(tx: Tx, id: string): Promise<Delivery | undefined> {
  const row = await tx.db
    .selectFrom('deliveries')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('dueAt', '<=', tx.real)
    .forUpdate()
    .executeTakeFirst()
  return row as Delivery | undefined
}

/** One channel is written to by one worker at a time: the lock goes with the transaction. */
export async function lockChannel(tx: Tx, channel: string): Promise<boolean> {
  const name = `${tx.workspaceId}:${channel}`
  const { rows } = await sql<{
    got: boolean
  }>`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as got`.execute(tx.db)
  return rows[0]?.got === true
}

/** When this channel was last posted to, by any worker. */
export async function lastAttempt(tx: Tx, channel: string): Promise<Date | null> {
  const row = await tx.db
    .selectFrom('deliveries')
    .select((table) => table.fn.max('attemptAt').as('last'))
    .where('channel', '=', channel)
    .where('surface', '=', 'message')
    .executeTakeFirst()
  return row?.last ?? null
}

/** Whether something said earlier is still to go to this channel, now or by `soon`. */
export async function isNotFirst(tx: Tx, delivery: Delivery, soon: Date): Promise<boolean> {
  const before = await tx.db
    .selectFrom('deliveries as other')
    .innerJoin('deliveries as mine', (join) => join.on('mine.id', '=', delivery.id))
    .select('other.id')
    .where('other.channel', '=', delivery.channel)
    .where('other.state', '=', 'pending')
    .where('other.dueAt', '<=', soon)
    .whereRef('other.turn', '<', 'mine.turn')
    .limit(1)
    .executeTakeFirst()
  return before !== undefined
}

export function threadParent(tx: Tx, key: string) {
  return tx.db
    .selectFrom('deliveries')
    .select(['state', 'ts', 'postedChannel'])
    .where('key', '=', key)
    .executeTakeFirst()
}

/** Until when this workspace's sending rests, or null. */
export async function restsUntil(tx: Tx): Promise<Date | null> {
  const row = await tx.db.selectFrom('workspaces').select('sendingPausedUntil').executeTakeFirst()
  return row?.sendingPausedUntil ?? null
}

/** The direct-message channel with a user, known from an earlier message to them. */
export async function knownChannel(tx: Tx, channel: string): Promise<string | null> {
  if (!channel.startsWith('U') && !channel.startsWith('W')) return channel
  const row = await tx.db
    .selectFrom('deliveries')
    .select('postedChannel')
    .where('channel', '=', channel)
    .where('postedChannel', 'is not', null)
    // A Home is shown to the user's id, which is no channel whose history can be read.
    .where('surface', '=', 'message')
    .limit(1)
    .executeTakeFirst()
  return row?.postedChannel ?? null
}

type Change = Partial<{
  state: string
  dueAt: Date | null
  claimedUntil: Date | null
  attempt: number
  attemptAt: Date
  lookFrom: Date
  postedChannel: string
  ts: string
  sentAt: Date
  sentRevision: number
  error: string | null
}>

/** Moves a delivery from the state it was seen in; false where somebody moved it first. */
export async function move(tx: Tx, seen: Delivery, change: Change): Promise<boolean> {
  const moved = await tx.db
    .updateTable('deliveries')
    .set({ claimedUntil: null, ...change })
    .where('id', '=', seen.id)
    .where('state', '=', seen.state)
    .where('attempt', '=', seen.attempt)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/** The message reached Slack in this revision; where a newer one waits, it is due at once. */
export async function moveToSent(tx: Tx, seen: Delivery, change: Change): Promise<boolean> {
  const newer = sql<boolean>`revision > ${seen.revision}`
  const moved = await tx.db
    .updateTable('deliveries')
    .set({
      ...change,
      claimedUntil: null,
      error: null,
      sentRevision: seen.revision,
      state: sql`case when ${newer} then 'stale' else 'sent' end`,
      dueAt: sql`case when ${newer} then ${tx.real}::timestamptz end`,
    })
    .where('id', '=', seen.id)
    .where('state', '=', seen.state)
    .where('attempt', '=', seen.attempt)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/** Counts an unclear result and rests the workspace after three in a row: Slack is down, and each try risks a double. */
export async function countUnclear(tx: Tx, restUntil: Date): Promise<void> {
  await tx.db
    .updateTable('workspaces')
    .set({
      unclearResults: sql`unclear_results + 1`,
      sendingPausedUntil: sql`case when unclear_results + 1 >= 3 then ${restUntil}::timestamptz else sending_paused_until end`,
    })
    .execute()
}

export async function countClear(tx: Tx): Promise<void> {
  await tx.db
    .updateTable('workspaces')
    .set({ unclearResults: 0, sendingPausedUntil: null })
    .where('unclearResults', '>', 0)
    .execute()
}
