import { factsOf, record } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf } from '#features/accounts/model.ts'
import { type Look, openExceptions, raiseException, settleException } from '#features/exceptions/flow.ts'
import { dueIn } from '#features/exceptions/model.ts'
import { type Actor, checkVendor, responsibleFor } from '#features/handoffs/flow.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { showTold, tellWithDay } from './gathering.ts'
import { type ContactChange, HAS_ENDED, subjectName, UNACKNOWLEDGED, unacknowledgedKey } from './model.ts'
import { nameOf, planStep, type Step } from './planning.ts'
import { isComplete } from './rights.ts'
import { showAlert } from './showing.ts'
import * as store from './store.ts'

/** Whoever answers for the account has taken note; once the leader was asked, they may, too. @throws Refusal for others. */
export async function acknowledgeChange(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await checkVendor(tx, actor, facts)
  if (change.acknowledgedBy) throw new Refusal('This is acknowledged already.')
  if (await isComplete(tx, change)) throw new Refusal('The transition is complete: nothing is left to acknowledge.')
  const responsible = (await responsibleFor(tx, facts)) ?? actor.userId
  const leader = change.escalatedTo === 'leader' ? await leaderOf(tx, facts) : null
  if (![responsible, leader].includes(actor.userId)) {
    const name = await nameOf(tx, responsible)
    throw new Refusal(`Only ${name}, who answers for this account, can acknowledge this.`)
  }
  const by = { acknowledgedBy: actor.userId, acknowledgedAt: tx.now }
  await store.updateChange(tx.db, change.id, by)
  const detail = { changeId, turn: change.turn }
  await record(tx, { accountId: change.accountId, actor: actor.userId, action: 'contact.acknowledged', detail })
  await settleException(tx, unacknowledgedKey(change), 'It was acknowledged.', actor.userId)
  await showReminders(tx, { ...change, ...by })
}

/** A change that stands, held until the transaction ends. @throws Refusal where there is none. */
export async function standing(tx: Tx, changeId: string): Promise<ContactChange> {
  const change = await store.lockChange(tx.db, changeId)
  if (!change) throw new Refusal('This change is not here any more.')
  if (change.state === 'withdrawn') throw new Refusal('This change was taken back.')
  if (change.state === 'ended') throw new Refusal('This is over: whoever was stood in for is back.')
  return change
}

/** The alert and whatever reminded of it, drawn anew. */
export async function showReminders(tx: Tx, change: ContactChange): Promise<void> {
  await showAlert(tx, change)
  // Whatever reminded before it was put right speaks of it as it stands now.
  await showTold(tx, change)
  if (change.state !== 'standing') await settleException(tx, unacknowledgedKey(change), 'The change was taken back.')
}

/** Whoever hears of it after the owner: the leader, without one the first administrator. */
export async function leaderOf(tx: Tx, { stakeholders }: AccountFacts): Promise<string | null> {
  const leader = holderOf(stakeholders, 'leader')?.userId
  if (leader && !(await peopleById(tx, [leader])).get(leader)?.deactivated) return leader
  return (await administratorsOf(tx)).toSorted()[0] ?? null
}

/** Nobody has acknowledged a change in time: the owner is reminded once, then the leader hears of it. */
export async function escalateChange(
  tx: Tx,
  { subject }: { subject: { changeId: string; turn: number; step: Step } },
): Promise<Outcome> {
  const change = await store.lockChange(tx.db, subject.changeId)
  if (change?.state !== 'standing' || change.turn !== subject.turn) return { skip: 'It was put right or taken back.' }
  if (change.acknowledgedAt) return { skip: 'It was acknowledged.' }
  // The owner was called by name when it was accepted.
  if (await isComplete(tx, change)) return { skip: 'Its transition is complete.' }
  const facts = await factsOf(tx, change.accountId)
  if (facts.account.state === 'ended') return { skip: HAS_ENDED }
  const responsible = (await responsibleFor(tx, facts)) ?? null
  const { step } = subject
  const whom = step === 'owner' ? responsible : await leaderOf(tx, facts)
  await store.updateChange(tx.db, change.id, { escalatedTo: step })
  await needSomebody(tx, facts, change)
  // Nobody hears of the same thing twice, whatever their roles.
  const isAlone = !whom || (step === 'leader' && whom === responsible)
  const hears = isAlone || (await tellWithDay(tx, { step, whom }, change, facts))
  // The leader hears of it only after the owner has.
  if (step === 'owner' && hears) await planStep(tx, facts, change, 'leader')
  return isAlone ? { skip: 'There is nobody else to tell.' } : undefined
}

const needSomebody = (tx: Tx, facts: AccountFacts, change: ContactChange): Promise<void> =>
  raiseException(tx, {
    key: unacknowledgedKey(change),
    accountId: change.accountId,
    cause: `Nobody has acknowledged that the ${subjectName(change.role)} changed.`,
    action: 'Read the alert in the team channel, and acknowledge it there.',
    dueOn: dueIn(1, facts, tx.now),
  })

/** What waits for somebody to acknowledge it, for as long as its account has not ended. */
export const unacknowledgedLook: Look = {
  kinds: { [UNACKNOWLEDGED]: 'It was acknowledged.' },
  async find(tx, all) {
    const live = all.filter(({ account }) => account.state !== 'ended').map(({ account }) => account.id)
    const open = await openExceptions(tx, live)
    return open
      .filter(({ key }) => key.startsWith(`${UNACKNOWLEDGED}:`))
      .map(({ key, accountId, cause, action, dueOn }) => ({ key, accountId, cause, action, dueOn }))
  },
}
