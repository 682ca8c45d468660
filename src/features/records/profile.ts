import { atFields, type EditView, type FormState, labelOf } from '#blocks/accountForm.ts'
import { accountsInChannel, accountsOfTeam } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, missingForActive, runsWeekly } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { type Entry, merge, type Seals, sealsOf, type Troubles } from './model.ts'

/** What Slack said of people and channels before the transaction began: it may take seconds. */
export interface Looked {
  /** Why our team must not read in the chosen team channel; null where only colleagues read. */
  strangers: string | null
}

/** @throws Refusal with a sentence at each field that is wrong. */
export function refuseAt(troubles: Troubles): void {
  const [first] = Object.values(troubles)
  if (first) throw new Refusal(first, undefined, atFields(troubles))
}

/** What is wrong with the channels of an account as it will be. */
export async function channelTroubles(
  tx: Tx,
  account: Pick<Account, 'buyerChannel' | 'teamChannel'> & { id: string | null },
  { strangers }: Looked,
): Promise<Troubles> {
  const { id, buyerChannel, teamChannel } = account
  const others = (accounts: Account[]) => accounts.find((one) => one.id !== id)
  if (teamChannel && teamChannel === buyerChannel)
    return { teamChannel: 'The customer reads in this channel, so our team needs another one.' }
  const customer = teamChannel && others(await accountsInChannel(tx, teamChannel))
  if (customer)
    return { teamChannel: `The customer of ${customer.called} reads here, so our team needs another channel.` }
  if (teamChannel && strangers)
    return { teamChannel: `Our team cannot read here: ${strangers}. Please choose another channel.` }
  const team = buyerChannel && others(await accountsOfTeam(tx, buyerChannel))
  return team ? { buyerChannel: `Our team of ${team.called} reads here, so this customer needs another channel.` } : {}
}

/** A running account keeps what its weekly update cannot do without. */
export function lossTroubles(before: AccountFacts, after: Pick<AccountFacts, 'account' | 'stakeholders'>): Troubles {
  if (!runsWeekly(before.account.state)) return {}
  const lacked = missingForActive(before.account, before.stakeholders)
  const lost = missingForActive(after.account, after.stakeholders).filter((one) => !lacked.includes(one))
  const fields: Record<string, string> = { owner: 'owner', senior: 'senior_buyer', channel: 'buyerChannel' }
  return Object.fromEntries(
    lost.flatMap((one) => {
      const field = Object.entries(fields).find(([word]) => one.includes(word))?.[1]
      return field ? [[field, `While the weekly update runs, it needs ${one}.`]] : []
    }),
  )
}

/** What comes of a form: what to change, or the form again with what somebody else changed meanwhile. */
export type Outcome = { changes: Partial<Entry> } | { again: EditView }

export async function bringTogether(
  tx: Tx,
  { account }: AccountFacts,
  state: FormState,
  typed: Entry,
  now: Entry,
): Promise<Outcome> {
  const { changes, conflicts } = merge(state.seals, typed, now)
  if (conflicts.length === 0) return { changes }
  const fresh: Seals = { ...state.seals }
  for (const field of conflicts) fresh[field] = sealsOf(now)[field]!
  const meanwhile: string[] = []
  for (const field of conflicts) meanwhile.push(`${labelOf(field)}: now ${await inWords(tx, now[field] ?? null)}`)
  return {
    again: { accountId: account.id, accountName: account.called, seals: fresh, entry: typed, meanwhile },
  }
}

async function inWords(tx: Tx, value: Entry[string]): Promise<string> {
  const parts = Array.isArray(value) ? value : value ? [value] : []
  if (parts.length === 0) return 'empty'
  const people = await peopleById(
    tx,
    parts.filter((part) => /^[UW][A-Z0-9]+$/.test(part)),
  )
  return parts.map((part) => people.get(part)?.name ?? part).join(', ')
}

export const viewOf = (facts: AccountFacts, entry: Entry): EditView => ({
  accountId: facts.account.id,
  accountName: facts.account.called,
  entry,
  seals: sealsOf(entry),
  meanwhile: [],
})
