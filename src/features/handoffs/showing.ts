import { checklistMessage } from '#blocks/checklist.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import type { Handoff } from './model.ts'
import { checklistOf, internalPlace } from './side.ts'

/** Writes down who did what with a handoff. */
export const note = (tx: Tx, handoff: Handoff, actor: string, action: string, detail: object): Promise<void> =>
  record(tx, {
    accountId: handoff.accountId,
    actor,
    action,
    detail: { handoffId: handoff.id, kind: handoff.kind, ...detail },
  })

/** Says the checklist, or changes it in place. */
export async function showChecklist(tx: Tx, handoff: Handoff): Promise<void> {
  const { account } = await factsOf(tx, handoff.accountId)
  const checklist = await checklistOf(tx, handoff)
  const { channel } = await internalPlace(tx, account, handoff.receiver)
  const message = checklistMessage(checklist)
  await say(tx, {
    key: `handoff:${handoff.id}`,
    kind: 'handoff',
    audience: 'vendor',
    channel,
    message,
    accountId: account.id,
  })
}

/**
 * It is over, and whatever spoke of it as running is to say so. Those who do stand on the same floor and know of handoffs
 * already, so they hear of it as of something that happens, in a transaction of its own.
 */
export const tellOfEnd = (tx: Tx, { id }: Pick<Handoff, 'id'>): Promise<void> =>
  schedule(tx, { kind: 'handoffs.ended', key: `handoffs.ended:${id}`, subject: { handoffId: id }, dueAt: tx.now })
