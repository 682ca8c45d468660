import type { Tx } from '#platform/context.ts'
import { scheduleAll } from '#platform/scheduling/occurrences.ts'
import { takeBack } from './assignments.ts'
import { checkSoon } from './checking.ts'
import { followState } from './following.ts'
import { type Role, type Stakeholder, SUCCESSORS } from './model.ts'
import * as store from './store.ts'

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
