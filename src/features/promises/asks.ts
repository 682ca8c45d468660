import { asksModal, readTurn } from '#blocks/asks.ts'
import type { Modal } from '#blocks/kit.ts'
import { talkModal } from '#blocks/talk.ts'
import { recall } from '#blocks/under.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { hear, unhear } from './heard.ts'
import { type Ask, askedOf, isId, isSameAsk, type Under } from './model.ts'
import { type Actor, asCustomer, assertAnswers } from './place.ts'
import * as store from './store.ts'

/** What we still need from the customer on an account, the most urgent first. */
export const openAsksOf = (tx: Tx, accountId: string): Promise<Ask[]> => store.listOpenAsks(tx.db, accountId)

/** Keeps an ask that the customer was told of in a round. What is open already is not asked twice: it gets the new date. */
export async function raiseAsk(tx: Tx, ask: Omit<Ask, 'id' | 'doneOn' | 'turn'>): Promise<void> {
  const open = (await openAsksOf(tx, ask.accountId)).find((one) => isSameAsk(one, ask))
  if (open) await redateAsk(tx, ask.accountId, open.id, ask.dueOn)
  else await store.insertAsk(tx.db, ask)
}

/** Marks asks of an account as done on a day; one that was done before keeps its day. */
export const closeAsks = (tx: Tx, accountId: string, ids: string[], doneOn: string): Promise<void> =>
  store.updateAsksDone(tx.db, accountId, ids, doneOn)

/** The customer was told another date for an ask that is open: the new one counts, the old one stays in the history. */
export async function redateAsk(tx: Tx, accountId: string, askId: string, dueOn: string): Promise<void> {
  const before = await store.findAsk(tx.db, askId)
  if (!before || !(await store.updateAskDue(tx.db, accountId, askId, dueOn))) return
  const detail = { askId, from: before.dueOn, to: dueOn }
  await record(tx, { accountId, actor: 'throughline', action: 'ask.redated', detail })
}

interface Hand {
  accountId: string
  askId: string
  /** Who wrote it so. */
  actor: string
}

/** The customer read an open ask in other words, or of somebody else: so it is now; how it was stays in the history. */
export async function changeAsk(
  tx: Tx,
  { accountId, askId, actor }: Hand,
  { what, who }: Pick<Ask, 'what' | 'who'>,
): Promise<void> {
  const before = await store.findAsk(tx.db, askId)
  if (!before || !(await store.updateAskWords(tx.db, before, { what, who }))) return
  const detail = { askId, from: { what: before.what, who: before.who }, to: { what, who } }
  await record(tx, { accountId, actor, action: 'ask.changed', detail })
}

/** The customer read an update from which an open ask was taken out: nobody needs it any more. */
export async function takeBackAsk(tx: Tx, { accountId, askId, actor }: Hand, on: string): Promise<void> {
  const ask = await store.findAsk(tx.db, askId)
  if (!ask || ask.doneOn) return
  await closeAsks(tx, accountId, [askId], on)
  const detail = { askId, what: ask.what, who: ask.who }
  await record(tx, { accountId, actor, action: 'ask.taken_back', detail })
}

/** What is asked of the customer, each with *Done* and *Discuss*. */
export async function openAsks(
  tx: Tx,
  actor: Actor,
  under: Under,
  page = 0,
  done: string | null = null,
): Promise<Modal> {
  const { zone } = await asCustomer(tx, actor, under.accountId)
  const asks = await openAsksOf(tx, under.accountId)
  const people = await peopleById(
    tx,
    asks.map(({ who }) => who),
  )
  const today = localDate(tx.now, zone)
  const rows = asks.map((ask) => {
    const name = people.get(ask.who)?.name ?? ask.who
    return { id: ask.id, turn: ask.turn, what: ask.what, asked: askedOf(ask, firstName(name), today) }
  })
  return asksModal(rows, { accountId: under.accountId, digestId: under.digestId, id: crypto.randomUUID() }, page, done)
}

/** Somebody of the customer says that an ask is done; the owner reads who and when. @returns what is still asked. */
export async function doneByCustomer(
  tx: Tx,
  actor: Actor,
  metadata: string | undefined,
  value: string,
): Promise<Modal> {
  const { under, ask } = await pressed(tx, actor, metadata, value)
  const { zone } = await asCustomer(tx, actor, under.accountId)
  const done = { doneOn: localDate(tx.now, zone), doneBy: actor.userId, doneAt: tx.now }
  if (!(await store.updateAskDone(tx.db, ask, done))) throw new Refusal(CLOSED_BEFORE)
  const { accountId, digestId } = under
  await record(tx, { accountId, actor: actor.userId, action: 'ask.done', detail: { askId: ask.id } })
  const heard = { kind: 'done' as const, userId: actor.userId, askId: ask.id, topic: null, reach: null }
  await hear(tx, { id: crypto.randomUUID(), accountId, digestId, ...heard })
  return openAsks(tx, actor, under, 0, ask.what)
}

const CLOSED_BEFORE = 'This was closed before. Nothing was changed.'

/** The form in which a customer talks about one ask. */
export async function openDiscuss(tx: Tx, actor: Actor, metadata: string | undefined, value: string): Promise<Modal> {
  const { under, ask } = await pressed(tx, actor, metadata, value)
  const { first } = await asCustomer(tx, actor, under.accountId)
  const { accountId, digestId } = under
  return talkModal(first, ask.what, { accountId, digestId, id: crypto.randomUUID(), askId: ask.id })
}

/** The ask of a row, as it stood when the row was drawn. */
async function pressed(tx: Tx, actor: Actor, metadata: string | undefined, value: string) {
  const under = recall(metadata)
  const { id, turn } = readTurn(value)
  if (under) await asCustomer(tx, actor, under.accountId)
  const ask = under && isId(id) ? await store.findAsk(tx.db, id) : undefined
  if (!under || !ask || ask.accountId !== under.accountId) throw new Refusal('This ask is not here any more.')
  if (ask.turn !== turn) throw new Refusal('This list is from before. Please open it again; nothing was changed.')
  return { under, ask }
}

/** The owner opens an ask again that was called done by mistake. @returns what happened, in a sentence. */
export async function reopenAsk(tx: Tx, userId: string, value: string): Promise<string> {
  const { id, turn } = readTurn(value)
  const ask = isId(id) ? await store.findAsk(tx.db, id) : undefined
  if (!ask) throw new Refusal('This ask is not here any more.')
  await assertAnswers(tx, await factsOf(tx, ask.accountId), userId)
  if (!(await store.updateAskOpen(tx.db, { id, turn }))) return 'This ask is open already.'
  const detail = { askId: id, doneOn: ask.doneOn }
  await record(tx, { accountId: ask.accountId, actor: userId, action: 'ask.reopened', detail })
  await unhear(tx, { accountId: ask.accountId, askId: id, digestId: await store.findDoneUnder(tx.db, id) })
  return 'This ask is open again. The next update that nobody has approved yet says so.'
}
