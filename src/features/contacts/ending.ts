import { factsOf } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import { settleException } from '#features/exceptions/flow.ts'
import { getHandoff, passAccount, undoAcceptance } from '#features/handoffs/flow.ts'
import { type Handoff, transitionOf } from '#features/handoffs/model.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { showReminders } from './acknowledging.ts'
import { isOfChange, listOfHandoff } from './endingStore.ts'
import { isChanging, isEmpty, unacknowledgedKey } from './model.ts'
import { isComplete } from './rights.ts'
import * as store from './store.ts'

/** Of one role so many changes stand at most that anybody still looks at. */
const MOST_STANDING = 20

/** A transition is over: the alert that told of it says so in place, and so does whatever reminded of it. */
export async function endTransition(tx: Tx, { subject }: { subject: { handoffId: string } }): Promise<void> {
  const told = [...(await listOfHandoff(tx.db, subject.handoffId)), ...(await leftEmpty(tx, subject.handoffId))]
  for (const id of told) {
    const change = await store.lockChange(tx.db, id)
    if (change?.state !== 'standing') continue
    await showReminders(tx, change)
    if (await isComplete(tx, change))
      await settleException(tx, unacknowledgedKey(change), 'Its transition is complete.')
  }
}

/** A role that was left empty has no handoff of its own: the changes of which one tells that was begun by hand. */
async function leftEmpty(tx: Tx, handoffId: string): Promise<string[]> {
  const { accountId, kind, newcomer } = await getHandoff(tx, handoffId)
  const role = transitionOf(kind)
  if (!role || !isChanging(role) || newcomer !== null) return []
  const changes = await store.listStanding(tx.db, accountId, role, MOST_STANDING)
  return changes.filter((change) => isEmpty(change) && !change.private).map(({ id }) => id)
}

/**
 * The day has come from which whoever accepted an account owns it: where a change brought them, by that alone; where
 * somebody else has come since, by nothing.
 */
export async function passOnItsDay(tx: Tx, { subject }: { subject: { handoffId: string } }): Promise<Outcome> {
  const { handoffId } = subject
  if (await isOfChange(tx.db, handoffId)) return { skip: 'The change that brought them takes effect by itself.' }
  const handoff = await getHandoff(tx, handoffId)
  if (await isOvertaken(tx, handoff)) {
    await undoAcceptance(tx, handoffId, 'throughline', 'overtaken')
    return { skip: 'Somebody else has taken the account over since.' }
  }
  await passAccount(tx, handoff)
  return undefined
}

/** Whether an account is somebody's by now who neither left nor came by its handoff, or becomes so on this very day. */
async function isOvertaken(tx: Tx, { accountId, leaver, newcomer }: Handoff): Promise<boolean> {
  const { account, stakeholders } = await factsOf(tx, accountId)
  const owner = holderOf(stakeholders, 'owner')?.userId
  if (owner && owner !== leaver && owner !== newcomer) return true
  const today = localDate(tx.now, account.zone)
  const changes = await store.listStanding(tx.db, accountId, 'owner', MOST_STANDING)
  return changes.some(({ tookEffectAt, effectiveOn }) => tookEffectAt === null && effectiveOn <= today)
}
