import { settleModal } from '#blocks/contactSteps.ts'
import type { Modal } from '#blocks/kit.ts'
import { checkSoon, factsOf, record } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { type Actor, checkVendor } from '#features/handoffs/flow.ts'
import { administratorsOf } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { standing } from './acknowledging.ts'
import { showBriefing } from './briefing.ts'
import { type ContactChange, PRIORITIES } from './model.ts'
import { nameOf } from './planning.ts'
import { answersFor } from './rights.ts'
import { showAlert } from './showing.ts'
import * as store from './store.ts'
import { handoffKindOf } from './transition.ts'
import { viewOf } from './viewing.ts'

/** A change whose transition no handoff ends. @throws Refusal for others, and once it is over. */
async function settleable(
  tx: Tx,
  actor: Actor,
  changeId: string,
): Promise<{ change: ContactChange; facts: AccountFacts }> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await checkVendor(tx, actor, facts)
  if (change.settledAt) throw new Refusal('This transition is over already.')
  if (handoffKindOf(change.role))
    throw new Refusal(
      'This transition ends with its handoff: an administrator can accept that all the same, with a reason.',
    )
  return { change, facts }
}

/** The colleague who takes over says so. @throws Refusal for everybody else: nobody says it in their place. */
export async function takeOver(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const { change } = await settleable(tx, actor, changeId)
  if (change.newcomer !== actor.userId) {
    const name = change.newcomer ? await nameOf(tx, change.newcomer) : 'whoever takes over'
    throw new Refusal(`Only ${name} can say this.`)
  }
  await keep(tx, actor, change, null)
}

/** The form in which somebody says why a transition is over. */
export async function openSettle(tx: Tx, actor: Actor, changeId: string): Promise<Modal> {
  const { change, facts } = await settleable(tx, actor, changeId)
  await checkMay(tx, actor, facts, change)
  return settleModal(await viewOf(tx, facts, change))
}

/** @throws Refusal where nothing was written, and for who may not say it. */
export async function settleChange(
  tx: Tx,
  actor: Actor,
  changeId: string,
  why: string | null,
  at: string,
): Promise<void> {
  const { change, facts } = await settleable(tx, actor, changeId)
  await checkMay(tx, actor, facts, change)
  if (!why) throw new Refusal('Please write it in a sentence.', at)
  await keep(tx, actor, change, why)
}

/** New priorities are agreed by whoever answers for the account; any other transition an administrator ends. */
async function checkMay(tx: Tx, actor: Actor, facts: AccountFacts, { role }: ContactChange): Promise<void> {
  if (role === PRIORITIES ? await answersFor(tx, actor, facts) : (await administratorsOf(tx)).includes(actor.userId))
    return
  throw new Refusal(
    role === PRIORITIES
      ? 'Only whoever answers for this account can say that the plan is agreed again.'
      : 'Only an administrator can end a transition in somebody’s place, with a reason.',
  )
}

async function keep(tx: Tx, { userId }: Actor, change: ContactChange, settledWhy: string | null): Promise<void> {
  const settled = { settledBy: userId, settledAt: tx.now, settledWhy }
  await store.updateChange(tx.db, change.id, settled)
  const { accountId, id: changeId, role } = change
  await record(tx, { accountId, actor: userId, action: 'contact.settled', detail: { changeId, role, why: settledWhy } })
  await showAlert(tx, { ...change, ...settled })
  await showBriefing(tx, { ...change, ...settled })
  await checkSoon(tx, [accountId])
}
