import type { Account, Milestone, SuccessCriterion } from '#features/accounts/model.ts'
import { type Answer, type InternalNote, STATUSES, type Status } from '#features/checkins/model.ts'
import type { Calendar } from '#platform/calendar.ts'
import { addDays, shortDay } from '#platform/calendar.ts'
import { inBrief } from './brief.ts'
import { type Dated, forecastAnew, isNews, isStale } from './dates.ts'
import { type Digest, type DigestAsk, type Internal, isWorse, readDigest, type TrendPoint } from './model.ts'
import { type Named, newlyNamed, questionsOf } from './naming.ts'
import { disagreementOf, proposeStatus, RULE_VERSION, type Said } from './status.ts'

/** Everything that a week's report is made from. */
export interface Material {
  account: Pick<Account, 'name' | 'title'>
  /** Whose working days slips are counted in. */
  calendar: Calendar
  round: { number: number; publishOn: string }
  /** Published rounds before this one, newest first. */
  earlier: PublishedWeek[]
  milestones: Milestone[]
  criteria: SuccessCriterion[]
  answers: Answer[]
  notes: InternalNote[]
  /** Answers of the week before that came after its close, and that its owner left for this one. */
  carried: Answer[]
  /** User ids of those who were asked and did not answer. */
  missing: string[]
  /** Who was away and did not answer: 'Jonas Weber until Mon 30 Nov'. */
  away?: string[]
  /** What is said, by user id, behind the name of somebody who put a reminder off and did not answer. */
  putOff?: ReadonlyMap<string, string>
  openAsks: { id: string; what: string; who: string; dueOn: string }[]
  /** Whom published reports named. */
  namedBefore: string[]
  /** Names of the customer's people. */
  customers: string[]
  /** Sentences about who came and who left. */
  people: string[]
  /** What the customer raised and lets stand here. */
  concerns: Digest['concerns']
  /** Alerts since the last report, and what was left for this one. */
  since?: string[]
  nextUpdateOn: string | null
  /** Weeks without an update before the next one. */
  weeksWithout: number
  contact: string | null
  seniorBuyer: string | null
  primaryContact: string | null
  /** Names by user id; what is no user id is a name itself. */
  names: ReadonlyMap<string, string>
  rating: Internal['rating']
}

export interface PublishedWeek {
  publishOn: string
  status: string | null
  slipDays: number | null
  satisfaction: number | null
}

export const TREND_WEEKS = 12

/** Makes of the answers what the buyer will read and, apart from it, what only the vendor may read. */
export function compile(material: Material): { digest: Digest; internal: Internal } {
  const milestones = forecastAnew(material.milestones, datesOf(material), material.calendar)
  const slips = milestones
    .filter(({ reachedOn }) => !reachedOn)
    .map((line) => ({ name: line.name, days: line.slipDays, goLive: line.goLive }))
  const said: Said[] = material.answers.map((answer) => ({ ...answer, name: nameOf(material, answer.userId) }))
  const before = statusOf(material.earlier[0])
  const proposal = proposeStatus(said, slips, before)
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
    unconfirmed: milestones
      .filter((line) => isStale(line, material.round.publishOn))
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
    carried: material.carried.map((answer) => ({ name: nameOf(material, answer.userId), text: inBrief(answer) })),
  }
  return { digest, internal }
}

/** Whom a report may name, and what stood before it. */
export const namedOf = (material: Material): Named => ({ ...material, lastReportOn: lastReportOn(material) })

const nameOf = ({ names }: Material, who: string): string => names.get(who) ?? who
const lastReportOn = ({ earlier, round }: Material): string => earlier[0]?.publishOn ?? addDays(round.publishOn, -7)
const statusOf = (week: PublishedWeek | undefined): Status | null =>
  STATUSES.find((status) => status === week?.status) ?? null

/** Whose words stand in the report. How it stands, and how satisfied they are, only this week's answers say. */
const tellersOf = ({ answers, carried }: Material): Answer[] => [...answers, ...carried]
/** A later answer of the same person knows the dates better. */
const datesOf = ({ answers, carried }: Material): Answer[] => [
  ...answers,
  ...carried.filter(({ userId }) => !answers.some((answer) => answer.userId === userId)),
]

/** One line each, as typed but for line breaks, the same line once. */
function unique(texts: (string | null | undefined)[]): string[] {
  const seen = new Map<string, string>()
  for (const text of texts) {
    const line = tidy(text)
    const key = line.toLowerCase().replace(/[\s.]+$/, '')
    if (line && !seen.has(key)) seen.set(key, line)
  }
  return [...seen.values()]
}
const tidy = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()

