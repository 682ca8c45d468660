import { factsOf, handRoleOver } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import { instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type Handoff, isSlackId } from './model.ts'

/**
 * With an account that was handed over its ownership changes hands, also where nobody had recorded the change before: on
 * the day from which it was to, or now where that has come.
 */
export async function passAccount(tx: Tx, { id, kind, accountId, newcomer, anchorOn }: Handoff): Promise<void> {
  if (kind !== 'owner' || !isSlackId(newcomer)) return
  const { account, stakeholders } = await factsOf(tx, accountId)
  const on = localDate(tx.now, account.zone)
  if (anchorOn > on) {
    const dueAt = instantAt(anchorOn, '00:00', account.zone)
    const subject = { handoffId: id }
    return schedule(tx, { kind: 'handoffs.pass_account', key: `handoffs.pass_account:${id}`, subject, dueAt })
  }
  const leaver = holderOf(stakeholders, 'owner')
  if (leaver?.userId === newcomer) return
  await handRoleOver(tx, { accountId, role: 'owner', leaver, newcomer, on })
}
