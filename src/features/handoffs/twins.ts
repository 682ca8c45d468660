import { factsOf } from '#features/accounts/flow.ts'
import { ROLE_NAMES } from '#features/accounts/model.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { applyAct } from './acting.ts'
import { showConfirmations } from './asking.ts'
import { companionsOf, confirmablesOf } from './companions.ts'
import { keepChange } from './keeping.ts'
import { type Handoff, type Item, isClosed, TRANSITION_ROLES } from './model.ts'
import { showChecklist } from './showing.ts'
import * as store from './store.ts'

const NO_FIELDS = { evidence: '', person: '', until: '', why: '' }

/** What the newcomer has confirmed in one handoff just now counts in the others, in which it says what they confirmed. */
export async function countElsewhere(tx: Tx, handoff: Handoff, item: Item, how: string | null): Promise<void> {
  const row = (await confirmablesOf(tx, handoff)).find((items) => items.some(({ id }) => id === item.id)) ?? []
  for (const twin of row) if (twin.id !== item.id) await count(tx, { handoff, item, how }, twin)
}

/** What they have confirmed in another one before counts in this one, too. */
export async function countBefore(tx: Tx, handoff: Handoff): Promise<void> {
  if (handoff.state !== 'running') return
  const others = new Map((await companionsOf(tx, handoff)).map((one) => [one.id, one]))
  if (others.size === 0) return
  for (const row of await confirmablesOf(tx, handoff)) {
    const own = row.find(({ handoffId }) => handoffId === handoff.id)
    const item = row.find(({ handoffId, doneBy }) => others.has(handoffId) && doneBy === handoff.newcomer)
    if (own && item) await count(tx, { handoff: others.get(item.handoffId)!, item, how: item.evidence }, own)
  }
  // What this one asks for besides is asked there.
  const facts = await factsOf(tx, handoff.accountId)
  for (const one of others.values()) await showConfirmations(tx, facts, one)
}

async function count(
  tx: Tx,
  said: { handoff: Handoff; item: Item; how: string | null },
  { id, handoffId }: Item,
): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  const twin = await store.findItem(tx.db, id)
  if (handoff?.state !== 'running' || !twin || isClosed(twin)) return
  const { account } = await factsOf(tx, handoff.accountId)
  const role = TRANSITION_ROLES[said.handoff.kind]!
  const evidence = [`as ${ROLE_NAMES[role]}: “${said.item.confirmation}”`, ...(said.how ? [said.how] : [])].join(', ')
  const by = { userId: handoff.newcomer!, now: tx.now, today: localDate(tx.now, account.zone) }
  const after = applyAct(twin, { act: 'confirm', evidence }, by, NO_FIELDS)
  await keepChange(tx, by.userId, handoff, twin, 'confirm', after)
}

/** The messages in which the newcomer is asked, drawn anew: one of what counts in several. */
export async function showAsked(tx: Tx, handoff: Handoff): Promise<void> {
  const facts = await factsOf(tx, handoff.accountId)
  for (const one of [handoff, ...(await companionsOf(tx, handoff))]) await showConfirmations(tx, facts, one)
}

/** The checklists of the others: whether their newcomer is asked in this one is not what it was. */
export async function showCompanions(tx: Tx, handoff: Handoff): Promise<void> {
  for (const one of await companionsOf(tx, handoff)) await showChecklist(tx, one)
}
