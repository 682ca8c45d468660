import { ACKNOWLEDGE_CHANGE, OPEN_CONTACT_CHANGE, RECORD_CONTACT_CHANGE, readChange } from '#blocks/contacts.ts'
import type { Context } from '#platform/context.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { acknowledgeChange, openContactChange, recordContactChange } from './flow.ts'

/** Reads somebody from Slack whom we do not know yet, such as a newcomer at the customer. */
type Meet = (workspaceId: string, userId: string) => Promise<void>

export function listenToContacts(slack: Slack, ctx: Context, meet: Meet): void {
  slack.opens(OPEN_CONTACT_CHANGE, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openContactChange(tx, press, press.value || undefined)),
  )
  slack.submits(RECORD_CONTACT_CHANGE, async ({ values, ...actor }) => {
    const wanted = readChange(values)
    await meet(actor.workspaceId, wanted.newcomer)
    await ctx.inWorkspace(actor.workspaceId, (tx) => recordContactChange(tx, actor, wanted))
  })
  slack.action(ACKNOWLEDGE_CHANGE, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => acknowledgeChange(tx, press, press.value)),
  )
}
