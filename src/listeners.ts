import { listenToAlerts } from '#features/alerts/slack.ts'
import { channelMoved, heardOfChannel, heardOfMember } from '#features/channels/flow.ts'
import { listenToChannels } from '#features/channels/slack.ts'
import { listenToCheckins } from '#features/checkins/slack.ts'
import { heardOfJoining, heardOfLeaving, heardOfPerson } from '#features/contacts/flow.ts'
import { listenToContacts } from '#features/contacts/slack.ts'
import { heardReaction, heardReply } from '#features/digests/flow.ts'
import { listenToDigests } from '#features/digests/slack.ts'
import type { Desk } from '#features/endpoints/flow.ts'
import { listenToEndpoints } from '#features/endpoints/slack.ts'
import { listenToExceptions } from '#features/exceptions/slack.ts'
import { listenToHandoffs } from '#features/handoffs/slack.ts'
import { homeOpened, personChanged } from '#features/home/flow.ts'
import { keepHomeFresh, listenToHome } from '#features/home/slack.ts'
import { listenToInstallations } from '#features/installations/slack.ts'
import { listenToKnowledge } from '#features/knowledge/slack.ts'
import { listenToPromises } from '#features/promises/slack.ts'
import { type Asking, listenToRecords } from '#features/records/slack.ts'
import { listenToRounds } from '#features/rounds/slack.ts'
import { listenToStates } from '#features/states/slack.ts'
import { listenToTroubles } from '#features/troubles/slack.ts'
import type { Context } from '#platform/context.ts'
import type { EventHandler, SlackEvent } from '#platform/slack/inbox.ts'
import type { Slack } from '#platform/slack/listen.ts'

export type { Asking }

/** Everything that somebody in Slack can press, submit or type. */
export function addListeners(bare: Slack, ctx: Context, asking: Asking, desk: Desk): void {
  const { meet } = asking
  const slack = keepHomeFresh(bare, ctx)
  listenToCheckins(slack, ctx)
  listenToDigests(slack, ctx, meet)
  listenToPromises(slack, ctx, meet)
  listenToAlerts(slack, ctx)
  listenToInstallations(slack, ctx)
  listenToEndpoints(slack, ctx, desk)
  listenToRounds(slack, ctx)
  listenToContacts(slack, ctx, meet)
  listenToHandoffs(slack, ctx)
  listenToKnowledge(slack, ctx)
  listenToExceptions(slack, ctx)
  listenToStates(slack, ctx)
  listenToRecords(slack, ctx, asking)
  listenToChannels(slack, ctx)
  listenToTroubles(slack, ctx)
  listenToHome(slack, ctx)
}

/**
 * What of an event is kept; undefined for what is no affair of ours. Where the app hears messages at all, only replies
 * count, and only that there was one: what people write in their channels stays in Slack.
 */
export function keptOf(event: SlackEvent['event']): SlackEvent['event'] | undefined {
  if (event.type === 'reaction_added') {
    const { type, user, item } = event
    return { type, user, item }
  }
  if (event.type !== 'message') return event
  const { type, subtype, bot_id, user, channel, ts, thread_ts: threadTs, user_team, source_team, team } = event
  const isReply = threadTs !== undefined && threadTs !== ts
  const isSaid = subtype === undefined || subtype === 'thread_broadcast' || subtype === 'file_share'
  if (!isReply || !isSaid || bot_id || !user) return undefined
  return { type, user, channel, ts, threadTs, team: user_team ?? source_team ?? team }
}

/** What may happen to a channel, public or private. */
const CHANNEL_EVENTS = [
  ...['channel_archive', 'channel_unarchive', 'channel_deleted', 'channel_left', 'channel_rename'],
  ...['channel_shared', 'channel_unshared'],
  ...['group_archive', 'group_unarchive', 'group_deleted', 'group_left', 'group_rename'],
]

/** Everything that Slack tells us of by itself, by event type. */
export const events: Record<string, EventHandler> = {
  app_home_opened: homeOpened,
  ...Object.fromEntries(CHANNEL_EVENTS.map((type) => [type, heardOfChannel])),
  channel_id_changed: channelMoved,
  member_joined_channel: async (tx, event) => {
    await heardOfMember(tx, event)
    await heardOfJoining(tx, event)
  },
  member_left_channel: async (tx, event) => {
    await heardOfMember(tx, event)
    await heardOfLeaving(tx, event)
  },
  message: heardReply,
  reaction_added: (tx, { user, item }) =>
    item.type === 'message' ? heardReaction(tx, { user, ...item }) : Promise.resolve(),
  team_join: personChanged,
  user_change: async (tx, event) => {
    await personChanged(tx, event)
    await heardOfPerson(tx, event.user)
  },
}
