import type { Undone } from '#blocks/accepted.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { tellUndone } from './announcing.ts'
import { askedNow, confirmationsOf, showConfirmations, tellNewcomer, type Way, wayTo } from './asking.ts'
import { insertEvent } from './eventsStore.ts'
import { followParties } from './following.ts'
import type { Handoff } from './model.ts'
import { planReminders, watchDueDates } from './reminding.ts'
import { note, showChecklist } from './showing.ts'
import * as store from './store.ts'
import { countBefore, showCompanions } from './twins.ts'

/** The change that started it was taken back: it ends, and says so. What is over stays as it is. */
export async function withdrawHandoff(tx: Tx, handoffId: string, actor: string): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (!handoff || !(await store.endHandoff(tx.db, handoffId, { state: 'withdrawn' }))) return
  await note(tx, handoff, actor, 'handoff.withdrawn', {})
  await show(tx, { ...handoff, state: 'withdrawn' })
  await showCompanions(tx, handoff)
}

/**
 * The change that started it is told again: it goes on, with its items as they were. `isAsked`: whether its newcomer was
 * asked to confirm, and that holds. @returns undefined where it cannot, as another of its kind runs by now.
 */
export async function reopenHandoff(
  tx: Tx,
  before: Handoff,
  actor: string,
  isAsked: boolean,
): Promise<Handoff | undefined> {
  if (!(await store.resumeHandoff(tx.db, before))) return undefined
  const unasked = isAsked ? {} : { newcomerWelcome: null, newcomerAskedAt: null, newcomerAsking: null }
  const unaccepted = { acceptedBy: null, acceptedAt: null, overrideReason: null }
  const handoff: Handoff = { ...before, ...unasked, ...unaccepted, state: 'running' }
  if (!isAsked) await store.updateHandoff(tx.db, handoff.id, unasked)
  await note(tx, handoff, actor, 'handoff.reopened', {})
  await watchDueDates(tx, (await factsOf(tx, handoff.accountId)).account, handoff.id)
  await planReminders(tx)
  await show(tx, handoff)
  await countBefore(tx, handoff)
  return handoff
}

/** It was accepted before its day, and nobody takes over by it after all. Who had accepted it stays on record. */
export async function undoAcceptance(tx: Tx, handoffId: string, actor: string, why: Undone): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (handoff?.state !== 'accepted') return
  await store.undoAcceptance(tx.db, handoffId)
  const { acceptedBy, acceptedAt } = handoff
  await note(tx, handoff, actor, 'handoff.acceptance_undone', { acceptedBy, acceptedAt })
  await tellUndone(tx, await factsOf(tx, handoff.accountId), handoff, why)
  await show(tx, { ...handoff, state: 'withdrawn' })
}

/** Somebody else is the newcomer: the checklist says so, and what the wrong person confirmed is open again. */
export async function correctNewcomer(
  tx: Tx,
  handoffId: string,
  actor: string,
  people: Pick<Handoff, 'leaver' | 'newcomer' | 'newcomerEmail' | 'giver' | 'receiver'>,
): Promise<void> {
  const before = await store.lockHandoff(tx.db, handoffId)
  if (before?.state !== 'running') return
  const isOther = before.newcomer !== people.newcomer || before.newcomerEmail !== people.newcomerEmail
  // The welcome was written to somebody else: it is closed where it stands, and what the right person reads is read and
  // sent by whoever answers for the account, as the first one was.
  if (isOther) await showConfirmations(tx, await factsOf(tx, before.accountId), { ...before, state: 'withdrawn' })
  const change = isOther ? { ...people, newcomerWelcome: null, newcomerAskedAt: null, newcomerAsking: null } : people
  await store.updateHandoff(tx.db, handoffId, change)
  const handoff = { ...before, ...change }
  await note(tx, handoff, actor, 'handoff.corrected', { from: before.newcomer, to: people.newcomer })
  if (isOther) await reopenConfirmed(tx, handoffId, actor)
  await followParties(tx, (await factsOf(tx, before.accountId)).account, before, handoff)
  await show(tx, handoff)
  if (!isOther) return
  await showCompanions(tx, before)
  await countBefore(tx, handoff)
}

async function reopenConfirmed(tx: Tx, handoffId: string, actor: string): Promise<void> {
  for (const item of await store.listItems(tx.db, [handoffId])) {
    if (item.confirmation === null || item.state !== 'done') continue
    await store.updateItem(tx.db, item, {
      ...{ state: 'open', person: null, evidence: null, doneBy: null, doneAt: null, snoozedUntil: null, news: false },
    })
    const event = { version: item.version + 1, actor, act: 'reopen' as const, person: null, words: null, until: null }
    await insertEvent(tx.db, item.id, { ...event, at: tx.now })
  }
}

/**
 * What the newcomer of a running handoff is asked to confirm, in the words in which they are asked, and how: then their
 * welcome and that are one message, or one letter. `why` is said where nobody can ask them.
 */
export async function confirmationPoints(
  tx: Tx,
  handoffId: string,
): Promise<{ by: Way['by']; words: string[]; why: string | null }> {
  const handoff = await store.findHandoff(tx.db, handoffId)
  const facts = handoff?.state === 'running' ? await factsOf(tx, handoff.accountId) : undefined
  const asked = facts && handoff && (await confirmationsOf(tx, facts, handoff))
  if (!asked) return { by: 'nobody', words: [], why: null }
  const way = await wayTo(tx, facts, handoff)
  // A letter does not change: it asks for what is open, and where nothing is, it is a welcome alone.
  const isOver = way.by === 'letter' && asked.points.every(({ confirmedOn }) => confirmedOn)
  if (isOver) return { by: 'nobody', words: [], why: null }
  return { by: way.by, words: asked.points.map(({ words }) => words), why: way.by === 'nobody' ? way.why : null }
}

/** Welcomes the newcomer where they read, and asks them there for what only they can confirm. */
export async function welcomeNewcomer(tx: Tx, handoffId: string, actor: string, welcome: string): Promise<void> {
  const handoff = await store.lockHandoff(tx.db, handoffId)
  if (handoff?.state !== 'running') return
  const facts = await factsOf(tx, handoff.accountId)
  const way = await wayTo(tx, facts, handoff)
  const now = askedNow(tx, way)
  const isSaid = way.by === 'channel' && handoff.newcomerAskedAt
  const asked = { newcomerWelcome: welcome, ...now, ...(isSaid ? { newcomerAskedAt: handoff.newcomerAskedAt } : {}) }
  await store.updateHandoff(tx.db, handoffId, asked)
  await note(tx, handoff, actor, 'handoff.newcomer_asked', { newcomer: handoff.newcomer, by: way.by })
  await tellNewcomer(tx, facts, { ...handoff, ...asked }, way)
  await showChecklist(tx, { ...handoff, ...asked })
  await showCompanions(tx, handoff)
}

async function show(tx: Tx, handoff: Handoff): Promise<void> {
  await showConfirmations(tx, await factsOf(tx, handoff.accountId), handoff)
  await showChecklist(tx, handoff)
}
