import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { scheduleAll } from '#platform/scheduling/occurrences.ts'
import { takeBack } from './assignments.ts'
import { followState, watchStates } from './following.ts'
import {
  type Account,
  type AccountFacts,
  type AccountState,
  type Milestone,
  type Role,
  type Stakeholder,
  SUCCESSORS,
  type SuccessCriterion,
} from './model.ts'
import * as store from './store.ts'

export { followState, watchStates }

/** @throws Refusal where this workspace has no such account. */
export async function getAccount(tx: Tx, id: string): Promise<Account> {
  const account = await store.findAccount(tx.db, id)
  if (!account) throw new Refusal('This account is not here any more.')
  return account
}

/** The account with its people, milestones and success criteria of today. */
export async function factsOf(tx: Tx, accountId: string): Promise<AccountFacts> {
  const account = await getAccount(tx, accountId)
  return (await withFacts(tx, [account]))[0]!
}

export const factsOfAll = async (tx: Tx): Promise<AccountFacts[]> => withFacts(tx, await store.listAccounts(tx.db))

/** Those of these accounts that are here, with their facts. */
export const factsOfThese = async (tx: Tx, ids: string[]): Promise<AccountFacts[]> =>
  withFacts(tx, await store.findAccounts(tx.db, ids))

/** The accounts on which somebody holds one of these roles today, with their facts. */
export const factsHeldBy = async (tx: Tx, userId: string, roles: readonly Role[]): Promise<AccountFacts[]> =>
  withFacts(tx, await store.accountsHeldBy(tx.db, userId, roles))

/** Accounts whose name, title or key contains a text. */
export const searchAccounts = (tx: Tx, text: string): Promise<Account[]> => store.searchAccounts(tx.db, text)

/** The accounts whose customers read in this channel. */
export const accountsInChannel = (tx: Tx, channel: string): Promise<Account[]> => store.accountOfChannel(tx.db, channel)

async function withFacts(tx: Tx, accounts: Account[]): Promise<AccountFacts[]> {
  const ids = accounts.map(({ id }) => id)
  const stakeholders = byAccount(await store.currentStakeholders(tx.db, ids))
  const milestones = byAccount(await store.listMilestones(tx.db, ids))
  const criteria = byAccount(await store.listCriteria(tx.db, ids))
  return accounts.map((account) => ({
    account,
    stakeholders: stakeholders.get(account.id) ?? [],
    milestones: milestones.get(account.id) ?? [],
    criteria: criteria.get(account.id) ?? [],
  }))
}

const byAccount = <T extends { accountId: string }>(rows: T[]) => Map.groupBy(rows, ({ accountId }) => accountId)

/** Changes an account and keeps who did it. */
export async function changeAccount(
  tx: Tx,
  id: string,
  change: Partial<Omit<Account, 'id' | 'key'>>,
  actor: string,
): Promise<void> {
  await store.updateAccount(tx.db, id, change, tx.now)
  await record(tx, { accountId: id, actor, action: 'account.changed', detail: change })
  if ('buyerChannel' in change || 'teamChannel' in change || 'state' in change) await checkSoon(tx, [id])
}

/** Slack takes about 50 questions about channels a minute (conversations.info, tier 3), and an account names two. */
const CHECKS_A_MINUTE = 20

/** Has Slack asked whether it knows the people and channels that these accounts name. What is wrong is told and kept. */
export async function checkSoon(tx: Tx, accountIds: string[]): Promise<void> {
  await scheduleAll(
    tx,
    accountIds.map((accountId, index) => ({
      kind: 'accounts.check',
      key: `accounts.check:${accountId}:${crypto.randomUUID()}`,
      subject: { accountId },
      dueAt: new Date(tx.now.getTime() + Math.floor(index / CHECKS_A_MINUTE) * 60_000),
    })),
  )
  await lookSoon(tx, accountIds)
}

/** Above this, one look at all accounts is less than one at each. */
const LOOKED_AT_ALONE = 20

/** Whether these accounts have everybody they need is looked at as soon as a worker has time. */
export const lookSoon = (tx: Tx, accountIds: string[]): Promise<void> => {
  const subjects = accountIds.length > LOOKED_AT_ALONE ? [{}] : accountIds.map((accountId) => ({ accountId }))
  return scheduleAll(
    tx,
    subjects.map((subject) => ({
      kind: 'exceptions.look',
      key: `look:${crypto.randomUUID()}`,
      subject,
      dueAt: tx.now,
    })),
  )
}

/** Accounts that a CRM means: by their key, or by their reference there. */
export const accountsReferred = (tx: Tx, said: string[]): Promise<Account[]> => store.findReferred(tx.db, said)

/** Writes down who did what on an account. */
export const record = (
  tx: Tx,
  entry: { accountId: string | null; actor: string; action: string; detail: object },
): Promise<void> => store.insertHistory(tx.db, entry, tx.now)

