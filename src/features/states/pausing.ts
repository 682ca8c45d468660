import { createHash } from 'node:crypto'
import type { Modal } from '#blocks/kit.ts'
import { noteLetter } from '#blocks/letters.ts'
import { type Named, type Pausing, pauseModal, pauseNote, pausePreview, UNTIL } from '#blocks/states.ts'
import { changeState, factsOf, lockAccount, noteWord, stateInstant, watchStates } from '#features/accounts/flow.ts'
import { type AccountFacts, runsWeekly, STATE_NAMES } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { expectAnswers } from '#features/checkins/flow.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import { peopleById, speakerOf } from '#features/installations/flow.ts'
import { buyerPlaces, canTell, tellBuyer } from '#features/letters/flow.ts'
import { followSoon, nameOf } from '#features/promises/flow.ts'
import { nextRoundFrom, openRoundOf, skipRound } from '#features/rounds/flow.ts'
import { localDate, longDay, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { pauseTrouble } from './model.ts'
import { reviewedAfter, unpostedBefore } from './reviewed.ts'
import { sayNews } from './telling.ts'

/**
 * What the customer is told goes out in the name of one person, who alone decides about it: the owner, without one the
 * leader, then an administrator. @throws Refusal for anybody else.
 */
export async function assertSpeaks(tx: Tx, userId: string, facts: AccountFacts): Promise<void> {
  const responsible = await responsibleFor(tx, facts)
  if (responsible === userId) return
  const name = responsible ? (await peopleById(tx, [responsible])).get(responsible)?.name : undefined
  const who = name ? `${name}, who answers for ${facts.account.called},` : 'whoever answers for the account'
  throw new Refusal(`Only ${who} can do this, because the customer hears of it.`)
}

/** The account's name, and whom the customer calls. */
export async function namedFor(tx: Tx, facts: AccountFacts): Promise<Named> {
  const speaker = await speakerOf(tx, facts)
  const { name: account, title } = facts.account
  return { account, title, contact: speaker ? await nameOf(tx, speaker) : null }
}

/** Where the customer reads; `sends` says whether a letter goes to the address by itself. */
export function placeOf(tx: Tx, facts: AccountFacts) {
  const { channel, email } = buyerPlaces(tx, facts)
  return { channel, email: email ?? facts.account.buyerEmail, sends: email !== null }
}

/**
 * The account as its customer can be reached now: a channel that cannot be used, or of which nobody has confirmed who
 * reads there, is none.
 */
export async function asReachable(tx: Tx, facts: AccountFacts): Promise<AccountFacts> {
  const barred = (await obstacleOf(tx, facts.account)) !== null
  return barred ? { ...facts, account: { ...facts.account, buyerChannel: null } } : facts
}

async function pausable(tx: Tx, userId: string, accountId: string): Promise<AccountFacts> {
  const facts = await factsOf(tx, accountId)
  const { state, called, pausedUntil } = facts.account
  await assertSpeaks(tx, userId, facts)
  if (state === 'paused')
    throw new Refusal(`${called} is paused already${pausedUntil ? `, until ${shortDay(pausedUntil)}` : ''}.`)
  if (state === 'ended') throw new Refusal(`${called} has ended, so there is nothing to pause.`)
  return asReachable(tx, facts)
}

export async function openPause(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const { account } = await pausable(tx, userId, accountId)
  return pauseModal(account.id, account.called)
}

/** The day of the first update after a pause until a day; null where none can be planned. */
export async function firstAfter(tx: Tx, facts: AccountFacts, until: string): Promise<string | null> {
  const at = stateInstant(until, facts.account.zone)
  const next = await nextRoundFrom(tx, facts, at)
  return (await reviewedAfter(tx, facts, at)) ?? ('refused' in next ? null : next.publishOn)
}

/** The text of a pause as the customer would read it; null before the updates have begun. */
async function noteFor(tx: Tx, facts: AccountFacts, until: string) {
  if (!runsWeekly(facts.account.state)) return null
  // The day on which it runs again is ours: theirs is that of the update.
  const next = await firstAfter(tx, facts, until)
  return pauseNote(await namedFor(tx, facts), longDay(until), next && longDay(next))
}

/** Of a text that was shown: only this one is sent. */
export const sealOf = (text: unknown): string =>
  createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 16)

