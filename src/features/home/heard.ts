import { REOPEN_ASK } from '#blocks/asks.ts'
import type { HomeWaiting } from '#blocks/home.ts'
import { clip } from '#blocks/kit.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { heardSinceLastWord } from '#features/digests/flow.ts'
import type { Tx } from '#platform/context.ts'

const LONGEST = 300

/** What customers did on these accounts since the last update. What was called done by mistake is opened again here. */
export async function heardFor(tx: Tx, owned: AccountFacts[]): Promise<HomeWaiting[]> {
  const accounts = owned.map(({ account }) => account)
  const names = new Map(accounts.map(({ id, called }) => [id, called]))
  return (await heardSinceLastWord(tx, accounts)).map(({ accountId, sentence, reopen }) => ({
    sentence: clip(`${names.get(accountId)}: ${sentence}`, LONGEST),
    action: reopen ? { id: REOPEN_ASK, value: reopen, text: 'Open it again' } : null,
  }))
}
