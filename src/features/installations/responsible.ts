import { type AccountFacts, holderOf } from '#features/accounts/model.ts'
import type { Tx } from '#platform/context.ts'
import { findAdministrators, findPeople } from './store.ts'

type Held = Pick<AccountFacts, 'stakeholders'>

/** Those of these people who are gone from Slack. */
export const whoIsGone = async (tx: Tx, ids: string[]): Promise<Set<string>> =>
  new Set((await findPeople(tx.db, ids)).filter((one) => one.deactivated).map(({ userId }) => userId))

/** Who speaks for us to a customer: the owner, else the leader; nobody who is gone from Slack. */
export async function speakerOf(tx: Tx, { stakeholders }: Held): Promise<string | undefined> {
  const ids = (['owner', 'leader'] as const).flatMap((role) => holderOf(stakeholders, role)?.userId ?? [])
  const gone = await whoIsGone(tx, ids)
  return ids.find((id) => !gone.has(id))
}

/** Whose task something on an account is: the owner's, without one the leader's, then an administrator's. */
export async function responsibleOf(tx: Tx, facts: Held): Promise<string | undefined> {
  return (await speakerOf(tx, facts)) ?? (await findAdministrators(tx.db)).toSorted()[0]
}

/** Whether somebody decides for an account: the owner, without one the leader, then any administrator. */
export async function mayAnswerFor(tx: Tx, facts: Held, userId: string): Promise<boolean> {
  const named = await speakerOf(tx, facts)
  return named ? named === userId : (await findAdministrators(tx.db)).includes(userId)
}
