import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { isRefusal, outcomeOfError } from './sender.ts'

/** The most that one call gives: a large workspace must not run into the limit of 20 calls a minute (users.list). */
const PAGE = 1_000

/** What Slack says about our workspace, its people and its channels. Reads only. */
export function createDirectory(client: WebClient) {
  return {
    async identify() {
      const me = await client.auth.test()
      return { teamId: me.team_id!, name: me.team ?? me.team_id!, botUserId: me.user_id! }
    },
    /**
     * A user by id, also of another organisation; undefined where Slack does not know them.
     * @throws Error where Slack cannot be asked now.
     */
    async user(userId: string) {
      try {
        return (await client.users.info({ user: userId })).user
      } catch (error) {
        if (outcomeOfError(error).outcome === 'refused') return undefined
        throw error
      }
    },
    async users() {
      const all = []
      let cursor: string | undefined
      do {
        const page = await client.users.list({ limit: PAGE, ...(cursor ? { cursor } : {}) })
        all.push(...(page.members ?? []).filter((user) => !user.is_bot && user.id !== 'USLACKBOT'))
        cursor = page.response_metadata?.next_cursor || undefined
      } while (cursor)
      return all
    },
    /**
     * Whether people of other organisations read in a channel, or are invited to. One that Slack does not show us
     * takes no message either. @throws Error where Slack cannot be asked now.
     */
    async isShared(channelId: string): Promise<boolean> {
      const found = await unlessHidden(client.conversations.info({ channel: channelId }))
      return Boolean(found?.channel?.is_ext_shared || found?.channel?.is_pending_ext_shared)
    },
    /**
     * A channel by id; undefined where Slack does not show it to us, 'forbidden' where the app may not look at all.
     * @throws Error where Slack cannot be asked now.
     */
    async channel(channelId: string) {
      try {
        const found = (await unlessHidden(client.conversations.info({ channel: channelId })))?.channel
        const { name = null, is_archived: archived = false, is_member: joined = false } = found ?? {}
        return found && { name, archived, joined, organisations: othersIn(found) }
      } catch (error) {
        if (error instanceof WebAPIPlatformError && error.data.error === 'missing_scope') return 'forbidden' as const
        throw error
      }
    },
    /**
     * The name of another organisation with which we share a channel; undefined where Slack does not say it, which
     * takes the permission team:read. @throws Error where Slack cannot be asked now.
     */
    async organisation(teamId: string): Promise<string | undefined> {
      try {
        return (await client.team.info({ team: teamId })).team?.name
      } catch (error) {
        if (error instanceof WebAPIPlatformError && isRefusal(error)) return undefined
        throw error
      }
    },
    /** Everybody in a channel, apps among them; nobody in one that Slack does not show us. */
    async members(channelId: string): Promise<string[]> {
      const all: string[] = []
      let cursor: string | undefined
      do {
        const options = { channel: channelId, limit: PAGE, ...(cursor ? { cursor } : {}) }
        const page = await unlessHidden(client.conversations.members(options))
        all.push(...(page?.members ?? []))
        cursor = page?.response_metadata?.next_cursor || undefined
      } while (cursor)
      return all
    },
  }
}

interface Sharing {
  context_team_id?: string
  is_ext_shared?: boolean
  is_pending_ext_shared?: boolean
  connected_team_ids?: string[]
  pending_connected_team_ids?: string[]
}

/**
 * The ids of the other organisations in a channel or invited to it. `is_shared` alone says nothing: it is also true
 * between the workspaces of one organisation (docs.slack.dev/apis/slack-connect).
 */
function othersIn(channel: object): string[] {
  const { context_team_id: own, ...sharing } = channel as Sharing
  const { connected_team_ids: connected = [], pending_connected_team_ids: pending = [] } = sharing
  const there = sharing.is_ext_shared ? (connected.length > 0 ? connected : ['unnamed']) : []
  const invited = sharing.is_pending_ext_shared ? (pending.length > 0 ? pending : ['invited']) : []
  return [...new Set([...there, ...invited])].filter((id) => id !== own).sort()
}

const unlessHidden = <T>(call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (error instanceof WebAPIPlatformError && error.data.error === 'channel_not_found') return undefined
    throw error
  })
