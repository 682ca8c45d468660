import fs from 'node:fs'
import { digestMessage } from '#blocks/digests.ts'
import { factsOfAll } from '#features/accounts/flow.ts'
import { type AccountFacts, goLiveOf, whoAnswers } from '#features/accounts/model.ts'
import { planMissingRounds } from '#features/checkins/flow.ts'
import { importAccounts } from '#features/imports/flow.ts'
import { changeSettings, peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Throughline } from '../../src/app.ts'
import { postAsApp } from '../post.ts'
import type { State } from '../state.ts'
import { addMessage, formatTs } from '../world.ts'
import { OPEN_ASK, TALK } from './history.ts'
import { internalOf, type Past, pastOf } from './past.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const OWNER = 'UMAYA'
/** Of how many past weeks the digests can still be read in the channels. */
const SHOWN_WEEKS = 2
/** A Thursday: the digest of that Friday was the first to say so. */
const TOMAS_SINCE = '2026-11-12'

/** Who of the customer marked the digests as seen and how they rated them; the buyer of Hudson Clinics never did. */
const READERS: Record<string, { userId: string; ratings: (number | null)[] }> = {
  calder: { userId: 'UPRIYA', ratings: [4, null, 4, 3] },
  oslo: { userId: 'UINGRID', ratings: [4, 5, null, 5] },
  halden: { userId: 'UMARTA', ratings: [null, 4, 3, 3] },
  straits: { userId: 'UMEI', ratings: [3, null, null, null] },
}

/** Brings in the accounts as an administrator does, gives them their past, and opens this week's rounds. */
export async function seed(app: Throughline, state: State): Promise<void> {
  const csv = fs.readFileSync(new URL('accounts.csv', import.meta.url), 'utf8')
  await app.ctx.inWorkspace(app.workspaceId, async (tx) => {
    await changeSettings(tx, { country: 'SE' }, { userId: OWNER })
    await importAccounts(tx, csv)
    for (const facts of await factsOfAll(tx)) await keepReaders(tx, state, facts)
  })
  await app.meetPeople()
  await app.ctx.inWorkspace(app.workspaceId, async (tx) => {
    for (const facts of await factsOfAll(tx)) await givePast(tx, state, facts)
    await keepPredecessor(tx)
    await planMissingRounds(tx)
  })
  talk(state)
}

/** Maya has said long ago that the customers are meant to read in their channels. */
async function keepReaders(tx: Tx, state: State, { account }: AccountFacts): Promise<void> {
  const channel = state.channels.get(account.buyerChannel ?? '')
  if (!channel || channel.connected_team_ids.length === 0) return
  const organisations = channel.connected_team_ids.map((id) => ({ id, name: state.workspaces.get(id)?.name ?? null }))
  const said = { confirmedBy: OWNER, confirmedAt: new Date('2026-08-24T08:00:00Z') }
  await tx.db
    .insertInto('channelConfirmations')
    .values({ accountId: account.id, channel: channel.id, organisations: JSON.stringify(organisations), ...said })
    .execute()
}

async function givePast(tx: Tx, state: State, facts: AccountFacts): Promise<void> {
  const { account, milestones, stakeholders } = facts
  const people = await peopleById(
    tx,
    stakeholders.map(({ userId }) => userId),
  )
  const past = pastOf(facts, new Map([...people].map(([id, { name }]) => [id, name])))
  await tx.db.updateTable('stakeholders').set({ startsOn: '2026-08-24' }).where('accountId', '=', account.id).execute()
  const goLive = goLiveOf(milestones)
  const last = past.at(-1)
  if (!goLive || !last) return
  const { forecastOn, reachedOn } = last.digest.goLive!
  await tx.db.updateTable('milestones').set({ forecastOn, reachedOn }).where('id', '=', goLive.id).execute()
  await tx.db.updateTable('accounts').set({ lastWordAt: last.publishAt }).where('id', '=', account.id).execute()
  const roundIds: string[] = []
  for (const week of past) roundIds.push(await keepWeek(tx, facts, week, past.length, state))
  if (account.key === 'calder') await keepAsk(tx, account.id, roundIds.at(-1)!)
}

