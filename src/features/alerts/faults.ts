import { FAULT, faultModal, readFault, readFaultForm } from '#blocks/alerts.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { saidModal } from '#blocks/under.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, runsWeekly, STATE_NAMES } from '#features/accounts/model.ts'
import { peopleById, responsibleOf } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { type Actor, placeOf } from '#features/promises/flow.ts'
import { isId } from '#features/promises/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { lock } from '#platform/postgres/lock.ts'
import { addCause } from './drafting.ts'
import { type Fault, faultText } from './model.ts'
import * as store from './store.ts'

/** @throws Refusal for customers and guests, and where the customer hears nothing at present. */
async function tellable(tx: Tx, actor: Actor, accountId: string): Promise<AccountFacts> {
  const facts = await factsOf(tx, accountId)
  const { called, state } = facts.account
  if ((await placeOf(tx, facts, actor)) !== 'vendor')
    throw new Refusal('This is for the team that implements. Please ask your contact there.')
  if (!runsWeekly(state))
    throw new Refusal(`${called} is ${STATE_NAMES[state]}, and its customer hears nothing from here. Please call them.`)
  return facts
}

/** The form in which any of our people tells of a serious fault. */
export async function openFault(tx: Tx, actor: Actor, accountId: string): Promise<Modal> {
  const facts = await tellable(tx, actor, accountId)
  return faultModal({ accountId, id: crypto.randomUUID() }, facts.account.called, await firstOf(tx, facts))
}

async function firstOf(tx: Tx, facts: AccountFacts): Promise<string | null> {
  const responsible = await responsibleOf(tx, facts)
  const name = responsible ? (await peopleById(tx, [responsible])).get(responsible)?.name : undefined
  return name && name !== responsible ? firstName(name) : null
}

/** Drafts an alert of the fault. Sent twice, a form makes one. */
export async function tellOfFault(tx: Tx, actor: Actor, metadata: string, values: Values): Promise<Modal> {
  const form = readFaultForm(metadata)
  const facts = await tellable(tx, actor, form.accountId)
  const { fault, note } = readFault(values)
  const { what, doing } = fault
  if (!what) throw new Refusal('Please say in a sentence what happened.', FAULT.what)
  if (!doing)
    throw new Refusal('Please say what we are doing about it: that is what the customer asks first.', FAULT.doing)
  await lock(tx.db, 'alerts', form.accountId)
  if (isId(form.id) && !(await store.hasCause(tx.db, form.id))) {
    const said = faultText({ ...fault, what, doing } as Fault)
    const from = { roundId: null, milestoneId: null, onDay: null, notedBy: [actor.userId] }
    await addCause(tx, facts, { ...from, id: form.id, kind: 'fault', said, note })
  }
  const first = await firstOf(tx, facts)
  return saidModal(
    'Thank you',
    `${first ?? 'Whoever answers for the account'} has a draft now. Nothing is posted before it is approved.`,
  )
}
