import type { Context, Tx } from '#platform/context.ts'
import type { Person, SlackUser } from './model.ts'
import { toPerson } from './model.ts'
import { forgetPeople, peopleById, workspaceOf } from './people.ts'
import {
  findAdministrators,
  findByEmail,
  findPeople,
  findUnknownPeople,
  getWorkspace,
  listWorkspaceIds,
  routeTeam,
  savePerson,
  upsertWorkspace,
  type Workspace,
} from './store.ts'

export { keepPlace, keepSettings, openPlace, openSettings } from './administering.ts'
export { confirmDelivery, repeatDelivery, tellOfArrival, tellOfTrouble, troublesFor } from './deliveries.ts'
export { peopleById, workspaceOf } from './people.ts'
export { mayAnswerFor, responsibleOf, speakerOf, whoIsGone } from './responsible.ts'
export { changeSettings, type Settings, settingsOf, versionedSettings } from './settings.ts'
export type { Workspace }

/** A channel as Slack shows it. */
export interface SeenChannel {
  name: string | null
  archived: boolean
  /** Whether the app is in it. */
  joined: boolean
  /** The other organisations that read there, or are invited to. */
  organisations: string[]
}

/** What we ask of Slack about a workspace and its people. Handed in by app.ts. */
export interface Directory {
  identify(): Promise<{ teamId: string; name: string; botUserId: string }>
  /** Undefined where Slack does not know them. @throws Error where Slack cannot be asked now. */
  user(userId: string): Promise<SlackUser | undefined>
  users(): Promise<SlackUser[]>
  /** Undefined where Slack does not show it to us; 'forbidden' where the app may not look at channels. */
  channel(channelId: string): Promise<SeenChannel | 'forbidden' | undefined>
  /** The name of another organisation with which we share a channel; undefined where Slack does not say it. */
  organisation(teamId: string): Promise<string | undefined>
  /** Whether people of other organisations read in a channel, or are invited to. */
  isShared(channelId: string): Promise<boolean>
  /** Everybody in a channel, apps among them. */
  members(channelId: string): Promise<string[]>
}

/** Makes or refreshes the workspace's row from what Slack says of our token. @returns its id. */
export async function rememberWorkspace(ctx: Context, directory: Directory): Promise<string> {
  const identity = await directory.identify()
  const known = await findWorkspace(ctx, identity.teamId)
  const workspaceId = known ?? crypto.randomUUID()
  await ctx.inWorkspace(workspaceId, (tx) => upsertWorkspace(tx.db, { workspaceId, ...identity }, tx.now))
  // Two processes may start at once; the row that stands is the one that counts.
  return known ?? (await findWorkspace(ctx, identity.teamId)) ?? workspaceId
}

/** Which workspace of ours a Slack team is, or undefined. */
export const findWorkspace = (ctx: Context, teamId: string): Promise<string | undefined> =>
  ctx.database.asSweeper((db) => routeTeam(db, teamId))

/** The ids of all workspaces of this installation. */
export const workspaceIds = (ctx: Context): Promise<string[]> => ctx.database.asSweeper(listWorkspaceIds)

/**
 * Reads everybody whom an account names and we do not know yet, and the administrators, from Slack. @returns how many.
 * @throws Error where Slack has had enough; who was met until then stays met.
 */
export async function meetPeople(ctx: Context, workspaceId: string, directory: Directory): Promise<number> {
  const unknown = await ctx.inWorkspace(workspaceId, (tx) => findUnknownPeople(tx.db))
  const members = await directory.users()
  await keepPeople(ctx, workspaceId, members)
  const met = new Set(members.map((user) => user.id))
  const strangers = unknown.filter((id) => !met.has(id))
  return members.length + (await meetEach(ctx, workspaceId, directory, strangers))
}

/** Customers' people can only be asked about one by one, and Slack takes about 100 such calls a minute (tier 4). */
const AT_ONCE = 8

