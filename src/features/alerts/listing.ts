import { type Told, withDatesThatHold } from '#features/checkins/flow.ts'
import type { Answer } from '#features/checkins/model.ts'
import { hasReached } from '#features/letters/flow.ts'
import type { Tx } from '#platform/context.ts'
import { alertKey } from './drafting.ts'
import { type Cause, leftLines, listedLine, type Move, movesIn } from './model.ts'
import * as store from './store.ts'

export interface Listed {
  alertIds: string[]
  /** What an update says of alerts since the last one. */
  lines: string[]
  /** Whether there are words among them that nobody has decided on: somebody has to read them first. */
  undecided: boolean
  /** The new dates that the buyer has read in them. */
  moves: Move[]
}

/** What a round's update lists: the alerts that none has listed before, and the faults that were left for it. */
export async function alertsFor(tx: Tx, accountId: string, roundId: string): Promise<Listed> {
  const alerts: store.AlertRow[] = []
  // One that waits for its channel is no news of the past yet: the update after it has come says so.
  for (const alert of await store.listUnlisted(tx.db, accountId, roundId))
    if (alert.state !== 'sent' || (await hasReached(tx, alertKey(alert.id)))) alerts.push(alert)
  const alertIds = alerts.map(({ id }) => id)
  const causes = await store.listCauses(tx.db, alertIds)
  const rows = alerts.map(({ state, content }) => ({
    state,
    lines: state === 'sent' ? [listedLine(content)] : leftLines(content, causes),
  }))
  return {
    alertIds,
    lines: rows.flatMap(({ lines }) => lines),
    undecided: rows.some(({ state, lines }) => state === 'lapsed' && lines.length > 0),
    moves: alerts.filter(({ state }) => state === 'sent').flatMap((one) => movesOf(one, causes)),
  }
}

const movesOf = ({ id, content }: store.AlertRow, causes: Cause[]): Move[] =>
  movesIn(
    content,
    causes.filter(({ alertId }) => alertId === id),
    'slip',
  )

/** Answers of one account with the dates that still hold, also where an alert has told the buyer another day since. */
export async function withLastDates<T extends Answer>(tx: Tx, answers: T[]): Promise<T[]> {
  if (!answers[0]) return answers
  const first = new Date(Math.min(...answers.map(({ answeredAt }) => answeredAt.getTime())))
  return withDatesThatHold(tx, answers, await toldSince(tx, answers[0].accountId, first))
}

/** The dates that alerts have told the buyer since an instant, and when. */
async function toldSince(tx: Tx, accountId: string, since: Date): Promise<Told[]> {
  const alerts: store.AlertRow[] = []
  for (const alert of await store.listSentSince(tx.db, accountId, since))
    if (await hasReached(tx, alertKey(alert.id))) alerts.push(alert)
  const causes = await store.listCauses(
    tx.db,
    alerts.map(({ id }) => id),
  )
  return alerts.flatMap((one) => movesOf(one, causes).map((move) => ({ ...move, at: one.decidedAt! })))
}

/** This round's update lists them, and no other. */
export const markListed = (tx: Tx, { alertIds }: Listed, roundId: string): Promise<void> =>
  store.markListed(tx.db, alertIds, roundId)

/** What a round's update listed, which does not go out by itself, stands in that of a later round. */
export const listLater = (tx: Tx, from: string, to: string): Promise<void> => store.moveListed(tx.db, from, to)
