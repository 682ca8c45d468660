import { checkSoon, factsOf, handRoleOver, record } from '#features/accounts/flow.ts'
import type { AccountFacts, Stakeholder } from '#features/accounts/model.ts'
import { type Actor, checkVendor, withdrawHandoff } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { addDays, instantAt, type LocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { leaderOf, showReminders, standing } from './acknowledging.ts'
import { noteChange } from './effecting.ts'
import { showAsked } from './lapsing.ts'
import { checkActive } from './learning.ts'
import { isHeldBySeveral } from './lines.ts'
import { type ContactChange, isUserId, PRIORITIES, subjectName, whoComes } from './model.ts'
import { isEarly } from './planning.ts'
import { offerRetraction } from './retracting.ts'
import { mayDecide } from './rights.ts'
import { showAgain, showAlert } from './showing.ts'
import { standInsOf } from './standIns.ts'
import * as store from './store.ts'
import { followLeaver } from './transition.ts'

async function temporary(
  tx: Tx,
  actor: Actor,
  changeId: string,
): Promise<{ change: ContactChange; facts: AccountFacts }> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await checkVendor(tx, actor, facts)
  // Nobody had said it: then the leader may, too.
  const isLeaders = change.leaderAskedAt !== null && (await leaderOf(tx, facts)) === actor.userId
  if (!isLeaders) await mayDecide(tx, actor, facts, change)
  if (!change.temporaryUntil || change.role === PRIORITIES) throw new Refusal('This is settled already.')
  return { change, facts }
}

/** Whoever was stood in for is back: they hold the role again, and the transition ends. */
export async function comeBack(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const { change, facts } = await temporary(tx, actor, changeId)
  const { role } = change
  const isStandIn = (one: Stakeholder) => one.role === role && one.id === change.assignmentId
  const leaver = facts.stakeholders.find(isStandIn)
  if (!leaver || !change.tookEffectAt)
    throw new Refusal(
      `Somebody else is the ${subjectName(change.role)} by now. Please record what holds with Contact change.`,
    )
  const first = (await standInsOf(tx, change)).at(-1)!
  const comer = (await leftBy(tx, first))?.userId ?? ''
  checkActive((await peopleById(tx, [comer])).get(comer))
  const on = localDate(tx.now, facts.account.zone)
  await giveBack(tx, change, { leaver, actor: actor.userId, on, back: first.leaver })
}

interface Returned {
  actor: string
  on: LocalDate
  /** Who is back, as a change keeps who left by it. */
  back: string | null
}

/** What is over by that, the last first: whoever stood in for somebody who stood in was there for the first of them. */
async function overBy(tx: Tx, change: ContactChange, back: string | null): Promise<ContactChange[]> {
  const all = await standInsOf(tx, change)
  const first = all.findLastIndex(({ leaver }) => leaver === back)
  return all.slice(0, Math.max(0, first) + 1)
}

/** Whoever left holds the role again from a day on; who stood in until then, if anybody did, stays in its history. */
export async function giveBack(
  tx: Tx,
  change: ContactChange,
  { leaver, actor, on, back }: Returned & { leaver: Stakeholder | undefined },
): Promise<void> {
  const { accountId } = change
  const role = change.role as Stakeholder['role']
  const newcomer = await leftBy(tx, (await overBy(tx, change, back)).at(-1)!)
  const assignmentId = await handRoleOver(tx, { accountId, role, leaver, newcomer, on })
  await endReturned(tx, change, { actor, on, back, assignmentId })
}

/**
 * Whoever left is back from a day that lies ahead: until then it stays as it is, and who stands in does so until the day before.
 * Where another last day is told meanwhile, or somebody else follows, that holds.
 */
export async function comeBackOn(tx: Tx, before: ContactChange, { on, actor, back }: Returned): Promise<void> {
  const { account } = await factsOf(tx, before.accountId)
  // Until then, it is for them that somebody stands in.
  const { leaver } = (await overBy(tx, before, back)).at(-1)!
  await store.updateChange(tx.db, before.id, { temporaryUntil: addDays(on, -1), leaver })
  const change = (await store.findChange(tx.db, before.id))!
  const subject = { changeId: change.id, on, actor }
  const key = `contact.returns:${change.id}:${on}`
  await schedule(tx, { kind: 'contacts.come_back', key, subject, dueAt: instantAt(on, '00:00', account.zone) })
  await noteChange(tx, change, actor, 'contact.corrected')
  if (await isEarly(tx, before, on)) await offerRetraction(tx, change)
  await checkSoon(tx, [change.accountId])
  await showAsked(tx, change, before.temporaryUntil)
}

