import { factsOf } from '#features/accounts/flow.ts'
import { raiseException, settleException } from '#features/exceptions/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { findAbsences } from './absences.ts'
import { isGoneFor } from './model.ts'
import { type Checkin, listOfRound } from './store.ts'

const exceptionKey = (roundId: string): string => `nobody_left:${roundId}`

/**
 * Tells whoever owns an account, from the first question on, as soon as nobody is left who can answer for its open
 * round, so that they can arrange something before it closes; and takes it back once somebody can, or it is closed.
 */
export async function noticeWhoIsLeft(tx: Tx, round: Pick<Checkin, 'roundId' | 'accountId'>): Promise<void> {
  const { roundId, accountId } = round
  const expected = (await listOfRound(tx.db, roundId)).filter(({ state }) => state !== 'excused')
  const key = exceptionKey(roundId)
  if (expected.some(({ state }) => state === 'answered')) return settleException(tx, key, 'Somebody answered.')
  if (expected.some(({ roundState }) => roundState !== 'open'))
    return settleException(tx, key, 'The week closed; whoever reviews it is asked for three lines.')
  if (expected.length > 0 && expected.every(({ askAt }) => askAt > tx.now)) return
  const userIds = expected.map(({ userId }) => userId)
  const away = await findAbsences(tx.db, userIds, tx.now)
  if (expected.some((checkin) => !isGoneFor(checkin, away.get(checkin.userId))))
    return settleException(tx, key, 'Somebody can answer again.')
  const closeAt = expected[0]?.closeAt
  if (closeAt) await raiseNobodyLeft(tx, round, { userIds, closeAt, reason: (id) => untilWords(away.get(id)?.backOn) })
  else await settleException(tx, key, `Nobody is asked about ${(await factsOf(tx, accountId)).account.called} now.`)
}

/** Everybody who would be asked in a round has left the company's Slack. */
export const noticeAllGone = (
  tx: Tx,
  { id, accountId, closeAt }: { id: string; accountId: string; closeAt: Date },
  userIds: string[],
): Promise<void> =>
  raiseNobodyLeft(tx, { roundId: id, accountId }, { userIds, closeAt, reason: () => 'is deactivated in Slack' })

const untilWords = (backOn: string | undefined): string =>
  backOn ? `is away until ${shortDay(backOn)}` : 'is away past the close'

async function raiseNobodyLeft(
  tx: Tx,
  { roundId, accountId }: { roundId: string; accountId: string },
  { userIds, closeAt, reason }: { userIds: string[]; closeAt: Date; reason: (userId: string) => string },
): Promise<void> {
  const { account } = await factsOf(tx, accountId)
  const people = await peopleById(tx, userIds)
  const who = userIds.map((id) => `${people.get(id)?.name ?? id} ${reason(id)}`).join(', ')
  await raiseException(tx, {
    key: exceptionKey(roundId),
    accountId,
    cause: `Nobody can answer for ${account.called} this week: ${who}.`,
    action: 'Ask somebody else to answer, or keep three lines ready for the review.',
    dueOn: localDate(closeAt, account.zone),
  })
}
