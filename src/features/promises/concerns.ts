import { readTurn } from '#blocks/asks.ts'
import {
  type ConcernRow,
  concernsModal,
  notYetModal,
  raisedModal,
  raiseModal,
  readConcern,
  readMissing,
  WHAT_FIELD,
} from '#blocks/concerns.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { recall, saidModal } from '#blocks/under.ts'
import { record } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { settleException } from '#features/exceptions/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { begin, exceptionKey, redraw, waitForAnswer } from './escalation.ts'
import { followSoon } from './heard.ts'
import { type Concern, type ConcernWord, dayAndMonth, isId, KEPT_DAYS, maySettle, type Under } from './model.ts'
import { type Actor, asCustomer, type Customer, namesOf } from './place.ts'
import * as store from './store.ts'

const DAY_MS = 24 * 3_600_000

/** Somebody's concerns with what was answered; where they have none, the form for a first one. */
export async function openConcerns(tx: Tx, actor: Actor, under: Under, page = 0): Promise<Modal> {
  const customer = await asCustomer(tx, actor, under.accountId)
  const mine = await ownConcerns(tx, actor, customer)
  const fresh = { accountId: under.accountId, digestId: under.digestId, id: crypto.randomUUID() }
  if (mine.length === 0) return raiseModal(customer.first, fresh)
  return concernsModal(await rowsOf(tx, actor, customer, mine), customer.first, fresh, page)
}

/** Their own, and what others let everybody read. */
async function ownConcerns(tx: Tx, actor: Actor, { facts }: Customer): Promise<Concern[]> {
  const since = new Date(tx.now.getTime() - KEPT_DAYS * DAY_MS)
  const all = await store.listConcerns(tx.db, [facts.account.id], since)
  return all.filter((one) => one.raisedBy === actor.userId || (one.public && one.state !== 'resolved'))
}

async function rowsOf(tx: Tx, actor: Actor, { place, zone }: Customer, concerns: Concern[]): Promise<ConcernRow[]> {
  const words = await store.listConcernWords(
    tx.db,
    concerns.map(({ id }) => id),
  )
  const nameOf = await namesOf(tx, [
    ...concerns.flatMap(({ raisedBy, loggedBy }) => [raisedBy, loggedBy]),
    ...words.map((one) => one.actor),
  ])
  return concerns.map((concern) => ({
    ...{ id: concern.id, turn: concern.turn, what: concern.what, state: concern.state, public: concern.public },
    raisedOn: dayAndMonth(localDate(concern.raisedAt, zone)),
    by: concern.raisedBy === actor.userId ? null : nameOf(concern.raisedBy),
    loggedBy: concern.loggedBy && nameOf(concern.loggedBy),
    dueOn: shortDay(localDate(concern.dueAt, zone)),
    words: words
      .filter(({ concernId }) => concernId === concern.id)
      .map((one) => wordRow(one, one.actor === actor.userId ? 'You' : nameOf(one.actor), zone)),
    maySettle: maySettle(concern, actor.userId, place === 'senior_buyer'),
  }))
}

const SAID: Record<ConcernWord['said'], string> = {
  answered: '',
  not_yet: 'not resolved yet.',
  resolved: 'it is resolved.',
}

export const wordRow = ({ said, words, at }: ConcernWord, who: string, zone: string) => ({
  ...{ who, words, said: SAID[said] },
  on: shortDay(localDate(at, zone)),
})

/** The form for another concern, in place of the list. */
export async function openAnother(tx: Tx, actor: Actor, metadata: string | undefined): Promise<Modal> {
  const { under, customer } = await remembered(tx, actor, metadata)
  return raiseModal(customer.first, { ...under, id: crypto.randomUUID() })
}

async function remembered(tx: Tx, actor: Actor, metadata: string | undefined) {
  const under = recall(metadata)
  if (!under) throw new Refusal('This form is not here any more.')
  const { accountId, digestId, id, concernId, turn } = under
  return { under: { accountId, digestId, id }, concernId, turn, customer: await asCustomer(tx, actor, accountId) }
}

/** Keeps a concern, and tells whoever has to answer it at once. Sent twice, a form raises one. */
export async function raiseConcern(tx: Tx, actor: Actor, metadata: string, values: Values): Promise<Modal> {
  const { under, customer } = await remembered(tx, actor, metadata)
  const { what, public: open } = readConcern(values)
  if (!what) throw new Refusal('Please say in a few words what concerns you.', WHAT_FIELD)
  const raised = { what, public: open, raisedBy: actor.userId, loggedBy: null, messageChannel: null, messageTs: null }
  const concern = await begin(tx, customer.facts, { id: under.id, ...raised })
  return raisedModal(customer.first, shortDay(localDate(concern.dueAt, customer.zone)))
}

