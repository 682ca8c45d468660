import { type AccountFacts, holderOf } from '#features/accounts/model.ts'
import type { Tx } from '#platform/context.ts'
import { findAdministrators, findPeople } from './store.ts'

type Held = Pick<AccountFacts, 'stakeholders'>

/** Those of these people who are gone from Slack. */
export const whoIsGone = async (tx: Tx, ids: string[]): Promise<Set<string>> =>
  new Set((await findPeople(tx.db, ids)).filter((one) => one.deactivated).map(({ userId }) => userId))

/** Whoever of the owner and the leader is there first; nobody who is gone from Slack. */
async function namedFor(tx: Tx, { stakeholders }: Held): Promise<string | undefined> {
  const ids = (['owner', 'leader'] as const).flatMap((role) => holderOf(stakeholders, role)?.userId ?? [])
  const gone = await whoIsGone(tx, ids)
  return ids.find((id) => !gone.has(id))
}

/** Whose task something on an account is: the owner's, without one the leader's, then an administrator's. */
export async function responsibleOf(tx: Tx, facts: Held): Promise<string | undefined> {
  return (await namedFor(tx, facts)) ?? (await findAdministrators(tx.db)).toSorted()[0]
}

/** Whether somebody decides for an account: the owner, without one the leader, then any administrator. */
export async function mayAnswerFor(tx: Tx, facts: Held, userId: string): Promise<boolean> {
  const named = await namedFor(tx, facts)
  return named ? named === userId : (await findAdministrators(tx.db)).includes(userId)
}
