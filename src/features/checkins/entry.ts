import { type AccountFacts, goLiveOf, type Milestone } from '#features/accounts/model.ts'
import type { Ask } from '#features/promises/model.ts'
import type { LocalDate } from '#platform/calendar.ts'
import { type Entry, type FormFacts, type LastAnswer, MOST_ASKS, type Noted, type Said, type Shown } from './model.ts'

type Around = Omit<FormFacts, 'accountName' | 'milestone' | 'goLive' | 'criterion' | 'openAsks'> & { openAsks: Ask[] }

/** What a form drawn now knows of the account; for one that comes back, by what it showed when it was drawn. */
export function formFacts({ account, milestones, criteria }: AccountFacts, around: Around, shown?: Shown): FormFacts {
  const goLive = goLiveOf(milestones)
  const next = milestones.find(({ id, reachedOn }) => reachedOn === null && id !== goLive?.id)
  const ids = shown ?? {
    milestoneId: next?.id,
    goLiveId: goLive?.reachedOn ? undefined : goLive?.id,
    criterionId: criteria[0]?.id,
  }
  return {
    accountName: account.called,
    milestone: milestones.find(({ id }) => id === ids.milestoneId),
    goLive: milestones.find(({ id }) => id === ids.goLiveId),
    criterion: criteria.find(({ id }) => id === ids.criterionId),
    ...around,
    openAsks: around.openAsks.slice(0, MOST_ASKS),
  }
}

const EMPTY: Entry = {
  status: null,
  because: null,
  milestoneOn: null,
  goLiveOn: null,
  whyMoved: null,
  progress: null,
  done: [],
  criterionValue: null,
  hard: null,
  doing: null,
  askWhat: null,
  askWho: null,
  askDueOn: null,
  decisionKind: null,
  decision: null,
  decisionWho: null,
  decisionDueOn: null,
  satisfaction: null,
  heard: null,
  nextStep: null,
  confidence: null,
  note: null,
  ownerOnly: false,
}

/** The day of a milestone as somebody said it; else the one that is known. */
export const dayIn = (said: Pick<Said, 'forecasts' | 'reached'> | undefined, milestone: Milestone | undefined) =>
  [...(said?.reached ?? []), ...(said?.forecasts ?? [])].find(({ milestoneId }) => milestoneId === milestone?.id)?.on ??
  milestone?.forecastOn ??
  null

/** A form for this week: what is known stands in it, what can only be this week's is empty. */
export const firstEntry = (facts: FormFacts, last: LastAnswer | undefined): Entry => ({
  ...EMPTY,
  status: facts.before.status,
  satisfaction: facts.before.satisfaction,
  because: facts.before.status === 'on_track' ? null : (last?.answer.because ?? null),
  hard: last?.answer.hard ?? null,
  doing: last?.answer.doing ?? null,
  confidence: last?.note?.confidence ?? null,
  milestoneOn: dayIn(facts.unsent, facts.milestone),
  goLiveOn: dayIn(facts.unsent, facts.goLive),
  whyMoved: movesIn(facts) ? facts.unsent!.whyMoved : null,
  done: (facts.unsent?.reached ?? []).map(({ milestoneId }) => milestoneId).filter((id) => isShown(facts, id)),
  criterionValue: measuredIn(facts) ?? facts.criterion?.currentValue ?? null,
})

/** Whether what they said last moves a date that is shown: an alert may have made it known. */
const movesIn = ({ unsent, milestone, goLive }: FormFacts): boolean =>
  (unsent?.forecasts ?? []).some(({ milestoneId, on }) =>
    [milestone, goLive].some((one) => one?.id === milestoneId && one.forecastOn !== on),
  )
const isShown = ({ milestone, goLive }: FormFacts, id: string): boolean => id === milestone?.id || id === goLive?.id
const measuredIn = ({ unsent, criterion }: FormFacts): number | null =>
  unsent && unsent.criterionId === criterion?.id ? unsent.criterionValue : null

/** The form as somebody sent it, for editing. */
export const sentEntry = (facts: FormFacts, { answer, note }: { answer: Said; note: Noted | null }): Entry => ({
  status: answer.status,
  because: answer.because,
  milestoneOn: dayIn(answer, facts.milestone),
  goLiveOn: dayIn(answer, facts.goLive),
  whyMoved: answer.whyMoved,
  progress: answer.progress,
  done: [...answer.reached.map(({ milestoneId }) => milestoneId), ...answer.asksDone],
  criterionValue: answer.criterionValue,
  hard: answer.hard,
  doing: answer.doing,
  askWhat: answer.ask?.what ?? null,
  askWho: answer.ask?.who ?? null,
  askDueOn: answer.ask?.dueOn ?? null,
  decisionKind: answer.decision?.kind ?? null,
  decision: answer.decision?.text ?? null,
  decisionWho: answer.decision?.who ?? null,
  decisionDueOn: answer.decision?.dueOn ?? null,
  satisfaction: answer.satisfaction,
  heard: answer.heard,
  nextStep: answer.nextStep,
  confidence: note?.confidence ?? null,
  note: note?.note ?? null,
  ownerOnly: note?.ownerOnly ?? false,
})

