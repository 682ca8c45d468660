/** Another organisation whose people read in a channel, or are invited to. */
export interface Organisation {
  /** Slack's id of its workspace, or one of the two below. */
  id: string
  /** Null where Slack does not say it. */
  name: string | null
}

/** Somebody is invited, and Slack does not say of which organisation. */
export const INVITED = 'invited'
/** The channel is shared, and Slack does not say with whom. */
export const UNNAMED = 'unnamed'

/** Why nothing can be posted in a channel, as Slack calls it. */
export const BARRIERS = ['is_archived', 'not_in_channel', 'channel_not_found'] as const
export type Barrier = (typeof BARRIERS)[number]
/** What stands between an account and its customer's channel; 'unconfirmed': nobody has said who is meant to read there. */
export type Obstacle = Barrier | 'unconfirmed'

/** What Slack last said of a channel. */
export interface Look {
  channel: string
  name: string | null
  organisations: Organisation[]
  trouble: Barrier | null
}

/** Somebody said that these organisations are meant to read what an account's customer reads. */
export interface Confirmation {
  accountId: string
  channel: string
  organisations: Organisation[]
  confirmedBy: string
  confirmedAt: Date
}

export const isBarrier = (code: string): code is Barrier => (BARRIERS as readonly string[]).includes(code)

/** The same organisations, whatever their names and their order. */
export function areSame(one: Organisation[], other: Organisation[]): boolean {
  const ids = (all: Organisation[]) => [...new Set(all.map(({ id }) => id))].sort().join(' ')
  return ids(one) === ids(other)
}

/**
 * What stands in the way of posting. A channel that only our own organisation has (a customer may be a guest there)
 * needs no confirmation, until one was given for others: then it is not shared with them any more.
 */
export function obstacleIn(look: Look | undefined, confirmation: Confirmation | undefined): Obstacle | null {
  if (!look) return null
  if (look.trouble) return look.trouble
  return areSame(look.organisations, confirmation?.organisations ?? []) ? null : 'unconfirmed'
}

/** 'Calder Freight (T0CALDER)', 'Calder Freight (T0CALDER) and Oslo Water (T0OSLO)'; null for none. */
export function together(organisations: Organisation[]): string | null {
  const names = organisations.map(named)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? null)
}

function named({ id, name }: Organisation): string {
  if (id === INVITED) return 'an organisation that is invited and has not come yet'
  if (id === UNNAMED) return 'an organisation that Slack does not name'
  return name ? `${name} (${id})` : `the organisation ${id}`
}

/** How people know a channel. */
export const channelName = ({ channel, name }: Pick<Look, 'channel' | 'name'>): string =>
  name ? `#${name}` : `the channel ${channel}`

/** Who is new in a channel since it was confirmed, and who has left it. */
export function changeIn(now: Organisation[], before: Organisation[]): { come: Organisation[]; gone: Organisation[] } {
  const lacks = (all: Organisation[]) => (one: Organisation) => !all.some(({ id }) => id === one.id)
  return { come: now.filter(lacks(before)), gone: before.filter(lacks(now)) }
}
