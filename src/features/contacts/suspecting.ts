import type { Modal } from '#blocks/kit.ts'
import { suspected } from '#blocks/suspicions.ts'
import { accountsInChannel, factsHeldBy, factsOf, factsOfThese, record } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { type Actor, checkVendor } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { type Presence, presenceOn } from '#features/troubles/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { ask, viewOf } from './asking.ts'
import { openContactChange } from './forms.ts'
import { CHANGING_ROLES, type ChangingRole, isChanging, isUserId } from './model.ts'
import { passOn, whomToAsk } from './passing.ts'
import { answersFor } from './rights.ts'
import { isNewSign, type Suspected, showsMore } from './signs.ts'
import { listStanding } from './store.ts'
import * as store from './suspicions.ts'

/** Of the changes of one role that wait for their day. */
const MOST_KNOWN = 20

/** Slack says that somebody is gone, or is back: on every account on which they hold a role that matters. */
export async function heardOfPerson(tx: Tx, { id, deleted }: { id?: string; deleted?: boolean }): Promise<void> {
  if (!id) return
  if (!deleted) {
    const over = await settle(tx, await store.listOpen(tx.db, { userId: id, why: 'deactivated' }), 'over')
    await store.markReturned(tx.db, { userId: id, why: 'deactivated', at: tx.now })
    return ask(tx, over)
  }
  const shown: store.Suspicion[] = []
  for (const facts of await factsHeldBy(tx, id, CHANGING_ROLES))
    shown.push(...(await suspect(tx, facts, id, 'deactivated')))
  await ask(tx, shown)
}

/** Somebody left the channel in which a customer reads. */
export async function heardOfLeaving(tx: Tx, { channel, user }: { channel: string; user: string }): Promise<void> {
  const ids = (await accountsInChannel(tx, channel)).map(({ id }) => id)
  const shown: store.Suspicion[] = []
  for (const facts of await factsOfThese(tx, ids)) shown.push(...(await suspect(tx, facts, user, 'left_channel')))
  await ask(tx, shown)
}

/** Somebody has come back: before anybody decided, that is over, and if they leave again, that is asked about. */
export async function heardOfJoining(tx: Tx, { channel, user }: { channel: string; user: string }): Promise<void> {
  const accountIds = (await accountsInChannel(tx, channel)).map(({ id }) => id)
  const about = { userId: user, why: 'left_channel', accountIds } as const
  const over = await settle(tx, await store.listOpen(tx.db, about), 'over')
  await store.markReturned(tx.db, { ...about, at: tx.now })
  await ask(tx, over)
}

/** What whoever answers for the account is asked, once about each event. `at`: when Slack showed it. */
async function suspect(
  tx: Tx,
  facts: AccountFacts,
  userId: string,
  why: Suspected,
  at: Date = tx.now,
): Promise<store.Suspicion[]> {
  const { account, stakeholders } = facts
  if (account.state === 'ended') return []
  const shown: store.Suspicion[] = []
  const roles = stakeholders.filter((one) => one.userId === userId).map(({ role }) => role)
  for (const role of roles.filter(isChanging)) {
    const about = { accountId: account.id, role, userId }
    const before = await store.lockLast(tx.db, about)
    if (before?.state === 'open' && showsMore(before.why, why)) shown.push(await reword(tx, { ...before, why }))
    // Somebody may have told us of it before Slack did.
    if (!isNewSign(before, why, at) || (await isLeaving(tx, about))) continue
    const asked = await whomToAsk(tx, facts, userId)
    if (!asked) continue
    const suspicion = await raise(tx, facts, before, { ...about, why, asked })
    if (suspicion) shown.push(suspicion)
  }
  return shown
}

/** Nobody has decided yet, and Slack shows more: whoever is asked reads that in the same place. */
async function reword(tx: Tx, suspicion: store.Suspicion): Promise<store.Suspicion> {
  await store.askAgain(tx.db, suspicion.id, suspicion)
  return suspicion
}

/**
 * A question of its own, in a message that whoever is asked hears of. Only what comes and goes on one day, and nobody has
 * decided, goes on in the message of that day: somebody at the customer who joins and leaves all day asks one question.
 */
async function raise(
  tx: Tx,
  { account }: AccountFacts,
  before: store.Suspicion | undefined,
  raised: Pick<store.Suspicion, 'accountId' | 'role' | 'userId' | 'why' | 'asked'>,
): Promise<store.Suspicion | undefined> {
  const dayOf = (at: Date) => localDate(at, account.zone)
  if (before?.state !== 'over' || before.asked !== raised.asked || dayOf(before.raisedAt) !== dayOf(tx.now))
    return store.raise(tx.db, { ...raised, raisedAt: tx.now })
  await store.askAgain(tx.db, before.id, raised)
  return { ...before, ...raised, state: 'open', returnedAt: null }
}

/** Whether a change is known by which somebody leaves a role. */
async function isLeaving(
  tx: Tx,
  { accountId, role, userId }: Pick<store.Suspicion, 'accountId' | 'role' | 'userId'>,
): Promise<boolean> {
  const known = await listStanding(tx.db, accountId, role as ChangingRole, MOST_KNOWN)
  return known.some(({ leaver, tookEffectAt }) => leaver === userId && tookEffectAt === null)
}

