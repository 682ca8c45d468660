import { isDeepStrictEqual } from 'node:util'
import { accountsInChannel, accountsOfTeam, checkSoon, factsHeldBy, getAccount } from '#features/accounts/flow.ts'
import type { Account } from '#features/accounts/model.ts'
import { type Directory, type SeenChannel, workspaceOf } from '#features/installations/flow.ts'
import type { Context, Tx } from '#platform/context.ts'
import { type Asking, type OccurrenceHandler, schedule } from '#platform/scheduling/occurrences.ts'
import { type Barrier, type Look, type Obstacle, obstacleIn } from './model.ts'
import * as store from './store.ts'

/** Of what we only conclude Slack is asked again before it serves. */
const LONG_AGO = new Date(0)

/** What stands between these accounts and their customers' channels, by account, as far as we know; absent: nothing. */
export async function obstaclesOf(
  tx: Tx,
  accounts: Pick<Account, 'id' | 'buyerChannel'>[],
): Promise<Map<string, Obstacle>> {
  const channels = accounts.flatMap(({ buyerChannel }) => buyerChannel ?? [])
  const looks = new Map((await store.findLooks(tx.db, [...new Set(channels)])).map((look) => [look.channel, look]))
  const confirmations = await store.listConfirmations(
    tx.db,
    accounts.map(({ id }) => id),
  )
  const found = new Map<string, Obstacle>()
  for (const { id, buyerChannel } of accounts) {
    const confirmation = confirmations.find(({ accountId, channel }) => accountId === id && channel === buyerChannel)
    const obstacle = obstacleIn(looks.get(buyerChannel ?? ''), confirmation)
    if (obstacle) found.set(id, obstacle)
  }
  return found
}

export const obstacleOf = async (tx: Tx, account: Pick<Account, 'id' | 'buyerChannel'>): Promise<Obstacle | null> =>
  (await obstaclesOf(tx, [account])).get(account.id) ?? null

/** What a channel looks like by what Slack said of it; undefined where Slack does not show it. */
function lookAs(channel: string, seen: SeenChannel | undefined, before: Look | undefined): Look {
  if (!seen) return { ...(before ?? { name: null, organisations: [] }), channel, trouble: 'channel_not_found' }
  const trouble: Barrier | null = seen.archived ? 'is_archived' : seen.joined ? null : 'not_in_channel'
  const names = new Map((before?.organisations ?? []).map(({ id, name }) => [id, name]))
  const organisations = seen.organisations.map((id) => ({ id, name: names.get(id) ?? null }))
  return { channel, name: seen.name, organisations, trouble }
}

/** Keeps what Slack said just now of a channel in which customers read; what waits for it hears when that has changed. */
export async function keepLook(
  tx: Tx,
  channel: string,
  seen: SeenChannel | undefined,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  await keepSeen(tx, channel, seen, names)
}

