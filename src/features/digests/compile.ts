import { type Answer, STATUSES, type Status } from '#features/checkins/model.ts'
import { isSameAsk } from '#features/promises/model.ts'
import { shortDay } from '#platform/calendar.ts'
import { inBrief } from './brief.ts'
import { type Dated, forecastAnew } from './dates.ts'
import { figures, measureOf } from './figures.ts'
import { linesOf, tidy, unique } from './lines.ts'
import { lastReportOn, type Material, type PublishedWeek } from './material.ts'
import { type Digest, type DigestAsk, type Internal, readDigest } from './model.ts'
import { asWritten, meant, type Named, newlyNamed, questionsOf } from './naming.ts'
import { disagreementOf, proposeStatus, RULE_VERSION, type Said, SEVERITY } from './status.ts'
import { isWorse } from './thoughts.ts'

/** Makes of the answers what the buyer will read and, apart from it, what only the vendor may read. */
export function compile(material: Material): { digest: Digest; internal: Internal } {
  const milestones = forecastAnew(material, datesOf(material))
  const slips = milestones
    .filter(({ reachedOn }) => !reachedOn)
    .map((line) => ({ name: line.name, days: line.slipDays, goLive: line.goLive }))
  const said: Said[] = material.answers.map((answer) => ({ ...answer, name: nameOf(material, answer.userId) }))
  const before = statusOf(material.earlier[0])
  // Where nobody answers, it stands as they said last, whether or not the buyer has read that.
  const proposal = proposeStatus(said, slips, saidLast(material)?.status ?? before)
  const digest = readDigest({ ...words(material, milestones, proposal.status), ...figures(material, milestones) })
  const named = namedOf(material)
  const internal: Internal = {
    ruleVersion: RULE_VERSION,
    proposed: proposal.status,
    reasons: proposal.reasons,
    worsened: before !== null && isWorse(proposal.status, before),
    disagreement: disagreementOf(said),
    unanswered: material.answers.length === 0,
    missing: material.missing.map((id) => `${nameOf(material, id)}${material.putOff?.get(id) ?? ''}`),
    away: material.away ?? [],
    ...remarks(material),
    unsaid: unsaidOf(material, digest.reason),
    unconfirmed: milestones
      .filter(({ reachedOn, forecastOn }) => reachedOn === null && forecastOn < material.round.publishOn)
      .map(({ name, forecastOn }) => `${name} was forecast for ${shortDay(forecastOn)}: was it reached?`),
    newlyNamed: newlyNamed(digest, named),
    questions: questionsOf(digest, named),
    rating: material.rating,
    decided: null,
    forecasts: milestones
      .filter(({ before, forecastOn }) => before !== forecastOn)
      .map(({ milestoneId, forecastOn }) => ({ milestoneId, on: forecastOn })),
    reached: milestones.flatMap(({ milestoneId, reachedNow }) => (reachedNow ? [{ milestoneId, on: reachedNow }] : [])),
    measure: measureOf(material),
    asksDone: unique(tellersOf(material).flatMap(({ asksDone }) => asksDone)),
    carried: carriedOf(material).map((answer) => ({ name: nameOf(material, answer.userId), text: inBrief(answer) })),
    unsent: (material.unsent ?? []).map(({ week: { report, publishOn }, userId, text }) => ({
      ...{ digestId: report?.id ?? null, publishOn },
      ...{ name: nameOf(material, userId), text },
    })),
  }
  return { digest, internal }
}

/** What its reviewer is asked follows from the words as they stand. */
export function insideOf(internal: Internal, content: Digest, material: Material): Internal {
  const named = namedOf(material)
  return { ...internal, newlyNamed: newlyNamed(content, named), questions: questionsOf(content, named) }
}

/** Whom a report may name, and what stood before it. */
export const namedOf = (material: Material): Named => ({
  ...material,
  openAsks: asWritten(material.openAsks, material.names, material.customers),
  lastReportOn: lastReportOn(material),
})

/** How it stood in the last week, where the buyer has not read of that: in its report, or by the worst answer. */
function saidLast({ unsent = [] }: Material): { status: Status; reason: string | null } | undefined {
  const last = unsent[0]?.week
  if (last?.report) return last.report.content
  const said = unsent.flatMap(({ week, answer }) => (answer && week === last ? [answer] : []))
  const worst = said.toSorted((a, b) => SEVERITY[b.status] - SEVERITY[a.status])[0]
  return worst && { status: worst.status, reason: worst.because }
}

const nameOf = ({ names }: Material, who: string): string => names.get(who) ?? who
const statusOf = (week: PublishedWeek | undefined): Status | null =>
  STATUSES.find((status) => status === week?.status) ?? null

/** Whose words stand in the report. How it stands, and how satisfied they are, only this week's answers say. */
const tellersOf = ({ answers, carried }: Material): Answer[] => [...answers, ...carried]
/** A later answer of the same person knows the dates better. */
const datesOf = ({ answers, carried, unsent = [] }: Material): Answer[] => [
  ...answers,
  ...carried.filter(
    (one) => unsent.some(({ answer }) => answer === one) || !answers.some(({ userId }) => userId === one.userId),
  ),
]

/** What came late and was left for this week. */
const carriedOf = ({ carried, unsent = [] }: Material): Answer[] =>
  carried.filter((one) => !unsent.some(({ answer }) => answer === one))