/** The day has come on which whoever left is back. */
export async function returnOnItsDay(
  tx: Tx,
  { subject }: { subject: { changeId: string; on: LocalDate; actor: string } },
): Promise<Outcome> {
  const { changeId, on, actor } = subject
  const change = await store.lockChange(tx.db, changeId)
  if (change?.state !== 'standing' || change.temporaryUntil !== addDays(on, -1)) return { skip: 'It was put right.' }
  const { stakeholders } = await factsOf(tx, change.accountId)
  const leaver = stakeholders.find(({ id }) => id === change.assignmentId)
  const isTaken = stakeholders.some(({ role }) => role === change.role) && !isHeldBySeveral(change.role)
  if (change.assignmentId ? !leaver : isTaken) return { skip: 'Somebody else holds the role by now.' }
  await giveBack(tx, change, { leaver, actor, on, back: change.leaver })
  await showAlert(tx, (await store.findChange(tx.db, changeId))!)
  return undefined
}

/** The same where a file has given the role back. */
export async function endReturned(
  tx: Tx,
  change: ContactChange,
  { actor, on, back, assignmentId }: Returned & { assignmentId: string | null },
): Promise<void> {
  const over = await overBy(tx, change, back)
  const { leaver, leftId } = over.at(-1)!
  // Whoever is back to stand in goes on doing so.
  const before = (await standInsOf(tx, change))[over.length]
  if (before && leftId) await store.updateChange(tx.db, before.id, { assignmentId })
  let until = on
  for (const one of over) {
    await end(tx, one, { leaver, actor, on: until })
    if (one === change && (await isEarly(tx, change, on)))
      await offerRetraction(tx, (await store.findChange(tx.db, change.id))!)
    await settle(tx, actor, one, 'contact.came_back')
    until = one.effectiveOn
  }
  // Whoever reports it draws the last one.
  for (const { id } of over.slice(1)) await showAgain(tx, id)
}

/** Until a day somebody stood in, whatever had been said. */
async function end(
  tx: Tx,
  change: ContactChange,
  { leaver, actor, on }: { leaver: string | null; actor: string; on: LocalDate },
): Promise<void> {
  const temporaryUntil = change.temporaryUntil && [addDays(on, -1), change.effectiveOn].sort()[1]!
  const closed = { closedBy: actor, closedAt: tx.now }
  await store.updateChange(tx.db, change.id, { state: 'ended', ...closed, temporaryUntil, leaver })
  // Nothing is handed over any more, whoever had begun that.
  if (change.handoffId) await withdrawHandoff(tx, change.handoffId, actor)
  await followLeaver(tx, change, actor)
}

/** Who left by a change, as they held the role. */
async function leftBy(tx: Tx, { leaver, leftId }: ContactChange) {
  const held = leftId ? await store.findAssignment(tx.db, leftId) : undefined
  if (held) return held
  if (!leaver) return null
  return isUserId(leaver) ? { userId: leaver, name: null, email: null } : { userId: null, name: leaver, email: null }
}

/** Whoever stood in stays. */
export async function stay(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const { change } = await temporary(tx, actor, changeId)
  await store.updateChange(tx.db, change.id, { temporaryUntil: null })
  await settle(tx, actor.userId, change, 'contact.stays')
}

async function settle(tx: Tx, actor: string, before: ContactChange, action: string): Promise<void> {
  const change = (await store.findChange(tx.db, before.id))!
  const { accountId, role } = change
  const detail = { changeId: change.id, role, newcomer: whoComes(change) }
  await record(tx, { accountId, actor, action, detail })
  await checkSoon(tx, [accountId])
  await showReminders(tx, change)
  await showAsked(tx, change, before.temporaryUntil)
}