/**
 * What somebody sent, where a date has become known since their form was drawn: a date that they neither changed in the
 * form nor said themselves before is the one that is known now.
 */
export function asKnownNow(entry: Entry, facts: FormFacts, shown: Shown): Entry {
  const { milestone, goLive, moved = [] } = facts
  const known = (of: Milestone | undefined, on: LocalDate | null, was: LocalDate | undefined) =>
    of?.forecastOn && on === was && !moved.some((one) => one.milestoneId === of.id && one.on === on)
      ? of.forecastOn
      : on
  const now = {
    ...entry,
    milestoneOn: known(milestone, entry.milestoneOn, shown.milestoneOn),
    goLiveOn: known(goLive, entry.goLiveOn, shown.goLiveOn),
  }
  // A date that they moved is the one that everybody knows by now: its reason is told.
  const wasMoved = (on: LocalDate | null, was: LocalDate | undefined) => was !== undefined && on !== was
  const isMoved = wasMoved(entry.milestoneOn, shown.milestoneOn) || wasMoved(entry.goLiveOn, shown.goLiveOn)
  return isMoved && movedDates(now, facts).length === 0 ? { ...now, whyMoved: null } : now
}

/** The forecasts that differ from what was last known. */
export function movedDates(entry: Entry, facts: FormFacts): Said['forecasts'] {
  const dates: [Milestone | undefined, LocalDate | null][] = [
    [facts.milestone, entry.milestoneOn],
    [facts.goLive, entry.goLiveOn],
  ]
  return dates.flatMap(([milestone, on]) => {
    if (!milestone || !on || entry.done.includes(milestone.id)) return []
    const isKept = facts.moved?.some((one) => one.milestoneId === milestone.id && one.on === on)
    return on === milestone.forecastOn && !isKept ? [] : [{ milestoneId: milestone.id, on }]
  })
}

function reachedDates(entry: Entry, { milestone, goLive, today }: FormFacts): Said['reached'] {
  const dates: [Milestone | undefined, LocalDate | null][] = [
    [milestone, entry.milestoneOn],
    [goLive, entry.goLiveOn],
  ]
  return dates.flatMap(([reached, on]) => {
    if (!reached || !entry.done.includes(reached.id)) return []
    // Reached before its forecast: nothing can be reached tomorrow.
    return [{ milestoneId: reached.id, on: on && on < today ? on : today }]
  })
}

function decisionOf({ decisionKind, decision, decisionWho, decisionDueOn }: Entry): Said['decision'] {
  if (!decisionKind || !decision) return null
  const ahead = decisionKind === 'ahead' && decisionWho && decisionDueOn
  return { kind: decisionKind, text: decision, ...(ahead ? { who: decisionWho, dueOn: decisionDueOn } : {}) }
}

/** What the person said, and what they noted for us. @throws RangeError for an entry that checkEntry objects to. */
export function answerOf(entry: Entry, facts: FormFacts): { said: Said; noted: Noted } {
  const { status, satisfaction, askWhat, askWho, askDueOn } = entry
  if (!status || satisfaction === null) throw new RangeError('This form is not complete')
  const said: Said = {
    nothingChanged: false,
    status,
    because: status === 'on_track' ? null : entry.because,
    forecasts: movedDates(entry, facts),
    reached: reachedDates(entry, facts),
    whyMoved: entry.whyMoved,
    progress: entry.progress,
    hard: entry.hard,
    doing: entry.doing,
    ask: askWhat && askWho && askDueOn ? { what: askWhat, who: askWho, dueOn: askDueOn } : null,
    asksDone: facts.openAsks.map(({ id }) => id).filter((id) => entry.done.includes(id)),
    decision: decisionOf(entry),
    satisfaction,
    heard: entry.heard,
    nextStep: entry.nextStep,
    criterionId: entry.criterionValue === null ? null : (facts.criterion?.id ?? null),
    criterionValue: facts.criterion ? entry.criterionValue : null,
  }
  const { confidence, note } = entry
  return { said, noted: { confidence, note, ownerOnly: note !== null && entry.ownerOnly } }
}
