import type { AccountFacts } from '#features/accounts/model.ts'
import { holderOf, runsWeekly } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn, type NewException } from '#features/exceptions/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { countSilent } from './echoStore.ts'

/** So many updates in a row without a sign of the buyer, and a person should ask; we never chase a customer by bot. */
export const SILENT_WEEKS = 3
/** The buyer has a day to read before silence is silence. */
const DAY_MS = 24 * 3_600_000
const PHONE_DAYS = 2

/** A buyer who has been silent: since which update, and for how many. */
export interface Silence {
  weeks: number
  /** The publishing date of the first one without a sign. */
  since: string
}

/** The buyers who gave no sign of having read, by account; only where they read in Slack, as e-mail tells us nothing. */
export async function silencesOn(tx: Tx, accountIds: string[]): Promise<Map<string, Silence>> {
  const counted = await countSilent(tx.db, accountIds, new Date(tx.now.getTime() - DAY_MS))
  return new Map(counted.flatMap(({ accountId, weeks, since }) => (since ? [[accountId, { weeks, since }]] : [])))
}

/** Advises the owner to phone, once for each silence. */
export const silenceLook: Look = {
  kinds: { silent: 'The buyer was heard from again, or somebody else reads now.' },
  async find(tx, all) {
    const reading = all.filter(({ account }) => runsWeekly(account.state) && account.buyerChannel)
    const silences = await silencesOn(
      tx,
      reading.map(({ account }) => account.id),
    )
    const buyers = reading.map(({ stakeholders }) => holderOf(stakeholders, 'senior_buyer')?.userId ?? null)
    const people = await peopleById(tx, buyers)
    return reading.flatMap((facts, index) => {
      const silence = silences.get(facts.account.id)
      const buyer = people.get(buyers[index] ?? '')?.name
      if (!silence || silence.weeks < SILENT_WEEKS || !buyer) return []
      return [adviceToPhone(facts, silence, buyer, tx.now)]
    })
  },
}

function adviceToPhone(facts: AccountFacts, { since }: Silence, buyer: string, now: Date): NewException {
  const { id } = facts.account
  return {
    // A silence is known by its beginning: one that was dealt with does not come back, the next one does.
    key: `silent:${id}:${since}`,
    onlyOnce: true,
    accountId: id,
    cause: `${buyer} has neither seen nor answered an update since ${shortDay(since)}.`,
    action: `Please phone ${firstName(buyer)}.`,
    dueOn: dueIn(PHONE_DAYS, facts, now),
  }
}
