import { allItemsModal } from '#blocks/checklist.ts'
import type { Modal } from '#blocks/kit.ts'
import { knownLines } from '#blocks/known.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { administratorsOf } from '#features/installations/flow.ts'
import { holdingOf } from '#features/knowledge/flow.ts'
import type { Tx } from '#platform/context.ts'
import { getHandoff } from './flow.ts'
import { type Actor, checklistOf, checkVendor, isOnOurSide, responsibleFor } from './side.ts'

/**
 * Everything of a handoff. Whoever is here only because an item was handed to them reads all items, so that they see what
 * theirs is part of, opens their own, and nothing of what we know. @throws Refusal for everybody else.
 */
export async function openAllItems(tx: Tx, actor: Actor, handoffId: string): Promise<Modal> {
  const handoff = await getHandoff(tx, handoffId)
  const facts = await factsOf(tx, handoff.accountId)
  const checklist = await checklistOf(tx, handoff)
  // What a newcomer has confirmed is theirs, and shows them nothing of ours.
  const own = checklist.items.find(({ person, confirmation }) => person === actor.userId && confirmation === null)
  await checkVendor(tx, actor, facts, handoff, own)
  if (!(await isOnOurSide(tx, actor, facts, handoff))) return allItemsModal(checklist, { onlyOf: actor.userId })
  const known = knownLines(await holdingOf(tx, facts, handoff))
  if (handoff.state !== 'running') return allItemsModal(checklist, {}, known)
  const override = (await administratorsOf(tx)).includes(actor.userId)
  const steer = override || (await responsibleFor(tx, facts)) === actor.userId
  return allItemsModal(checklist, { steer, override }, known)
}
