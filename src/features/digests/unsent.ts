import { toldSince } from '#features/alerts/flow.ts'
import { answersOf, withDatesThatHold } from '#features/checkins/flow.ts'
import type { Answer } from '#features/checkins/model.ts'
import { getRound } from '#features/rounds/flow.ts'
import type { Tx } from '#platform/context.ts'
import { inBrief, linesInBrief } from './brief.ts'
import { listCarried, listDecided } from './lateStore.ts'
import { isBlank } from './model.ts'
import { listTexts, type Report } from './store.ts'

/** The reports since the last one that went out, newest first: what they say the buyer has not read. */
export function unsentOf(before: Report[]): Report[] {
  const out = before.findIndex(({ state }) => state === 'published')
  return out < 0 ? before : before.slice(0, out)
}

/** What somebody said for a report that is not out: in an answer, or in its reviewer's own lines, as nobody answered. */
export interface Unsent {
  report: Report
  userId: string
  /** In a line, for whoever reviews. */
  text: string
  answer: Answer | null
}

/**
 * What was said for reports that never went out, as far as it still holds beside this week's answers: nothing that a
 * person would miss is forgotten with them. Of whoever has answered since, what happened stays; how things stand, they
 * have said anew.
 */
export async function saidIn(tx: Tx, reports: Report[], now: Answer[], publishOn: string): Promise<Unsent[]> {
  const said: Unsent[] = []
  const heard = new Set(now.map(({ userId }) => userId))
  for (const report of reports) {
    const younger = await toldSince(tx, report.accountId, (await getRound(tx, report.roundId)).closeAt)
    const answers = await withDatesThatHold(tx, await answersIn(tx, report))
    for (const answer of answers) {
      const forecasts = answer.forecasts.filter(({ milestoneId }) => !younger.has(milestoneId))
      const held = withDue({ ...answer, forecasts }, publishOn)
      const { userId } = answer
      said.push({ report, userId, text: inBrief(answer), answer: heard.has(userId) ? eventsOf(held) : held })
    }
    for (const { userId } of answers) heard.add(userId)
    const author = await authorOf(tx, report)
    if (author) said.push({ report, userId: author, text: linesInBrief(report.content), answer: null })
  }
  return said
}

/** Whoever wrote the lines of a report that nobody answered for. */
async function authorOf(tx: Tx, report: Report): Promise<string | null> {
  if (!report.internal.unanswered || isBlank(report)) return null
  return (await listTexts(tx.db, report.id, 1)).findLast(({ writtenBy }) => writtenBy !== null)?.writtenBy ?? null
}

/** The answers that a report was made of. */
async function answersIn(tx: Tx, { id, accountId, roundId }: Report): Promise<Answer[]> {
  const late = (await listDecided(tx.db, [id])).filter(({ outcome }) => outcome !== 'corrected')
  const onTime = (await answersOf(tx, roundId)).filter(({ userId }) => !late.some((one) => one.userId === userId))
  const included = late.filter(({ outcome }) => outcome === 'included').map(({ answer }) => answer)
  return [...onTime, ...included, ...(await listCarried(tx.db, accountId, id)).map(({ answer }) => answer)]
}

/** Nobody reads first that something should be there already. */
const withDue = (answer: Answer, publishOn: string): Answer =>
  answer.ask && answer.ask.dueOn < publishOn ? { ...answer, ask: { ...answer.ask, dueOn: publishOn } } : answer

const eventsOf = (answer: Answer): Answer => ({
  ...answer,
  ...{ forecasts: [], reached: [], whyMoved: null, hard: null, doing: null, nextStep: null },
  ...{ criterionId: null, criterionValue: null },
})

/** Whether a report took in the words of another one. */
export const holds = ({ internal }: Pick<Report, 'internal'>, id: string): boolean =>
  (internal.unsent ?? []).some(({ digestId }) => digestId === id)
