import type { Tx } from '#platform/context.ts'
import type { Delivery } from './message.ts'

/**
 * Called in the transaction before an attempt: how the words differ from what was said, now that they leave; undefined
 * where they go as they are. What is said in time may leave hours later, and then has to say so.
 */
export type Leaving = (tx: Tx, delivery: Delivery) => Promise<object | undefined>

/** The delivery with the words that leave. They are kept, so that what stands there can be told from what is new. */
export async function asItLeaves(tx: Tx, delivery: Delivery, leaving: Leaving): Promise<Delivery> {
  const change = await leaving(tx, delivery)
  if (!change) return delivery
  const message = { ...delivery.message, ...change }
  const row = { message: JSON.stringify(message) }
  await tx.db.updateTable('deliveries').set(row).where('id', '=', delivery.id).execute()
  return { ...delivery, message }
}
