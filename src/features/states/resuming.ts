import type { Message, Modal } from '#blocks/kit.ts'
import { noteLetter } from '#blocks/letters.ts'
import { type Resuming, resumeNote, resumePreview } from '#blocks/states.ts'
import { changeState, factsOf, lockAccount, noteWord, wasJustDone, watchStates } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, missingForActive, runsWeekly } from '#features/accounts/model.ts'
import { planAccount } from '#features/checkins/flow.ts'
import { canTell, tellBuyer } from '#features/letters/flow.ts'
import { followSoon } from '#features/promises/flow.ts'
import { assertMaySteer, nextRoundOf } from '#features/rounds/flow.ts'
import { localDate, longDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { ITSELF, moveOn } from './moving.ts'
import { asReachable, assertSpeaks, firstAfter, namedFor, placeOf, sealOf } from './pausing.ts'
import { reviewedAfter } from './reviewed.ts'
import { tellResumed } from './telling.ts'

/** The account as it runs once its pause is over. */
function running({ account, ...rest }: AccountFacts): AccountFacts {
  const ready = missingForActive(account, rest.stakeholders).length === 0
  const state = account.resumesAs ?? (ready ? 'active' : 'not_started')
  return { ...rest, account: { ...account, state, pausedUntil: null, resumesAs: null } }
}

/** The pause is over: back into the state before it. `userId` is null where its day has come. */
export async function resume(tx: Tx, accountId: string, userId: string | null): Promise<Outcome> {
  await lockAccount(tx, accountId)
  const facts = await factsOf(tx, accountId)
  const { account } = facts
  if (account.state !== 'paused') return { skip: `It is ${account.state}.` }
  if (!userId && isEarly(tx, account)) return { skip: 'The pause was prolonged.' }
  const again = running(facts)
  await changeState(tx, account, { state: again.account.state }, userId ?? ITSELF)
  await watchStates(tx, [again])
  // It may have gone live meanwhile.
  await moveOn(tx, accountId)
  await planAccount(tx, accountId)
  // What the pause kept back can be approved again: its review says so.
  await followSoon(tx, accountId)
  await tellResumed(tx, await factsOf(tx, accountId), userId)
  return undefined
}

const isEarly = (tx: Tx, { pausedUntil, zone }: Account): boolean =>
  pausedUntil !== null && pausedUntil > localDate(tx.now, zone)

interface Early {
  facts: AccountFacts
  /** The day of the next update; null where none can be planned. */
  next: string | null
  /** What the customer is told; null where they were told of no later day. */
  message: Message | null
}

/** What ending a pause now would mean. @throws Refusal for whoever may not. */
async function resumable(tx: Tx, userId: string, accountId: string): Promise<Early> {
  const known = await factsOf(tx, accountId)
  const { account } = known
  const facts = await asReachable(tx, known)
  if (account.state !== 'paused') throw new Refusal(`${account.called} is not paused.`)
  const next = await nextUpdate(tx, running(known))
  const breaksWord =
    next !== null && isEarly(tx, account) && next !== (await firstAfter(tx, known, account.pausedUntil!))
  if (breaksWord) await assertSpeaks(tx, userId, facts)
  else await assertMaySteer(tx, userId, facts)
  return { facts, next, message: breaksWord ? resumeNote(await namedFor(tx, facts), longDay(next)) : null }
}

async function nextUpdate(tx: Tx, again: AccountFacts): Promise<string | null> {
  const { account, stakeholders } = again
  if (!runsWeekly(account.state) || missingForActive(account, stakeholders).length > 0) return null
  const round = await nextRoundOf(tx, again)
  return (await reviewedAfter(tx, again, tx.now)) ?? ('refused' in round ? null : round.publishOn)
}

/** Shows what the customer will be told when the pause ends before the day that was announced, word for word. */
export async function openResume(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const { facts, next, message } = await resumable(tx, userId, accountId)
  const place = placeOf(tx, facts)
  return resumePreview({
    ...{ accountId, account: facts.account.called, place, message },
    next: next && longDay(next),
    seal: sealOf([message, place]),
  })
}

/**
 * Ends a pause before its day: the customer is told first, in the text that was shown, and then it runs. @returns the
 * form again where that text is another one by now.
 */
export async function resumeNow(tx: Tx, userId: string, { accountId, seal }: Resuming): Promise<Modal | undefined> {
  await lockAccount(tx, accountId)
  if (await isResumed(tx, userId, accountId)) return undefined
  const { facts, message } = await resumable(tx, userId, accountId)
  if (sealOf([message, placeOf(tx, facts)]) !== seal) return openResume(tx, userId, accountId)
  if (message && canTell(tx, facts)) {
    const letter = noteLetter(`${facts.account.name}: the updates begin again`, message)
    const key = `resumed_early:${accountId}:${tx.now.toISOString()}`
    await tellBuyer(tx, facts, { key, kind: 'resume_note', message, letter })
    await noteWord(tx, accountId)
  }
  await resume(tx, accountId, userId)
  return undefined
}

/** They have resumed it already, and send it again, as the answer came too late. */
async function isResumed(tx: Tx, actor: string, accountId: string): Promise<boolean> {
  const { state } = (await factsOf(tx, accountId)).account
  if (state === 'paused') return false
  return wasJustDone(tx, { accountId, actor, action: 'account.state', detail: { from: 'paused', to: state } })
}
