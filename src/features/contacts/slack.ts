import {
  ACKNOWLEDGE_CHANGE,
  CAME_BACK,
  OPEN_CORRECTION,
  RELEASE_CHANGE,
  STAYS,
  TAKE_BACK,
} from '#blocks/contactAlert.ts'
import {
  CONTACT_SHORTCUT,
  OPEN_CONTACT_CHANGE,
  RECORD_CONTACT_CHANGE,
  readChange,
  readChangePress,
} from '#blocks/contacts.ts'
import { DISMISS_SUSPICION, OPEN_SUSPICION } from '#blocks/suspicions.ts'
import {
  OPEN_RETRACTION,
  OPEN_WELCOME,
  readWelcome,
  SEND_RETRACTION,
  SEND_WELCOME,
  TOLD_BY_HAND,
} from '#blocks/welcome.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Slack } from '#platform/slack/listen.ts'
import * as flow from './flow.ts'

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
  slack.opens(OPEN_CONTACT_CHANGE, (press) => {
    const { accountId, ...known } = readChangePress(press.value)
    return ctx.inWorkspace(press.workspaceId, (tx) => flow.openContactChange(tx, press, accountId, known))
  })
  slack.submits(RECORD_CONTACT_CHANGE, async ({ values, metadata, ...actor }) => {
    const typed = readChange(values, metadata)
    if (typed.userId) await inGoodTime(meet(actor.workspaceId, typed.userId))
    return ctx.inWorkspace(actor.workspaceId, (tx) => flow.recordContactChange(tx, actor, typed))
  })
  slack.opens(OPEN_CORRECTION, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => flow.openCorrection(tx, press, press.value)),
  )
  slack.shortcut(CONTACT_SHORTCUT, ({ channel, message, ...actor }) =>
    ctx.inWorkspace(actor.workspaceId, (tx) => flow.openFromMessage(tx, actor, { channel, userId: message.userId })),
  )
  slack.opens(OPEN_SUSPICION, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => flow.openSuspicion(tx, press, press.value)),
  )
  slack.opens(OPEN_WELCOME, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => flow.openWelcome(tx, press, press.value)),
  )
  slack.submits(SEND_WELCOME, ({ values, metadata, ...actor }) => {
    const { text, memory } = readWelcome(values, metadata)
    return ctx.inWorkspace(actor.workspaceId, (tx) => flow.sendWelcome(tx, actor, memory, text))
  })
  slack.opens(OPEN_RETRACTION, (press) =>
    ctx.inWorkspace(press.workspaceId, (tx) => flow.openRetraction(tx, press, press.value)),
  )
  slack.submits(SEND_RETRACTION, ({ values, metadata, ...actor }) => {
    const { text, memory } = readWelcome(values, metadata)
    return ctx.inWorkspace(actor.workspaceId, (tx) => flow.sendRetraction(tx, actor, memory, text))
  })
  const decisions = {
    [TOLD_BY_HAND]: flow.toldByHand,
    [ACKNOWLEDGE_CHANGE]: flow.acknowledgeChange,
    [TAKE_BACK]: flow.takeBackChange,
    [RELEASE_CHANGE]: flow.releaseChange,
    [CAME_BACK]: flow.comeBack,
    [STAYS]: flow.stay,
    [DISMISS_SUSPICION]: flow.dismissSuspicion,
  }
  for (const [id, decide] of Object.entries(decisions))
    slack.action(id, (press) => ctx.inWorkspace(press.workspaceId, (tx) => decide(tx, press, press.value)))
}
