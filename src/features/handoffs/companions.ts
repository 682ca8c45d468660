import type { Tx } from '#platform/context.ts'
import { type Handoff, type Item, isClosed } from './model.ts'
import { NEWCOMER_KINDS } from './playbooks/model.ts'
import * as store from './store.ts'

// Somebody of the customer may be new in two roles at once: they are welcomed and asked once, and it counts in both.

/** Whether a running handoff brings in somebody of the customer who can be asked. */
const asks = ({ kind, newcomer, state }: Handoff): boolean =>
  state === 'running' && newcomer !== null && (NEWCOMER_KINDS as readonly string[]).includes(kind)

const isBeside = (one: Handoff, other: Handoff): boolean =>
  one.id !== other.id &&
  one.accountId === other.accountId &&
  one.newcomer === other.newcomer &&
  one.newcomerEmail === other.newcomerEmail

/** The other running handoffs of an account by which the same person of the customer takes over, the oldest first. */
export async function companionsOf(tx: Tx, handoff: Handoff): Promise<Handoff[]> {
  // It may be over by now itself.
  if (!asks({ ...handoff, state: 'running' })) return []
  const all = await store.listRunning(tx.db, [handoff.accountId])
  return all.filter((one) => asks(one) && isBeside(one, handoff))
}

/** In which other handoff their newcomer was asked, by handoff, for those who were not asked in it. One statement. */
export async function askedElsewhere(tx: Tx, handoffs: Handoff[]): Promise<Map<string, Handoff>> {
  const unasked = handoffs.filter((one) => asks(one) && one.newcomerAskedAt === null)
  const ids = [...new Set(unasked.map(({ accountId }) => accountId))]
  const asked = (await store.listRunning(tx.db, ids)).filter((one) => asks(one) && one.newcomerAskedAt !== null)
  return new Map(
    unasked.flatMap((one) => {
      const other = asked.find((beside) => isBeside(beside, one))
      return other ? [[one.id, other] as const] : []
    }),
  )
}

/** The same of one. */
export const askedIn = async (tx: Tx, handoff: Handoff): Promise<Handoff | undefined> =>
  (await askedElsewhere(tx, [handoff])).get(handoff.id)

/**
 * What only the newcomer can confirm, each with what it counts for in the others: the first with the first, and so on. What
 * another asks for beyond that follows.
 */
export async function confirmablesOf(tx: Tx, handoff: Handoff): Promise<Item[][]> {
  const all = [handoff, ...(handoff.state === 'running' ? await companionsOf(tx, handoff) : [])]
  const ids = all.map(({ id }) => id)
  const items = (await store.listItems(tx.db, ids)).filter(({ confirmation }) => confirmation !== null)
  const lists = ids.map((id) => items.filter(({ handoffId }) => handoffId === id))
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? []))
}

/** What of a row is to be confirmed next: its own first. */
export const nextOf = (row: Item[]): Item => row.find((item) => !isClosed(item)) ?? row[0]!