/** The buyer heard from us now. */
export const noteWord = (tx: Tx, accountId: string): Promise<void> =>
  store.updateAccount(tx.db, accountId, { lastWordAt: tx.now }, tx.now)

export async function noteForecast(tx: Tx, milestoneId: string, forecastOn: string): Promise<void> {
  await store.updateForecast(tx.db, milestoneId, forecastOn)
  await watchGoLive(tx, milestoneId)
}

/** A milestone is reached. */
export async function noteReached(tx: Tx, milestoneId: string, reachedOn: string): Promise<void> {
  await store.updateReached(tx.db, milestoneId, reachedOn)
  await watchGoLive(tx, milestoneId)
}

async function watchGoLive(tx: Tx, milestoneId: string): Promise<void> {
  const accountId = await store.findMilestoneAccount(tx.db, milestoneId)
  if (!accountId) return
  await watchStates(tx, [await factsOf(tx, accountId)])
  // What counts from the day of going live moves with it.
  await lookSoon(tx, [accountId])
}

export const noteMeasure = (tx: Tx, criterionId: string, value: number): Promise<void> =>
  store.updateCriterion(tx.db, criterionId, value)

/** Somebody who takes a role: a Slack user, or somebody without Slack by name and e-mail. */
export type Newcomer = Pick<Stakeholder, 'userId' | 'name' | 'email'>

/**
 * Ends the role's present assignment, where there is one, and begins the next on the same day; without a newcomer the
 * role stays empty. @returns the id of the assignment that began.
 */
export async function handRoleOver(
  tx: Tx,
  change: {
    accountId: string
    role: Role
    leaver: Stakeholder | undefined
    newcomer: string | Newcomer | null
    on: string
  },
): Promise<string | null> {
  const { accountId, role, leaver, newcomer, on } = change
  if (leaver) await store.endStakeholder(tx.db, leaver.id, on)
  const person = typeof newcomer === 'string' ? { userId: newcomer, name: null, email: null } : newcomer
  const begun = person ? await store.insertStakeholder(tx.db, { accountId, role, ...person, startsOn: on }) : null
  await roleMoved(tx, accountId, role)
  return begun
}

/** Who holds a role has changed: what waits for its holder finds them. */
async function roleMoved(tx: Tx, accountId: string, role: Role): Promise<void> {
  await passReviewsOn(tx, [{ accountId, role }])
  await checkSoon(tx, [accountId])
  if (SUCCESSORS.includes(role)) await followState(tx, accountId)
}

/**
 * Makes undone that a role changed hands: the assignment that began never was, and the one that ended goes on.
 * @returns false where somebody else has taken the role over since.
 */
export async function takeRoleBack(
  tx: Tx,
  change: { accountId: string; role: Role; leftId: string | null; assignmentId: string | null },
): Promise<boolean> {
  if (!(await takeBack(tx.db, change))) return false
  await roleMoved(tx, change.accountId, change.role)
  return true
}

const MOST_PAST = 10

/** Who held a role before, the last to leave first; of a long life of an account, the latest. */
export const pastHolders = (tx: Tx, accountId: string): Promise<Stakeholder[]> =>
  store.listPastStakeholders(tx.db, accountId, MOST_PAST)

/** Ends one assignment of several in a role. */
export async function endRole(tx: Tx, { id, accountId, role }: Stakeholder, on: string): Promise<void> {
  await store.endStakeholder(tx.db, id, on)
  await passReviewsOn(tx, [{ accountId, role }])
  await checkSoon(tx, [accountId])
}

const MOST_SAME = 50

/**
 * Adds an account that has not started. Where nobody chose its key, one that is taken gets a number.
 * @returns undefined where its key is another's.
 */
export async function insertAccount(
  tx: Tx,
  account: Partial<Account> & Pick<Account, 'key' | 'name' | 'zone'>,
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
): Promise<void> => store.savePart(tx.db, table, part)

export const removePart = (tx: Tx, table: 'milestones' | 'successCriteria', id: string): Promise<void> =>
  store.removePart(tx.db, table, id)

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

/** How an account's state changed since an instant, the oldest first. */
export async function stateChanges(tx: Tx, accountId: string, since: Date): Promise<StateChange[]> {
  const entries = await store.listHistory(tx.db, accountId, 'account.state', since)
  return entries.map(({ detail, at }) => ({ ...(detail as Omit<StateChange, 'at'>), at }))
}

const REVIEWING: readonly Role[] = ['owner', 'leader']

/** Where people of these roles changed, what waits for a review finds whoever reviews now. */
export async function passReviewsOn(tx: Tx, changed: { accountId: string; role: Role }[]): Promise<void> {
  const accountIds = changed.filter(({ role }) => REVIEWING.includes(role)).map(({ accountId }) => accountId)
  const plans = [...new Set(accountIds)].map((accountId) => ({
    kind: 'digests.reassign',
    key: `reassign:${accountId}:${crypto.randomUUID()}`,
    subject: { accountId },
    dueAt: tx.now,
  }))
  await scheduleAll(tx, plans)
}
