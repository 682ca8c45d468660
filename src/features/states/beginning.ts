import { followState } from '#features/accounts/flow.ts'
import { type AccountFacts, type HandoffStanding, missingForActive } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn, type NewException } from '#features/exceptions/model.ts'
import { handoffStandings } from '#features/handoffs/flow.ts'

const NOT_BEGUN = 'not_begun'
/** Working days until what is missing should be there: the customer has been promised a word each week. */
const DAYS = 1

/** A kickoff is accepted, and the weeks cannot begin: what is missing is somebody's to add. */
export function notBegun(facts: AccountFacts, kickoff: HandoffStanding, now: Date): NewException | null {
  const { account, stakeholders } = facts
  const missing = missingForActive(account, stakeholders)
  if (account.state !== 'not_started' || kickoff !== 'accepted' || missing.length === 0) return null
  return {
    key: `${NOT_BEGUN}:${account.id}`,
    accountId: account.id,
    cause: `The kickoff is accepted, and the weekly update cannot begin: it still needs ${inWords(missing)}.`,
    action: 'Add what is missing in the account’s view, under Edit, People and Cadence; the updates then begin.',
    dueOn: dueIn(DAYS, facts, now),
  }
}

const inWords = (parts: string[]): string =>
  parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '')

/** Looks for accounts whose kickoff is accepted and that have not begun; where nothing is missing any more, they do. */
export const kickoffLook: Look = {
  kinds: { [NOT_BEGUN]: 'Nothing is missing any more, or the updates have begun.' },
  async find(tx, all) {
    const waiting = all.filter(({ account }) => account.state === 'not_started')
    const standings = waiting.length > 0 ? await handoffStandings(tx, 'kickoff') : new Map<string, HandoffStanding>()
    const found: NewException[] = []
    for (const facts of waiting) {
      const kickoff = standings.get(facts.account.id) ?? 'none'
      const one = notBegun(facts, kickoff, tx.now)
      if (one) found.push(one)
      else if (kickoff === 'accepted') await followState(tx, facts.account.id)
    }
    return found
  },
}
