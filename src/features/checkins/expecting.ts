import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, whoAnswers } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { calendarsOf, type Round } from '#features/rounds/flow.ts'
import { planAsk } from '#features/rounds/model.ts'
import type { Tx } from '#platform/context.ts'
import { lock } from '#platform/postgres/lock.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { noticeAllGone, noticeWhoIsLeft } from './left.ts'
import { askFrom } from './model.ts'
import type { Checkin } from './store.ts'
import * as store from './store.ts'

/** Plans the question of one check-in that was not asked yet. @returns when, and by whose clock. */
export async function planQuestion(
  tx: Tx,
  facts: AccountFacts,
  checkin: Pick<Checkin, 'userId' | 'closeAt'>,
): Promise<{ askAt: Date; askZone: string }> {
  const { userId, closeAt } = checkin
  const calendar = (await calendarsOf(tx, facts.account, [userId])).get(userId)!
  const times = planAsk(facts.account.askTime, closeAt, calendar)
  const planned = 'refused' in times ? undefined : times.askAt
  const askAt = askFrom(planned, facts.account.askTime, tx.now, closeAt, calendar)
  const at = askAt.toISOString()
  // Of this very instant there may have been a question already, which asked nothing.
  const key = `ask:${userId}:${at}${askAt > tx.now ? '' : `:${crypto.randomUUID()}`}`
  await schedule(tx, { kind: 'checkins.ask', key, subject: { userId, askAt: at }, dueAt: askAt })
  return { askAt, askZone: calendar.zone }
}

/** Who answers for an account now, those left out whom Slack no longer knows as active. */
export async function answeringOf(tx: Tx, { account, stakeholders }: AccountFacts): Promise<string[]> {
  const named = whoAnswers(account.state, stakeholders)
  const people = await peopleById(tx, named)
  return named.filter((id) => !people.get(id)?.deactivated)
}

/** Expects an answer of each who answers now, and no longer of those who do not. */
export async function expectAnswers(tx: Tx, facts: AccountFacts, round: Round): Promise<void> {
  const { account, stakeholders } = facts
  // In one order everywhere: people share accounts, and two accounts planned at once would wait for each other's keys.
  const wanted = (await answeringOf(tx, facts)).toSorted()
  const known = await store.listOfRound(tx.db, round.id)
  for (const userId of wanted) {
    const before = known.find((checkin) => checkin.userId === userId)
    if (!before || before.state === 'excused') await expect(tx, facts, round, userId, before)
  }
  for (const checkin of known.filter(({ userId, state }) => state === 'expected' && !wanted.includes(userId))) {
    const reason = 'Does not answer for this account any more.'
    await store.updateCheckin(tx.db, checkin.id, { state: 'excused', reason })
    await planRedraw(tx, checkin)
  }
  const named = whoAnswers(account.state, stakeholders)
  if (wanted.length === 0 && named.length > 0) await noticeAllGone(tx, round, named)
  else await noticeWhoIsLeft(tx, { roundId: round.id, accountId: account.id })
}

/** Expects an answer of somebody who was not expected; whoever was asked before in this round is not asked again. */
async function expect(tx: Tx, facts: AccountFacts, round: Round, userId: string, before: Checkin | undefined) {
  const question = () => planQuestion(tx, facts, { userId, closeAt: round.closeAt })
  if (!before) {
    const who = { roundId: round.id, accountId: round.accountId, userId }
    return void (await store.insertCheckin(tx.db, { ...who, ...(await question()) }))
  }
  const planned = before.askedAt ? {} : await question()
  await store.updateCheckin(tx.db, before.id, { ...planned, state: 'expected', reason: null })
  await planRedraw(tx, before)
}

/** Moves a person's questions that were not sent yet to where they are now. */
export async function moveQuestions(tx: Tx, userId: string): Promise<void> {
  await lock(tx.db, 'checkins', userId)
  for (const checkin of await store.listUnasked(tx.db, userId)) {
    await store.updateCheckin(tx.db, checkin.id, await planQuestion(tx, await factsOf(tx, checkin.accountId), checkin))
  }
}

/** Finds questions planned by a clock that is not the person's: Slack may tell late where somebody is. */
export async function moveMisplaced(tx: Tx): Promise<void> {
  const waiting = await store.listPlacesOfUnasked(tx.db)
  const people = await peopleById(
    tx,
    waiting.map(({ userId }) => userId),
  )
  const misplaced = waiting.filter(({ userId, askZone }) => isElsewhere(people.get(userId)?.zone, askZone))
  for (const userId of new Set(misplaced.map((one) => one.userId))) {
    const key = `move:${userId}:${tx.now.toISOString()}`
    await schedule(tx, { kind: 'checkins.move', key, subject: { userId }, dueAt: tx.now })
  }
}

/** Whether a question was planned by another clock than the person's own. */
export const isElsewhere = (zone: string | null | undefined, askZone: string | null): boolean =>
  Boolean(zone) && zone !== askZone

/** Ends the waiting of a round that was closed: who has not answered has missed it, and the messages say so. */
export async function endAsking(tx: Tx, roundId: string): Promise<void> {
  await store.updateMissed(tx.db, roundId)
  const checkins = await store.listOfRound(tx.db, roundId)
  for (const checkin of checkins) await planRedraw(tx, checkin)
  if (checkins[0]) await noticeWhoIsLeft(tx, checkins[0])
}

// In a transaction of its own: somebody who is sending a form just now holds their messages and waits for us.
async function planRedraw(tx: Tx, { userId, roundId, askedIn }: Checkin): Promise<void> {
  if (!askedIn) return
  const key = `redraw:${userId}:${roundId}:${crypto.randomUUID()}`
  await schedule(tx, { kind: 'checkins.redraw', key, subject: { userId, roundId }, dueAt: tx.now })
}
