import { sql } from 'kysely'
import type { Tx } from '#platform/context.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import type { Message, Saying } from './message.ts'

/**
 * Owes Slack a message, in the transaction of the fact it tells of. A key is said once: said again, the message in
 * Slack changes to the new text instead. @returns true when this was the first time.
 */
export async function say(tx: Tx, saying: Saying): Promise<boolean> {
  const { key, kind, audience, channel, message, accountId, threadKey } = saying
  const added = await tx.db
    .insertInto('deliveries')
    .values({
      key,
      kind,
      audience,
      channel,
      message: JSON.stringify(message),
      accountId: accountId ?? null,
      threadKey: threadKey ?? null,
      dueAt: tx.real,
      createdAt: tx.now,
    })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'key']).doNothing())
    .executeTakeFirst()
  tx.wake()
  if (added.numInsertedOrUpdatedRows === 1n) return true
  await revise(tx, key, message)
  return false
}

/**
 * Changes what a message says; Slack shows it in place. Before it is posted, only the new text is ever posted.
 * Does nothing where no such message was said or where it says this already.
 */
export async function revise(tx: Tx, key: string, message: Message): Promise<void> {
  const body = JSON.stringify(message)
  await tx.db
    .updateTable('deliveries')
    .set({
      message: body,
      revision: sql`revision + 1`,
      // Without a ts (a person confirmed an unclear one) there is nothing to change in Slack.
      state: sql`case when state = 'sent' and ts is not null then 'stale' else state end`,
      dueAt: sql`case when state = 'sent' and ts is not null then ${tx.real}::timestamptz else due_at end`,
    })
    .where('key', '=', key)
    .where(sql<boolean>`message <> ${body}::jsonb`)
    .execute()
  tx.wake()
}

/** Shows a person their Home. Slack keeps one Home a person, so a newer one replaces what was not yet shown. */
export async function showHome(tx: Tx, userId: string, message: Message): Promise<void> {
  const body = JSON.stringify(message)
  await tx.db
    .insertInto('deliveries')
    .values({
      key: `home:${userId}`,
      kind: 'home',
      surface: 'home',
      audience: 'vendor',
      channel: userId,
      message: body,
      state: 'stale',
      dueAt: tx.real,
      createdAt: tx.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'key'])
        .doUpdateSet({ message: body, revision: sql`deliveries.revision + 1`, state: 'stale', dueAt: tx.real }),
    )
    .execute()
  tx.wake()
}

/** Something on somebody's Home changed by another's doing: it is drawn anew, for whoever has one. */
export async function freshenHome(tx: Tx, userId: string): Promise<void> {
  const shown = tx.db.selectFrom('deliveries').select('id').where('key', '=', `home:${userId}`)
  if (!(await shown.executeTakeFirst())) return
  const key = `home:${userId}:${crypto.randomUUID()}`
  await schedule(tx, { kind: 'home.refresh', key, subject: { userId }, dueAt: tx.now })
}

/** Takes back a message that has not left yet. @returns false when it is too late. */
export async function withdraw(tx: Tx, key: string): Promise<boolean> {
  const changed = await tx.db
    .updateTable('deliveries')
    .set({ state: 'withdrawn', dueAt: null })
    .where('key', '=', key)
    .where('state', 'in', ['pending', 'held'])
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

/** The same as if it had never been said: what is said under its key later is a message of its own. */
export async function takeOut(tx: Tx, key: string): Promise<boolean> {
  if (!(await withdraw(tx, key))) return false
  const free = sql<string>`key || ':taken_out:' || id`
  await tx.db.updateTable('deliveries').set({ key: free }).where('key', '=', key).execute()
  return true
}

/** When something was first said under a key, in product time; undefined where nothing was. */
export async function firstSaid(tx: Tx, key: string): Promise<Date | undefined> {
  const row = await tx.db.selectFrom('deliveries').select('createdAt').where('key', '=', key).executeTakeFirst()
  return row?.createdAt
}

/** What was said last of a kind to a channel or person, and when in product time. */
export function lastSaid(
  tx: Tx,
  { channel, kind }: { channel: string; kind: string },
): Promise<{ key: string; at: Date } | undefined> {
  return tx.db
    .selectFrom('deliveries')
    .select(['key', 'createdAt as at'])
    .where('channel', '=', channel)
    .where('kind', '=', kind)
    .where('state', '<>', 'withdrawn')
    .orderBy('createdAt', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Where a message stands in Slack, once it does. */
export function findPosted(tx: Tx, key: string): Promise<{ channel: string; ts: string } | undefined> {
  return tx.db
    .selectFrom('deliveries')
    .select((row) => [row.ref('postedChannel').$notNull().as('channel'), row.ref('ts').$notNull().as('ts')])
    .where('key', '=', key)
    .where('ts', 'is not', null)
    .executeTakeFirst()
}

/** Whether what was said under a key has reached somebody, in Slack or as a letter. */
export async function hasArrived(tx: Tx, keys: string[]): Promise<boolean> {
  const found = await tx.db
    .selectFrom('deliveries')
    .select('id')
    .where('key', 'in', keys)
    .where('state', 'in', ['sent', 'stale'])
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

export interface SaidUnder {
  key: string
  /** The address of a letter; null for a message in Slack. */
  address: string | null
  /** Whether it has left, or nobody knows. */
  hasLeft: boolean
}

/** What was said under a key and under those that begin with it and a colon, the first first. */
export async function saidUnder(tx: Tx, stems: string[]): Promise<SaidUnder[]> {
  const rows = await tx.db
    .selectFrom('deliveries')
    .select(['key', 'surface', 'channel', 'state'])
    .where('state', 'not in', ['withdrawn', 'failed'])
    .where((row) => row.or(stems.flatMap((stem) => [row('key', '=', stem), row('key', 'like', `${stem}:%`)])))
    .orderBy('createdAt')
    .orderBy('key')
    .execute()
  return rows.map(({ key, surface, channel, state }) => ({
    key,
    address: surface === 'email' ? channel.replace(/^mailto:/, '') : null,
    hasLeft: state !== 'pending' && state !== 'held',
  }))
}

/** Which message of ours this is in Slack; undefined for everything that others wrote. */
export function saidAt(tx: Tx, place: { channel: string; ts: string }): Promise<{ key: string } | undefined> {
  return tx.db
    .selectFrom('deliveries')
    .select('key')
    .where('ts', '=', place.ts)
    .where('postedChannel', '=', place.channel)
    .executeTakeFirst()
}

/** How many messages of these kinds were said to a channel or person since an instant. */
export async function countSaid(tx: Tx, about: { channel: string; kinds: string[]; since: Date }): Promise<number> {
  const { count } = await tx.db
    .selectFrom('deliveries')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('channel', '=', about.channel)
    .where('kind', 'in', about.kinds)
    .where('createdAt', '>=', about.since)
    .executeTakeFirstOrThrow()
  return count
}
