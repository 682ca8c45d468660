import { factsOf, factsOfAll } from '#features/accounts/flow.ts'
import { type AccountFacts, missingForActive, runsWeekly, whoAnswers } from '#features/accounts/model.ts'
import { openNextRound, openRoundOf, type Round } from '#features/rounds/flow.ts'
import { addDays, instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { schedule, scheduleAll } from '#platform/scheduling/occurrences.ts'
import { planQuestion, redrawMessages } from './asking.ts'
import type { Answer, InternalNote } from './model.ts'
import * as store from './store.ts'

export { openCheckin, openRepeat, submitCheckin, submitRepeat } from './answering.ts'
export { askForCheckins, remindOfCheckins } from './asking.ts'
export { absenceOf, absencesOf } from './away.ts'

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
  const wanting = running.filter(({ account, stakeholders }) => {
    const now = asked.get(account.id)
    return !now || !sameMembers(now, whoAnswers(account.state, stakeholders))
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

/** Expects an answer of each who answers now, and no longer of those who do not. */
export async function expectAnswers(tx: Tx, facts: AccountFacts, round: Round): Promise<void> {
  const { account, stakeholders } = facts
  const wanted = whoAnswers(account.state, stakeholders)
  const known = await store.listOfRound(tx.db, round.id)
  for (const userId of wanted.filter((id) => !known.some((checkin) => checkin.userId === id))) {
    const askAt = await planQuestion(tx, facts, { userId, closeAt: round.closeAt })
    await store.insertCheckin(tx.db, { roundId: round.id, accountId: account.id, userId, askAt })
  }
  for (const checkin of known.filter(({ userId, state }) => state === 'expected' && !wanted.includes(userId))) {
    await store.updateCheckin(tx.db, checkin.id, {
      state: 'excused',
      reason: 'Does not answer for this account any more.',
    })
  }
}

/** Moves a person's questions that were not sent yet to where they are now. */
export async function moveQuestions(tx: Tx, userId: string): Promise<void> {
  await store.lockPerson(tx.db, tx.workspaceId, userId)
  const current = await store.listCurrent(tx.db, userId)
  for (const checkin of current.filter(
    ({ state, askedAt, roundState }) => state === 'expected' && !askedAt && roundState === 'open',
  )) {
    const askAt = await planQuestion(tx, await factsOf(tx, checkin.accountId), checkin)
    await store.updateCheckin(tx.db, checkin.id, { askAt })
  }
}

/** Ends the waiting of a round that was closed: who has not answered has missed it, and the messages say so. */
export async function endAsking(tx: Tx, roundId: string): Promise<void> {
  await store.updateMissed(tx.db, roundId)
  for (const { userId, askedIn } of await store.listOfRound(tx.db, roundId)) {
    // Each in a transaction of its own: somebody who is sending a form just now holds their messages and waits for us.
    const plan = {
      kind: 'checkins.redraw',
      key: `redraw:${userId}:${roundId}`,
      subject: { userId, roundId },
      dueAt: tx.now,
    }
    if (askedIn) await schedule(tx, plan)
  }
}

/** Shows one person what became of a round in the messages that asked for it. */
export async function redrawQuestion(tx: Tx, { userId, roundId }: { userId: string; roundId: string }): Promise<void> {
  await store.lockPerson(tx.db, tx.workspaceId, userId)
  const checkin = await store.findCheckin(tx.db, roundId, userId)
  if (checkin) await redrawMessages(tx, checkin)
}

/** The answers of a round that came before its close, in the order in which they came. */
export const answersOf = async (tx: Tx, roundId: string): Promise<Answer[]> =>
  (await store.listAnswers(tx.db, roundId)).filter(({ late }) => !late)

/** Answers that came after the close: they wait for the owner to decide. */
export const lateAnswersOf = async (tx: Tx, roundId: string): Promise<Answer[]> =>
  (await store.listAnswers(tx.db, roundId)).filter(({ late }) => late)

/** Who answered after the close, by round. */
export const whoWasLate = async (tx: Tx, roundIds: string[]): Promise<Map<string, string[]>> => {
  const late = Map.groupBy(await store.listLate(tx.db, roundIds), ({ roundId }) => roundId)
  return new Map([...late].map(([roundId, rows]) => [roundId, rows.map(({ userId }) => userId)]))
}

export const notesOf = (tx: Tx, roundId: string): Promise<InternalNote[]> => store.listNotes(tx.db, roundId)

/** A person's most recent answer on an account in a round before a publishing date. */
export const lastAnswerOf = (
  tx: Tx,
  accountId: string,
  userId: string,
  publishOn: string,
): Promise<Answer | undefined> => store.findAnswerBefore(tx.db, accountId, userId, publishOn)

/** Whose answer a round waits for, or waited for. */
export const expectedOf = async (tx: Tx, roundId: string): Promise<string[]> =>
  (await store.listOfRound(tx.db, roundId)).filter(({ state }) => state !== 'excused').map(({ userId }) => userId)

/** Who has not answered. Only the account's owner is told. */
export const whoIsMissing = async (tx: Tx, roundId: string): Promise<string[]> =>
  (await store.listOfRound(tx.db, roundId))
    .filter(({ state }) => state === 'expected' || state === 'missed')
    .map(({ userId }) => userId)

export interface OpenCheckin {
  roundId: string
  accountId: string
  accountName: string
  closeAt: Date
  answered: boolean
  /** The round is closed; an answer now is late. */
  closed: boolean
}

/** What somebody can answer or edit now: everything in open rounds, and what they missed until its digest is out. */
export async function openCheckinsOf(tx: Tx, userId: string): Promise<OpenCheckin[]> {
  const current = await store.listCurrent(tx.db, userId)
  return current
    .filter(({ roundState, state }) => roundState === 'open' || state !== 'answered')
    .map(({ roundId, accountId, accountName, closeAt, state, roundState }) => ({
      roundId,
      accountId,
      accountName,
      closeAt,
      answered: state === 'answered',
      closed: roundState !== 'open',
    }))
}
