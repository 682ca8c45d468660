import type { Context } from '#platform/context.ts'
import type { EventHandler } from '#platform/slack/inbox.ts'
import type { Slack } from '#platform/slack/listen.ts'

/** Everything that somebody in Slack can press, submit or type. */
export function addListeners(_slack: Slack, _ctx: Context): void {}

/** Everything that Slack tells us of by itself, by event type. */
export const events: Record<string, EventHandler> = {}
