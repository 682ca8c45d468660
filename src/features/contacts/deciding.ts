import { factsOf, record } from '#features/accounts/flow.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { standing } from './acknowledging.ts'
import { release } from './effecting.ts'
import { fillGap } from './filling.ts'
import { reverse } from './reporting.ts'
import { checkUnfinished, mayDecide } from './rights.ts'

/** It does not change after all. @throws Refusal for who may not say so, and where its day has come and its transition is complete. */
export async function takeBackChange(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await mayDecide(tx, actor, facts, change)
  await checkUnfinished(tx, change, 'take back')
  await reverse(tx, change, actor.userId)
}

/** What was not public yet is told now. */
export async function releaseChange(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await mayDecide(tx, actor, facts, change)
  if (!change.private) throw new Refusal('The team knows of it already.')
  await record(tx, {
    accountId: change.accountId,
    actor: actor.userId,
    action: 'contact.released',
    detail: { changeId },
  })
  if (!(await fillGap(tx, change))) await release(tx, change)
}
