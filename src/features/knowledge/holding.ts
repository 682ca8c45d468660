import { titleOf } from '#blocks/checklist.ts'
import { factsOf, lockAccount } from '#features/accounts/flow.ts'
import { type AccountFacts, ROLE_NAMES, type Stakeholder, sideOf } from '#features/accounts/model.ts'
import { type Actor, checklistOf, checkVendor, getHandoff, holdHandoff, standingIn } from '#features/handoffs/flow.ts'
import { type Handoff, TRANSITION_ROLES } from '#features/handoffs/model.ts'
import { isOutsider, peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Holding, Someone } from './model.ts'
import * as store from './store.ts'

export const placeOfHandoff = (id: string): string => `h:${id}`
export const placeOfAccount = (id: string): string => `a:${id}`

interface There {
  facts: AccountFacts
  handoff: Handoff | null
}

/** @throws Refusal for everybody but our own people of the account or the handoff. */
async function comeTo(tx: Tx, actor: Actor, place: string): Promise<There> {
  // Before anything is looked up: whoever is not of ours learns nothing, not even what exists.
  if (await isOutsider(tx, actor)) throw new Refusal('Only the people of our own team who work on this can read it.')
  const [kind, id] = [place.slice(0, 2), place.slice(2)]
  if (kind !== 'h:' && kind !== 'a:') throw new Refusal('This is not here any more. Please open it again.')
  const handoff = kind === 'h:' ? await getHandoff(tx, id) : null
  const facts = await factsOf(tx, handoff?.accountId ?? id)
  await checkVendor(tx, actor, facts, handoff ?? undefined)
  return { facts, handoff }
}

/** What an account and its handoff hold, for one of our own people. @throws Refusal for everybody else. */
export async function open(tx: Tx, actor: Actor, place: string): Promise<Holding> {
  return load(tx, place, await comeTo(tx, actor, place))
}

/** The same, and whoever else changes something of the account waits until this transaction ends. */
export async function hold(tx: Tx, actor: Actor, place: string): Promise<Holding> {
  return locked(tx, place, await comeTo(tx, actor, place))
}

/** The same, where sold and bought may change: a kickoff is not accepted meanwhile. */
export async function holdKickoff(tx: Tx, actor: Actor, place: string): Promise<Holding> {
  const there = await comeTo(tx, actor, place)
  const kickoffId = await kickoffOf(tx, there)
  // Whoever accepts holds the handoff first and the account then: in another order, each might wait for the other.
  if (kickoffId) await holdHandoff(tx, kickoffId)
  return locked(tx, place, there)
}

async function locked(tx: Tx, place: string, { facts, handoff }: There): Promise<Holding> {
  await lockAccount(tx, facts.account.id)
  // What was read before the lock may be old by now.
  return load(tx, place, { facts: await factsOf(tx, facts.account.id), handoff })
}

const kickoffOf = async (tx: Tx, { facts, handoff }: There): Promise<string | null> =>
  handoff?.kind === 'kickoff' ? handoff.id : ((await store.findKickoff(tx.db, facts.account.id)) ?? null)

/** What an account holds, whoever asks: to show it where they may read. */
export const holdingOf = (tx: Tx, facts: AccountFacts, handoff: Handoff | null = null): Promise<Holding> =>
  load(tx, handoff ? placeOfHandoff(handoff.id) : placeOfAccount(facts.account.id), { facts, handoff })

async function load(tx: Tx, place: string, { facts, handoff }: There): Promise<Holding> {
  const { account, milestones, stakeholders } = facts
  const kickoffId = await kickoffOf(tx, { facts, handoff })
  const compared = kickoffId ? await store.listCompared(tx.db, kickoffId) : []
  const notes = handoff ? await store.listNotes(tx.db, handoff.id) : []
  const feedback = handoff ? await store.listFeedback(tx.db, handoff.id) : []
  const parts = await store.listParts(tx.db, account.id)
  const writers = [...compared.flatMap(({ soldBy, boughtBy }) => [soldBy, boughtBy])]
  const named = [...parts.map(({ responsible }) => responsible), ...compared.map(({ decidedBy }) => decidedBy)]
  const known = [...stakeholders.map(({ userId }) => userId), ...partiesOf(handoff)]
  const authors = [...notes, ...feedback].map(({ writtenBy }) => writtenBy)
  const ids = [...known, ...writers, ...named, ...authors].filter((id) => id !== null && isUserId(id))
  const people = await peopleById(tx, ids)
  const names = Object.fromEntries([...people].map(([id, { name }]) => [id, name]))
  return {
    place,
    accountId: account.id,
    accountName: account.called,
    title: handoff ? titleOf(await checklistOf(tx, handoff)) : account.called,
    handoffId: handoff?.id ?? null,
    proposedBuddy: handoff && TRANSITION_ROLES[handoff.kind] ? handoff.receiver : null,
    kickoffId,
    scopeUrl: account.scopeUrl,
    milestones,
    words: await store.listWords(tx.db, account.id),
    people: whoIsWho(stakeholders, handoff, names),
    names,
    parts,
    compared,
    notes,
    feedback,
  }
}

const isUserId = (key: string): boolean => /^[UW][A-Z0-9]+$/.test(key)

const partiesOf = (handoff: Handoff | null): (string | null)[] =>
  handoff ? [handoff.giver, handoff.receiver, handoff.newcomer] : []

/** Slack's menus take values of at most 150 characters. */
const LONGEST_KEY = 150

/** Everybody who can be named for something, each once, with all their roles. */
function whoIsWho(stakeholders: Stakeholder[], handoff: Handoff | null, names: Record<string, string>): Someone[] {
  const people = new Map<string, Someone>()
  const meet = (key: string, name: string, role: string | null, ours: boolean) => {
    const one = people.get(key) ?? { key, name, roles: [], ours }
    if (role && !one.roles.includes(role)) one.roles.push(role)
    people.set(key, one)
  }
  for (const { userId, name, role } of stakeholders) {
    const key = (userId ?? name ?? '').slice(0, LONGEST_KEY)
    meet(key, names[key] ?? key, ROLE_NAMES[role], sideOf(role) === 'vendor')
  }
  if (handoff) {
    for (const userId of [handoff.giver, handoff.receiver]) meet(userId, names[userId] ?? userId, null, true)
    if (handoff.newcomer) meet(handoff.newcomer, names[handoff.newcomer] ?? handoff.newcomer, null, false)
  }
  return [...people.values()]
}

/**
 * Whether somebody may say what was decided, and what day was promised: who gives or receives the kickoff, the owner, or
 * an administrator.
 */
export async function mayDecide(tx: Tx, actor: Actor, { accountId, kickoffId }: Holding): Promise<boolean> {
  if (!kickoffId) return false
  const who = await standingIn(tx, actor, await factsOf(tx, accountId), await getHandoff(tx, kickoffId))
  return who.gives || who.receives || who.owns || who.administers
}
