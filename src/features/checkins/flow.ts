import { factsOf, factsOfAll } from '#features/accounts/flow.ts'
import { type AccountFacts, missingForActive, runsWeekly, whoAnswers } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { openNextRound, openRoundOf, type Round } from '#features/rounds/flow.ts'
import { addDays, instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { lock } from '#platform/postgres/lock.ts'
import { schedule, scheduleAll } from '#platform/scheduling/occurrences.ts'
import * as answers from './answers.ts'
import { type Told, withDatesThatHold } from './dates.ts'
import { expectAnswers, moveMisplaced } from './expecting.ts'
import type { Answer, InternalNote } from './model.ts'
import { redrawMessages } from './reminding.ts'
import * as store from './store.ts'

export { openCheckin, openRepeat, submitCheckin, submitRepeat } from './answering.ts'
export { askForCheckins } from './asking.ts'
export { absenceOf, absencesOf, assertColleague, comeBack, goAway, openAway, returnFrom } from './away.ts'
export { endAsking, expectAnswers, moveQuestions } from './expecting.ts'
export { noticeWhoIsLeft } from './left.ts'
export { remindOfCheckins, snooze } from './reminding.ts'

/** Before anybody's working day: UTC. */
const AUDIT_TIME = '03:00'

/** Opens an account's next round and plans its questions. @returns undefined where none is due or one is open. */
export async function planNextRound(tx: Tx, accountId: string): Promise<Round | undefined> {
  return planFor(tx, await factsOf(tx, accountId))
}

/**
 * Finds every account whose weeks run and that has no open round, or one that asks others than those who answer now.
 * Each is mended on its own, as soon as a worker has time: a thousand of them take a second here, and one that cannot
 * be planned stands in nobody's way.
 */
export async function planMissingRounds(tx: Tx): Promise<void> {
  const running = (await factsOfAll(tx)).filter(isRunning)
  const asked = await store.listAskedInOpenRounds(tx.db)
  const named = new Map(
    running.map(({ account, stakeholders }) => [account.id, whoAnswers(account.state, stakeholders)]),
  )
  const people = await peopleById(tx, [...named.values()].flat())
  const wanting = running.filter(({ account: { id } }) => {
    const now = asked.get(id)
    return (
      !now ||
      !sameMembers(
        now,
        named.get(id)!.filter((userId) => !people.get(userId)?.deactivated),
      )
    )
  })
  await scheduleAll(
    tx,
    wanting.map(({ account: { id } }) => ({
      kind: 'checkins.plan',
      key: `plan:${id}:${crypto.randomUUID()}`,
      subject: { accountId: id },
      dueAt: tx.now,
    })),
  )
}

const sameMembers = (some: string[], others: string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))

/** Gives one account its round, or its open round the questions of whoever answers now. */
export async function planAccount(tx: Tx, accountId: string): Promise<void> {
  const facts = await factsOf(tx, accountId)
  if (!isRunning(facts)) return
  const open = await openRoundOf(tx, accountId)
  if (open) await expectAnswers(tx, facts, open)
  else await planFor(tx, facts)
}

/** Looks every morning, and at each start, whether every account whose weeks run has a round: none may fall silent. */
export async function startAudit(tx: Tx): Promise<void> {
  await planMissingRounds(tx)
  await moveMisplaced(tx)
  const tomorrow = instantAt(addDays(localDate(tx.now, 'UTC'), 1), AUDIT_TIME, 'UTC')
  await schedule(tx, { kind: 'checkins.audit', key: `audit:${tomorrow.toISOString()}`, subject: {}, dueAt: tomorrow })
}

const isRunning = ({ account, stakeholders }: AccountFacts): boolean =>
  runsWeekly(account.state) && missingForActive(account, stakeholders).length === 0

async function planFor(tx: Tx, facts: AccountFacts): Promise<Round | undefined> {
  if (!isRunning(facts)) return undefined
  const round = await openNextRound(tx, facts)
  if (!round) return undefined
  if ('refused' in round) {
    tx.log.warn({ accountId: facts.account.id, reason: round.refused }, 'round.refused')
    return undefined
  }
  await expectAnswers(tx, facts, round)
  return round
}

/** Shows one person what became of a round in the messages that asked for it. */
export async function redrawQuestion(tx: Tx, { userId, roundId }: { userId: string; roundId: string }): Promise<void> {
  await lock(tx.db, 'checkins', userId)
  const checkin = await store.findCheckin(tx.db, roundId, userId)
  if (checkin) await redrawMessages(tx, checkin)
}

