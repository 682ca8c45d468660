import type { Modal } from '#blocks/kit.ts'
import { noteLetter } from '#blocks/letters.ts'
import { closingDraft, closingNote, type Ending, endModal, endPreview, fitsForm, WORDS } from '#blocks/states.ts'
import { changeState, factsOf, lockAccount, noteWord, record, wasJustDone } from '#features/accounts/flow.ts'
import { type AccountFacts, goLiveOf } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { canTell, tellBuyer } from '#features/letters/flow.ts'
import { followSoon } from '#features/promises/flow.ts'
import { localDate, longDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { asReachable, assertSpeaks, namedFor, placeOf, stopAsking } from './pausing.ts'
import { unpostedBefore } from './reviewed.ts'
import { sayNews } from './telling.ts'

async function endable(tx: Tx, userId: string, accountId: string): Promise<AccountFacts> {
  const facts = await factsOf(tx, accountId)
  await assertSpeaks(tx, userId, facts)
  if (facts.account.state === 'ended') throw new Refusal(`${facts.account.called} has ended already.`)
  return asReachable(tx, facts)
}

/** The closing note as we would write it, for the owner to make their own. */
export async function openEnd(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const facts = await endable(tx, userId, accountId)
  const goLive = goLiveOf(facts.milestones)
  const reached = goLive?.reachedOn ? `You have been live since ${longDay(goLive.reachedOn)}.` : null
  return endModal(accountId, facts.account.called, closingDraft(await namedFor(tx, facts), reached))
}

/** The owner's closing note as the customer will read it. @throws Refusal at the words. */
export async function previewEnd(tx: Tx, userId: string, ending: Ending): Promise<Modal> {
  const facts = await endable(tx, userId, ending.accountId)
  if (!ending.words) throw new Refusal('Please write a line: it is the last one that the customer reads.', WORDS)
  if (!fitsForm(ending)) throw new Refusal('Please shorten it a little; this is too long to be confirmed.', WORDS)
  const note = closingNote(await namedFor(tx, facts), ending.words)
  return endPreview(ending, placeOf(tx, facts), note, await unpostedBefore(tx, ending.accountId, null))
}

/** Sends the closing note and stops everything. */
export async function end(tx: Tx, userId: string, { accountId, words }: Ending): Promise<void> {
  await lockAccount(tx, accountId)
  // Sent again, as the answer came too late.
  const detail = { accountId, words }
  const { state } = (await factsOf(tx, accountId)).account
  const sent = { accountId, actor: userId, action: 'account.closing_note', detail }
  if (state === 'ended' && (await wasJustDone(tx, sent))) return
  const facts = await endable(tx, userId, accountId)
  const { account } = facts
  await changeState(tx, account, { state: 'ended' }, userId)
  const ended = { ...facts, account: { ...account, state: 'ended' as const } }
  await stopAsking(tx, ended, 'The account has ended.')
  await followSoon(tx, accountId)
  await record(tx, { accountId, actor: userId, action: 'account.closing_note', detail })
  const told = canTell(tx, facts)
  if (told) {
    const message = closingNote(await namedFor(tx, facts), words)
    const letter = noteLetter(`${account.name}: our last update`, message)
    await tellBuyer(tx, facts, { key: `closing:${accountId}`, kind: 'closing_note', message, letter })
    await noteWord(tx, accountId)
  }
  const name = (await peopleById(tx, [userId])).get(userId)?.name ?? userId
  await sayNews(tx, ended, localDate(tx.now, account.zone), {
    title: `${account.called} has ended`,
    words: [
      `${name} closed it. Nobody is asked any more, and no update follows.`,
      told ? 'The customer reads the closing note.' : 'Nothing was posted for the customer.',
    ],
    offersHandoff: false,
    rhythm: null,
  })
}
