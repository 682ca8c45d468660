import { accountsInChannel, factsOf, factsOfAll } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, customerRoleOf, holderOf, sideOf } from '#features/accounts/model.ts'
import { administratorsOf, isOutsider, peopleById, responsibleOf } from '#features/installations/flow.ts'
import { calendarsOf } from '#features/rounds/flow.ts'
import { type Calendar, calendarOf, localDate, momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { type Buddies, buddiesOf } from './buddies.ts'
import { askedElsewhere } from './companions.ts'
import { listGiven } from './eventsStore.ts'
import { type Checklist, type Handoff, type Item, type Side, whoGives } from './model.ts'
import { calledOf, nameOf } from './playbooks.ts'
import type { Standing } from './rights.ts'
import * as store from './store.ts'

/** Somebody who presses or types, with their organisation. */
export interface Actor {
  userId: string
  userTeamId: string
}

const calendarFor = ({ zone, workingDays, country }: Account): Calendar => calendarOf(zone, workingDays, country)

/** The calendars by which each side's days count: the account's, and that of the person who answers for the side. */
export async function calendarsFor(
  tx: Tx,
  account: Account,
  { giver, receiver }: Pick<Handoff, 'giver' | 'receiver'>,
): Promise<Record<Side, Calendar[]>> {
  const own = await calendarsOf(tx, account, [giver, receiver])
  const of = (userId: string) => [calendarFor(account), own.get(userId)!]
  return { giving: of(giver), receiving: of(receiver) }
}

/** @throws Refusal where this person does not belong to the vendor's side of the account. */
export async function checkVendor(
  tx: Tx,
  actor: Actor,
  { account, stakeholders }: Pick<AccountFacts, 'account' | 'stakeholders'>,
  handoff?: Pick<Handoff, 'giver' | 'receiver'>,
  item?: Pick<Item, 'person'>,
): Promise<void> {
  const holds = item?.person === actor.userId && (await isColleague(tx, actor, { stakeholders }))
  if (holds || (await isOnOurSide(tx, actor, { stakeholders }, handoff))) return
  throw new Refusal(
    `Only the people of our own team who work on ${account.called} can do this. Please ask the account owner.`,
  )
}

/** Whether something of an account may be given to somebody: they are of our own team, and nobody of this customer's. */
export async function isColleague(
  tx: Tx,
  actor: Actor,
  { stakeholders }: Pick<AccountFacts, 'stakeholders'>,
): Promise<boolean> {
  return !customerRoleOf(stakeholders, actor.userId) && !(await isOutsider(tx, actor))
}

/** Whether somebody works on the account, or gives or receives in this handoff of it, whatever they hold of its items. */
export async function isOnOurSide(
  tx: Tx,
  actor: Actor,
  { stakeholders }: Pick<AccountFacts, 'stakeholders'>,
  handoff?: Pick<Handoff, 'giver' | 'receiver'>,
): Promise<boolean> {
  if (await isOutsider(tx, actor)) return false
  // Who gives or receives was chosen by name: their part asks for no other role on the account.
  if (handoff && [handoff.giver, handoff.receiver].includes(actor.userId)) return true
  const holds = stakeholders.some(({ userId, role }) => userId === actor.userId && sideOf(role) === 'vendor')
  return holds || (await administratorsOf(tx)).includes(actor.userId)
}

/**
 * What somebody is to a handoff and one of its items. Where the giver has left, the owner gives in their place.
 * @throws Refusal where they belong neither to our side of the account nor to the handoff.
 */
export async function standingOf(
  tx: Tx,
  actor: Actor,
  facts: AccountFacts,
  handoff: Handoff,
  item?: Pick<Item, 'person'>,
): Promise<Standing> {
  await checkVendor(tx, actor, facts, handoff, item)
  const { userId } = actor
  return {
    gives: (await giverOf(tx, facts, handoff)) === userId,
    receives: handoff.receiver === userId,
    holds: item?.person === userId,
    owns: holderOf(facts.stakeholders, 'owner')?.userId === userId,
    administers: (await administratorsOf(tx)).includes(userId),
    works: true,
    isNewcomer: false,
  }
}

/** Who gives: whoever was named, or who stands in where they have left. */
async function giverOf(tx: Tx, { stakeholders }: AccountFacts, { giver, receiver }: Handoff): Promise<string> {
  const owner = holderOf(stakeholders, 'owner')?.userId ?? null
  const leader = holderOf(stakeholders, 'leader')?.userId ?? null
  const people = await peopleById(tx, [giver, owner, leader])
  return whoGives({ giver, receiver, owner, leader }, goneOf(people))
}

const goneOf = (people: ReadonlyMap<string, { deactivated: boolean }>): Set<string> =>
  new Set([...people].filter(([, { deactivated }]) => deactivated).map(([id]) => id))

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
  const held = [...items.values()].flat().filter(({ state }) => state === 'taken')
  const given = await listGiven(
    tx.db,
    held.map(({ id }) => id),
  )
  const buddies = await buddiesOf(
    tx,
    handoffs.map(({ id }) => id),
  )
  const elsewhere = await askedElsewhere(tx, handoffs)
  const people = await peopleById(
    tx,
    handoffs.flatMap((handoff) => [
      ...Object.values(buddies.get(handoff.id) ?? {}),
      accounts.get(handoff.accountId)!.owner,
      accounts.get(handoff.accountId)!.leader,
      ...involvedIn(handoff, items.get(handoff.id) ?? []),
    ]),
  )
  return handoffs.map((handoff) => {
    const { id, accountId, receiver, acceptedBy, acceptedAt } = handoff
    const { called, zone, teamChannel, shared, owner, leader } = accounts.get(accountId)!
    const gives = whoGives({ ...handoff, owner, leader }, goneOf(people))
    const involved = involvedIn(handoff, items.get(id) ?? []).filter((one) => one !== null)
    return {
      handoff,
      playbook: { name: calledOf(handoff, (one) => people.get(one)!.name), version: handoff.playbookVersion },
      items: items.get(id) ?? [],
      accountName: called,
      names: Object.fromEntries(involved.map((one) => [one, people.get(one)!.name])),
      today: localDate(tx.now, zone),
      given,
      buddies: named(buddies.get(id), people),
      askedIn: elsewhere.has(id) ? nameOf(elsewhere.get(id)!) : null,
      standIn: gives === handoff.giver ? null : people.get(gives)!.name,
      acceptedWhen: acceptedAt && momentIn(acceptedAt, people.get(acceptedBy ?? '')?.zone ?? zone),
      whyHere: placeIn(teamChannel, shared, receiver).why,
    }
  })
}

