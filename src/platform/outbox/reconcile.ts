import { sql } from 'kysely'
import type { Context, Tx } from '#platform/context.ts'
import type { Audience, Delivery, Found, Sender } from './message.ts'
import { countClear, knownChannel, move, moveToSent, threadParent } from './store.ts'

/** A message that was surely not posted this often has another cause than bad luck; a person must look. */
const MOST_ATTEMPTS = 5
/** Slack did not let us look just now; it will. */
const LOOK_AGAIN_MS = 5_000

/**
 * Finds out what became of an attempt without an answer. Found in Slack's history: it is sent. Surely absent: it is
 * tried once more. Not to be seen: it is parked as unknown for a person, never sent again blindly.
 */
export async function reconcile(
  ctx: Context,
  sender: Sender,
  workspaceId: string,
  delivery: Delivery,
  arrived: (tx: Tx, delivery: Delivery, at: Date) => Promise<void>,
): Promise<void> {
  const place = await ctx.inWorkspace(workspaceId, (tx) => whereToLook(tx, delivery))
  const found = place
    ? await sender.find(place.channel, delivery.id, delivery.lookFrom ?? new Date(0), place.threadTs)
    : 'unreadable'
  await ctx.inWorkspace(workspaceId, async (tx) => {
    if (!(await conclude(tx, delivery, place?.channel, found))) return
    // It stands there since Slack says, which may be long before anybody could look.
    await arrived(tx, delivery, new Date(Number(found) * 1_000))
  })
  ctx.log.info({ delivery: delivery.id, found: found?.includes('.') ?? false }, 'delivery.reconciled')
}

async function whereToLook(tx: Tx, delivery: Delivery) {
  const channel = await knownChannel(tx, delivery.channel)
  if (!channel) return undefined
  const parent = delivery.threadKey ? await threadParent(tx, delivery.threadKey) : undefined
  return parent?.ts && parent.postedChannel === channel ? { channel, threadTs: parent.ts } : { channel }
}

/** @returns true where it stands in Slack. */
async function conclude(tx: Tx, delivery: Delivery, channel: string | undefined, found: Found): Promise<boolean> {
  if (found === 'later') {
    await move(tx, delivery, { dueAt: new Date(tx.real.getTime() + LOOK_AGAIN_MS) })
    return false
  }
  if (found === 'unreadable' || (found === null && delivery.attempt >= MOST_ATTEMPTS)) {
    await move(tx, delivery, { state: 'unknown', dueAt: null })
    return false
  }
  await countClear(tx)
  if (found === null) await move(tx, delivery, { state: 'pending', dueAt: tx.real })
  else await moveToSent(tx, delivery, { postedChannel: channel!, ts: found, sentAt: tx.now })
  tx.wake()
  return found !== null
}

/** A person looked: the message is there. It counts as sent; without its place in Slack it is never changed again. */
export function confirmSent(tx: Tx, deliveryId: string) {
  return tx.db
    .updateTable('deliveries')
    .set({ state: 'sent', sentAt: tx.now, dueAt: null })
    .where('id', '=', deliveryId)
    .where('state', '=', 'unknown')
    .executeTakeFirst()
}

/**
 * A person looked: the message is not there, or what stood in its way is gone. It is sent again; one that stands in
 * Slack already and only failed to change is changed there, never posted a second time.
 */
export function sendAgain(tx: Tx, deliveryId: string) {
  tx.wake()
  return tx.db
    .updateTable('deliveries')
    .set({
      state: sql`case when ts is null then 'pending' else 'stale' end`,
      attempt: 0,
      dueAt: tx.real,
      error: null,
    })
    .where('id', '=', deliveryId)
    .where('state', 'in', ['unknown', 'failed'])
    .executeTakeFirst()
}

/**
 * What waits for a channel of an account is sent now, in the order in which it was said. What was never posted goes to
 * the channel that the account names today.
 */
export async function release(
  tx: Tx,
  { accountId, audience, channel }: { accountId: string; audience: Audience; channel: string },
): Promise<void> {
  const held = tx.db
    .updateTable('deliveries')
    .where('state', '=', 'held')
    .where('accountId', '=', accountId)
    .where('audience', '=', audience)
  await held.set({ channel }).where('ts', 'is', null).where('channel', '~', '^[CG]').execute()
  await held
    .set({ state: sql`case when ts is null then 'pending' else 'stale' end`, dueAt: tx.real, error: null })
    .where('channel', '=', channel)
    .execute()
  tx.wake()
}

/** What was said for these accounts and waits for a channel, never posted. */
export async function listHeld(tx: Tx, accountIds: string[]): Promise<{ accountId: string; key: string }[]> {
  if (accountIds.length === 0) return []
  return tx.db
    .selectFrom('deliveries')
    .select((row) => [row.ref('accountId').$notNull().as('accountId'), 'key'])
    .where('state', '=', 'held')
    .where('ts', 'is', null)
    .where('accountId', 'in', accountIds)
    .execute()
}

/** Messages that need a person: what happened to them is not known, or Slack refused them. */
export function findTroubled(tx: Tx) {
  return (
    tx.db
      .selectFrom('deliveries')
      .select([
        'id',
        'key',
        'kind',
        'audience',
        'channel',
        'accountId',
        'state',
        'error',
        'attemptAt',
        'createdAt',
        'message',
        'ts',
      ])
      .where('state', 'in', ['unknown', 'failed'])
      // A Home that failed is drawn anew the next time it is opened.
      .where('surface', 'in', ['message', 'email'])
      .orderBy('createdAt')
      .execute()
  )
}
