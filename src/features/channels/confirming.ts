import { createHash } from 'node:crypto'
import { type Confirming, confirmModal } from '#blocks/channels.ts'
import type { Modal } from '#blocks/kit.ts'
import { checkSoon, factsOf, record } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, sideOf } from '#features/accounts/model.ts'
import { mayAnswerFor, peopleById } from '#features/installations/flow.ts'
import { localDate, longDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { channelChanged, obstacleOf } from './looking.ts'
import { type Confirmation, changeIn, type Look, type Organisation } from './model.ts'
import * as store from './store.ts'

interface Asked {
  facts: AccountFacts
  look: Look
  before: Confirmation | undefined
}

async function askedFor(tx: Tx, userId: string, accountId: string): Promise<Asked> {
  const facts = await factsOf(tx, accountId)
  const { account } = facts
  if (!(await mayAnswerFor(tx, facts, userId)))
    throw new Refusal(`Only whoever answers for ${account.called} can say who reads its updates.`)
  if (!account.buyerChannel)
    throw new Refusal(`${account.called} has no buyer channel, so there is nothing to confirm.`)
  const [look] = await store.findLooks(tx.db, [account.buyerChannel])
  if (!look || look.trouble === 'channel_not_found')
    throw new Refusal('Slack has not shown us this channel yet. Please invite Throughline there, and try again.')
  const known = await store.listConfirmations(tx.db, [accountId])
  return { facts, look, before: known.find(({ channel }) => channel === account.buyerChannel) }
}

/** Shows the channel and everybody who would read there, before anything is posted in it. */
export async function openConfirming(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  return draw(tx, await askedFor(tx, userId, accountId))
}

async function draw(tx: Tx, { facts, look, before }: Asked, again = false): Promise<Modal> {
  const { account } = facts
  const named = before && (await peopleById(tx, [before.confirmedBy])).get(before.confirmedBy)?.name
  return confirmModal({
    accountId: account.id,
    account: account.called,
    channel: look.channel,
    organisations: look.organisations,
    seal: sealOf(look),
    readers: await readersOf(tx, facts, look.organisations),
    change: before ? changeIn(look.organisations, before.organisations) : null,
    again,
    before: before && named ? { by: named, on: longDay(localDate(before.confirmedAt, account.zone)) } : null,
  })
}

/** Whom we know of each organisation: a name may be missing, an id alone tells nobody who it is. */
async function readersOf(
  tx: Tx,
  { stakeholders }: AccountFacts,
  organisations: Organisation[],
): Promise<{ organisation: string; names: string[]; domains: string[] }[]> {
  const customers = stakeholders.filter(({ role, userId }) => sideOf(role) === 'customer' && userId)
  const people = await peopleById(
    tx,
    customers.map(({ userId }) => userId),
  )
  return organisations.map(({ id }) => {
    const theirs = [...people.values()].filter(({ teamId }) => teamId === id)
    const domains = theirs.flatMap(({ email }) => email?.split('@')[1] ?? [])
    return { organisation: id, names: theirs.map(({ name }) => name), domains: [...new Set(domains)] }
  })
}

/**
 * Keeps that exactly these organisations are meant to read in an account's channel; what waited for that goes on.
 * @returns the form again where others read there by now.
 */
export async function confirmChannel(tx: Tx, userId: string, shown: Confirming): Promise<Modal | undefined> {
  const asked = await askedFor(tx, userId, shown.accountId)
  const { look, before } = asked
  if (shown.seal !== sealOf(look)) return draw(tx, asked, true)
  const { channel, organisations } = look
  if (before && sealOf({ ...look, organisations: before.organisations }) === shown.seal) return undefined
  const confirmation = { accountId: shown.accountId, channel, organisations, confirmedBy: userId }
  await store.insertConfirmation(tx.db, { ...confirmation, confirmedAt: tx.now })
  const detail = { channel, organisations }
  await record(tx, { accountId: shown.accountId, actor: userId, action: 'channel.confirmed', detail })
  await channelChanged(tx, shown.accountId)
  await checkSoon(tx, [shown.accountId])
  return undefined
}

/** Of what was shown: who reads in which channel. Their ids would not always find room in a form. */
function sealOf({ channel, organisations }: Look): string {
  const ids = organisations.map(({ id }) => id).sort()
  return createHash('sha256')
    .update([channel, ...ids].join(' '))
    .digest('hex')
    .slice(0, 16)
}

export interface Unconfirmed {
  name: string | null
  organisations: Organisation[]
  /** For whom it was confirmed; null where it never was. */
  before: Organisation[] | null
}

/** Who reads in an account's channel without anybody having said that they should; null where all is confirmed. */
export async function unconfirmedOf(
  tx: Tx,
  account: Pick<Account, 'id' | 'buyerChannel'>,
): Promise<Unconfirmed | null> {
  if ((await obstacleOf(tx, account)) !== 'unconfirmed') return null
  const [look] = await store.findLooks(tx.db, [account.buyerChannel!])
  const known = await store.listConfirmations(tx.db, [account.id])
  const before = known.find(({ channel }) => channel === account.buyerChannel)
  return { name: look!.name, organisations: look!.organisations, before: before?.organisations ?? null }
}
