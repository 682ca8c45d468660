import { factsOfThese } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn } from '#features/exceptions/model.ts'
import type { Tx } from '#platform/context.ts'
import { isUndecided, subjectsInWords } from './model.ts'
import { type KickoffMatter, listOfKickoffs } from './store.ts'

const UNDECIDED = 'sold_undecided'
/** Working days until a difference is decided with the buyer: a week, as long as the ready-made kickoff gives. */
const DECIDE_DAYS = 5

async function undecidedOn(tx: Tx, accountIds?: string[]): Promise<Map<string, KickoffMatter[]>> {
  const open = (await listOfKickoffs(tx.db, accountIds)).filter((row) => isUndecided(row, row.state === 'running'))
  return Map.groupBy(open, ({ handoffId }) => handoffId)
}

/** Differences between what was sold and what was bought: the owner's to see to until each is decided. */
export const undecidedLook: Look = {
  kinds: { [UNDECIDED]: 'Every difference is decided.' },
  async find(tx, all) {
    const facts = new Map(all.map((one) => [one.account.id, one]))
    return [...(await undecidedOn(tx, [...facts.keys()]))].map(([handoffId, matters]) => {
      const { accountId } = matters[0]!
      return {
        key: `${UNDECIDED}:${handoffId}`,
        accountId,
        cause: `What was sold and what was bought differ, and nobody has decided: ${subjectsInWords(matters)}.`,
        action: 'Decide it with the buyer and write down who did: What we know → Sold beside bought.',
        dueOn: dueIn(DECIDE_DAYS, facts.get(accountId)!, tx.now),
      }
    })
  },
}

/** The same for one who may decide, a line an account: whoever gives or receives in the kickoff, and the owner. */
export async function undecidedFor(tx: Tx, userId: string): Promise<string[]> {
  const open = await undecidedOn(tx)
  const facts = new Map(
    (
      await factsOfThese(
        tx,
        [...open.values()].map(([one]) => one!.accountId),
      )
    ).map((one) => [one.account.id, one]),
  )
  return [...open.values()].flatMap((matters) => {
    const { accountId, giver, receiver } = matters[0]!
    const { account, stakeholders } = facts.get(accountId)!
    if (![giver, receiver, holderOf(stakeholders, 'owner')?.userId].includes(userId)) return []
    return [`${account.called}: sold and bought differ, to be decided: ${subjectsInWords(matters)}`]
  })
}
