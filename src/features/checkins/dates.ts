import { plannedSince } from '#features/accounts/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Answer } from './model.ts'

/** A day of which the buyer was told for a milestone, and when. */
export interface Told {
  milestoneId: string
  onDay: LocalDate
  at: Date
}

/**
 * Answers of one account with the dates that still hold: where the plan was moved after somebody spoke, the plan counts,
 * and where the buyer was told another day by then, that one.
 */
export async function withDatesThatHold<T extends Answer>(tx: Tx, answers: T[], told: Told[] = []): Promise<T[]> {
  const dated = answers.filter(({ forecasts }) => forecasts.length > 0)
  if (!dated[0]) return answers
  const first = new Date(Math.min(...dated.map(({ answeredAt }) => answeredAt.getTime())))
  const planned = await plannedSince(tx, dated[0].accountId, first)
  return answers.map((answer) => {
    const isYounger = (one: { milestoneId: string; at: Date }, id: string) =>
      one.milestoneId === id && one.at > answer.answeredAt
    const forecasts = answer.forecasts.filter(
      ({ milestoneId, on }) =>
        !planned.some((one) => isYounger(one, milestoneId)) &&
        !told.some((one) => isYounger(one, milestoneId) && one.onDay !== on),
    )
    // The reason goes with the last of the dates that it was given for.
    const isLeft = forecasts.length > 0 || answer.forecasts.length === 0
    return { ...answer, forecasts, whyMoved: isLeft ? answer.whyMoved : null }
  })
}