/** Whether somebody is asked between two instants, or was: what else there is to say that day stands in the question. */
export const isAskedBetween = (tx: Tx, userId: string, from: Date, to: Date): Promise<boolean> =>
  store.isAskedBetween(tx.db, userId, from, to)

/** The answers of a round as they stood at its close, in the order in which they came, with the dates that still hold. */
export const answersOf = async (tx: Tx, roundId: string): Promise<Answer[]> =>
  withDatesThatHold(tx, await answers.listOnTime(tx.db, roundId))
export { type Told, withDatesThatHold }

/**
 * What was answered or edited after the close, as it stands now: it waits for the owner to decide. An edited answer is
 * also among those of the close, with its words of then; both have the same checkinId.
 */
export const lateAnswersOf = (tx: Tx, roundId: string): Promise<Answer[]> => answers.listLate(tx.db, [roundId])

/** Who answered or edited after the close, by round. */
export const whoWasLate = async (tx: Tx, roundIds: string[]): Promise<Map<string, string[]>> => {
  const late = Map.groupBy(await answers.listLate(tx.db, roundIds), ({ roundId }) => roundId)
  return new Map([...late].map(([roundId, rows]) => [roundId, rows.map(({ userId }) => userId)]))
}

export const notesOf = (tx: Tx, roundId: string): Promise<InternalNote[]> => answers.listNotes(tx.db, roundId)

/** A person's most recent answer on an account in a round before a publishing date. */
export const lastAnswerOf = (
  tx: Tx,
  accountId: string,
  userId: string,
  publishOn: string,
): Promise<Answer | undefined> => answers.findAnswerBefore(tx.db, accountId, userId, publishOn)

/** Whose answer a round waits for, or waited for. */
export const expectedOf = async (tx: Tx, roundId: string): Promise<string[]> =>
  (await store.listOfRound(tx.db, roundId)).filter(({ state }) => state !== 'excused').map(({ userId }) => userId)

/** Who has not answered although they were not away. Only the account's owner is told. */
export const whoIsMissing = async (tx: Tx, roundId: string): Promise<string[]> =>
  (await store.listOfRound(tx.db, roundId))
    .filter(({ state, awayUntil }) => (state === 'expected' || state === 'missed') && !awayUntil)
    .map(({ userId }) => userId)

/** Who was away and has not answered, each with their first day back ('YYYY-MM-DD'). */
export const whoWasAway = (tx: Tx, roundId: string): Promise<{ userId: string; awayUntil: string }[]> =>
  store.listAway(tx.db, roundId)

/** Until when those put a reminder off who have not answered; only the account's owner is told. */
export const whoPutOff = async (tx: Tx, roundId: string): Promise<Map<string, Date>> =>
  new Map(
    (await store.listOfRound(tx.db, roundId)).flatMap(({ userId, state, snoozedUntil }) =>
      state !== 'answered' && snoozedUntil ? [[userId, snoozedUntil]] : [],
    ),
  )

export interface OpenCheckin {
  roundId: string
  accountId: string
  accountName: string
  closeAt: Date
  answered: boolean
  /** The round is closed; an answer now is late. */
  closed: boolean
  /** “Nothing changed” may be said of it. */
  mayRepeat: boolean
}

/**
 * What somebody can answer or edit now: of each account what they missed, until its digest is out or they are asked
 * about the next week; else its open round.
 */
export async function openCheckinsOf(tx: Tx, userId: string): Promise<OpenCheckin[]> {
  const current = await store.listCurrent(tx.db, userId)
  const missed = current.filter(({ roundState, state }) => roundState !== 'open' && state !== 'answered')
  const hasTime = ({ state, askedAt }: store.Checkin) => state === 'answered' || askedAt !== null
  const open = current.filter(({ roundState }) => roundState === 'open')
  const repeatable = await store.listRepeatable(tx.db, userId, tx.now)
  const waits = (checkin: store.Checkin) =>
    !hasTime(checkin) && missed.some(({ accountId }) => accountId === checkin.accountId)
  return [...missed, ...open.filter((checkin) => !waits(checkin))]
    .toSorted((a, b) => a.accountName.localeCompare(b.accountName))
    .map(({ roundId, accountId, accountName, closeAt, state, roundState }) => ({
      roundId,
      accountId,
      accountName,
      closeAt,
      answered: state === 'answered',
      closed: roundState !== 'open',
      mayRepeat: repeatable.has(roundId),
    }))
}
