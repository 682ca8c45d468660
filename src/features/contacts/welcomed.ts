import { ROLE_NAMES } from '#features/accounts/model.ts'
import { askedIn, companionsOf, getHandoff } from '#features/handoffs/flow.ts'
import { type Handoff, TRANSITION_ROLES } from '#features/handoffs/model.ts'
import type { Tx } from '#platform/context.ts'
import { listOfHandoff } from './endingStore.ts'

/** As what else somebody was welcomed who takes two roles over: what they confirm there counts for both. */
export async function greetedAs(tx: Tx, handoff: Handoff): Promise<string | null> {
  const kind = (await askedIn(tx, handoff))?.kind
  const role = kind && TRANSITION_ROLES[kind]
  return role ? ROLE_NAMES[role] : null
}

/** The changes by which the newcomer of a handoff takes another role over, too. */
export async function changesBeside(tx: Tx, handoffId: string): Promise<string[]> {
  const others = await companionsOf(tx, await getHandoff(tx, handoffId))
  return (await Promise.all(others.map(({ id }) => listOfHandoff(tx.db, id)))).flat()
}
