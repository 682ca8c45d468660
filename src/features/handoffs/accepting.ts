import { titleOf } from '#blocks/checklist.ts'
import { overrideModal, REASON_FIELD } from '#blocks/confirmations.ts'
import type { Modal } from '#blocks/kit.ts'
import { checkSoon, factsOf, followState } from '#features/accounts/flow.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import { openDifferences } from '#features/knowledge/flow.ts'
import { undecidedInWords } from '#features/knowledge/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { announce } from './announcing.ts'
import { checkAcceptance, checkRunning } from './checking.ts'
import { getHandoff, holdHandoff, note, showChecklist } from './flow.ts'
import { type Handoff, isClosed } from './model.ts'
import { passAccount } from './passing.ts'
import { tellOfEnd } from './showing.ts'
import { type Actor, checklistOf, checkVendor } from './side.ts'
import * as store from './store.ts'
import { showCompanions } from './twins.ts'

/** The receiver accepts: from now on the receiving side is responsible. */
export async function acceptHandoff(tx: Tx, actor: Actor, handoffId: string): Promise<void> {
  const handoff = await holdHandoff(tx, handoffId)
  await checkVendor(tx, actor, await factsOf(tx, handoff.accountId), handoff)
  const receiver = (await peopleById(tx, [handoff.receiver])).get(handoff.receiver)?.name ?? handoff.receiver
  checkAcceptance(handoff, await store.listItems(tx.db, [handoff.id]), actor.userId, receiver)
  const differences = await openDifferences(tx, handoff.id)
  if (differences.length > 0) throw new Refusal(undecidedInWords(differences))
  await complete(tx, handoff, actor.userId, null)
}

/** What an administrator sees before they accept in somebody's place. @throws Refusal for everybody else. */
export async function openOverride(tx: Tx, actor: Actor, handoffId: string): Promise<Modal> {
  const handoff = await getHandoff(tx, handoffId)
  await checkAdministrator(tx, actor, handoff)
  const checklist = await checklistOf(tx, handoff)
  const open = checklist.items.filter((item) => !isClosed(item)).map(({ position, text }) => `${position}. ${text}`)
  const differences = await openDifferences(tx, handoffId)
  const undecided = differences.map(({ subject }) => `Sold and bought differ: ${subject}`)
  return overrideModal(titleOf(checklist), [...open, ...undecided], handoffId)
}

/** An administrator accepts although something is open, and says why. */
export async function overrideHandoff(tx: Tx, actor: Actor, handoffId: string, reason: string | null): Promise<void> {
  const handoff = await holdHandoff(tx, handoffId)
  // Sent again, as the answer came too late.
  if (handoff.state === 'accepted' && handoff.acceptedBy === actor.userId && handoff.overrideReason === reason) return
  await checkAdministrator(tx, actor, handoff)
  if (!reason) throw new Refusal('Please write why it is accepted all the same.', REASON_FIELD)
  await complete(tx, handoff, actor.userId, reason)
}

async function checkAdministrator(tx: Tx, actor: Actor, handoff: Handoff): Promise<void> {
  await checkVendor(tx, actor, await factsOf(tx, handoff.accountId), handoff)
  if (!(await administratorsOf(tx)).includes(actor.userId))
    throw new Refusal('Only an administrator can accept a handoff in which something is open, with a reason.')
  checkRunning(handoff)
}

async function complete(tx: Tx, handoff: Handoff, userId: string, overrideReason: string | null): Promise<void> {
  const accepted = { state: 'accepted' as const, acceptedBy: userId, acceptedAt: tx.now, overrideReason }
  await store.endHandoff(tx.db, handoff.id, accepted)
  await note(tx, handoff, userId, 'handoff.accepted', overrideReason ? { overrideReason } : {})
  await passAccount(tx, handoff)
  // Who answers for the account may be others from now on.
  await followState(tx, handoff.accountId)
  await checkSoon(tx, [handoff.accountId])
  await showChecklist(tx, { ...handoff, ...accepted })
  await tellOfEnd(tx, handoff)
  await showCompanions(tx, handoff)
  await announce(tx, await factsOf(tx, handoff.accountId), { ...handoff, ...accepted }, userId)
}
