import { arrivedMessage, type Trouble, troubleMessage } from '#blocks/troubles.ts'
import { factsHeldBy, factsOfThese, getAccount, record } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import { momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Delivery } from '#platform/outbox/message.ts'
import { confirmSent, findTroubled, sendAgain } from '#platform/outbox/reconcile.ts'
import { revise, say } from '#platform/outbox/say.ts'
import { whoIsGone } from './responsible.ts'
import { findAdministrators, findPeople } from './store.ts'

type Troubled = Awaited<ReturnType<typeof findTroubled>>[number]

/**
 * The messages that somebody should look after: all for an administrator, and for an owner those of their accounts. An
 * owner who believes that a buyer has read what was refused would answer for it.
 */
export async function troublesFor(tx: Tx, userId: string): Promise<Trouble[]> {
  const troubled = await findTroubled(tx)
  if (troubled.length === 0) return []
  const owned = await ownedBy(tx, userId)
  const administrator = (await findAdministrators(tx.db)).includes(userId)
  const zone = (await findPeople(tx.db, [userId]))[0]?.zone ?? 'Etc/UTC'
  const shown = troubled.filter(({ accountId }) => administrator || owned.has(accountId ?? ''))
  const names = await namesOf(tx, shown)
  return shown.map((delivery) => toTrouble(delivery, names.get(delivery.accountId ?? '') ?? null, zone))
}

/** The names of the accounts that these are about: as many statements for a hundred messages as for one. */
async function namesOf(tx: Tx, about: Troubled[]): Promise<Map<string, string>> {
  const ids = new Set(about.flatMap(({ accountId }) => accountId ?? []))
  return new Map((await factsOfThese(tx, [...ids])).map(({ account }) => [account.id, account.called]))
}

function toTrouble(delivery: Troubled, accountName: string | null, zone: string): Trouble {
  const { id, channel, state, error, createdAt, message, ts } = delivery
  // What goes to one person is between us and them, also before an administrator's eyes.
  const isShared = /^[CG]|^mailto:/.test(channel)
  return {
    deliveryId: id,
    state: state as Trouble['state'],
    channel,
    accountName,
    when: momentIn(createdAt, zone),
    reason: error,
    begins: isShared ? ((message as { text?: string } | null)?.text ?? null) : null,
    isChange: ts !== null,
  }
}

// Without an owner who is there, what an owner looks after falls to the leader.
async function ownedBy(tx: Tx, userId: string): Promise<Set<string>> {
  const held = await factsHeldBy(tx, userId, ['owner', 'leader'])
  const gone = await whoIsGone(
    tx,
    held.flatMap(({ stakeholders }) => holderOf(stakeholders, 'owner')?.userId ?? []),
  )
  const owned = held.filter(({ stakeholders }) => {
    const owner = holderOf(stakeholders, 'owner')?.userId
    return !owner || owner === userId || gone.has(owner)
  })
  return new Set(owned.map(({ account }) => account.id))
}

const troubleKey = (deliveryId: string): string => `trouble:${deliveryId}`

/** Tells whoever answers for the account, once, that something for its customer was not delivered. */
export async function tellOfTrouble(
  tx: Tx,
  userId: string,
  delivery: Delivery,
  reason: string,
  state: Trouble['state'] = 'failed',
): Promise<void> {
  const { id, kind, accountId, ts, channel } = delivery
  const accountName = accountId ? (await getAccount(tx, accountId)).called : null
  await say(tx, {
    key: troubleKey(id),
    kind: 'trouble',
    audience: 'vendor',
    channel: userId,
    message: troubleMessage(kind, { accountName, reason, isChange: ts !== null, state, channel }),
    ...(accountId ? { accountId } : {}),
  })
}

/** What somebody was told of is in Slack now: the message that told of it says so. */
export async function tellOfArrival(
  tx: Tx,
  { id, kind, accountId, channel }: Pick<Delivery, 'id' | 'kind' | 'accountId' | 'channel'>,
): Promise<void> {
  const accountName = accountId ? (await getAccount(tx, accountId)).called : null
  await revise(tx, troubleKey(id), arrivedMessage(kind, accountName, channel))
}

/** A person looked: the message is there. */
export async function confirmDelivery(tx: Tx, userId: string, deliveryId: string): Promise<string> {
  const delivery = await troubledFor(tx, userId, deliveryId)
  const { numUpdatedRows } = await confirmSent(tx, deliveryId)
  if (numUpdatedRows === 0n) throw new Refusal(SETTLED)
  await tellOfArrival(tx, delivery)
  await keep(tx, userId, delivery, 'delivery.confirmed')
  return 'Thank you. It counts as sent and will not be sent again.'
}

/** A person looked: the message is not there, or what stood in its way is gone. */
export async function repeatDelivery(tx: Tx, userId: string, deliveryId: string): Promise<string> {
  const delivery = await troubledFor(tx, userId, deliveryId)
  await sendAgain(tx, deliveryId)
  await keep(tx, userId, delivery, 'delivery.sent_again')
  return 'Thank you. It is on its way again.'
}

const SETTLED = 'Somebody has already taken care of this message.'

async function troubledFor(tx: Tx, userId: string, deliveryId: string): Promise<Troubled> {
  const delivery = (await findTroubled(tx)).find(({ id }) => id === deliveryId)
  if (!delivery) throw new Refusal(SETTLED)
  if ((await findAdministrators(tx.db)).includes(userId)) return delivery
  if (delivery.accountId && (await ownedBy(tx, userId)).has(delivery.accountId)) return delivery
  throw new Refusal('Only an administrator or the owner of the account can say what became of this message.')
}

const keep = (tx: Tx, actor: string, { id, key, accountId, channel, error }: Troubled, action: string): Promise<void> =>
  record(tx, { accountId, actor, action, detail: { delivery: id, key, channel, error } })
