import { accountsInChannel, checkSoon, factsOf } from '#features/accounts/flow.ts'
import { noteAlertArrival } from '#features/alerts/flow.ts'
import { keepBarrier, obstacleOf } from '#features/channels/flow.ts'
import { isBarrier } from '#features/channels/model.ts'
import { asItLeaves, noteArrival } from '#features/digests/flow.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import { tellOfArrival, tellOfTrouble } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Objection, Outbox } from '#platform/outbox/deliver.ts'
import type { PostOffice } from '#platform/outbox/letters.ts'
import type { Delivery } from '#platform/outbox/message.ts'

// The last wall: whatever a flow believes, what is for the vendor is never posted where a customer reads. Somebody may
// share a channel or let a guest in at any moment, so Slack is asked before each post. An answer serves for a minute,
// or a burst would run into Slack's limits; who came in since then reads what was posted before, too.
const objectToLeak: Outbox['objection'] = async (tx, { audience, channel, accountId }, strangers) => {
  if (audience === 'customer' || !/^[CG]/.test(channel)) return null
  const isBuyers = (await accountsInChannel(tx, channel)).length > 0
  const why = isBuyers ? 'customers read in its channel' : strangers
  return why ? { why, instead: await whoAnswersFor(tx, accountId) } : null
}

// The same wall towards customers: whatever is for them waits until their channel is there and somebody has said that
// exactly those who read in it are meant to.
async function objectToReaders(tx: Tx, { channel, accountId }: Delivery): Promise<Objection | null> {
  if (!/^[CG]/.test(channel)) return null
  const obstacle = await obstacleOf(tx, { id: accountId ?? crypto.randomUUID(), buyerChannel: channel })
  return obstacle ? { why: obstacle, instead: null, waits: true } : null
}

const tellOfBarrier: Outbox['held'] = async (tx, { audience, accountId, channel }, why) => {
  if (audience === 'customer' && isBarrier(why)) await keepBarrier(tx, channel, why)
  if (accountId) await checkSoon(tx, [accountId])
}

const noteArrived: Outbox['arrived'] = async (tx, delivery, at) => {
  if (delivery.audience !== 'customer') return
  await tellOfArrival(tx, delivery)
  await noteArrival(tx, delivery, at)
  await noteAlertArrival(tx, delivery)
}

const whoAnswersFor = async (tx: Tx, accountId: string | null): Promise<string | null> =>
  accountId && ((await responsibleFor(tx, await factsOf(tx, accountId))) ?? null)

// An owner who believes that a customer has read what never arrived finds out too late.
const tellWhoAnswers: PostOffice['failed'] = async (tx, delivery, error, state = 'failed') => {
  const userId = delivery.audience === 'customer' && (await whoAnswersFor(tx, delivery.accountId))
  if (userId) await tellOfTrouble(tx, userId, delivery, error, state)
}

/** What the product decides about whatever leaves, and does once it is known what became of it. */
export const outgoing = {
  objection: (tx, delivery, strangers) =>
    delivery.audience === 'vendor' ? objectToLeak(tx, delivery, strangers) : objectToReaders(tx, delivery),
  leaving: asItLeaves,
  held: tellOfBarrier,
  arrived: noteArrived,
  failed: tellWhoAnswers,
} satisfies Partial<Outbox>
