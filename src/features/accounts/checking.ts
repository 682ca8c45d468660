import type { Tx } from '#platform/context.ts'
import { scheduleAll } from '#platform/scheduling/occurrences.ts'

/** Slack takes about 50 questions about channels a minute (conversations.info, tier 3), and an account names two. */
const CHECKS_A_MINUTE = 20

/** Something changed on these accounts: Slack is asked about them, and what is missing is looked for. */
export async function checkSoon(tx: Tx, accountIds: string[]): Promise<void> {
  await askSlackSoon(tx, accountIds)
  await lookSoon(tx, accountIds)
}

/** Has Slack asked whether it knows the people and channels that these accounts name. What is wrong is told and kept. */
export const askSlackSoon = (tx: Tx, accountIds: string[]): Promise<void> =>
  scheduleAll(
    tx,
    accountIds.map((accountId, index) => ({
      kind: 'accounts.check',
      key: `accounts.check:${accountId}:${crypto.randomUUID()}`,
      subject: { accountId },
      dueAt: new Date(tx.now.getTime() + Math.floor(index / CHECKS_A_MINUTE) * 60_000),
    })),
  )

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
