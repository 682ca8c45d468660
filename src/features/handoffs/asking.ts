import { type Confirmations, confirmationsMessage } from '#blocks/confirmations.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import type { Handoff } from './model.ts'
import { responsibleFor } from './side.ts'
import * as store from './store.ts'

/** What the newcomer is asked for, and what they have confirmed; null where there is nothing or nobody to ask. */
export async function confirmationsOf(tx: Tx, facts: AccountFacts, handoff: Handoff): Promise<Confirmations | null> {
  const points = (await store.listItems(tx.db, [handoff.id])).filter(({ confirmation }) => confirmation !== null)
  if (points.length === 0 || !handoff.newcomer) return null
  const owner = (await responsibleFor(tx, facts)) ?? handoff.giver
  const people = await peopleById(tx, [handoff.newcomer, owner])
  const { zone } = facts.account
  return {
    accountName: facts.account.name,
    welcome: handoff.newcomerWelcome,
    newcomer: firstName(people.get(handoff.newcomer)!.name),
    owner: people.get(owner)!.name,
    points: points.map(({ id, confirmation, doneAt }) => ({
      itemId: id,
      words: confirmation!,
      confirmedOn: doneAt && shortDay(localDate(doneAt, zone)),
    })),
  }
}

/** What was asked in it leads nowhere any more. */
const isCalledOff = ({ state }: Handoff): boolean => state === 'withdrawn' || state === 'replaced'

/** Says the message, or changes it in place; before somebody has sent it, nothing. */
export async function showConfirmations(tx: Tx, facts: AccountFacts, handoff: Handoff): Promise<void> {
  const asked = await confirmationsOf(tx, facts, handoff)
  const channel = facts.account.buyerChannel
  if (!asked || !channel || !handoff.newcomerAskedAt) return
  if (isCalledOff(handoff)) asked.points = []
  await say(tx, {
    key: `handoff.confirm:${handoff.id}`,
    kind: 'handoff_confirmations',
    audience: 'customer',
    channel,
    message: confirmationsMessage(asked),
    accountId: facts.account.id,
  })
}
