/** Somebody in Slack, as far as we need to know them. */
export interface Person {
  userId: string
  name: string
  /** IANA zone; null where Slack does not say (people of other organisations). */
  zone: string | null
  country: string | null
  /** The organisation they belong to. */
  teamId: string
  email: string | null
  guest: boolean
  administrator: boolean
  deactivated: boolean
}

/** How Slack describes a user (docs.slack.dev/reference/objects/user-object); every field may be missing. */
export interface SlackUser {
  id?: string
  team_id?: string
  name?: string
  real_name?: string
  tz?: string
  deleted?: boolean
  is_admin?: boolean
  is_owner?: boolean
  is_restricted?: boolean
  is_ultra_restricted?: boolean
  profile?: { display_name?: string; real_name?: string; email?: string; first_name?: string }
}

/** Reads Slack's user; `teamId` is ours, for users that come without one. */
export function toPerson(user: SlackUser, teamId: string): Person {
  const { profile = {} } = user
  // Who administers another organisation has no say in ours.
  const isOurs = (user.team_id ?? teamId) === teamId
  return {
    userId: user.id ?? '',
    name: profile.real_name || user.real_name || profile.display_name || user.name || user.id || '',
    zone: user.tz ?? null,
    country: null,
    teamId: user.team_id ?? teamId,
    email: profile.email ?? null,
    guest: Boolean(user.is_restricted || user.is_ultra_restricted),
    administrator: isOurs && Boolean(user.is_admin || user.is_owner),
    deactivated: Boolean(user.deleted),
  }
}

/** The first word of a name, for a greeting. */
export const firstName = (name: string): string => name.split(/\s+/)[0] ?? name