const named = (buddies: Buddies | undefined, people: ReadonlyMap<string, { name: string }>): Checklist['buddies'] => {
  const name = (who: string | null | undefined) => (who ? (people.get(who)?.name ?? who) : null)
  return { ours: name(buddies?.ours), theirs: name(buddies?.theirs) }
}

const involvedIn = (handoff: Handoff, items: Item[]): (string | null)[] => {
  const { giver, receiver, leaver, newcomer, acceptedBy } = handoff
  return [giver, receiver, leaver, newcomer, acceptedBy, ...items.flatMap(({ person, doneBy }) => [person, doneBy])]
}

interface Surroundings {
  shared: boolean
  owner: string | null
  leader: string | null
}

/** These accounts, each with its owner and whether customers read in its team channel. */
async function accountsOf(tx: Tx, ids: string[]): Promise<Map<string, Account & Surroundings>> {
  if (ids.length === 0) return new Map()
  const all = ids.length === 1 ? [await factsOf(tx, ids[0]!)] : await factsOfAll(tx)
  const team = all[0]?.account.teamChannel
  const readers = ids.length > 1 ? all.map(({ account }) => account) : team ? await accountsInChannel(tx, team) : []
  const read = new Set(readers.flatMap(({ buyerChannel }) => buyerChannel ?? []))
  return new Map(
    all.map(({ account, stakeholders }) => {
      const owner = holderOf(stakeholders, 'owner')?.userId ?? null
      const leader = holderOf(stakeholders, 'leader')?.userId ?? null
      return [account.id, { ...account, owner, leader, shared: read.has(account.teamChannel ?? '') }]
    }),
  )
}
