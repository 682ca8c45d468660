import { accountsInChannel, factsOfAll, getAccount } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, sideOf } from '#features/accounts/model.ts'
import { administratorsOf, isOutsider, peopleById, responsibleOf } from '#features/installations/flow.ts'
import { type Calendar, calendarOf, localDate, momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Checklist, Handoff, Item } from './model.ts'
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
export const responsibleFor = (tx: Tx, facts: AccountFacts): Promise<string | undefined> => responsibleOf(tx, facts)

/** Where the vendor's side of an account reads: its team channel, or somebody's direct messages and the reason. */
export async function internalPlace(tx: Tx, { teamChannel }: Account, instead: string): Promise<Place> {
  const shared = teamChannel !== null && (await accountsInChannel(tx, teamChannel)).length > 0
  return placeIn(teamChannel, shared, instead)
}

interface Place {
  channel: string
  why: string | null
}

/** @param shared whether a customer reads in the team channel. */
function placeIn(teamChannel: string | null, shared: boolean, instead: string): Place {
  if (!teamChannel)
    return { channel: instead, why: 'This account has no team channel yet, so this came to you as a direct message.' }
  if (!shared) return { channel: teamChannel, why: null }
  return {
    channel: instead,
    why: 'A customer reads in this account’s team channel, so this came to you as a direct message.',
  }
}

export const checklistOf = async (tx: Tx, handoff: Handoff): Promise<Checklist> =>
  (await checklistsOf(tx, [handoff]))[0]!

/** Handoffs as they are shown, the same few statements for one or for many. */
export async function checklistsOf(tx: Tx, handoffs: Handoff[]): Promise<Checklist[]> {
  const accounts = await accountsOf(tx, [...new Set(handoffs.map(({ accountId }) => accountId))])
  const items = Map.groupBy(
    await store.listItems(
      tx.db,
      handoffs.map(({ id }) => id),
    ),
    ({ handoffId }) => handoffId,
  )
  const people = await peopleById(
    tx,
    handoffs.flatMap((handoff) => involvedIn(handoff, items.get(handoff.id) ?? [])),
  )
  return handoffs.map((handoff) => {
    const { id, accountId, kind, receiver, acceptedBy, acceptedAt } = handoff
    const { name, zone, teamChannel, shared } = accounts.get(accountId)!
    const involved = involvedIn(handoff, items.get(id) ?? []).filter((one) => one !== null)
    return {
      handoff,
      playbook: PLAYBOOKS[kind],
      items: items.get(id) ?? [],
      accountName: name,
      names: Object.fromEntries(involved.map((one) => [one, people.get(one)!.name])),
      today: localDate(tx.now, zone),
      acceptedWhen: acceptedAt && momentIn(acceptedAt, people.get(acceptedBy ?? '')?.zone ?? zone),
      whyHere: placeIn(teamChannel, shared, receiver).why,
    }
  })
}

const involvedIn = (handoff: Handoff, items: Item[]): (string | null)[] => {
  const { giver, receiver, leaver, newcomer, acceptedBy } = handoff
  return [giver, receiver, leaver, newcomer, acceptedBy, ...items.flatMap(({ person, doneBy }) => [person, doneBy])]
}

/** These accounts, each with whether customers read in its team channel. */
async function accountsOf(tx: Tx, ids: string[]): Promise<Map<string, Account & { shared: boolean }>> {
  if (ids.length === 1) {
    const account = await getAccount(tx, ids[0]!)
    const { teamChannel } = account
    const shared = teamChannel !== null && (await accountsInChannel(tx, teamChannel)).length > 0
    return new Map([[account.id, { ...account, shared }]])
  }
  const all = ids.length > 0 ? (await factsOfAll(tx)).map(({ account }) => account) : []
  const read = new Set(all.flatMap(({ buyerChannel }) => buyerChannel ?? []))
  return new Map(all.map((account) => [account.id, { ...account, shared: read.has(account.teamChannel ?? '') }]))
}
