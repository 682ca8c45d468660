import { toldSince } from '#features/alerts/flow.ts'
import { answersOf, notesOf, withDatesThatHold } from '#features/checkins/flow.ts'
import type { Answer } from '#features/checkins/model.ts'
import { getRound } from '#features/rounds/flow.ts'
import type { LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { inBrief, linesInBrief } from './brief.ts'
import { listCarried, listDecided } from './lateStore.ts'
import type { EarlierNote } from './material.ts'
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
 * person would miss is forgotten with them. What comes along of an answer:
 *
 * | | its author is silent since | has answered since |
 * |---|---|---|
 * | progress, ask, decision, what is done | yes; nothing is due before anybody reads of it | the same |
 * | dates, figure, what is hard, was heard and comes next | yes, but for a date that is known otherwise by now | said anew |
 */
export async function saidIn(tx: Tx, reports: Report[], now: Answer[], publishOn: LocalDate): Promise<Unsent[]> {
  const said: Unsent[] = []
  const heard = new Set(now.map(({ userId }) => userId))
  for (const report of reports) {
    const younger = await toldSince(tx, report.accountId, (await getRound(tx, report.roundId)).closeAt)
    const answers = await withDatesThatHold(tx, await answersIn(tx, report))
    for (const answer of answers) {
      const forecasts = answer.forecasts.filter(({ milestoneId }) => !younger.has(milestoneId))
      const held = dueLater({ ...answer, forecasts }, publishOn)
      const { userId } = answer
      said.push({ report, userId, text: inBrief(answer), answer: heard.has(userId) ? eventsOf(held) : held })
    }
    for (const { userId } of answers) heard.add(userId)
    const author = await authorOf(tx, report)
    if (author) said.push({ report, userId: author, text: linesInBrief(report.content), answer: null })
  }
  return said
}

/** What came late and was left for this week; how things stand, whoever has answered since has said anew. */
export function saidLate(carried: Answer[], now: Answer[], publishOn: LocalDate): Answer[] {
  const heard = new Set(now.map(({ userId }) => userId))
  return carried.map((answer) => ({ ...dueLater(answer, publishOn), ...(heard.has(answer.userId) ? RENEWED : {}) }))
}

/** What was noted for us beside it. How sure they are of the next date, whoever has answered since has said anew. */
export async function notedIn(tx: Tx, reports: Report[], now: Answer[]): Promise<EarlierNote[]> {
  const noted: EarlierNote[] = []
  const heard = new Set(now.map(({ userId }) => userId))
  for (const { roundId, publishOn } of reports) {
    const notes = await notesOf(tx, roundId)
    for (const one of notes) noted.push({ ...one, publishOn, ...(heard.has(one.userId) ? { confidence: null } : {}) })
    for (const { userId } of notes) heard.add(userId)
  }
  return noted
}

/** Whoever wrote the lines of a report that nobody answered for. */
async function authorOf(tx: Tx, report: Report): Promise<string | null> {
  return report.internal.unanswered && !isBlank(report) ? writerOf(tx, report) : null
}

/** Who wrote in a report last; null where nobody did. */
export const writerOf = async (tx: Tx, { id }: Report): Promise<string | null> =>
  (await listTexts(tx.db, id, 1)).findLast(({ writtenBy }) => writtenBy !== null)?.writtenBy ?? null

/** The answers that a report was made of. */
async function answersIn(tx: Tx, { id, accountId, roundId }: Report): Promise<Answer[]> {
  const late = (await listDecided(tx.db, [id])).filter(({ outcome }) => outcome !== 'corrected')
  const onTime = (await answersOf(tx, roundId)).filter(({ userId }) => !late.some((one) => one.userId === userId))
  const included = late.filter(({ outcome }) => outcome === 'included').map(({ answer }) => answer)
  return [...onTime, ...included, ...(await listCarried(tx.db, accountId, id)).map(({ answer }) => answer)]
}

/** Nobody reads first that something should be there, or decided, already. */
function dueLater({ ask, decision, ...answer }: Answer, publishOn: LocalDate): Answer {
  const due = <T extends { dueOn?: LocalDate }>(one: T | null): T | null =>
    one?.dueOn && one.dueOn < publishOn ? { ...one, dueOn: publishOn } : one
  return { ...answer, ask: due(ask), decision: due(decision) }
}

/** How things stand. */
const RENEWED = { hard: null, doing: null, heard: null, nextStep: null }

const eventsOf = (answer: Answer): Answer => ({
  ...answer,
  ...RENEWED,
  ...{ forecasts: [], reached: [], whyMoved: null, criterionId: null, criterionValue: null },
})

/** Whether a report took in the words of another one. */
export const holds = ({ internal }: Pick<Report, 'internal'>, id: string): boolean =>
  (internal.unsent ?? []).some(({ digestId }) => digestId === id)
