import { factsOf, pastHolders } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, type Stakeholder, sideOf } from '#features/accounts/model.ts'
import { administratorsOf, isOutsider, peopleById, speakerOf, whoIsGone } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { writerOf } from './model.ts'

/** Somebody who presses, with their organisation. */
export interface Actor {
  userId: string
  userTeamId: string
}

/** As whom somebody presses a button that the customer sees. Only the named senior buyer counts as having read. */
export type Place = 'senior_buyer' | 'customer' | 'vendor'

/** The customer's side: a customer role, somebody of another organisation, or a guest in the customer's channel. */
export async function placeOf(tx: Tx, { stakeholders }: AccountFacts, actor: Actor): Promise<Place> {
  if (holderOf(stakeholders, 'senior_buyer')?.userId === actor.userId) return 'senior_buyer'
  const named = stakeholders.some(({ role, userId }) => userId === actor.userId && sideOf(role) === 'customer')
  return named || (await isOutsider(tx, actor)) ? 'customer' : 'vendor'
}

/** What a colleague reads who presses a button of the customer's. */
export const notForUs = (account: string): string => `This button is for the people of ${account}. Nothing was changed.`

export interface Customer {
  facts: AccountFacts
  place: Place
  /** Whom the customer calls: their first name, or null where nobody is named. */
  first: string | null
  /** What day it is where the customer reads. */
  zone: string
}

/** The account as one of its customers sees it. @throws Refusal for our own people. */
export async function asCustomer(tx: Tx, actor: Actor, accountId: string): Promise<Customer> {
  const facts = await factsOf(tx, accountId)
  const place = await placeOf(tx, facts, actor)
  if (place === 'vendor') throw new Refusal(notForUs(facts.account.name))
  return { facts, place, first: await contactOf(tx, facts), zone: facts.account.publishZone ?? facts.account.zone }
}

/** The first name of whom the customer calls. */
export async function contactOf(tx: Tx, facts: AccountFacts): Promise<string | null> {
  const speaker = await speakerOf(tx, facts)
  const name = speaker ? await nameOf(tx, speaker) : null
  return name && firstName(name)
}

/** A name that a person may read; null where Slack has not told us about them. */
export async function nameOf(tx: Tx, userId: string): Promise<string | null> {
  const { name } = (await peopleById(tx, [userId])).get(userId)!
  return name === userId ? null : name
}

/** Names that a person may read, by user id. */
export async function namesOf(tx: Tx, userIds: (string | null)[]): Promise<(userId: string) => string> {
  const people = await peopleById(tx, userIds)
  return (userId) => {
    const name = writerOf(userId) ?? people.get(userId)?.name ?? userId
    return name === userId ? 'Somebody of the customer' : name
  }
}

/** Whether somebody of the customer can say nothing more: gone from Slack, or out of every role that they held. */
export async function hasLeft(tx: Tx, { account, stakeholders }: AccountFacts, userId: string): Promise<boolean> {
  const writer = writerOf(userId)
  const isThey = (one: Stakeholder) => (writer ? !one.userId && one.name === writer : one.userId === userId)
  if (!writer && (await peopleById(tx, [userId])).get(userId)?.deactivated) return true
  if (stakeholders.some(isThey)) return false
  const past = await pastHolders(tx, account.id)
  return past.some((one) => isThey(one) && sideOf(one.role) === 'customer')
}

/** Where somebody who is not in Slack reads letters; null where nobody knows. */
export function addressOf({ account, stakeholders }: AccountFacts, raisedBy: string): string | null {
  const writer = writerOf(raisedBy)
  const holder = writer ? stakeholders.find(({ userId, name }) => !userId && name === writer) : undefined
  return holder?.email ?? (holder?.role === 'senior_buyer' ? account.buyerEmail : null)
}

/** Who answers for an account: the owner, without one the leader, then the administrators; nobody who is gone. */
export async function answerersOf(tx: Tx, { stakeholders }: AccountFacts) {
  const held = (['owner', 'leader'] as const).map((role) => holderOf(stakeholders, role)?.userId ?? null)
  const gone = await whoIsGone(
    tx,
    held.filter((id) => id !== null),
  )
  const [owner = null, leader = null] = held.map((id) => (id && gone.has(id) ? null : id))
  const administrators = (await administratorsOf(tx)).toSorted()
  return { owner, leader, administrators, responsible: owner ?? leader ?? administrators[0] ?? null }
}

/** @throws Refusal for everybody but the owner, the leader and the administrators. */
export async function assertAnswers(tx: Tx, facts: AccountFacts, userId: string): Promise<void> {
  const { owner, leader, administrators } = await answerersOf(tx, facts)
  if (![owner, leader, ...administrators].includes(userId))
    throw new Refusal(`Only the owner of ${facts.account.called}, their leader and the administrators can do this.`)
}