function words(material: Material, milestones: Dated[], status: Status) {
  const { answers, account, round } = material
  const lines = (of: (answer: Answer) => string | null) => linesOf(material, of)
  const decisions = (kind: 'made' | 'ahead') =>
    lines(({ decision }) => (decision?.kind === kind ? decisionLine(decision, material) : null))
  const whys = lines(({ whyMoved }) => whyMoved)
  const because = unique(answers.filter((answer) => answer.status === status).map((answer) => answer.because))
  const spare = unique(answers.map((answer) => answer.because))
  const reason = because[0] ?? spare[0] ?? whys[0] ?? (answers.length > 0 ? null : saidLast(material)?.reason) ?? null
  const moved = milestones.some(({ before, forecastOn, told }) => before !== forecastOn || told !== null)
  return {
    account: account.name,
    title: account.title,
    week: round.number,
    publishOn: round.publishOn,
    status,
    reason: status === 'on_track' && !moved ? null : reason,
    asks: asksOf(material),
    decisionsAhead: decisions('ahead'),
    decisionsMade: decisions('made'),
    progress: lines(({ progress }) => progress),
    difficulties: lines((answer) => (tidy(answer.doing) ? difficulty(answer) : null)),
    whyMoved: moved ? whys.filter((why) => why !== reason) : [],
    people: unique(material.people),
    concerns: material.concerns,
    since: material.since ?? [],
    next: lines(({ nextStep }) => nextStep),
    nextUpdateOn: material.nextUpdateOn,
    weeksWithout: material.weeksWithout,
    punctuality: material.punctuality ?? null,
    contact: material.contact,
    lateSince: null,
    missed: material.missed ?? [],
    corrections: [],
  }
}

/** 'Priya, decide by Tue 24 Nov: 10 depots on 7 December, or all 14 on 14 December.' */
function decisionLine(
  { kind, text, who, dueOn }: NonNullable<Answer['decision']>,
  { customers }: Pick<Material, 'customers'>,
): string {
  if (kind === 'made') return text
  const named = meant(who ?? '', customers)
  const first = named.split(/\s+/)[0] ?? ''
  const shared = customers.filter((name) => name.split(/\s+/)[0] === first).length > 1
  return who && dueOn ? `${shared ? named : first}, decide by ${shortDay(dueOn)}: ${text}` : `Decision ahead: ${text}`
}

/** Reason, then action, in one line. */
function difficulty({ hard, doing }: Answer): string {
  const cause = tidy(hard).replace(/[.;]$/, '')
  return cause ? `${cause}; ${tidy(doing)}` : tidy(doing)
}

function asksOf(material: Material): DigestAsk[] {
  const done = new Set(tellersOf(material).flatMap(({ asksDone }) => asksDone))
  const freshOf = (answers: Answer[]) =>
    answers.flatMap(({ ask }) => (ask ? [{ ...ask, askId: null }] : [])).toSorted(byDue)
  // Of two days for one need the earlier counts; what was left by the week before is older than both.
  const fresh = [...freshOf(material.answers), ...freshOf(material.carried)]
  const open = material.openAsks
    .filter(({ id }) => !done.has(id))
    .map(({ id, what, who, dueOn }) => ({ what, who, dueOn, askId: id }))
  const whoOf = (who: string) => meant(nameOf(material, who), material.customers)
  const named = [...fresh, ...open].map((ask) => ({ ...ask, what: tidy(ask.what), who: whoOf(ask.who) }))
  // What is asked again, by whatever form of the name, is not a second ask: the open one stays, with the new date.
  const asks = named.filter((ask, index) => !named.slice(index + 1).some((other) => isSameAsk(ask, other)))
  return asks.map((ask) => ({ ...ask, dueOn: named.find((other) => isSameAsk(ask, other))!.dueOn })).toSorted(byDue)
}

const byDue = (a: { dueOn: string }, b: { dueOn: string }): number => a.dueOn.localeCompare(b.dueOn)

function remarks(material: Material): Pick<Internal, 'confidence' | 'notes' | 'ownerNotes' | 'returned'> {
  const notes = material.notes
    .filter(({ note }) => tidy(note))
    .map((note) => ({ ...note, name: byWhom(material, note), text: tidy(note.note) }))
  const shown = (ownerOnly: boolean) =>
    notes.filter((note) => note.ownerOnly === ownerOnly).map(({ name, text }) => ({ name, text }))
  const undone = tellersOf(material).filter(({ hard, doing }) => tidy(hard) && !tidy(doing))
  return {
    confidence: material.notes.flatMap((note) =>
      note.confidence ? [{ name: byWhom(material, note), value: note.confidence }] : [],
    ),
    notes: shown(false),
    ownerNotes: shown(true),
    returned: undone.map(({ userId, hard }) => ({ name: nameOf(material, userId), text: tidy(hard) })),
  }
}

/** 'Jonas Weber', or 'Jonas Weber, for Fri 20 Nov' where no edition of that week says it. */
const byWhom = (material: Material, note: Material['notes'][number]): string =>
  `${nameOf(material, note.userId)}${'publishOn' in note ? `, for ${shortDay(note.publishOn)}` : ''}`

/** The first line has room for one reason; the others are not lost on whoever reviews. */
function unsaidOf(material: Material, reason: string | null): { name: string; text: string }[] {
  const given = material.answers.map(({ userId, because }) => ({ name: nameOf(material, userId), text: tidy(because) }))
  return given.filter(({ text }) => text && unique([reason, text]).length > (reason ? 1 : 0))
}
