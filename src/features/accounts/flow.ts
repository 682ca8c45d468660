import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { scheduleAll } from '#platform/scheduling/occurrences.ts'
import type { Account, AccountFacts, Role, Stakeholder } from './model.ts'
import * as store from './store.ts'

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
export const checkSoon = (tx: Tx, accountIds: string[]): Promise<void> =>
  scheduleAll(
    tx,
    accountIds.map((accountId, index) => ({
      kind: 'accounts.check',
      key: `accounts.check:${accountId}:${crypto.randomUUID()}`,
      subject: { accountId },
      dueAt: new Date(tx.now.getTime() + Math.floor(index / CHECKS_A_MINUTE) * 60_000),
    })),
  )

/** Writes down who did what on an account. */
export const record = (
  tx: Tx,
  entry: { accountId: string | null; actor: string; action: string; detail: object },
): Promise<void> => store.insertHistory(tx.db, entry, tx.now)

/** The buyer heard from us now. */
export const noteWord = (tx: Tx, accountId: string): Promise<void> =>
  store.updateAccount(tx.db, accountId, { lastWordAt: tx.now }, tx.now)

export const noteForecast = (tx: Tx, milestoneId: string, forecastOn: string): Promise<void> =>
  store.updateForecast(tx.db, milestoneId, forecastOn)

/** A milestone is reached. */
export const noteReached = (tx: Tx, milestoneId: string, reachedOn: string): Promise<void> =>
  store.updateReached(tx.db, milestoneId, reachedOn)

export const noteMeasure = (tx: Tx, criterionId: string, value: number): Promise<void> =>
  store.updateCriterion(tx.db, criterionId, value)

/** Ends the role's present assignment, where there is one, and begins the next on the same day. */
export async function handRoleOver(
  tx: Tx,
  change: { accountId: string; role: Role; leaver: Stakeholder | undefined; newcomer: string; on: string },
): Promise<void> {
  const { accountId, role, leaver, newcomer, on } = change
  if (leaver) await store.endStakeholder(tx.db, leaver.id, on)
  await store.insertStakeholder(tx.db, { accountId, role, userId: newcomer, name: null, email: null, startsOn: on })
  await passReviewsOn(tx, [{ accountId, role }])
  await checkSoon(tx, [accountId])
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
