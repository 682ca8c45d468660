import type { AccountFacts } from '#features/accounts/model.ts'
import { inTransition } from '#features/handoffs/flow.ts'
import { roundsOf } from '#features/rounds/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Standing } from './model.ts'

/** Enough to find the last published round behind those under way. */
const ROUNDS_BACK = 8

/** Where an account stands beside its own facts: its last and its coming update, and who is new. */
export async function standingOf(tx: Tx, { account }: AccountFacts): Promise<Standing> {
  const rounds = await roundsOf(tx, account.id, ROUNDS_BACK)
  return {
    last: rounds.find(({ state }) => state === 'published'),
    // Newest first: of two under way, the earlier is the next that is read.
    next: rounds.findLast(({ state }) => state === 'open' || state === 'closed')?.publishOn ?? null,
    transitions: (await inTransition(tx, account.id)).map(({ role, until }) => ({ role, until })),
  }
}
