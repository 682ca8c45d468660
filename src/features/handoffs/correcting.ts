import { factsOf } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { confirmationsOf, showConfirmations } from './asking.ts'
import type { Handoff } from './model.ts'
import { note, showChecklist } from './showing.ts'
import * as store from './store.ts'

/** The change that started it was taken back: it ends, and says so. What is over stays as it is. */
export async function withdrawHandoff(tx: Tx, handoffId: string, actor: string): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (!handoff || !(await store.endHandoff(tx.db, handoffId, { state: 'withdrawn' }))) return
  await note(tx, handoff, actor, 'handoff.withdrawn', {})
  await show(tx, { ...handoff, state: 'withdrawn' })
}

/** Somebody else is the newcomer: the checklist says so, and what the wrong person confirmed is open again. */
export async function correctNewcomer(
  tx: Tx,
  handoffId: string,
  actor: string,
  people: Pick<Handoff, 'leaver' | 'newcomer' | 'giver' | 'receiver'>,
): Promise<void> {
  const before = await store.lockHandoff(tx.db, handoffId)
  if (before?.state !== 'running') return
  const isOther = before.newcomer !== people.newcomer
  // The welcome was written to somebody else: it is closed where it stands, and what the right person reads is read and
  // sent by whoever answers for the account, as the first one was.
  if (isOther) await showConfirmations(tx, await factsOf(tx, before.accountId), { ...before, state: 'withdrawn' })
  const change = isOther ? { ...people, newcomerWelcome: null, newcomerAskedAt: null } : people
  await store.updateHandoff(tx.db, handoffId, change)
  const handoff = { ...before, ...change }
  await note(tx, handoff, actor, 'handoff.corrected', { from: before.newcomer, to: people.newcomer })
  if (isOther) await reopenConfirmed(tx, handoffId, actor)
  await show(tx, handoff)
}

async function reopenConfirmed(tx: Tx, handoffId: string, actor: string): Promise<void> {
  for (const item of await store.listItems(tx.db, [handoffId])) {
    if (item.confirmation === null || item.state !== 'done') continue
    await store.updateItem(tx.db, item, {
      ...{ state: 'open', person: null, evidence: null, doneBy: null, doneAt: null, snoozedUntil: null, news: false },
    })
    const event = { version: item.version + 1, actor, act: 'reopen' as const, person: null, words: null, until: null }
    await store.insertEvent(tx.db, item.id, { ...event, at: tx.now })
  }
}

/**
 * What the newcomer of a running handoff is asked to confirm where the customer reads, in the words in which they are
 * asked: then their welcome and that are one message. Nothing for somebody who is not in Slack: they could press nothing.
 */
export async function confirmationPoints(tx: Tx, handoffId: string): Promise<string[]> {
  const handoff = await store.findHandoff(tx.db, handoffId)
  if (handoff?.state !== 'running' || !/^[UW][A-Z0-9]{2,}$/.test(handoff.newcomer ?? '')) return []
  const facts = await factsOf(tx, handoff.accountId)
  if (!facts.account.buyerChannel) return []
  return ((await confirmationsOf(tx, facts, handoff))?.points ?? []).map(({ words }) => words)
}

/** Welcomes the newcomer where the customer reads, and asks them there for what only they can confirm. */
export async function welcomeNewcomer(tx: Tx, handoffId: string, actor: string, welcome: string): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (handoff?.state !== 'running') return
  const asked = { newcomerWelcome: welcome, newcomerAskedAt: handoff.newcomerAskedAt ?? tx.now }
  await store.updateHandoff(tx.db, handoffId, asked)
  await note(tx, handoff, actor, 'handoff.newcomer_asked', { newcomer: handoff.newcomer })
  await show(tx, { ...handoff, ...asked })
}

async function show(tx: Tx, handoff: Handoff): Promise<void> {
  await showConfirmations(tx, await factsOf(tx, handoff.accountId), handoff)
  await showChecklist(tx, handoff)
}
