import { plannedSince } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Answer } from './model.ts'

/** Answers of one account with the dates that still hold: where the plan was moved after somebody spoke, the plan counts. */
export async function withDatesThatHold<T extends Answer>(tx: Tx, answers: T[]): Promise<T[]> {
  const dated = answers.filter(({ forecasts }) => forecasts.length > 0)
  if (!dated[0]) return answers
  const first = new Date(Math.min(...dated.map(({ answeredAt }) => answeredAt.getTime())))
  const planned = await plannedSince(tx, dated[0].accountId, first)
  return answers.map((answer) => {
    const isOver = (id: string) => planned.some(({ milestoneId, at }) => milestoneId === id && at > answer.answeredAt)
    const forecasts = answer.forecasts.filter(({ milestoneId }) => !isOver(milestoneId))
    // The reason goes with the last of the dates that it was given for.
    const isLeft = forecasts.length > 0 || answer.forecasts.length === 0
    return { ...answer, forecasts, whyMoved: isLeft ? answer.whyMoved : null }
  })
}
