import { changeAlert } from '#blocks/contactAlert.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { internalPlace, responsibleFor } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import { revise, say, withdraw } from '#platform/outbox/say.ts'
import { confidantOf } from './confiding.ts'
import type { ContactChange } from './model.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

/** Draws anew what was said of a change, wherever it stands. */
export async function showAgain(tx: Tx, changeId: string): Promise<void> {
  const change = (await store.findChange(tx.db, changeId))!
  if (change.private) await showPrivately(tx, change)
  else await showAlert(tx, change)
}

/**
 * For our team: says who comes, or changes what was said in place. Of an account that has ended nothing new is said: what
 * was is put right.
 */
export async function showAlert(tx: Tx, change: ContactChange): Promise<void> {
  const facts = await factsOf(tx, change.accountId)
  const responsible = await responsibleFor(tx, facts)
  if (!responsible) return
  const { channel, why } = await internalPlace(tx, facts.account, responsible)
  const message = changeAlert({ ...(await viewOf(tx, facts, change)), whyHere: why })
  const { id, accountId } = change
  if (facts.account.state === 'ended') return revise(tx, `contact:${id}`, message)
  await say(tx, { key: `contact:${id}`, kind: 'contact_change', audience: 'vendor', channel, message, accountId })
}

const privateKey = ({ id }: ContactChange): string => `contact:${id}:private`

/**
 * Tells the one person who may know; once it is public, their message leads to the team's. `shown`: by which change the team
 * knows, where that is another one.
 */
export async function showPrivately(tx: Tx, change: ContactChange, shown: ContactChange = change): Promise<void> {
  const facts = await factsOf(tx, change.accountId)
  const whom = await confidantOf(tx, facts, change)
  if (!whom) return
  const key = privateKey(change)
  // Nobody needs to read of what was never told.
  if (change.state === 'withdrawn' && (await withdraw(tx, key))) return
  const message = changeAlert(await viewOf(tx, facts, shown))
  const { accountId } = change
  if (facts.account.state === 'ended') return revise(tx, key, message)
  await say(tx, { key, kind: 'contact_change', audience: 'vendor', channel: whom, message, accountId })
}