function words(material: Material, milestones: Dated[], status: Status) {
  const { answers, account, round } = material
  const tellers = tellersOf(material)
  const lines = (of: (answer: Answer) => string | null) => unique(tellers.map(of))
  const decisions = (kind: 'made' | 'ahead') =>
    unique(tellers.map(({ decision }) => (decision?.kind === kind ? decision.text : null)))
  const whys = lines(({ whyMoved }) => whyMoved)
  const because = unique(answers.filter((answer) => answer.status === status).map((answer) => answer.because))
  const spare = unique(answers.map((answer) => answer.because))
  const reason = because[0] ?? spare[0] ?? whys[0] ?? null
  const moved = milestones.some(({ before, forecastOn }) => before !== forecastOn)
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
    difficulties: unique(tellers.filter(({ doing }) => tidy(doing)).map(difficulty)),
    whyMoved: moved ? whys.filter((why) => why !== reason) : [],
    people: unique(material.people),
    concerns: material.concerns,
    since: material.since ?? [],
    next: lines(({ nextStep }) => nextStep),
    nextUpdateOn: material.nextUpdateOn,
    weeksWithout: material.weeksWithout,
    contact: material.contact,
    lateSince: null,
    corrections: [],
  }
}

/** Reason, then action, in one line. */
function difficulty({ hard, doing }: Answer): string {
  const cause = tidy(hard).replace(/[.;]$/, '')
  return cause ? `${cause}; ${tidy(doing)}` : tidy(doing)
}

function asksOf(material: Material): DigestAsk[] {
  const done = new Set(tellersOf(material).flatMap(({ asksDone }) => asksDone))
  const fresh = tellersOf(material).flatMap(({ ask }) => (ask ? [{ ...ask, askId: null }] : []))
  const open = material.openAsks
    .filter(({ id }) => !done.has(id))
    .map(({ id, what, who, dueOn }) => ({ what, who, dueOn, askId: id }))
  const named = [...fresh, ...open].map((ask) => ({ ...ask, what: tidy(ask.what), who: nameOf(material, ask.who) }))
  const same = (a: DigestAsk, b: DigestAsk) => a.who === b.who && a.what.toLowerCase() === b.what.toLowerCase()
  // What is asked again is not a second ask: the open one stays, with the new date.
  const asks = named.filter((ask, index) => !named.slice(index + 1).some((other) => same(ask, other)))
  return asks
    .map((ask) => ({ ...ask, dueOn: named.find((other) => same(ask, other))!.dueOn }))
    .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
}

function figures(material: Material, milestones: Dated[]) {
  const goLive = milestones.find((line) => line.goLive && isNews(line, lastReportOn(material)))
  const readings = material.answers.map(({ satisfaction }) => satisfaction)
  const now = readings.length > 0 ? Math.min(...readings) : null
  const slipDays = milestones.find((line) => line.goLive)?.slipDays ?? null
  const trend: TrendPoint[] = [
    { publishOn: material.round.publishOn, slipDays, satisfaction: now },
    ...material.earlier,
  ]
  return {
    goLive: goLive ? { ...goLive, movedFrom: goLive.before === goLive.forecastOn ? null : goLive.before } : null,
    criterion: criterionOf(material),
    milestones: milestones.filter(
      (line) =>
        isNews(line, lastReportOn(material)) &&
        (line.reachedOn !== null || line.slipDays !== 0) &&
        !isStale(line, material.round.publishOn),
    ),
    satisfaction: {
      now,
      before: material.earlier[0]?.satisfaction ?? null,
      heard: unique(tellersOf(material).map(({ heard }) => heard)),
    },
    trend: trend.slice(0, TREND_WEEKS).toReversed(),
  }
}

/** The last value that somebody measured. The form shows the one that is known: whoever leaves it has measured nothing. */
function measureOf({ answers, criteria }: Pick<Material, 'answers' | 'criteria'>): Internal['measure'] {
  const known = new Map(criteria.map(({ id, currentValue }) => [id, currentValue]))
  const measured = answers
    .filter(({ criterionId, criterionValue }) => criterionId !== null && criterionValue !== null)
    .toSorted((a, b) => a.answeredAt.getTime() - b.answeredAt.getTime())
  const last = measured.findLast((one) => one.criterionValue !== known.get(one.criterionId!)) ?? measured.at(-1)
  return last ? { criterionId: last.criterionId!, value: last.criterionValue! } : null
}

function criterionOf({ criteria, answers }: Material): Digest['criterion'] {
  const measure = measureOf({ answers, criteria })
  const criterion = criteria.find(({ id }) => id === measure?.criterionId) ?? criteria[0]
  if (!criterion) return null
  const { id, name, unit, startValue, currentValue, targetValue } = criterion
  return {
    name,
    unit,
    start: startValue,
    target: targetValue,
    current: id === measure?.criterionId ? measure.value : currentValue,
  }
}

function remarks(material: Material): Pick<Internal, 'confidence' | 'notes' | 'ownerNotes' | 'returned'> {
  const notes = material.notes
    .filter(({ note }) => tidy(note))
    .map((note) => ({ ...note, name: nameOf(material, note.userId), text: tidy(note.note) }))
  const shown = (ownerOnly: boolean) =>
    notes.filter((note) => note.ownerOnly === ownerOnly).map(({ name, text }) => ({ name, text }))
  const undone = tellersOf(material).filter(({ hard, doing }) => tidy(hard) && !tidy(doing))
  return {
    confidence: material.notes.flatMap(({ userId, confidence }) =>
      confidence ? [{ name: nameOf(material, userId), value: confidence }] : [],
    ),
    notes: shown(false),
    ownerNotes: shown(true),
    returned: undone.map(({ userId, hard }) => ({ name: nameOf(material, userId), text: tidy(hard) })),
  }
}
