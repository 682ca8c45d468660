import { getAccount } from '#features/accounts/flow.ts'
import type { Account } from '#features/accounts/model.ts'
import { heardOf } from '#features/promises/flow.ts'
import type { HeardLine } from '#features/promises/model.ts'
import type { Tx } from '#platform/context.ts'
import type { Report } from './store.ts'

/** Nobody looks further back for what was said. */
const RECENT_MS = 28 * 24 * 3_600_000

/** What the customers of these accounts did since they last heard from us, the oldest first. One statement for all. */
export async function heardSinceLastWord(tx: Tx, accounts: Pick<Account, 'id' | 'lastWordAt'>[]): Promise<HeardLine[]> {
  const since = new Map(accounts.map(({ id, lastWordAt }) => [id, lastWordAt]))
  const lines = await heardOf(tx, [...since.keys()], new Date(tx.now.getTime() - RECENT_MS))
  return lines.filter(({ accountId, saidAt }) => saidAt >= (since.get(accountId) ?? new Date(0)))
}

/** Under a published report: what was done there. For one that is still to go out: what was done since the last. */
export async function heardUnder(tx: Tx, reports: Report[]): Promise<(report: Report) => string[]> {
  const accountIds = [...new Set(reports.map(({ accountId }) => accountId))]
  const accounts = await Promise.all(accountIds.map((id) => getAccount(tx, id)))
  const all = await heardOf(tx, accountIds, new Date(tx.now.getTime() - RECENT_MS))
  const lastWord = new Map(accounts.map(({ id, lastWordAt }) => [id, lastWordAt]))
  return ({ id, accountId, state }) =>
    all
      // Who asked to talk stands in a message of its own already.
      .filter((line) => line.accountId === accountId && line.kind !== 'talk')
      .filter(({ digestId, saidAt }) =>
        state === 'published' ? digestId === id : saidAt >= (lastWord.get(accountId) ?? new Date(0)),
      )
      .map(({ sentence }) => sentence)
}
