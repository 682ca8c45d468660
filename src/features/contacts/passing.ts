import type { AccountFacts } from '#features/accounts/model.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import { administratorsOf } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import * as store from './suspicions.ts'

/** Nobody is asked about themselves. */
export async function whomToAsk(tx: Tx, facts: AccountFacts, userId: string): Promise<string | undefined> {
  const responsible = await responsibleFor(tx, facts)
  if (responsible !== userId) return responsible
  const leader = facts.stakeholders.find(({ role }) => role === 'leader')?.userId
  if (leader && leader !== userId) return leader
  return (await administratorsOf(tx)).filter((id) => id !== userId).toSorted()[0]
}

/**
 * Somebody else answers for the account by now: what nobody has decided is a question to them, and says so where it was asked
 * before. @returns both, to be drawn.
 */
export async function passOn(tx: Tx, facts: AccountFacts, before: store.Suspicion): Promise<store.Suspicion[]> {
  if (facts.account.state === 'ended') return []
  const asked = await whomToAsk(tx, facts, before.userId)
  if (!asked || asked === before.asked) return []
  const held = await store.lock(tx.db, before.id)
  if (held?.state !== 'open') return []
  await store.update(tx.db, held.id, { state: 'passed', decidedBy: 'throughline', decidedAt: tx.now })
  const { accountId, role, userId, why } = held
  const now = await store.raise(tx.db, { accountId, role, userId, why, asked, raisedAt: tx.now })
  return [held, ...(now ? [now] : [])]
}
