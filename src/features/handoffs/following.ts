import { record } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, goLiveOf } from '#features/accounts/model.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { dueDate, type Handoff, isClosed } from './model.ts'
import { planReminders, watchDueDates } from './reminding.ts'
import { showChecklist } from './showing.ts'
import { calendarsFor } from './side.ts'
import * as store from './store.ts'

/**
 * Each night: handoffs that count from the day of going live follow its forecast, and what is open is due by the
 * calendars of today, as an account, or somebody who answers for a side, may be in another country by now.
 */
export async function followDays(tx: Tx, all: AccountFacts[]): Promise<void> {
  const facts = new Map(all.map((one) => [one.account.id, one]))
  for (const { id, accountId, followsForecast } of await store.listRunning(tx.db, [...facts.keys()])) {
    const known = facts.get(accountId)!
    const anchorOn = followsForecast ? goLiveOf(known.milestones)?.forecastOn : undefined
    if (anchorOn) await moveAnchor(tx, known, id, anchorOn)
    await followCalendars(tx, known, id)
  }
}

async function followCalendars(tx: Tx, { account }: AccountFacts, handoffId: string): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (handoff?.state === 'running' && (await countAnew(tx, account, handoff))) await showChecklist(tx, handoff)
}

/** The day from which a running handoff counts is another one: what is open in it gets its new day. */
export async function moveHandoff(tx: Tx, facts: AccountFacts, handoffId: string, anchorOn: LocalDate): Promise<void> {
  await moveAnchor(tx, facts, handoffId, anchorOn)
  await planReminders(tx)
}

async function moveAnchor(tx: Tx, { account }: AccountFacts, handoffId: string, anchorOn: LocalDate): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (handoff?.state !== 'running' || handoff.anchorOn === anchorOn) return
  await store.updateHandoff(tx.db, handoffId, { anchorOn })
  await countAnew(tx, account, { ...handoff, anchorOn })
  const detail = { handoffId, from: handoff.anchorOn, to: anchorOn }
  await record(tx, { accountId: account.id, actor: 'throughline', action: 'handoff.moved', detail })
  await showChecklist(tx, { ...handoff, anchorOn })
}

/** Others give or receive: what is open is due on days on which they work, and they are reminded of it. */
export async function followParties(
  tx: Tx,
  account: Account,
  before: Pick<Handoff, 'giver' | 'receiver'>,
  now: Handoff,
): Promise<void> {
  if (before.giver === now.giver && before.receiver === now.receiver) return
  await countAnew(tx, account, now)
  await planReminders(tx)
}

/**
 * Gives what is open the day on which it is due by the calendars of the account and of who answers for each side.
 * @returns whether any day is another one.
 */
async function countAnew(tx: Tx, account: Account, handoff: Handoff): Promise<boolean> {
  const calendars = await calendarsFor(tx, account, handoff)
  let moved = false
  for (const item of await store.listItems(tx.db, [handoff.id])) {
    if (isClosed(item) || item.dueAfter === null) continue
    const dueOn = dueDate(handoff.anchorOn, item.dueAfter, ...calendars[item.side])
    if (dueOn === item.dueOn) continue
    await store.moveItem(tx.db, item.id, dueOn)
    moved = true
  }
  if (moved) await watchDueDates(tx, account, handoff.id)
  return moved
}
