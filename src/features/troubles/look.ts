import { runsWeekly } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn } from '#features/exceptions/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { accountTroubles } from './flow.ts'

/** Working days until somebody has asked the customer. */
const DAYS = 1

/** Whose senior buyer does not read where the updates are posted. */
export const readersLook: Look = {
  kinds: { buyer_left: 'The senior buyer reads in the channel.' },
  async find(tx, all) {
    const running = all.filter(({ account }) => runsWeekly(account.state))
    const troubles = await accountTroubles(
      tx,
      running.map(({ account }) => account.id),
    )
    const left = running.flatMap((facts) => {
      const found = troubles.get(facts.account.id)?.find((one) => one.kind === 'left' && one.role === 'senior_buyer')
      // What Slack said before the role went to somebody else is about nobody any more.
      const holds =
        found && facts.stakeholders.some(({ role, userId }) => role === 'senior_buyer' && userId === found.id)
      return holds && found.kind === 'left' ? [{ facts, found }] : []
    })
    const people = await peopleById(
      tx,
      left.map(({ found }) => found.id),
    )
    return left.map(({ facts, found }) => ({
      key: `buyer_left:${facts.account.id}`,
      accountId: facts.account.id,
      cause: `${people.get(found.id)?.name ?? found.id}, the senior buyer, does not read in ${found.channel}, where the updates are posted.`,
      action: 'Ask the customer who reads now, and record it with Contact change.',
      dueOn: dueIn(DAYS, facts, tx.now),
    }))
  },
}
