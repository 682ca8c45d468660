import { MOST_SUSPICIONS, type SuspicionView, suspicionMessage } from '#blocks/suspicions.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { firstSaid, revise, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { isReadWith } from './judging.ts'
import type { ChangingRole } from './model.ts'
import { nameOf } from './planning.ts'
import * as store from './suspicions.ts'

/**
 * Asks what has not been asked yet, and draws anew what has: somebody who is gone from thirteen accounts is one message for
 * whoever is asked about all of them. It comes last, so that nobody waits in a circle.
 */
export async function ask(tx: Tx, changed: store.Suspicion[]): Promise<void> {
  // One lock for all messages to one person about another: which of them is joined is decided under it.
  const byPair = Map.groupBy(changed, ({ asked, userId }) => `contact.suspicion:${asked}:${userId}`)
  for (const pair of [...byPair.keys()].toSorted()) {
    await lock(tx.db, 'message', pair)
    const fresh = byPair.get(pair)!.filter(({ saidIn }) => !saidIn)
    const keys = new Set(byPair.get(pair)!.flatMap(({ saidIn }) => saidIn ?? []))
    if (fresh[0]) keys.delete(await askTogether(tx, fresh, fresh[0]))
    for (const key of keys) await revise(tx, key, await draw(tx, await store.listSaidIn(tx.db, key)))
  }
}

/** @returns the key of the message in which it is asked. */
async function askTogether(tx: Tx, fresh: store.Suspicion[], first: store.Suspicion): Promise<string> {
  const key = (await joinable(tx, first)) ?? `contact.suspicion:${first.id}`
  const ids = fresh.map(({ id }) => id)
  await store.keepSaidIn(tx.db, ids, key)
  const all = await store.listSaidIn(tx.db, key)
  const isOneAccount = all.every(({ accountId }) => accountId === first.accountId)
  const about = { channel: first.asked, ...(isOneAccount ? { accountId: first.accountId } : {}) }
  await say(tx, { key, kind: 'contact_suspicion', audience: 'vendor', message: await draw(tx, all), ...about })
  return key
}

/**
 * The message about this person that came just now, and in which nothing is decided: what joins it is read with it. Slack calls
 * nobody to a message that is edited, so whatever is shown later is a message of its own.
 */
async function joinable(tx: Tx, { asked, userId }: store.Suspicion): Promise<string | undefined> {
  const key = await store.lastSaidIn(tx.db, { asked, userId })
  const saidAt = key && (await firstSaid(tx, key))
  if (!saidAt || !isReadWith(saidAt, tx.now, saidAt)) return undefined
  return (await store.listSaidIn(tx.db, key)).every(({ state }) => state === 'open') ? key : undefined
}

/** Where not all of it has room, what nobody has decided comes first: what is decided makes room for the rest. */
async function draw(tx: Tx, all: store.Suspicion[]): Promise<Message> {
  const isOpen = ({ state }: store.Suspicion) => state === 'open'
  const open = all.filter(isOpen)
  const ordered = all.length > MOST_SUSPICIONS ? [...open, ...all.filter((one) => !isOpen(one))] : all
  const shown: SuspicionView[] = []
  for (const one of ordered.slice(0, MOST_SUSPICIONS))
    shown.push(await viewOf(tx, await factsOf(tx, one.accountId), one))
  const byName = shown.toSorted((a, b) => a.accountName.localeCompare(b.accountName))
  return suspicionMessage(byName, Math.max(0, open.length - MOST_SUSPICIONS))
}

export const viewOf = async (
  tx: Tx,
  { account }: AccountFacts,
  suspicion: store.Suspicion,
): Promise<SuspicionView> => ({
  ...{ id: suspicion.id, accountName: account.called, why: suspicion.why, state: suspicion.state },
  person: await nameOf(tx, suspicion.userId),
  askedNow: suspicion.state === 'passed' ? await nameOf(tx, await store.findAsked(tx.db, suspicion)) : null,
  role: suspicion.role as ChangingRole,
})
