import { retractionMessage } from '#blocks/contactAlert.ts'
import type { Modal } from '#blocks/kit.ts'
import { noteLetter } from '#blocks/letters.ts'
import {
  draftRetraction,
  isUnmarked,
  type Mistake,
  retractionModal,
  WELCOME_FIELD,
  type WelcomeMemory,
  welcomeMessage,
} from '#blocks/welcome.ts'
import { factsOf, noteWord, record, wasJustDone } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, type Role, sideOf } from '#features/accounts/model.ts'
import { type Actor, confirmationsKey, responsibleFor } from '#features/handoffs/flow.ts'
import { callBack, type SaidBefore, tellInstead, wasTold } from '#features/letters/flow.ts'
import { addDays, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { saidUnder, say } from '#platform/outbox/say.ts'
import { listOfHandoff } from './endingStore.ts'
import { type ContactChange, isUserId, PRIORITIES, type Stray, whoComes } from './model.ts'
import { offerKey, showOffer, strayOf } from './offering.ts'
import { nameOf } from './planning.ts'
import { checkPlace, checkSender } from './sending.ts'
import { showAgain } from './showing.ts'
import * as store from './store.ts'
import { apologise, apologyFor, knownAs, lettersTo, toldStray } from './straying.ts'
import { viewOf } from './viewing.ts'
import { calledByThem, welcomeKey } from './welcoming.ts'

/**
 * Under which keys the customer was told that somebody comes. Whom a letter welcomed by mistake reads of that in a letter of
 * their own, before or after: what others read instead is not about them.
 */
async function toldUnder(tx: Tx, change: ContactChange): Promise<SaidBefore> {
  const stems = [welcomeKey(change), ...(change.handoffId ? [confirmationsKey(change.handoffId)] : [])]
  // Whoever comes after all was welcomed once more.
  const comes = (await knownAs(tx, change))?.address
  const strays = change.stray.filter(({ address }) => address !== comes)
  const astray = await Promise.all(strays.map(({ address }) => lettersTo(tx, change, address)))
  return { stems, but: [...astray.flat(), ...(await toldOthers(tx, change, comes ?? null))].map(({ key }) => key) }
}

/** What was said in a handoff that goes on, begun by hand, with whom a later change named: that holds. */
async function toldOthers(tx: Tx, { id, handoffId, joined }: ContactChange, comes: string | null) {
  if (!handoffId || !joined || (await listOfHandoff(tx.db, handoffId)).every((one) => one === id)) return []
  const all = await saidUnder(tx, [confirmationsKey(handoffId)])
  return all.filter(({ address }) => address === null || address !== comes)
}

/**
 * Nobody comes after all, or whoever stood in goes earlier than was said. What has not left of a welcome never leaves; of what the customer has read, whoever answers for
 * the account is asked what they are to read instead: nothing that they read changes without a person's approval.
 */
export async function offerRetraction(tx: Tx, change: ContactChange): Promise<void> {
  if (change.role === PRIORITIES) return
  // Where the change stands, somebody may be welcomed in that place yet.
  const isOver = change.state !== 'standing'
  if (!(await (isOver ? callBack : wasTold)(tx, await toldUnder(tx, change)))) return
  await store.updateChange(tx.db, change.id, { misleads: true })
  const facts = await factsOf(tx, change.accountId)
  const channel = await responsibleFor(tx, facts)
  if (!channel) return
  const message = retractionMessage(await viewOf(tx, facts, { ...change, misleads: true }))
  const { accountId } = change
  await say(tx, { key: offerKey(change), kind: 'contact_retraction', audience: 'vendor', channel, message, accountId })
}

interface Retractable {
  change: ContactChange
  facts: AccountFacts
}

async function retractable(tx: Tx, actor: Actor, changeId: string): Promise<Retractable> {
  const change = await store.lockChange(tx.db, changeId)
  if (!change) throw new Refusal('This change is not here any more.')
  const facts = await factsOf(tx, change.accountId)
  await checkSender(tx, actor, facts)
  if (!change.misleads && strayOf(change).length === 0)
    throw new Refusal('This is settled already: the customer knows what holds.')
  return { change, facts }
}

/** The draft of what the customer reads instead. @throws Refusal for who may not send it, or where it cannot be. */
export async function openRetraction(tx: Tx, actor: Actor, changeId: string): Promise<Modal> {
  const { change, facts } = await retractable(tx, actor, changeId)
  await checkReaders(tx, facts, change)
  const draft = change.misleads
    ? draftRetraction(await mistakeOf(tx, facts, change))
    : await apologyFor(tx, facts, change)
  return formOf(facts, change, draft)
}

/** @throws Refusal where those who read what does not hold can be told nothing now. */
async function checkReaders(tx: Tx, facts: AccountFacts, change: ContactChange): Promise<void> {
  if (change.misleads) return checkPlace(tx, facts)
  if (!tx.mails) throw new Refusal('No letter can be sent now. Please tell them yourself, and then say so.')
}

const formOf = ({ account }: AccountFacts, change: ContactChange, draft: string): Modal =>
  retractionModal({
    ...{ changeId: change.id, accountName: account.called, draft },
    letterTo: change.misleads ? [] : strayOf(change).map(({ address }) => address),
  })

/** Whether a welcome was true, but for the day until which somebody stands in. */
const isBackEarlier = ({ state, temporaryUntil, welcomedAt }: ContactChange): boolean =>
  state === 'ended' || (state === 'standing' && temporaryUntil !== null && welcomedAt !== null)

async function mistakeOf(tx: Tx, { account, stakeholders }: AccountFacts, change: ContactChange): Promise<Mistake> {
  const role = change.role as Role
  const comer = whoComes(change)
  const isBack = isBackEarlier(change)
  const named = (text: string | null | undefined) => (isUserId(text ?? null) ? nameOf(tx, text!) : (text ?? null))
  return {
    ...{ title: account.title, as: calledByThem(role), isTheirs: sideOf(role) === 'customer' },
    newcomer: comer && (await named(comer.userId ?? comer.name ?? comer.email)),
    stays: change.state === 'withdrawn' || isBack ? await named(change.leaver) : null,
    ...{ isBack, backOn: isBack && change.state === 'standing' ? shortDay(addDays(change.temporaryUntil!, 1)) : null },
    owner: await named(holderOf(stakeholders, 'owner')?.userId),
  }
}

/** They have read and changed it, and send it. @returns the form once more where it holds a word of ours. */
export async function sendRetraction(
  tx: Tx,
  actor: Actor,
  memory: WelcomeMemory,
  text: string | null,
): Promise<Modal | undefined> {
  if (text && (await isRetracted(tx, actor.userId, memory.changeId, text))) return undefined
  const { change, facts } = await retractable(tx, actor, memory.changeId)
  await checkReaders(tx, facts, change)
  if (!text) throw new Refusal('Please write a line, or close this: then the customer is told nothing.', WELCOME_FIELD)
  if (isUnmarked(text, memory)) return formOf(facts, change, text)
  if (change.misleads) await retract(tx, facts, change, text)
  else await apologise(tx, facts, change, text)
  // One text is sent at a time: whoever waits for the other is written to next.
  await settle(tx, actor, change, {
    text,
    stray: change.misleads ? change.stray : toldStray(change, actor.userId, tx.now),
  })
  return undefined
}

/** Sent again, as the answer came too late: nothing is left to put right. */
async function isRetracted(tx: Tx, actor: string, changeId: string, text: string): Promise<boolean> {
  const change = await store.lockChange(tx.db, changeId)
  if (!change || change.misleads || strayOf(change).length > 0) return false
  return wasJustDone(tx, {
    accountId: change.accountId,
    actor,
    action: 'contact.retracted',
    detail: { changeId, text },
  })
}

async function retract(tx: Tx, facts: AccountFacts, change: ContactChange, text: string): Promise<void> {
  const { name, title } = facts.account
  const message = welcomeMessage({ account: name, title }, text)
  const word = { key: `${offerKey(change)}:customer`, kind: 'contact_retracted', message }
  await tellInstead(tx, facts, await toldUnder(tx, change), {
    ...word,
    letter: noteLetter(`${name}: put right`, message),
  })
  await noteWord(tx, change.accountId)
}

/** They have told the customer themselves. */
export async function toldByHand(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const { change } = await retractable(tx, actor, changeId)
  await settle(tx, actor, change, { text: null, stray: toldStray(change, actor.userId, tx.now) })
}

async function settle(
  tx: Tx,
  { userId }: Actor,
  change: ContactChange,
  { text, stray }: { text: string | null; stray: Stray[] },
): Promise<void> {
  const { id, accountId } = change
  const retracted = { misleads: false, retraction: text, retractedBy: userId, retractedAt: tx.now }
  await store.updateChange(tx.db, id, { stray, ...(change.misleads ? retracted : {}) })
  await record(tx, { accountId, actor: userId, action: 'contact.retracted', detail: { changeId: id, text } })
  await showOffer(tx, id)
  await showAgain(tx, id)
}