/** Whoever raised it says that it is resolved. @returns their concerns. */
export async function settleConcern(tx: Tx, actor: Actor, metadata: string | undefined, value: string): Promise<Modal> {
  const { under, customer } = await remembered(tx, actor, metadata)
  const concern = await pressed(tx, actor, customer, value)
  if (concern.state !== 'resolved') {
    await turnTo(tx, concern, { state: 'resolved', resolvedAt: tx.now })
    await keepWord(tx, concern, actor, 'resolved', null, crypto.randomUUID())
    const nameOf = await namesOf(tx, [actor.userId])
    await settleException(tx, exceptionKey(concern.id), `${nameOf(actor.userId)} said that it is resolved.`)
    await redraw(tx, customer.facts, concern.id)
    if (concern.public) await followSoon(tx, concern.accountId)
  }
  return openConcerns(tx, actor, under)
}

/** The form in which somebody says why it is not resolved. */
export async function openNotYet(tx: Tx, actor: Actor, metadata: string | undefined, value: string): Promise<Modal> {
  const { under, customer } = await remembered(tx, actor, metadata)
  const concern = await pressed(tx, actor, customer, value)
  const about = { concernId: concern.id, turn: concern.turn, id: crypto.randomUUID() }
  return notYetModal(customer.first, concern.what, { ...under, ...about })
}

/** It is open again: an answer is due anew, and whoever answers is told at once. */
export async function sayNotYet(tx: Tx, actor: Actor, metadata: string, values: Values): Promise<Modal> {
  const { under, concernId, turn, customer } = await remembered(tx, actor, metadata)
  const thanks = saidModal('Thank you', `${customer.first ?? 'Your contact'} knows that it is not resolved yet.`)
  if (await store.isSaid(tx.db, under.id, actor.userId)) return thanks
  const concern = await pressed(tx, actor, customer, `${concernId} ${turn}`)
  if (await keepWord(tx, concern, actor, 'not_yet', readMissing(values), under.id)) {
    await turnTo(tx, concern, { state: 'open', resolvedAt: null })
    await waitForAnswer(tx, customer.facts, concern.id, 'not_yet')
    if (concern.public) await followSoon(tx, concern.accountId)
  }
  return thanks
}

const turnTo = (tx: Tx, { id, turn }: Concern, change: Partial<Concern>): Promise<void> =>
  store.updateConcern(tx.db, id, { ...change, turn: turn + 1 })

/** The concern as it stood when the button was drawn, locked. @throws Refusal where it is not theirs to settle. */
async function pressed(tx: Tx, actor: Actor, { facts, place }: Customer, value: string): Promise<Concern> {
  const { id, turn } = readTurn(value)
  const concern = isId(id) ? await store.lockConcern(tx.db, id) : undefined
  if (!concern || concern.accountId !== facts.account.id) throw new Refusal('This concern is not here any more.')
  if (!maySettle(concern, actor.userId, place === 'senior_buyer')) throw new Refusal(await onlyRaiser(tx, concern))
  if (concern.turn !== turn)
    throw new Refusal('Something was said to this meanwhile. Please open it again and read it; nothing was changed.')
  return concern
}

async function onlyRaiser(tx: Tx, { raisedBy, public: open }: Concern): Promise<string> {
  // Whether there is a private concern at all is nobody else's to know.
  if (!open) return 'This concern is not here any more.'
  const who = (await namesOf(tx, [raisedBy]))(raisedBy)
  return `Only ${who} or the senior buyer can say this. Nothing was changed.`
}

async function keepWord(
  tx: Tx,
  concern: Concern,
  { userId }: Actor,
  said: ConcernWord['said'],
  words: string | null,
  id: string,
): Promise<boolean> {
  const isNew = await store.insertConcernWord(tx.db, {
    id,
    concernId: concern.id,
    actor: userId,
    said,
    words,
    at: tx.now,
  })
  const detail = { concernId: concern.id }
  if (isNew) await record(tx, { accountId: concern.accountId, actor: userId, action: `concern.${said}`, detail })
  return isNew
}

/** What customers raised on an account and have not called resolved, the oldest first. For our own people only. */
export const openConcernsOn = (tx: Tx, accountId: string): Promise<Concern[]> =>
  store.listConcerns(tx.db, [accountId], tx.now)

/** A concern as the weekly update shows it: only where whoever raised it said so. Dates are 'YYYY-MM-DD'. */
export interface PublicConcern {
  /** First name of who raised it; null for the senior buyer. */
  by: string | null
  raisedOn: string
  what: string
  line: string | null
  resolvedOn: string | null
}

/** What may stand in the weekly update: what is open, and what was resolved since an instant. */
export async function publicConcernsOf(tx: Tx, facts: AccountFacts, since: Date): Promise<PublicConcern[]> {
  const all = (await store.listConcerns(tx.db, [facts.account.id], since)).filter((concern) => concern.public)
  const nameOf = await namesOf(
    tx,
    all.map(({ raisedBy }) => raisedBy),
  )
  const zone = facts.account.publishZone ?? facts.account.zone
  const buyer = facts.stakeholders.find(({ role, endsOn }) => role === 'senior_buyer' && endsOn === null)
  return all.map(({ raisedBy, raisedAt, what, line, resolvedAt }) => ({
    by: raisedBy === buyer?.userId ? null : firstName(nameOf(raisedBy)),
    raisedOn: localDate(raisedAt, zone),
    what,
    line,
    resolvedOn: resolvedAt && localDate(resolvedAt, zone),
  }))
}
