import type { AccountFacts } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { type Actor, checkVendor, responsibleFor } from '#features/handoffs/flow.ts'
import { canTell } from '#features/letters/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { nameOf } from './planning.ts'
import { answersFor } from './rights.ts'

/** @throws Refusal for who may not decide what the customer reads. */
export async function checkSender(tx: Tx, actor: Actor, facts: AccountFacts): Promise<void> {
  await checkVendor(tx, actor, facts)
  if (await answersFor(tx, actor, facts)) return
  const owner = await responsibleFor(tx, facts)
  const name = owner ? await nameOf(tx, owner) : 'an administrator'
  throw new Refusal(`Only ${name}, who answers for this account, sends something to the customer.`)
}

/** @throws Refusal where the customer can be told nothing now. */
export async function checkPlace(tx: Tx, facts: AccountFacts): Promise<void> {
  const { called } = facts.account
  if (!canTell(tx, facts))
    throw new Refusal(`${called} has no channel and no e-mail for the buyer. Please tell them yourself.`)
  if (await obstacleOf(tx, facts.account))
    throw new Refusal(`Nothing can be sent to ${called} now: its buyer channel needs attention first.`)
}