/** Reads these people from Slack. @returns how many it knows. @throws Error where Slack has had enough. */
async function meetEach(ctx: Context, workspaceId: string, directory: Directory, userIds: string[]): Promise<number> {
  let met = 0
  for (let from = 0; from < userIds.length; from += AT_ONCE) {
    const asked = await Promise.allSettled(userIds.slice(from, from + AT_ONCE).map((id) => directory.user(id)))
    const found = asked.flatMap((one) => (one.status === 'fulfilled' && one.value) || [])
    await keepPeople(ctx, workspaceId, found)
    met += found.length
    const failed = asked.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
  }
  return met
}

const keepPeople = (ctx: Context, workspaceId: string, users: SlackUser[]): Promise<void> =>
  ctx.inWorkspace(workspaceId, async (tx) => {
    const { teamId } = await getWorkspace(tx.db)
    for (const user of users) await savePerson(tx.db, toPerson(user, teamId), tx.now)
  })

/** Reads one person from Slack whom we do not know yet, such as somebody at a customer who gets a role. */
export async function meetPerson(
  ctx: Context,
  workspaceId: string,
  directory: Directory,
  userId: string,
): Promise<void> {
  const known = await ctx.inWorkspace(workspaceId, (tx) => findPeople(tx.db, [userId]))
  const user = known.length > 0 ? undefined : await directory.user(userId)
  if (user) await ctx.inWorkspace(workspaceId, (tx) => rememberPerson(tx, user))
}

/** Slack says that somebody changed: their zone, their name, or that they are gone. */
export async function rememberPerson(tx: Tx, user: SlackUser): Promise<Person> {
  const { teamId } = await workspaceOf(tx)
  const person = toPerson(user, teamId)
  await savePerson(tx.db, person, tx.now)
  forgetPeople(tx)
  // What an administrator has said of where they are goes before what Slack says.
  return (await findPeople(tx.db, [person.userId]))[0] ?? person
}

/** Who has which of these addresses, by address in small letters. Slack tells them with users:read.email only. */
export async function peopleByEmail(tx: Tx, emails: string[]): Promise<Map<string, string>> {
  const found = await findByEmail(tx.db, emails)
  return new Map(found.map(({ email, userId }) => [email, userId]))
}

export const administratorsOf = (tx: Tx): Promise<string[]> => findAdministrators(tx.db)

/** Somebody from another organisation, or a guest in ours. */
export async function isOutsider(tx: Tx, actor: { userId: string; userTeamId: string }): Promise<boolean> {
  const { teamId } = await workspaceOf(tx)
  if (actor.userTeamId !== teamId) return true
  return (await peopleById(tx, [actor.userId])).get(actor.userId)!.guest
}

/**
 * Why what is for the vendor may not stand in a channel: the end of a sentence, or null where only colleagues read.
 * Asks Slack, which may take seconds: never within a transaction. @throws Error where Slack cannot be asked now.
 */
export async function strangersIn(
  ctx: Context,
  workspaceId: string,
  directory: Directory,
  channel: string,
): Promise<string | null> {
  if (await directory.isShared(channel)) return OUTSIDERS
  const members = await directory.members(channel)
  const known = async () => {
    const people = await ctx.inWorkspace(workspaceId, (tx) => findPeople(tx.db, members))
    return new Map(people.map((person) => [person.userId, person]))
  }
  const { teamId, botUserId } = await ctx.inWorkspace(workspaceId, (tx) => getWorkspace(tx.db))
  const before = await known()
  const others = members.filter((id) => id !== botUserId)
  const unknown = others.filter((id) => !before.has(id))
  await meetEach(ctx, workspaceId, directory, unknown)
  const people = await known()
  // Whom Slack does not show us may be anybody.
  if (others.some((id) => people.get(id)?.teamId !== teamId)) return OUTSIDERS
  return others.some((id) => people.get(id)?.guest) ? 'a guest is in that channel' : null
}

const OUTSIDERS = 'people of another organisation read in its channel'
