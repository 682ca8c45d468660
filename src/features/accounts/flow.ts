import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { askSlackSoon, checkSoon, lookSoon } from './checking.ts'
import * as factsStore from './factsStore.ts'
import { followState, stateInstant, watchStates } from './following.ts'
import type { Account, AccountChange, AccountFacts, AccountState, Milestone, Role, SuccessCriterion } from './model.ts'
import * as plan from './planStore.ts'
import * as store from './store.ts'

export { called } from './calling.ts'
export { endRole, handRoleOver, type Newcomer, passReviewsOn, pastHolders, takeRoleBack } from './roles.ts'
export { askSlackSoon, checkSoon, followState, lookSoon, stateInstant, watchStates }

/** @throws Refusal where this workspace has no such account. */
export async function getAccount(tx: Tx, id: string): Promise<Account> {
  const account = await store.findAccount(tx.db, id)
  if (!account) throw notHere()
  return account
}

const notHere = () => new Refusal('This account is not here any more.')

/** The account with its people, milestones and success criteria of today. @throws Refusal where it is not here. */
export async function factsOf(tx: Tx, accountId: string): Promise<AccountFacts> {
  const facts = await factsStore.findFacts(tx.db, accountId)
  if (!facts) throw notHere()
  return facts
}

export const factsOfAll = (tx: Tx): Promise<AccountFacts[]> => factsStore.listFacts(tx.db)

/** Those of these accounts that are here, with their facts. */
export const factsOfThese = (tx: Tx, ids: string[]): Promise<AccountFacts[]> => factsStore.findAllFacts(tx.db, ids)

/** The accounts on which somebody holds one of these roles today, with their facts. */
export const factsHeldBy = (tx: Tx, userId: string, roles: readonly Role[]): Promise<AccountFacts[]> =>
  factsStore.factsHeldBy(tx.db, userId, roles)

/** Accounts whose name, title or key contains a text. */
export const searchAccounts = (tx: Tx, text: string): Promise<Account[]> => store.searchAccounts(tx.db, text)

/** The accounts whose customers read in this channel. */
export const accountsInChannel = (tx: Tx, channel: string): Promise<Account[]> => store.accountOfChannel(tx.db, channel)

/** Changes an account and keeps who did it. */
export async function changeAccount(tx: Tx, id: string, change: AccountChange, actor: string): Promise<void> {
  await store.updateAccount(tx.db, id, change, tx.now)
  await record(tx, { accountId: id, actor, action: 'account.changed', detail: change })
  if ('buyerChannel' in change || 'teamChannel' in change || 'state' in change) await checkSoon(tx, [id])
}

/** Accounts that a CRM means: by their key, or by their reference there. */
export const accountsReferred = (tx: Tx, said: string[]): Promise<store.Referred[]> => store.findReferred(tx.db, said)
export type { Referred } from './store.ts'

/** Writes down who did what on an account. */
export const record = (
  tx: Tx,
  entry: { accountId: string | null; actor: string; action: string; detail: object },
): Promise<void> => store.insertHistory(tx.db, entry, tx.now)

/** Where the answer to a form came too late, the same form is sent again within so many minutes. */
const AGAIN_MINUTES = 15

/** Whether somebody did just this a moment ago: sent again, a form is answered as the first time. */
export const wasJustDone = (
  tx: Tx,
  done: { accountId?: string; actor: string; action: string; detail: object },
): Promise<boolean> => store.findDone(tx.db, done, new Date(tx.now.getTime() - AGAIN_MINUTES * 60_000))

/** The buyer heard from us now. */
export const noteWord = (tx: Tx, accountId: string): Promise<void> =>
  store.updateAccount(tx.db, accountId, { lastWordAt: tx.now }, tx.now)

export async function noteForecast(tx: Tx, milestoneId: string, forecastOn: string): Promise<void> {
  await plan.updateForecast(tx.db, milestoneId, forecastOn)
  await watchGoLive(tx, milestoneId)
}

/** A milestone is reached. */
export async function noteReached(tx: Tx, milestoneId: string, reachedOn: string): Promise<void> {
  await plan.updateReached(tx.db, milestoneId, reachedOn)
  await watchGoLive(tx, milestoneId)
}

/** Which milestones' plans were moved since an instant, and when: what was said of their dates before knows less. */
export const plannedSince = (tx: Tx, accountId: string, since: Date): Promise<{ milestoneId: string; at: Date }[]> =>
  plan.listPlanned(tx.db, accountId, since)

async function watchGoLive(tx: Tx, milestoneId: string): Promise<void> {
  const accountId = await plan.findMilestoneAccount(tx.db, milestoneId)
  if (!accountId) return
  await watchStates(tx, [await factsOf(tx, accountId)])
  // What counts from the day of going live moves with it.
  await lookSoon(tx, [accountId])
}

export const noteMeasure = (tx: Tx, criterionId: string, value: number): Promise<void> =>
  plan.updateCriterion(tx.db, criterionId, value)

const MOST_SAME = 50

/**
 * Adds an account that has not started. Where nobody chose its key, one that is taken gets a number.
 * @returns undefined where its key is another's.
 */
export async function insertAccount(
  tx: Tx,
  account: AccountChange & Pick<Account, 'key' | 'name' | 'zone'>,
  mayNumber: boolean,
): Promise<string | undefined> {
  for (let number = 1; number <= (mayNumber ? MOST_SAME : 1); number++) {
    const key = number === 1 ? account.key : `${account.key}-${number}`
    const id = await store.insertAccount(tx.db, { ...account, key }, tx.now)
    if (id) return id
  }
  return undefined
}

/** Adds a milestone or a success criterion, or changes the one of its id; who did it is the caller's to record. */
export const savePart = (
  tx: Tx,
  table: 'milestones' | 'successCriteria',
  part: Milestone | SuccessCriterion,
): Promise<void> => plan.savePart(tx.db, table, part)

export const removePart = (tx: Tx, table: 'milestones' | 'successCriteria', id: string): Promise<void> =>
  plan.removePart(tx.db, table, id)

/** Lets changes of one account come one after the other, until the transaction ends. */
export const lockAccount = (tx: Tx, accountId: string): Promise<void> => store.lockAccount(tx.db, accountId)

/** The accounts whose team reads in this channel. */
export const accountsOfTeam = (tx: Tx, channel: string): Promise<Account[]> => store.accountsOfTeam(tx.db, channel)

/** An account has come into another state: kept with who or what did it. */
export async function changeState(
  tx: Tx,
  account: Account,
  change: Pick<Account, 'state'> & Partial<Pick<Account, 'pausedUntil' | 'resumesAs'>>,
  actor: string,
): Promise<void> {
  await store.updateAccount(tx.db, account.id, { pausedUntil: null, resumesAs: null, ...change }, tx.now)
  const detail = { from: account.state, to: change.state, ...(change.pausedUntil ? { until: change.pausedUntil } : {}) }
  await record(tx, { accountId: account.id, actor, action: 'account.state', detail })
  await checkSoon(tx, [account.id])
}

export interface StateChange {
  from: AccountState
  to: AccountState
  at: Date
}

/** What was written down of one kind on an account since an instant, the oldest first. */
export const writtenSince = (tx: Tx, accountId: string, action: string, since: Date) =>
  store.listHistory(tx.db, accountId, action, since)

/** How an account's state changed since an instant, the oldest first. */
export async function stateChanges(tx: Tx, accountId: string, since: Date): Promise<StateChange[]> {
  const entries = await store.listHistory(tx.db, accountId, 'account.state', since)
  return entries.map(({ detail, at }) => ({ ...(detail as Omit<StateChange, 'at'>), at }))
}
