import { retractionMessage } from '#blocks/contactAlert.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { revise } from '#platform/outbox/say.ts'
import type { ContactChange, Stray } from './model.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

/** Under which key whoever answers for the account is asked what the customer reads instead of a wrong welcome. */
export const offerKey = ({ id }: ContactChange): string => `contact.retract:${id}`

/** Who has not been told yet that their letter was a mistake. */
export const strayOf = ({ stray }: Pick<ContactChange, 'stray'>): Stray[] => stray.filter(({ toldAt }) => !toldAt)

/** What was offered to whoever answers for the account, as it stands now. */
export async function showOffer(tx: Tx, changeId: string): Promise<void> {
  const change = (await store.findChange(tx.db, changeId))!
  const view = await viewOf(tx, await factsOf(tx, change.accountId), change)
  await revise(tx, offerKey(change), retractionMessage(view))
}
