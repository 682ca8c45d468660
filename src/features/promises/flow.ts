import type { Tx } from '#platform/context.ts'
import type { Ask } from './model.ts'
import { insertAsk, listOpenAsks, updateAsksDone } from './store.ts'

/** What we still need from the customer on an account, the most urgent first. */
export const openAsksOf = (tx: Tx, accountId: string): Promise<Ask[]> => listOpenAsks(tx.db, accountId)

/** Keeps an ask that the customer was told of in a round. @returns its id. */
export const raiseAsk = (tx: Tx, ask: Omit<Ask, 'id' | 'doneOn'>): Promise<string> => insertAsk(tx.db, ask)

/** Marks asks of an account as done on a day; one that was done before keeps its day. */
export const closeAsks = (tx: Tx, accountId: string, ids: string[], doneOn: string): Promise<void> =>
  updateAsksDone(tx.db, accountId, ids, doneOn)
