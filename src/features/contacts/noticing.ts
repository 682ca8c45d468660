import type { Modal } from '#blocks/kit.ts'
import { accountsInChannel, accountsOfTeam, factsOfThese } from '#features/accounts/flow.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import { openContactChange } from './forms.ts'
import { isChanging } from './model.ts'

/** The form from the menu of a message: its channel says which account, and its author perhaps which role. */
export async function openFromMessage(
  tx: Tx,
  actor: Actor,
  { channel, userId }: { channel: string; userId: string | undefined },
): Promise<Modal> {
  const accounts = [...(await accountsInChannel(tx, channel)), ...(await accountsOfTeam(tx, channel))]
  const all = await factsOfThese(
    tx,
    accounts.map(({ id }) => id),
  )
  // Two customers may read in one channel: then whoever wrote tells which is meant.
  const holding = all.filter(({ stakeholders }) => userId && stakeholders.some((one) => one.userId === userId))
  const chosen = holding[0] ?? (all.length === 1 ? all[0] : undefined)
  const role = chosen?.stakeholders.find((one) => one.userId === userId && isChanging(one.role))?.role
  const known = role && isChanging(role) ? { role } : {}
  return openContactChange(tx, actor, chosen?.account.id, known)
}