/** @returns the accounts for which that changed what stands in their way. */
async function keepSeen(
  tx: Tx,
  channel: string,
  seen: SeenChannel | undefined,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> {
  const before = await store.lockLook(tx.db, channel)
  const look = lookAs(channel, seen, before)
  const organisations = look.organisations.map(({ id, name }) => ({ id, name: names.get(id) ?? name }))
  return keep(tx, { ...look, organisations }, before, tx.real)
}

async function keep(tx: Tx, look: Look, before: Look | undefined, lookedAt: Date): Promise<string[]> {
  if (before && isSame(look, before)) {
    await store.saveLook(tx.db, look, lookedAt)
    return []
  }
  const accounts = await accountsInChannel(tx, look.channel)
  const were = await obstaclesOf(tx, accounts)
  await store.saveLook(tx.db, look, lookedAt)
  const are = await obstaclesOf(tx, accounts)
  const changed = accounts.map(({ id }) => id).filter((id) => were.get(id) !== are.get(id))
  for (const id of changed) await channelChanged(tx, id)
  return changed
}

const isSame = (look: Look, { channel, name, organisations, trouble }: Look): boolean =>
  isDeepStrictEqual({ ...look }, { channel, name, organisations, trouble })

/** What waits for an account's channel is looked at again. */
export const channelChanged = (tx: Tx, accountId: string): Promise<void> =>
  schedule(tx, {
    kind: 'channels.changed',
    key: `channels.changed:${accountId}:${crypto.randomUUID()}`,
    subject: { accountId },
    dueAt: tx.now,
  })

/** Slack would not post in a channel, and said why. */
export async function keepBarrier(tx: Tx, channel: string, trouble: Barrier): Promise<void> {
  const before = await store.lockLook(tx.db, channel)
  const look = before ?? { channel, name: null, organisations: [] }
  await checkSoon(tx, await keep(tx, { ...look, trouble }, before, LONG_AGO))
}

/**
 * Has Slack asked about a channel in which customers read, unless it said so within `servesMs` of real time. Takes
 * seconds: never within a transaction. @throws Error where Slack cannot be asked now.
 */
export async function lookAt(
  ctx: Context,
  workspaceId: string,
  directory: Directory,
  channel: string,
  servesMs = 0,
): Promise<void> {
  const isFresh = await ctx.inWorkspace(workspaceId, async (tx) => {
    const [known] = await store.findLooks(tx.db, [channel])
    return known !== undefined && tx.real.getTime() - known.lookedAt.getTime() < servesMs
  })
  if (isFresh) return
  const seen = await directory.channel(channel)
  if (seen === 'forbidden') throw new Error('Slack does not let us look at channels.')
  await ctx.inWorkspace(workspaceId, (tx) => keepAndTell(tx, channel, seen))
}

/** Keeps what Slack said of a channel; where that stands in somebody's way now or no longer, whoever can mend it hears. */
export const keepAndTell = async (tx: Tx, channel: string, seen: SeenChannel | undefined): Promise<void> =>
  checkSoon(tx, await keepSeen(tx, channel, seen))

/**
 * Asks Slack about an account's channel, then lets something happen. Where Slack cannot be asked just now, what we knew
 * before counts: it is asked again before each post.
 * @param accountOf whose channel, for what is to happen.
 */
export const lookingFirst = (
  directory: Directory,
  accountOf: (tx: Tx, subject: Record<string, string>) => Promise<string | undefined>,
  happens: OccurrenceHandler,
): Asking => ({
  async ask(ctx, workspaceId, { subject }) {
    const channel = await ctx.inWorkspace(workspaceId, async (tx) => {
      const accountId = await accountOf(tx, subject)
      return accountId ? (await getAccount(tx, accountId)).buyerChannel : null
    })
    const seen = channel ? await directory.channel(channel).catch(() => 'forbidden' as const) : 'forbidden'
    if (!channel || seen === 'forbidden') return happens
    return async (tx, occurrence) => {
      await keepAndTell(tx, channel, seen)
      return happens(tx, occurrence)
    }
  },
})

/** The names of organisations that Slack has told us, by id. */
export const namesOf = (tx: Tx, ids: string[]): Promise<Map<string, string>> => store.findNames(tx.db, ids)

/** What Slack tells of channels; each names one by its id, or as an object that has it. */
export interface ChannelEvent {
  type: string
  channel?: string | { id: string; name?: string }
  connected_team_id?: string
  user?: string
}

/** Something happened to a channel: those that our accounts name are looked at anew. */
export async function heardOfChannel(tx: Tx, event: ChannelEvent): Promise<void> {
  const channel = typeof event.channel === 'object' ? event.channel.id : event.channel
  if (!channel) return
  const buyers = await accountsInChannel(tx, channel)
  const accounts = [...buyers, ...(await accountsOfTeam(tx, channel))]
  if (accounts.length === 0) return
  // Whoever has come in reads from now on, whatever we knew a moment ago.
  if (event.connected_team_id && buyers.length > 0) await addOrganisation(tx, channel, event.connected_team_id)
  await checkSoon(tx, [...new Set(accounts.map(({ id }) => id))])
}

async function addOrganisation(tx: Tx, channel: string, id: string): Promise<void> {
  const before = await store.lockLook(tx.db, channel)
  if (!before || before.organisations.some((one) => one.id === id)) return
  const organisations = [...before.organisations, { id, name: null }]
  await keep(tx, { ...before, organisations }, before, LONG_AGO)
}

/** Somebody came into a channel or left it: that matters where it is the app, or somebody whom an account names. */
export async function heardOfMember(tx: Tx, { channel, user }: { channel: string; user: string }): Promise<void> {
  const { botUserId } = await workspaceOf(tx)
  const buyers = await accountsInChannel(tx, channel)
  const teams = await accountsOfTeam(tx, channel)
  const named = new Set((await factsHeldBy(tx, user, ['senior_buyer'])).map(({ account }) => account.id))
  const concerned = user === botUserId ? buyers : buyers.filter(({ id }) => named.has(id))
  const ids = [...concerned, ...teams].map(({ id }) => id)
  if (ids.length > 0) await checkSoon(tx, [...new Set(ids)])
}

/** Slack moves a channel to another id, for example when a private one becomes shared. */
export async function channelMoved(
  tx: Tx,
  { old_channel_id: from, new_channel_id: to }: { old_channel_id: string; new_channel_id: string },
): Promise<void> {
  await store.renameChannel(tx.db, from, to)
  await heardOfChannel(tx, { type: 'channel_id_changed', channel: to })
}
