import { withLastDates } from '#features/alerts/flow.ts'
import { answersOf, notesOf } from '#features/checkins/flow.ts'
import type { Answer, InternalNote } from '#features/checkins/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { type Round, skippedBetween } from '#features/rounds/flow.ts'
import { addDays, type LocalDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { inBrief, linesInBrief } from './brief.ts'
import { listCarried, listDecided } from './lateStore.ts'
import { tidy } from './lines.ts'
import { isUnwritten } from './model.ts'
import { listTexts, type Report } from './store.ts'

/** The reports since the last one that went out, newest first: what they say the buyer has not read. */
export function unsentOf(before: Report[]): Report[] {
  const out = before.findIndex(({ state }) => state === 'published')
  return out < 0 ? before : before.slice(0, out)
}

/** A week of which the buyer has read nothing: its report is not out, or a pause has ended it before there was one. */
export interface Untold extends Pick<Report, 'accountId' | 'roundId' | 'publishOn'> {
  report: Report | null
}

/** What was said for a week that a pause has ended is old after that. */
const OLD_AFTER_DAYS = 21

/** The weeks before a round of which the buyer has read nothing, newest first. */
export async function untoldBefore(
  tx: Tx,
  { accountId, publishOn }: Pick<Round, 'accountId' | 'publishOn'>,
  before: Report[],
): Promise<Untold[]> {
  const unsent = unsentOf(before)
  const old = addDays(publishOn, -OLD_AFTER_DAYS - 1)
  const [, after] = [old, before[unsent.length]?.publishOn ?? old].toSorted()
  const ended = await skippedBetween(tx, accountId, after!, publishOn)
  const weeks = [
    ...unsent.map((report) => ({ ...weekOf(report), report })),
    ...ended.map(({ id, publishOn: day }) => ({ accountId, roundId: id, publishOn: day, report: null })),
  ]
  return weeks.toSorted((a, b) => b.publishOn.localeCompare(a.publishOn))
}

const weekOf = ({ accountId, roundId, publishOn }: Report) => ({ accountId, roundId, publishOn })

/** What somebody said for a report that is not out: in an answer, or in its reviewer's own lines, as nobody answered. */
export interface Unsent {
  week: Untold
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
export async function saidIn(tx: Tx, weeks: Untold[], now: Answer[], publishOn: LocalDate): Promise<Unsent[]> {
  const said: Unsent[] = []
  const heard = new Set(now.map(({ userId }) => userId))
  for (const week of weeks) {
    const answers = await withLastDates(tx, await answersIn(tx, week))
    for (const answer of answers) {
      const held = dueLater(answer, publishOn)
      const { userId } = answer
      said.push({ week, userId, text: inBrief(answer), answer: heard.has(userId) ? eventsOf(held) : held })
    }
    for (const { userId } of answers) heard.add(userId)
    const { report } = week
    const author = report && (await authorOf(tx, report))
    if (author) said.push({ week, userId: author, text: linesInBrief(report.content), answer: null })
  }
  return said
}

/** What came late and was left for this week; how things stand, whoever has answered since has said anew. */
export function saidLate(carried: Answer[], now: Answer[], publishOn: LocalDate): Answer[] {
  const heard = new Set(now.map(({ userId }) => userId))
  return carried.map((answer) => ({ ...dueLater(answer, publishOn), ...(heard.has(answer.userId) ? RENEWED : {}) }))
}

/** A note that no internal edition has held: the update of its week, named by its day, never went out, or it came late. */
export interface EarlierNote extends InternalNote {
  publishOn: string
}

/**
 * What was noted for us beside it, or came late to the last one that is out, whatever became of the answer. How sure
 * they are of the next date, whoever has answered since has said anew.
 */
export async function notedIn(
  tx: Tx,
  weeks: Untold[],
  last: Report | undefined,
  now: Answer[],
): Promise<EarlierNote[]> {
  const noted: EarlierNote[] = []
  const heard = new Set(now.map(({ userId }) => userId))
  for (const week of [...weeks, ...(last ? [last] : [])]) {
    const { roundId, publishOn } = week
    const all = await notesOf(tx, roundId)
    const notes = week === last ? await notHeldBy(tx, last, all) : all
    for (const one of notes) noted.push({ ...one, publishOn, ...(heard.has(one.userId) ? { confidence: null } : {}) })
    for (const { userId } of notes) heard.add(userId)
  }
  return noted
}

/** Of notes as they stand now, what the edition of their week does not say. */
async function notHeldBy(tx: Tx, { internal }: Report, notes: InternalNote[]): Promise<InternalNote[]> {
  const people = await peopleById(
    tx,
    notes.map(({ userId }) => userId),
  )
  return notes.map((one) => {
    const name = people.get(one.userId)?.name ?? one.userId
    const read = one.ownerOnly ? [...internal.notes, ...internal.ownerNotes] : internal.notes
    const isRead = read.some((note) => note.name === name && note.text === tidy(one.note))
    const isSure = internal.confidence.some((said) => said.name === name && said.value === one.confidence)
    return { ...one, note: isRead ? null : one.note, confidence: isSure ? null : one.confidence }
  })
}

/** Whoever wrote the lines of a report that nobody answered for. */
async function authorOf(tx: Tx, report: Report): Promise<string | null> {
  return report.internal.unanswered && !isUnwritten(report) ? writerOf(tx, report) : null
}

/** Who wrote in a report last; null where nobody did. */
export const writerOf = async (tx: Tx, { id }: Report): Promise<string | null> =>
  (await listTexts(tx.db, id, 1)).findLast(({ writtenBy }) => writtenBy !== null)?.writtenBy ?? null

/** The answers that a week's report was made of, or would have been. */
async function answersIn(tx: Tx, { accountId, roundId, report }: Untold): Promise<Answer[]> {
  if (!report) return answersOf(tx, roundId)
  const { id } = report
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