/** A suspicion that is open. @throws Refusal for who was not asked, and once it is decided. */
async function decidable(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<{ suspicion: store.Suspicion; facts: AccountFacts }> {
  const suspicion = await store.lock(tx.db, id)
  if (!suspicion) throw new Refusal('This is not here any more.')
  const facts = await factsOf(tx, suspicion.accountId)
  await checkVendor(tx, actor, facts)
  if (suspicion.asked !== actor.userId && !(await answersFor(tx, actor, facts)))
    throw new Refusal('Only whoever was asked can decide about this.')
  if (suspicion.state === 'passed') throw new Refusal('Whoever answers for this account now is asked about it.')
  if (suspicion.state !== 'open') throw new Refusal('This is decided already.')
  return { suspicion, facts }
}

/** The form of the change, with what is known filled in. */
export async function openSuspicion(tx: Tx, actor: Actor, id: string): Promise<Modal> {
  const { suspicion, facts } = await decidable(tx, actor, id)
  const about = suspected(await viewOf(tx, facts, suspicion))
  const more = { role: suspicion.role as ChangingRole, leaver: suspicion.userId, about, memory: { suspicion: id } }
  return openContactChange(tx, actor, suspicion.accountId, more)
}

/** Nothing has changed: kept, so that nobody is asked about this again. */
export async function dismissSuspicion(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { suspicion } = await decidable(tx, actor, id)
  await decide(tx, suspicion, 'dismissed', actor.userId)
  await ask(tx, [suspicion])
}

async function decide(
  tx: Tx,
  suspicion: store.Suspicion,
  state: store.Suspicion['state'],
  userId: string,
): Promise<void> {
  await store.update(tx.db, suspicion.id, { state, decidedBy: userId, decidedAt: tx.now })
  const { accountId, role, userId: person } = suspicion
  await record(tx, { accountId, actor: userId, action: `contact.suspicion_${state}`, detail: { role, person } })
}

/** What nobody has decided meanwhile is decided by what Slack or a change shows. @returns what is. */
async function settle(tx: Tx, all: store.Suspicion[], state: 'over' | 'confirmed'): Promise<store.Suspicion[]> {
  const settled: store.Suspicion[] = []
  for (const { id } of all) {
    const held = await store.lock(tx.db, id)
    if (held?.state !== 'open') continue
    await decide(tx, held, state, 'throughline')
    settled.push(held)
  }
  return settled
}

/**
 * Each night, and as soon as somebody else answers for an account: whoever Slack shows to be gone is asked about, what is over
 * says so, and what is open is asked of whoever answers now.
 */
export const suspicionLook: Look = {
  kinds: {},
  async find(tx, all) {
    const facts = new Map(all.map((one) => [one.account.id, one]))
    const gone = await store.listGone(tx.db, [...facts.keys()])
    const known: store.Suspicion[] = []
    for (const one of gone.filter(({ state }) => state === 'open')) {
      const of = facts.get(one.accountId)!
      const holds = of.stakeholders.some(({ userId, role }) => userId === one.userId && role === one.role)
      if (!holds || (await isLeaving(tx, one))) known.push(one)
    }
    const shown = await settle(tx, known, 'confirmed')
    for (const presence of await presenceOn(tx, all))
      shown.push(...(await compare(tx, facts.get(presence.accountId)!, gone, presence)))
    shown.push(...(await holdingThough(tx, all)))
    for (const one of gone.filter(({ state }) => state === 'open'))
      shown.push(...(await passOn(tx, facts.get(one.accountId)!, one)))
    await ask(tx, shown)
    return []
  },
}

/** Who holds a role though their account is closed: it was, before they took it over. */
async function holdingThough(tx: Tx, all: AccountFacts[]): Promise<store.Suspicion[]> {
  const holders = (facts: AccountFacts) => [...new Set(facts.stakeholders.map(({ userId }) => userId))].filter(isUserId)
  const people = await peopleById(tx, all.flatMap(holders))
  const shown: store.Suspicion[] = []
  for (const facts of all)
    for (const id of holders(facts).filter((one) => people.get(one)?.deactivated))
      shown.push(...(await suspect(tx, facts, id, 'deactivated')))
  return shown
}

/** What Slack shows of who is there and who is gone, beside what was asked. */
async function compare(
  tx: Tx,
  facts: AccountFacts,
  gone: store.Suspicion[],
  presence: Presence,
): Promise<store.Suspicion[]> {
  const shown = await findBack(tx, gone, presence)
  const people = await peopleById(tx, presence.gone)
  for (const id of presence.gone) {
    const why = people.get(id)?.deactivated ? 'deactivated' : 'left_channel'
    shown.push(...(await suspect(tx, facts, id, why, presence.at)))
  }
  return shown
}

/** Nothing may have told us that somebody came back: whom Slack shows there, asked later, is back. */
async function findBack(tx: Tx, gone: store.Suspicion[], shown: Presence): Promise<store.Suspicion[]> {
  const back = gone.filter(
    ({ accountId, userId, why, raisedAt }) =>
      accountId === shown.accountId &&
      raisedAt < shown.at &&
      (why === 'deactivated' ? shown.active : shown.reading).includes(userId),
  )
  const ids = back.map(({ id }) => id)
  await store.markFound(tx.db, ids, shown.at)
  return settle(tx, back, 'over')
}