/** Shows what the customer will be told, word for word. @throws Refusal at the date. */
export async function previewPause(tx: Tx, userId: string, accountId: string, until: string | null): Promise<Modal> {
  const facts = await pausable(tx, userId, accountId)
  const trouble = pauseTrouble(until, localDate(tx.now, facts.account.zone))
  if (trouble || !until) throw new Refusal(trouble ?? '', UNTIL)
  const message = await noteFor(tx, facts, until)
  const unposted = await unpostedBefore(tx, accountId, stateInstant(until, facts.account.zone))
  const named = { accountId, until, untilWords: longDay(until), place: placeOf(tx, facts), unposted }
  return pausePreview({ ...named, message, seal: sealOf([message, placeOf(tx, facts)]) })
}

/**
 * Pauses an account: its open week ends, nobody is asked any more, and the customer is told once, in the text that was
 * shown. @returns the form again where that text is another one by now.
 */
export async function pause(tx: Tx, userId: string, { accountId, until, seal }: Pausing): Promise<Modal | undefined> {
  await lockAccount(tx, accountId)
  const { account: now } = await factsOf(tx, accountId)
  // Sent again, as the answer came too late.
  if (now.state === 'paused' && now.pausedUntil === until) return undefined
  const facts = await pausable(tx, userId, accountId)
  const { account } = facts
  const message = await noteFor(tx, facts, until)
  if (sealOf([message, placeOf(tx, facts)]) !== seal) return previewPause(tx, userId, accountId, until)
  const paused = { ...account, state: 'paused' as const, pausedUntil: until, resumesAs: account.state }
  await changeState(tx, account, { state: 'paused', pausedUntil: until, resumesAs: account.state }, userId)
  await stopAsking(tx, { ...facts, account: paused }, `Paused until ${shortDay(until)}.`)
  await watchStates(tx, [{ ...facts, account: paused }])
  // What waits to be published does not go out: its review says so.
  await followSoon(tx, accountId)
  const told = message !== null && canTell(tx, facts)
  if (told) {
    const letter = noteLetter(`${account.name}: the updates pause`, message)
    await tellBuyer(tx, facts, {
      key: `paused:${accountId}:${tx.now.toISOString()}`,
      kind: 'pause_note',
      message,
      letter,
    })
    await noteWord(tx, accountId)
  }
  await tellPaused(tx, { ...facts, account: paused }, userId, told)
  return undefined
}

async function tellPaused(tx: Tx, facts: AccountFacts, userId: string, told: boolean): Promise<void> {
  const { account } = facts
  const name = (await peopleById(tx, [userId])).get(userId)?.name ?? userId
  const until = account.pausedUntil ? longDay(account.pausedUntil) : 'later'
  await sayNews(tx, facts, localDate(tx.now, account.zone), {
    title: `${account.called} is paused until ${until}`,
    words: [
      `${name} paused it. Until then nobody is asked, and the customer hears nothing.`,
      told ? 'The customer has been told.' : 'Nothing was posted for the customer.',
      `It then runs again by itself, as ${STATE_NAMES[account.resumesAs ?? 'active']}.`,
    ],
    offersHandoff: false,
    rhythm: null,
  })
}

/** Ends the week under way without an update: who was asked need not answer any more. */
export async function stopAsking(tx: Tx, facts: AccountFacts, reason: string): Promise<void> {
  const open = await openRoundOf(tx, facts.account.id)
  if (!open) return
  await expectAnswers(tx, facts, open)
  await skipRound(tx, open.id, reason)
}
