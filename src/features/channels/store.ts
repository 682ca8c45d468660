import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import { lock } from '#platform/postgres/lock.ts'
import type { Confirmation, Look, Organisation } from './model.ts'

export async function findLooks(db: Db, channels: string[]): Promise<(Look & { lookedAt: Date })[]> {
  if (channels.length === 0) return []
  const rows = await db
    .selectFrom('buyerChannels')
    .select(['channel', 'name', 'organisations', 'trouble', 'lookedAt'])
    .where('channel', 'in', channels)
    .execute()
  return rows as never
}

/** The look at one channel, which nobody else changes before this transaction ends. */
export async function lockLook(db: Db, channel: string): Promise<Look | undefined> {
  await lock(db, 'channel', channel)
  return (await findLooks(db, [channel]))[0]
}

/** @param lookedAt the machine's instant of Slack's answer. */
export async function saveLook(db: Db, { channel, ...look }: Look, lookedAt: Date): Promise<void> {
  const kept = { ...look, organisations: JSON.stringify(look.organisations), lookedAt }
  await db
    .insertInto('buyerChannels')
    .values({ channel, ...kept })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'channel']).doUpdateSet(kept))
    .execute()
}

export async function insertConfirmation(db: Db, { organisations, ...confirmation }: Confirmation): Promise<void> {
  await db
    .insertInto('channelConfirmations')
    .values({ ...confirmation, organisations: JSON.stringify(organisations) })
    .execute()
}

/** What was last confirmed of each of these accounts' channels. */
export async function listConfirmations(db: Db, accountIds: string[]): Promise<Confirmation[]> {
  if (accountIds.length === 0) return []
  const rows = await db
    .selectFrom('channelConfirmations')
    .distinctOn(['accountId', 'channel'])
    .select(['accountId', 'channel', 'organisations', 'confirmedBy', 'confirmedAt'])
    .where('accountId', 'in', accountIds)
    .orderBy('accountId')
    .orderBy('channel')
    .orderBy('confirmedAt', 'desc')
    .execute()
  return rows as never
}

/** Names of organisations that Slack has told us before, by id. */
export async function findNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Organisation>`
    select distinct one ->> 'id' as id, one ->> 'name' as name
    from buyer_channels, jsonb_array_elements(organisations) one
    where one ->> 'name' is not null and one ->> 'id' = any(${ids})`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name!]))
}

/** Slack gave a channel another id: everything that names it follows. */
export async function renameChannel(db: Db, from: string, to: string): Promise<void> {
  await db.updateTable('accounts').set({ buyerChannel: to }).where('buyerChannel', '=', from).execute()
  await db.updateTable('accounts').set({ teamChannel: to }).where('teamChannel', '=', from).execute()
  await db.updateTable('channelConfirmations').set({ channel: to }).where('channel', '=', from).execute()
  await db.updateTable('deliveries').set({ channel: to }).where('channel', '=', from).execute()
  await db.updateTable('deliveries').set({ postedChannel: to }).where('postedChannel', '=', from).execute()
  const known = await db.selectFrom('buyerChannels').select('channel').where('channel', '=', to).executeTakeFirst()
  if (known) await db.deleteFrom('buyerChannels').where('channel', '=', from).execute()
  else await db.updateTable('buyerChannels').set({ channel: to }).where('channel', '=', from).execute()
}
