import { checkSoon, factsOf, handRoleOver, record } from '#features/accounts/flow.ts'
import type { Stakeholder } from '#features/accounts/model.ts'
import { instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { cancel, schedule } from '#platform/scheduling/occurrences.ts'
import { announce } from './alerting.ts'
import { keptAs, leaverOf } from './leaver.ts'
import { isHeldBySeveral } from './lines.ts'
import { type ContactChange, PRIORITIES, whoComes } from './model.ts'
import { showPrivately } from './showing.ts'
import * as store from './store.ts'

const MOST_WAITING = 20

/** Writes down what happened with a change. */
export const noteChange = (tx: Tx, change: ContactChange, actor: string, action: string): Promise<void> => {
  const { id, accountId, role, leaver, effectiveOn } = change
  // What is not public yet is on record with everything else only once it is.
  const comer = change.private ? null : (change.newcomer ?? change.newcomerName ?? change.newcomerEmail)
  const detail = change.private ? { changeId: id } : { changeId: id, role, leaver, newcomer: comer, effectiveOn }
  return record(tx, { accountId, actor, action, detail })
}

/** Lets a change that was kept just now have its effect: at once, or on its day. */
export async function begin(tx: Tx, change: ContactChange): Promise<void> {
  await effect(tx, change)
  if (change.private) await showPrivately(tx, change)
  else await announce(tx, change.id)
}

export async function effect(tx: Tx, change: ContactChange): Promise<void> {
  const { account } = await factsOf(tx, change.accountId)
  if (change.effectiveOn <= localDate(tx.now, account.zone)) return void (await handOver(tx, change))
  const dueAt = instantAt(change.effectiveOn, '00:00', account.zone)
  const subject = { changeId: change.id }
  await schedule(tx, { kind: 'contacts.take_effect', key: effectKey(change), subject, dueAt })
  // What was asked because of this person is answered.
  await checkSoon(tx, [change.accountId])
}

export const effectKey = ({ id, turn }: ContactChange): string => `contact:${id}:${turn}`

/** What was not public yet is known by another way: nothing is told twice. */
export async function closeUntold(tx: Tx, change: ContactChange): Promise<void> {
  await cancel(tx, effectKey(change), 'It is known by another way.')
  const closed = { state: 'withdrawn' as const, closedBy: change.recordedBy, closedAt: tx.now }
  await store.updateChange(tx.db, change.id, closed)
  await showPrivately(tx, { ...change, ...closed })
}

/** What was not public yet is told from now on. */
export async function release(tx: Tx, change: ContactChange): Promise<void> {
  const released = { ...change, private: false, leaver: await leaverNow(tx, change) }
  await store.updateChange(tx.db, change.id, { private: false, leaver: released.leaver })
  await noteChange(tx, released, change.recordedBy, 'contact.changed')
  await showPrivately(tx, released)
  await announce(tx, change.id)
}

/** Who leaves by a change that lies ahead: others may have come and gone since it was kept. */
async function leaverNow(tx: Tx, { accountId, role, leaver, tookEffectAt }: ContactChange): Promise<string | null> {
  if (tookEffectAt) return leaver
  const changes = (await store.listStanding(tx.db, accountId, role, MOST_WAITING)).filter((one) => !one.private)
  const now = leaverOf(await factsOf(tx, accountId), { role, text: leaver, changes })
  return now ? keptAs(now) : leaver
}

/** Ends the assignment of whoever holds the role now and begins the newcomer's. */
export async function handOver(tx: Tx, change: ContactChange): Promise<string | undefined> {
  const { id, accountId, role, effectiveOn } = change
  const comer = whoComes(change)
  const { leaver, holds } = await holdersAt(tx, change)
  if (role === PRIORITIES || (holds && (!leaver || leaver.userId === comer?.userId))) {
    await store.updateChange(tx.db, id, { tookEffectAt: tx.now })
    return holds ? 'The newcomer held the role before.' : undefined
  }
  // Who held it beside whoever leaves goes on as they did.
  const newcomer = holds ? null : comer
  const assignmentId = await handRoleOver(tx, { accountId, role, leaver, newcomer, on: effectiveOn })
  await store.updateChange(tx.db, id, {
    ...{ tookEffectAt: tx.now, leftId: leaver?.id ?? change.leftId, assignmentId },
    leaver: leaver ? keptAs(leaver) : change.leaver,
  })
  return undefined
}

/** Whose assignment ends by a change on its day, and whether the newcomer holds the role already. */
async function holdersAt(tx: Tx, change: ContactChange): Promise<{ leaver: Stakeholder | undefined; holds: boolean }> {
  const { accountId, role, leaver: text, leftId } = change
  const facts = await factsOf(tx, accountId)
  const comer = whoComes(change)
  const holds = facts.stakeholders.some((one) => one.role === role && comer?.userId && one.userId === comer.userId)
  // Whoever left a role that others hold besides has left before: none of those leaves with them.
  if (leftId && isHeldBySeveral(role)) return { leaver: undefined, holds }
  const standing = await store.listStanding(tx.db, accountId, role, MOST_WAITING)
  const left = leaverOf(facts, { role, text, changes: standing.filter(({ tookEffectAt }) => tookEffectAt !== null) })
  return { leaver: facts.stakeholders.find((one) => one.id === left?.id), holds }
}
