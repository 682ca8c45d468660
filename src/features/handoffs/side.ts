import { accountsInChannel, factsOf } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, holderOf, sideOf } from '#features/accounts/model.ts'
import { administratorsOf, isOutsider, peopleById } from '#features/installations/flow.ts'
import { type Calendar, calendarOf, localDate, momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Checklist, Handoff } from './model.ts'
import { PLAYBOOKS } from './playbooks.ts'
import * as store from './store.ts'

/** Somebody who presses or types, with their organisation. */
export interface Actor {
  userId: string
  userTeamId: string
}

export const calendarFor = ({ zone, workingDays, country }: Account): Calendar => calendarOf(zone, workingDays, country)

/** @throws Refusal where this person does not belong to the vendor's side of the account. */
export async function checkVendor(
  tx: Tx,
  actor: Actor,
  { account, stakeholders }: AccountFacts,
  handoff?: Pick<Handoff, 'giver' | 'receiver'>,
): Promise<void> {
  const refusal = new Refusal(
    `Only the people of our own team who work on ${account.name} can do this. Please ask the account owner.`,
  )
  if (await isOutsider(tx, actor)) throw refusal
  // Who gives or receives was chosen by name: their part asks for no other role on the account.
  if (handoff && [handoff.giver, handoff.receiver].includes(actor.userId)) return
  const holds = stakeholders.some(({ userId, role }) => userId === actor.userId && sideOf(role) === 'vendor')
  if (!holds && !(await administratorsOf(tx)).includes(actor.userId)) throw refusal
}

/** Whose task something on the account is: the owner's, without one the leader's, then an administrator's. */
export async function responsibleFor(tx: Tx, { stakeholders }: AccountFacts): Promise<string | undefined> {
  const named = holderOf(stakeholders, 'owner')?.userId ?? holderOf(stakeholders, 'leader')?.userId
  return named ?? (await administratorsOf(tx))[0]
}

/** Where the vendor's side of an account reads: its team channel, or somebody's direct messages and the reason. */
export async function internalPlace(
  tx: Tx,
  { teamChannel }: Account,
  instead: string,
): Promise<{ channel: string; why: string | null }> {
  if (!teamChannel)
    return { channel: instead, why: 'This account has no team channel yet, so this came to you as a direct message.' }
  if ((await accountsInChannel(tx, teamChannel)).length === 0) return { channel: teamChannel, why: null }
  return {
    channel: instead,
    why: 'A customer reads in this account’s team channel, so this came to you as a direct message.',
  }
}

export async function checklistOf(tx: Tx, handoff: Handoff): Promise<Checklist> {
  const { account } = await factsOf(tx, handoff.accountId)
  const items = await store.listItems(tx.db, [handoff.id])
  const { giver, receiver, leaver, newcomer, acceptedBy, acceptedAt } = handoff
  const involved = [
    giver,
    receiver,
    leaver,
    newcomer,
    acceptedBy,
    ...items.flatMap(({ person, doneBy }) => [person, doneBy]),
  ]
  const people = await peopleById(tx, involved)
  const { why } = await internalPlace(tx, account, receiver)
  return {
    handoff,
    playbook: PLAYBOOKS[handoff.kind],
    items,
    accountName: account.name,
    names: Object.fromEntries([...people].map(([id, { name }]) => [id, name])),
    today: localDate(tx.now, account.zone),
    acceptedWhen: acceptedAt && momentIn(acceptedAt, people.get(acceptedBy ?? '')?.zone ?? account.zone),
    whyHere: why,
  }
}
