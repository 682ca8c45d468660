import type { AccountFacts } from '#features/accounts/model.ts'
import { type Actor, checkVendor, getHandoff, holdHandoff } from '#features/handoffs/flow.ts'
import { administratorsOf, mayAnswerFor } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { confidantOf } from './confiding.ts'
import type { ContactChange } from './model.ts'
import { nameOf } from './planning.ts'

/**
 * Who puts a change right, takes it back or tells of it: whoever answers for the account, whoever recorded it, and an
 * administrator; of what is not public yet nobody else. @throws Refusal for everybody else.
 */
export async function mayDecide(tx: Tx, actor: Actor, facts: AccountFacts, change: ContactChange): Promise<void> {
  await checkVendor(tx, actor, facts)
  const confidant = await confidantOf(tx, facts, change)
  if ([confidant, change.recordedBy].includes(actor.userId)) return
  if (change.private) throw new Refusal('This change is not here any more.')
  if (await answersFor(tx, actor, facts)) return
  const name = confidant ? await nameOf(tx, confidant) : 'an administrator'
  throw new Refusal(`Only ${name}, who answers for this account, and whoever recorded it can do this.`)
}

/** Whether the transition of a change is complete: the handoff that it started was accepted. */
export const isComplete = async (tx: Tx, { handoffId }: Pick<ContactChange, 'handoffId'>): Promise<boolean> =>
  handoffId !== null && (await getHandoff(tx, handoffId)).state === 'accepted'

/**
 * @throws Refusal once the transition of a change is complete: what it brought is history then. What was accepted before its
 * day has brought nothing yet: until then it can be taken back, but not put right for whoever has accepted.
 */
export async function checkUnfinished(tx: Tx, change: ContactChange, what: 'put right' | 'take back'): Promise<void> {
  // Held until the transaction ends: nobody accepts it meanwhile.
  if (change.handoffId) await holdHandoff(tx, change.handoffId)
  if (!(await isComplete(tx, change)) || (what === 'take back' && change.tookEffectAt === null)) return
  const instead = change.tookEffectAt ? 'record what holds now' : 'take it back, and record what holds instead'
  throw new Refusal(`The transition is complete, so this stands. Please ${instead} with Contact change.`)
}

/** Whether somebody decides for the account, or administers. */
export const answersFor = async (tx: Tx, { userId }: Actor, facts: AccountFacts): Promise<boolean> =>
  (await mayAnswerFor(tx, facts, userId)) || (await administratorsOf(tx)).includes(userId)
