import { listenToCheckins } from '#features/checkins/slack.ts'
import { listenToContacts } from '#features/contacts/slack.ts'
import { listenToDigests } from '#features/digests/slack.ts'
import { listenToExceptions } from '#features/exceptions/slack.ts'
import { listenToHandoffs } from '#features/handoffs/slack.ts'
import { homeOpened, personChanged } from '#features/home/flow.ts'
import { keepHomeFresh, listenToHome } from '#features/home/slack.ts'
import { listenToInstallations } from '#features/installations/slack.ts'
import { listenToRounds } from '#features/rounds/slack.ts'
import type { Context } from '#platform/context.ts'
import type { EventHandler } from '#platform/slack/inbox.ts'
import type { Slack } from '#platform/slack/listen.ts'

/** Reads somebody from Slack whom we do not know yet. */
export type Meet = (workspaceId: string, userId: string) => Promise<void>

/** Everything that somebody in Slack can press, submit or type. */
export function addListeners(bare: Slack, ctx: Context, meet: Meet): void {
  const slack = keepHomeFresh(bare, ctx)
  listenToCheckins(slack, ctx)
  listenToDigests(slack, ctx)
  listenToInstallations(slack, ctx)
  listenToRounds(slack, ctx)
  listenToContacts(slack, ctx, meet)
  listenToHandoffs(slack, ctx)
  listenToExceptions(slack, ctx)
  listenToHome(slack, ctx)
}

/** Everything that Slack tells us of by itself, by event type. */
export const events: Record<string, EventHandler> = {
  app_home_opened: homeOpened,
  team_join: personChanged,
  user_change: personChanged,
}
