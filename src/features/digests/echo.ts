import { getAccount } from '#features/accounts/flow.ts'
import type { Account } from '#features/accounts/model.ts'
import { heardOf } from '#features/promises/flow.ts'
import type { HeardLine } from '#features/promises/model.ts'
import type { Tx } from '#platform/context.ts'
import { listRatingsSince, type RatedUpdate } from './echoStore.ts'
import type { Report } from './store.ts'

/** Nobody looks further back for what was said. */
const RECENT_MS = 28 * 24 * 3_600_000

/** What the customers of these accounts did since they last heard from us, the oldest first. One statement for all. */
export async function heardSinceLastWord(tx: Tx, accounts: Pick<Account, 'id' | 'lastWordAt'>[]): Promise<Line[]> {
  const since = new Map(accounts.map(({ id, lastWordAt }) => [id, lastWordAt]))
  return (await heardAndRated(tx, [...since.keys()])).filter(
    ({ accountId, saidAt, calm }) => !calm && saidAt >= (since.get(accountId) ?? new Date(0)),
  )
}

/** `calm`: nothing that waits for somebody. */
type Line = Omit<HeardLine, 'kind'> & { kind: HeardLine['kind'] | 'rated'; calm?: boolean }
/** From here on a rating without words asks nothing of anybody. */
const GOOD = 4

async function heardAndRated(tx: Tx, accountIds: string[]): Promise<Line[]> {
  const since = new Date(tx.now.getTime() - RECENT_MS)
  const heard: Line[] = await heardOf(tx, accountIds, since)
  const rated = await listRatingsSince(tx.db, accountIds, since)
  return [...heard, ...rated.map(ratedLine)].toSorted((a, b) => a.saidAt.getTime() - b.saidAt.getTime())
}

/** 'Priya Shah rated week 9: 2 of 5. “Finance waits”' */
function ratedLine({ accountId, digestId, ratedAt, name, week, rating, comment }: RatedUpdate): Line {
  const sentence = `${name ?? 'The buyer'} rated week ${week}: ${rating} of 5.${comment ? ` “${comment}”` : ''}`
  const calm = rating >= GOOD && !comment
  return { accountId, digestId, saidAt: ratedAt, kind: 'rated', calm, sentence, reopen: null }
}

/** Under a published report: what was done there. For one that is still to go out: what was done since the last. */
export async function heardUnder(tx: Tx, reports: Report[]): Promise<(report: Report) => string[]> {
  const accountIds = [...new Set(reports.map(({ accountId }) => accountId))]
  const accounts = await Promise.all(accountIds.map((id) => getAccount(tx, id)))
  const all = await heardAndRated(tx, accountIds)
  const lastWord = new Map(accounts.map(({ id, lastWordAt }) => [id, lastWordAt]))
  return ({ id, accountId, state }) =>
    all
      // Who asked to talk stands in a message of its own already.
      .filter((line) => line.accountId === accountId && line.kind !== 'talk')
      .filter(({ digestId, saidAt, kind }) =>
        // A rating stands under what was rated; the next review names it by itself.
        state === 'published'
          ? digestId === id
          : kind !== 'rated' && saidAt >= (lastWord.get(accountId) ?? new Date(0)),
      )
      .map(({ sentence }) => sentence)
}
