import { ACKNOWLEDGE_CHANGE, OPEN_CONTACT_CHANGE, RECORD_CONTACT_CHANGE, readChange } from '#blocks/contacts.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Slack } from '#platform/slack/listen.ts'
import { acknowledgeChange, openContactChange, recordContactChange } from './flow.ts'

/** Reads somebody from Slack whom we do not know yet, such as a newcomer at the customer. */
type Meet = (workspaceId: string, userId: string) => Promise<void>

/** Slack waits three seconds for the answer to a form, and asking who somebody is may take longer when it is slow. */
const PATIENCE_MS = 1_500

async function inGoodTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal(SLOW)), PATIENCE_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const SLOW = 'Slack is slow to tell us who this is. Nothing was saved; please send the form again in a moment.'

export function listenToContacts(slack: Slack, ctx: Context, meet: Meet): void {
  slack.opens(OPEN_CONTACT_CHANGE, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => openContactChange(tx, press, press.value || undefined)),
  )
  slack.submits(RECORD_CONTACT_CHANGE, async ({ values, ...actor }) => {
    const wanted = readChange(values)
    await inGoodTime(meet(actor.workspaceId, wanted.newcomer))
    await ctx.inWorkspace(actor.workspaceId, (tx) => recordContactChange(tx, actor, wanted))
  })
  slack.action(ACKNOWLEDGE_CHANGE, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => acknowledgeChange(tx, press, press.value)),
  )
}
