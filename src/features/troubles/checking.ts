import { factsOfThese } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, type Role, type Stakeholder, sideOf } from '#features/accounts/model.ts'
import { namesOf } from '#features/channels/flow.ts'
import { channelName, INVITED, UNNAMED } from '#features/channels/model.ts'
import {
  type Directory,
  peopleById,
  rememberPerson,
  type SeenChannel,
  strangersIn,
  workspaceOf,
} from '#features/installations/flow.ts'
import { type Person, type SlackUser, toPerson } from '#features/installations/model.ts'
import type { Context, Tx } from '#platform/context.ts'
import { type AccountTrouble, READING, type Use } from './model.ts'
import { accountUsing } from './store.ts'

/** What Slack says of an account's names, and the people whom it told us of on the way. */
export interface Findings {
  troubles: AccountTrouble[]
  met: SlackUser[]
  /** What Slack said of the buyer channel; null where the account has none, or Slack does not let us look. */
  buyer: BuyerChannel | null
}

interface BuyerChannel {
  channel: string
  /** Undefined where Slack does not show it. */
  seen: SeenChannel | undefined
  /** Names of the other organisations that read there, by id. */
  names: Map<string, string>
}

interface Known {
  facts: AccountFacts
  teamId: string
  people: Map<string, Person>
  /** By channel: the account that uses it for the other side. */
  clashes: { use: Use; account: string }[]
}

/** Asks Slack about everybody and every channel that an account names. Undefined where nobody needs to know any more. */
export async function askSlack(
  ctx: Context,
  workspaceId: string,
  directory: Directory,
  accountId: string,
): Promise<Findings | undefined> {
  const known = await ctx.inWorkspace(workspaceId, (tx) => whatWeKnow(tx, accountId))
  if (!known) return undefined
  const people = await askAboutPeople(directory, known)
  const channels: AccountTrouble[] = []
  for (const use of ['buyer', 'team'] as const) {
    channels.push(...(await askAboutChannel(ctx, workspaceId, directory, known, use)))
  }
  const buyer = await askAboutReaders(ctx, workspaceId, directory, known)
  const left = buyer?.seen ? await whoLeft(directory, known, buyer.channel, buyer.seen) : []
  return { met: people.met, troubles: [...people.troubles, ...channels, ...left], buyer }
}

/** Who reads in the buyer channel besides us. A name is asked for once. */
async function askAboutReaders(
  ctx: Context,
  workspaceId: string,
  directory: Directory,
  { facts: { account } }: Known,
): Promise<BuyerChannel | null> {
  const channel = account.buyerChannel
  const seen = channel ? await directory.channel(channel) : 'forbidden'
  if (!channel || seen === 'forbidden') return null
  const others = seen?.organisations ?? []
  const names = await ctx.inWorkspace(workspaceId, (tx) => namesOf(tx, others))
  for (const id of others.filter((one) => !names.has(one) && one !== INVITED && one !== UNNAMED)) {
    const name = await directory.organisation(id)
    if (name) names.set(id, name)
  }
  return { channel, seen, names }
}

/** Whoever should read in the channel and is not in it. */
async function whoLeft(
  directory: Directory,
  { facts, people }: Known,
  channel: string,
  { joined, archived, name }: SeenChannel,
): Promise<AccountTrouble[]> {
  const readers = READING.flatMap((role) => {
    const id = holderOf(facts.stakeholders, role)?.userId
    return id ? [{ id, role }] : []
  })
  if (readers.length === 0 || !joined || archived) return []
  const members = new Set(await directory.members(channel))
  return readers
    .filter(({ id }) => !members.has(id))
    .map(({ id, role }) => ({
      kind: 'left',
      id,
      name: people.get(id)?.name ?? null,
      role,
      channel: channelName({ channel, name }),
    }))
}

async function whatWeKnow(tx: Tx, accountId: string): Promise<Known | undefined> {
  const [facts] = await factsOfThese(tx, [accountId])
  if (!facts || facts.account.state === 'ended') return undefined
  const { buyerChannel, teamChannel } = facts.account
  const asTeam = buyerChannel && (await accountUsing(tx.db, 'team', buyerChannel))
  const asBuyer = teamChannel && (await accountUsing(tx.db, 'buyer', teamChannel))
  return {
    facts,
    teamId: (await workspaceOf(tx)).teamId,
    people: await peopleById(
      tx,
      facts.stakeholders.map(({ userId }) => userId),
    ),
    clashes: [
      ...(asTeam ? [{ use: 'buyer' as const, account: asTeam }] : []),
      ...(asBuyer ? [{ use: 'team' as const, account: asBuyer }] : []),
    ],
  }
}

/** Slack tells us when a colleague changes; of everybody else it is asked. */
async function askAboutPeople(
  directory: Directory,
  { facts, people, teamId }: Known,
): Promise<Pick<Findings, 'met' | 'troubles'>> {
  const met: SlackUser[] = []
  const found = new Map([...people].filter(([, person]) => person.teamId === teamId))
  for (const id of people.keys()) {
    if (found.has(id)) continue
    const user = await directory.user(id)
    const before = people.get(id)
    // Slack shows somebody of another organisation only as long as they share a channel with us.
    if (!user && before?.teamId) found.set(id, before)
    if (!user) continue
    met.push(user)
    found.set(id, toPerson(user, teamId))
  }
  return { met, troubles: facts.stakeholders.flatMap((one) => troubleOf(one, found, teamId)) }
}

function troubleOf({ userId, role }: Stakeholder, found: Map<string, Person>, teamId: string): AccountTrouble[] {
  if (!userId) return []
  const person = found.get(userId)
  const kind = kindOf(person, role, teamId)
  return kind ? [{ kind, id: userId, name: person?.name ?? null, role }] : []
}

function kindOf(person: Person | undefined, role: Role, teamId: string) {
  if (!person) return 'unknown_person'
  if (person.deactivated) return 'deactivated'
  const isOurs = person.teamId === teamId && !person.guest
  return sideOf(role) === 'vendor' && !isOurs ? 'outsider' : undefined
}

async function askAboutChannel(
  ctx: Context,
  workspaceId: string,
  directory: Directory,
  { facts: { account }, clashes }: Known,
  use: Use,
): Promise<AccountTrouble[]> {
  const id = use === 'buyer' ? account.buyerChannel : account.teamChannel
  if (!id) return []
  const found = await directory.channel(id)
  // Slack does not let us look, for lack of a permission; the doctor speaks of that.
  if (found === 'forbidden') return []
  if (!found) return [{ kind: 'unknown_channel', id, name: null, use }]
  const { name } = found
  const clash = clashes.find((one) => one.use === use)
  const troubles: AccountTrouble[] = clash ? [{ kind: 'shared_use', id, name, use, account: clash.account }] : []
  if (found.archived) return [...troubles, { kind: 'archived', id, name, use }]
  if (!found.joined) return [...troubles, { kind: 'app_absent', id, name, use }]
  const why = use === 'team' ? await strangersIn(ctx, workspaceId, directory, id) : null
  return why ? [...troubles, { kind: 'open_team_channel', id, name, use: 'team', why }] : troubles
}

/** Keeps the people whom Slack told us of. */
export async function keepMet(tx: Tx, met: SlackUser[]): Promise<void> {
  for (const user of met) await rememberPerson(tx, user)
}
