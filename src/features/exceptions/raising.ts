import { record } from '#features/accounts/flow.ts'
import { administratorsOf } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { byUrgency, type Exception, ITSELF, type NewException } from './model.ts'
import * as store from './store.ts'

/**
 * Says that something on an account needs somebody. While it is open there is one of each key: said again, it changes.
 * What was closed and is so again opens anew, its history kept.
 */
export async function raiseException(tx: Tx, { onlyOnce, ...raised }: NewException): Promise<void> {
  const id = await store.insertException(tx.db, raised, tx.now)
  if (id) return keep(tx, raised.accountId, { id, actor: ITSELF, what: 'raised', words: raised.cause })
  const known = await store.lockException(tx.db, raised.key)
  if (!known) throw new Error(`The exception ${raised.key} is neither new nor known.`)
  const { cause, action, dueOn, ownerId = null } = raised
  if (known.closedAt) {
    if (onlyOnce && known.closedBy !== ITSELF) return
    const reopened = { closedAt: null, closedBy: null, closedWith: null, raisedAt: tx.now }
    await store.updateException(tx.db, known.id, { cause, action, dueOn, ownerId, ...reopened })
    return keep(tx, raised.accountId, { id: known.id, actor: ITSELF, what: 'reopened', words: cause })
  }
  await store.updateException(tx.db, known.id, { cause, action, dueOn, ownerId })
  if (known.cause !== cause)
    await keep(tx, raised.accountId, { id: known.id, actor: ITSELF, what: 'changed', words: cause })
}

/** Closes the open exception of a key, where there is one. `closedWith` says what was done, or why it is no longer so. */
export async function settleException(tx: Tx, key: string, closedWith: string, actor: string = ITSELF): Promise<void> {
  const known = await store.lockException(tx.db, key)
  if (!known || known.closedAt) return
  await store.updateException(tx.db, known.id, { closedAt: tx.now, closedBy: actor, closedWith })
  await keep(tx, known.accountId, { id: known.id, actor, what: 'closed', words: closedWith })
}

/** What is open on these accounts, the most urgent first, each with the one person whose it is today. */
export async function openExceptions(tx: Tx, accountIds: string[]): Promise<Exception[]> {
  return withOwners(tx, await store.listOpen(tx.db, accountIds))
}

/** What is open in the whole workspace, in the same order. */
export async function allOpenExceptions(tx: Tx): Promise<Exception[]> {
  return withOwners(tx, await store.listOpen(tx.db))
}

// Where an account has neither an owner nor a leader, its exceptions are the first administrator's.
async function withOwners(tx: Tx, open: Omit<Exception, 'orphaned'>[]): Promise<Exception[]> {
  const orphaned = open.some(({ ownerId }) => ownerId === null)
  const administrator = orphaned ? ((await administratorsOf(tx)).toSorted()[0] ?? null) : null
  return open
    .map((one) => ({ ...one, ownerId: one.ownerId ?? administrator, orphaned: one.ownerId === null }))
    .toSorted(byUrgency)
}

const keep = (
  tx: Tx,
  accountId: string,
  { id, actor, what, words }: { id: string; actor: string; what: string; words: string },
): Promise<void> => record(tx, { accountId, actor, action: `exception.${what}`, detail: { exceptionId: id, words } })