/** A published week: the round, who answered what, the digest, and who read it. @returns the round's id. */
async function keepWeek(tx: Tx, facts: AccountFacts, week: Past, weeks: number, state: State): Promise<string> {
  const { account } = facts
  const { status, slip: slipDays, satisfaction, publishOn, publishAt, number } = week
  const closeAt = new Date(publishAt.getTime() - 18 * HOUR)
  const round = await tx.db
    .insertInto('rounds')
    .values({
      accountId: account.id,
      publishOn,
      number,
      closeAt,
      publishAt,
      state: 'published',
      status,
      slipDays,
      satisfaction,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const userId of whoAnswers(account.state, facts.stakeholders))
    await keepAnswer(tx, facts, week, round.id, userId)
  const digest = await tx.db
    .insertInto('digests')
    .values({
      accountId: account.id,
      roundId: round.id,
      publishOn,
      ownerId: OWNER,
      state: 'published',
      needsApproval: number <= 4,
      content: JSON.stringify(week.digest),
      approvedBy: OWNER,
      approvedAt: new Date(publishAt.getTime() - 16 * HOUR),
      publishedAt: publishAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.db
    .insertInto('internalEditions')
    .values({ digestId: digest.id, content: JSON.stringify(internalOf(week)) })
    .execute()
  await keepReading(tx, account.key, digest.id, week, weeks)
  if (number > weeks - SHOWN_WEEKS && account.buyerChannel) show(state, account.buyerChannel, week, digest.id)
  return round.id
}

async function keepAnswer(tx: Tx, facts: AccountFacts, week: Past, roundId: string, userId: string): Promise<void> {
  const { account } = facts
  const askAt = new Date(week.publishAt.getTime() - 2 * DAY)
  const [hard, doing] = week.hard?.split('; ') ?? []
  const doubts = account.key === 'halden' && userId === 'UWEI'
  // At Halden the two who implement see it differently: the digest said the worse of both, and Jonas still hopes.
  const hopes = account.key === 'halden' && userId === 'UJONAS' && week.status !== 'on_track'
  const checkin = await tx.db
    .insertInto('checkins')
    .values({
      roundId,
      accountId: account.id,
      userId,
      askAt,
      askedAt: askAt,
      state: 'answered',
      answeredAt: new Date(askAt.getTime() + 2 * HOUR),
      version: 1,
      status: hopes ? 'on_track' : week.status,
      because: hopes ? null : (week.because ?? null),
      progress: week.progress,
      hard: hard ?? null,
      doing: doing ?? null,
      satisfaction: hopes ? Math.min(5, week.satisfaction + 2) : week.satisfaction,
      heard: hopes ? null : (week.heard ?? null),
      nextStep: week.next ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const confidence = doubts ? 2 : week.status === 'on_track' ? 4 : 3
  await tx.db.insertInto('checkinNotes').values({ checkinId: checkin.id, confidence }).execute()
}

async function keepReading(tx: Tx, key: string, digestId: string, week: Past, weeks: number): Promise<void> {
  const reader = READERS[key]
  if (!reader) return
  const seenAt = new Date(week.publishAt.getTime() + HOUR)
  await tx.db.insertInto('digestSeen').values({ digestId, userId: reader.userId, seenAt }).execute()
  const rating = reader.ratings.at(week.number - weeks - 1)
  if (rating && weeks - week.number < reader.ratings.length)
    await tx.db
      .insertInto('digestRatings')
      .values({ digestId, userId: reader.userId, rating, ratedAt: seenAt })
      .execute()
}

const keepAsk = (tx: Tx, accountId: string, roundId: string) =>
  tx.db
    .insertInto('asks')
    .values({ accountId, roundId, ...OPEN_ASK })
    .execute()

/** Tomás is new: Ana Ruiz was the primary contact before him. */
async function keepPredecessor(tx: Tx): Promise<void> {
  const tomas = await tx.db
    .selectFrom('stakeholders')
    .selectAll()
    .where('userId', '=', 'UTOMAS')
    .executeTakeFirstOrThrow()
  await tx.db.updateTable('stakeholders').set({ startsOn: TOMAS_SINCE }).where('id', '=', tomas.id).execute()
  const ana = {
    accountId: tomas.accountId,
    role: 'primary_contact',
    name: 'Ana Ruiz',
    startsOn: '2026-08-24',
    endsOn: '2026-11-11',
  }
  const { id } = await tx.db.insertInto('stakeholders').values(ana).returning('id').executeTakeFirstOrThrow()
  await keepChange(tx, tomas.accountId, { leftId: id, assignmentId: tomas.id })
}

/** The change as the team recorded it that morning, and told the customer of it: for two weeks the digests say who took over. */
async function keepChange(tx: Tx, accountId: string, moved: { leftId: string; assignmentId: string }): Promise<void> {
  const known = new Date(`${TOMAS_SINCE}T08:30:00Z`)
  const change = {
    accountId,
    role: 'primary_contact',
    leaver: 'Ana Ruiz',
    newcomer: 'UTOMAS',
    effectiveOn: TOMAS_SINCE,
    recordedBy: 'URACHEL',
    recordedAt: known,
    tookEffectAt: known,
    ...moved,
    stakes: JSON.stringify({ openAsks: [], milestones: [], lastWordOn: null, lastWordDays: null, scopeUrl: null }),
    acknowledgedBy: OWNER,
    acknowledgedAt: known,
  }
  await tx.db.insertInto('contactChanges').values(change).execute()
}

/** The digest as it stands in the buyer's channel since then. */
function show(state: State, channel: string, week: Past, digestId: string): void {
  const installation = state.installations[0]!
  const app = state.apps.get(installation.app_id)!
  const message = postAsApp(
    state,
    app,
    installation,
    state.channels.get(channel)!,
    digestMessage(week.digest, digestId),
  )
  message.ts = tsAt(week.publishAt)
  sort(state, channel)
}

const tsAt = (at: Date): string => formatTs(at.getTime() * 1000)

const sort = (state: State, channel: string): void => {
  state.messages.get(channel)?.sort((a, b) => (a.ts < b.ts ? -1 : 1))
}

/** What people wrote in the weeks before. */
function talk(state: State): void {
  const monday = state.clock.now().toISOString().slice(0, 10)
  for (const { channel, user, daysAgo, at, text, inThread } of TALK) {
    const when = new Date(new Date(`${monday}T${at}:00Z`).getTime() - daysAgo * DAY)
    const parent = state.messages.get(channel)?.findLast((m) => m.app_id && m.ts < tsAt(when))
    addMessage(state, { channel, user, text, ts: tsAt(when), ...(inThread && parent ? { thread_ts: parent.ts } : {}) })
  }
}
