import { plannedSince } from '#features/accounts/flow.ts'
import type { AccountFacts, Milestone, Role } from '#features/accounts/model.ts'
import { goLiveOf, holderOf, sideOf } from '#features/accounts/model.ts'
import { alertsFor, withLastDates } from '#features/alerts/flow.ts'
import { answersOf, notesOf, whoIsMissing, whoPutOff, whoWasAway } from '#features/checkins/flow.ts'
import type { Answer } from '#features/checkins/model.ts'
import { recentChanges } from '#features/contacts/flow.ts'
import { completedFor } from '#features/handoffs/flow.ts'
import { mayAnswerFor, peopleById, responsibleOf, speakerOf } from '#features/installations/flow.ts'
import { openAsksOf, publicConcernsOf } from '#features/promises/flow.ts'
import { getRound, openRoundOf, type Round, roundsOf } from '#features/rounds/flow.ts'
import { stateLines } from '#features/states/flow.ts'
import { calendarOf, type LocalDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { listRatings } from './echoStore.ts'
import { type Material, TREND_WEEKS } from './material.ts'
import { namedIn } from './naming.ts'
import { isUserId, peopleLine } from './people.ts'
import { countSkipped, listBefore, type Report } from './store.ts'
import { keptOf } from './thoughts.ts'
import { notedIn, saidIn, saidLate, type Untold } from './unsent.ts'

const RECENT_MS = 14 * 24 * 3_600_000

/** What counts beside a round's own answers: those after its close, and those left for it by the week before. */
export interface Beside {
  late: Answer[]
  carried: Answer[]
  /** Earlier weeks of which the buyer has read nothing: what was said for them is told here. */
  unsent: Untold[]
}

/** Reads everything that a closed round's report is made from. */
export async function gather(
  tx: Tx,
  round: Round,
  facts: AccountFacts,
  before: Report[],
  beside: Beside,
): Promise<Material> {
  const { account, milestones, criteria } = facts
  const last = before.find(({ state }) => state === 'published')
  const inTime = (await answersOf(tx, round.id)).filter(
    ({ userId }) => !beside.late.some((one) => one.userId === userId),
  )
  const answers = await withLastDates(tx, [...inTime, ...beside.late])
  const unsent = await saidIn(tx, beside.unsent, answers, round.publishOn)
  const late = saidLate(await withLastDates(tx, beside.carried), answers, round.publishOn)
  const carried = [...late, ...unsent.flatMap(({ answer }) => answer ?? [])]
  const noted = await notedIn(tx, beside.unsent, last, answers)
  const missing = await whoIsMissing(tx, round.id)
  const away = await whoWasAway(tx, round.id)
  const openAsks = await openAsksOf(tx, account.id)
  const names = await namesOf(tx, facts, [
    ...missing,
    ...[...away, ...unsent, ...noted].map(({ userId }) => userId),
    ...[...answers, ...carried].flatMap(({ userId, ask }) => [userId, ask?.who ?? null]),
    ...openAsks.map(({ who }) => who),
  ])
  const put = await lastPutTogether(tx, last)
  const { lines: since, moves } = await alertsFor(tx, account.id, round.id)
  const nextUpdateOn = (await openRoundOf(tx, account.id))?.publishOn ?? null
  return {
    account,
    calendar: calendarOf(account.zone, account.workingDays, account.country),
    round,
    earlier: await weeksBefore(tx, round),
    milestones,
    criteria,
    answers,
    carried,
    unsent,
    missed: beside.unsent.flatMap(({ report, publishOn }) => (report?.lateNoteAt ? [publishOn] : [])).toReversed(),
    told: toldIn(last),
    saidGoLiveOn: saidOf(last, goLiveOf(milestones)),
    planned: await plannedAfter(tx, last),
    notes: [...(await notesOf(tx, round.id)), ...noted],
    missing,
    away: away.map(({ userId, awayUntil }) => `${names.get(userId) ?? userId} until ${shortDay(awayUntil)}`),
    putOff: await putOffWords(tx, round, account.zone),
    openAsks,
    ...whoIsWho(facts, names, before),
    contact: await contactOf(tx, facts, names),
    people: [
      ...(await peopleLines(tx, account.id, round.publishOn)),
      ...(await stateLines(tx, facts, put)),
      ...(await completedFor(tx, facts, put)),
    ],
    concerns: await publicConcernsOf(tx, facts, lastPublished(before)),
    since,
    moves,
    nextUpdateOn,
    weeksWithout: nextUpdateOn ? await countSkipped(tx.db, account.id, round.publishOn, nextUpdateOn) : 0,
    names,
    punctuality: keptOf(before),
    rating: await lastRating(tx, before),
  }
}

/** The day of going live that the customer read last, as long as that is the same milestone. */
function saidOf(report: Report | undefined, goLive: Milestone | undefined): LocalDate | null {
  const said = report?.content.goLive
  return said && said.name === goLive?.name ? said.forecastOn : null
}

/** Which plans were moved since a report was put together: it could not tell of them. */
async function plannedAfter(tx: Tx, report: Report | undefined): Promise<Set<string>> {
  if (!report) return new Set()
  const { closeAt } = await getRound(tx, report.roundId)
  return new Set((await plannedSince(tx, report.accountId, closeAt)).map(({ milestoneId }) => milestoneId))
}

function toldIn(report: Report | undefined): string[] {
  if (!report) return []
  const { progress, difficulties, decisionsAhead, decisionsMade, whyMoved, next, satisfaction } = report.content
  return [progress, difficulties, decisionsAhead, decisionsMade, whyMoved, next, satisfaction.heard].flat()
}

async function putOffWords(tx: Tx, round: Round, zone: string): Promise<Map<string, string>> {
  const putOff = await whoPutOff(tx, round.id)
  return new Map([...putOff].map(([userId, until]) => [userId, ` (put the reminder off to ${momentIn(until, zone)})`]))
}

/** What happened between the close of the last update and its publishing stands in none yet. */
const lastPutTogether = async (tx: Tx, last: Report | undefined): Promise<Date> =>
  last ? (await getRound(tx, last.roundId)).closeAt : new Date(0)

const lastPublished = (before: Report[]): Date =>
  before.find(({ publishedAt }) => publishedAt)?.publishedAt ?? new Date(0)

/** The names that a report may hold, and those that published ones held. */
export function whoIsWho({ stakeholders }: AccountFacts, names: Map<string, string>, before: Report[]) {
  const of = (role: Role) => nameOf(holderOf(stakeholders, role), names)
  const customers = stakeholders
    .filter(({ role }) => sideOf(role) === 'customer')
    .flatMap((holder) => nameOf(holder, names) ?? [])
  const published = before.filter(({ state }) => state === 'published')
  return {
    seniorBuyer: of('senior_buyer'),
    primaryContact: of('primary_contact'),
    customers: [...new Set(customers)],
    namedBefore: [...new Set(published.flatMap(({ content }) => namedIn(content, customers)))],
    decisionsBefore: published.flatMap(({ content }) => content.decisionsAhead),
  }
}

type Named = Pick<AccountFacts['stakeholders'][number], 'userId' | 'name'> | undefined
/** A name that a person may read; an id of somebody whom Slack has not told us about is none. */
function nameOf(holder: Named, names: Map<string, string>): string | null {
  const name = names.get(holder?.userId ?? '')
  return name && name !== holder?.userId ? name : (holder?.name ?? null)
}

/** Names by user id, of the account's people and others. */
export async function namesOf(
  tx: Tx,
  { stakeholders }: AccountFacts,
  others: (string | null)[] = [],
): Promise<Map<string, string>> {
  const ids = others.filter((who) => who !== null && isUserId(who))
  const people = await peopleById(tx, [...stakeholders.map(({ userId }) => userId), ...ids])
  return new Map([...people].map(([id, { name }]) => [id, name]))
}

/** Whom the buyer calls: nobody who is gone, or they would wait for a call that nobody makes. */
async function contactOf(tx: Tx, facts: AccountFacts, names: Map<string, string>): Promise<string | null> {
  const speaker = await speakerOf(tx, facts)
  return speaker ? nameOf({ userId: speaker, name: null }, names) : null
}

/** The names that customers and owners read in sentences: who speaks for us, and to whom. */
export async function faces(tx: Tx, facts: AccountFacts): Promise<{ contact: string | null; buyer: string | null }> {
  const names = await namesOf(tx, facts)
  const buyer = nameOf(holderOf(facts.stakeholders, 'senior_buyer'), names)
  return { contact: await contactOf(tx, facts, names), buyer }
}

/** Who came and who left, as plainly as it is; no reason is told. */
async function peopleLines(tx: Tx, accountId: string, publishOn: LocalDate): Promise<string[]> {
  const changes = await recentChanges(tx, accountId, new Date(tx.now.getTime() - RECENT_MS))
  return changes.flatMap((change) => peopleLine(change, publishOn) ?? [])
}

async function weeksBefore(tx: Tx, round: Round): Promise<Round[]> {
  const rounds = await roundsOf(tx, round.accountId, TREND_WEEKS * 2)
  return rounds.filter(({ state, publishOn }) => state === 'published' && publishOn < round.publishOn)
}

async function lastRating(tx: Tx, before: Report[]): Promise<Material['rating']> {
  const last = before.find(({ state }) => state === 'published')
  const rating = last && (await listRatings(tx.db, [last.id]))[0]
  return last && rating ? { week: last.content.week, rating: rating.rating, comment: rating.comment } : null
}

/** Who reviews an account's reports: the owner, else the leader, else an administrator. */
export const reviewerOf = async (tx: Tx, facts: AccountFacts): Promise<string | null> =>
  (await responsibleOf(tx, facts)) ?? null

/** Whether somebody may decide in the reviewer's place: the owner, else the leader, else any administrator. */
export const mayReview = (tx: Tx, facts: AccountFacts, userId: string): Promise<boolean> =>
  mayAnswerFor(tx, facts, userId)

export const reportsBefore = (tx: Tx, round: Pick<Round, 'accountId' | 'publishOn'>): Promise<Report[]> =>
  listBefore(tx.db, round.accountId, round.publishOn)
