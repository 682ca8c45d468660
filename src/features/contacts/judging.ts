import type { AccountFacts } from '#features/accounts/model.ts'
import { daysBetween, type LocalDate } from '#platform/calendar.ts'
import { type ContactChange, isEmpty, isUserId, PRIORITIES, type Report, type Who, whoComes } from './model.ts'
import { standInsUntil } from './standIns.ts'

/** What is known when a report comes in. */
export interface Known {
  /** What stands of this role on this account, the last recorded first. */
  changes: (ContactChange & { recordedOn: LocalDate; isOver: boolean })[]
  /** What was told of this role and taken back, the last recorded first. */
  withdrawn: (ContactChange & { closedOn: LocalDate })[]
  /** The newcomer of the report, with the name and e-mail that we know; null: nobody follows. */
  newcomer: Who | null
  /** Whoever is named in each change, by change, with the name and e-mail that we know. */
  comers: Map<string, Who | null>
  /** Who left in each change, by change. */
  leavers: Map<string, Who | null>
  holder: Who | null
  today: LocalDate
  /** So many days after a change was recorded, what is told of it again is the same change. */
  sameChangeDays: number
}

export type Verdict =
  /** `held`: the newcomer holds the role, and no change of ours brought them. */
  | { is: 'new' }
  | { is: 'held' }
  /** `filling`: nobody had been named yet. `revived`: it was taken back, and is told again. */
  /** `return`: whoever was stood in for, or nobody followed, holds the role again; both are history. `back`: as kept there. */
  /** `moved`: the same with another day, or another last day. */
  | { is: 'same' | 'moved' | 'correction' | 'filling' | 'reversal' | 'revived'; change: ContactChange }
  | { is: 'return'; change: ContactChange; back: string | null }

/**
 * What a report is: a change of its own, or something about one that is known.
 *
 * | it says of the role | and | it is |
 * | --- | --- | --- |
 * | the same newcomer | no other day or last day | `same` |
 * | the same newcomer | another day, or another last day | `moved` |
 * | who left | no later day than the change's, or none; or its day lies ahead | `reversal` |
 * | who left, after somebody took over for good | a later day | `new` |
 * | who left, for whom somebody stands in or nobody does, also after others who stood in | a later day, also one that lies ahead | `return` |
 * | somebody | nobody was named | `filling` |
 * | somebody else | for days of which both cannot be true | `correction` |
 * | what was taken back lately | nothing came after it | `revived` |
 * | anything else | they hold the role: `held` | `new` |
 *
 * Of several who hold a role each is looked at alone (`inLine`). What is not public yet is held against what is not public
 * either; where the team knows it already, it is the same.
 */
export function judge(report: Report, known: Known): Verdict {
  if (report.corrects) return { is: 'correction', change: known.changes.find(({ id }) => id === report.corrects)! }
  const verdict = judgeStanding(report, known)
  if (report.notPublicYet && verdict.is !== 'same') return judgeStanding(report, untoldIn(known))
  // What a file names holds before it is judged.
  const isNews = verdict.is === 'new' || (verdict.is === 'held' && report.source === 'import')
  const before = isNews ? toldBefore(report, known) : undefined
  return before ? { is: 'revived', change: before } : verdict
}

function judgeStanding(report: Report, known: Known): Verdict {
  const { changes, newcomer, comers } = known
  const [latest] = changes
  const isNext: Verdict = isHeld(known) ? { is: 'held' } : { is: 'new' }
  if (!latest) return isNext
  const isAbout = (change: Known['changes'][number]) =>
    isRecent(change, known) || (change.id === latest.id && areSame(newcomer, known.holder))
  const same = changes.find(
    (change) =>
      saysSame(report, change) &&
      areSame(comers.get(change.id) ?? null, newcomer) &&
      isAbout(change) &&
      (change.id === latest.id || isAhead(change) || change.effectiveOn === report.effectiveOn),
  )
  if (same) return { is: isMoved(report, known, same) ? 'moved' : 'same', change: same }
  // What waits for its day may be put right or taken back as well as what changed last.
  const others = changes.filter((change) => change !== latest && isAhead(change))
  const found = [latest, ...others].flatMap((change) => judgeAgainst(report, known, change) ?? [])
  const takesBack = found.find(({ is }) => is === 'return' || is === 'reversal')
  return takesBack ?? found.find(({ change }) => change.effectiveOn === report.effectiveOn) ?? found[0] ?? isNext
}

const isAhead = ({ tookEffectAt }: ContactChange): boolean => tookEffectAt === null

/** Whether a report of a change that is known says another day of it, or another last day. What it does not say stays. */
function isMoved(report: Report, { holder, newcomer, today }: Known, change: Known['changes'][number]): boolean {
  // What is complete is history, and so is whoever was followed since.
  if (change.isOver || !(isAhead(change) || areSame(holder, newcomer))) return false
  const until = report.role !== PRIORITIES && newcomer ? report.temporaryUntil : null
  return saysOtherDay(report, change, today) || Boolean(until && until !== change.temporaryUntil)
}

/** Whether a change cannot have its day by a report: who holds a role since Monday holds it on Tuesday, too. */
export function saysOtherDay({ source, effectiveOn, isDayAssumed }: Report, change: ContactChange, today: LocalDate) {
  if (source === 'import' || isDayAssumed || effectiveOn === change.effectiveOn) return false
  if (isAhead(change) || effectiveOn < change.effectiveOn) return true
  return effectiveOn > today && change.temporaryUntil === null
}

/** What is not public yet changes nothing that is: it would be read by everybody at once. */
const untoldIn = (known: Known): Known => ({
  ...known,
  changes: known.changes.filter((change) => change.private),
})

const saysSame = ({ role, words }: Report, change: ContactChange): boolean =>
  role !== PRIORITIES || plain(change.words) === plain(words ?? null)

/**
 * What was taken back lately, is told again, and nothing came after it: two systems that contradict each other in turn, or
 * somebody who undoes and redoes it, tell of one change. Of what no person took back that may on the same day be by another name.
 */
function toldBefore(report: Report, known: Known): ContactChange | undefined {
  const { changes, withdrawn, newcomer, comers, leavers, today, sameChangeDays } = known
  const lately = withdrawn.filter(
    ({ id, recordedAt, closedOn }) =>
      daysBetween(closedOn, today) <= sameChangeDays &&
      (!changes[0] || recordedAt >= changes[0].recordedAt) &&
      leavesBy(report, known, leavers.get(id) ?? null),
  )
  const same = lately.find((change) => areSame(comers.get(change.id) ?? null, newcomer) && saysSame(report, change))
  if (same || report.role === PRIORITIES) return same
  return lately.find(
    ({ closedOn, closedBy, effectiveOn }) =>
      !isUserId(closedBy) && closedOn === today && effectiveOn === report.effectiveOn,
  )
}

/** Whether whoever leaves by a report is who left before. */
const leavesBy = ({ leaver, source }: Report, { holder }: Known, left: Who | null): boolean =>
  (Boolean(leaver) && isCalled(leaver!, left)) || (source !== 'import' && areSame(holder, left))

type About = Extract<Verdict, { change: ContactChange }>

/** What a report of somebody else is about one change; undefined where both are true. */
function judgeAgainst(report: Report, known: Known, change: Known['changes'][number]): About | undefined {
  const { newcomer, leavers, comers, holder } = known
  const left = leavers.get(change.id) ?? null
  const came = comers.get(change.id) ?? null
  const away = awayIn(report, known, change)
  if (away) return { is: 'return', change, back: away.leaver }
  // What was accepted before its day has brought nothing yet.
  const isOver = change.isOver && !(isAhead(change) && newcomer && areSame(newcomer, left))
  if (report.role === PRIORITIES || isOver || !(isRecent(change, known) || isEmpty(change))) return undefined
  if (isOfAnother(report, known, left, came)) return undefined
  if (newcomer && areSame(newcomer, left))
    return canUndo(change) && !wasSo(report, change) ? { is: 'reversal', change } : undefined
  if (isEmpty(change)) return !holder || areSame(holder, left) ? { is: 'filling', change } : undefined
  return corrects(report, change, came, left) ? { is: 'correction', change } : undefined
}

/** By what somebody who is back left, for days in which somebody else stood in, or nobody held the role: they are over. */
function awayIn(
  { role, source, effectiveOn }: Report,
  { changes, newcomer, leavers, comers, holder }: Known,
  latest: Known['changes'][number],
): ContactChange | undefined {
  const isForAWhile = role !== PRIORITIES && (latest.temporaryUntil !== null || isEmpty(latest))
  if (!isForAWhile || !latest.tookEffectAt || effectiveOn <= latest.effectiveOn) return undefined
  // A file has handed the role back before it is judged.
  const isStill = source === 'import' || areSame(holder, comers.get(latest.id) ?? null)
  if (!isStill || !newcomer) return undefined
  return standInsUntil(latest, changes).findLast(({ id }) => areSame(newcomer, leavers.get(id) ?? null))
}

/** Whether what is told of a later day leaves a change as it was until then. A file says no day, and what is assumed is none. */
const wasSo = (
  { source, effectiveOn, isDayAssumed }: Report,
  { tookEffectAt, effectiveOn: on }: ContactChange,
): boolean => source !== 'import' && !isDayAssumed && tookEffectAt !== null && effectiveOn > on

/** Whether it is another one of several who hold a role who leaves: neither who left by a change, nor who came. */
const isOfAnother = ({ leaver }: Report, { holder }: Known, left: Who | null, came: Who | null): boolean =>
  Boolean(leaver) && holder !== null && isCalled(leaver!, holder) && !areSame(holder, left) && !areSame(holder, came)

/** Whether it can be as if a change had never been: where it has taken effect, an assignment ended or began by it. */
export const canUndo = ({ role, tookEffectAt, leftId, assignmentId }: ContactChange): boolean =>
  role === PRIORITIES || tookEffectAt === null || leftId !== null || assignmentId !== null

/** 'It is Ann, not Anna': another name for the same change, and not the next one. Who stands in before somebody comes is neither. */
function corrects(report: Report, change: ContactChange, came: Who | null, left: Who | null): boolean {
  if (isOverBefore(report, change) || isOverBefore(change, report)) return false
  if (report.leaver && isCalled(report.leaver, came)) return false
  if (report.leaver && isCalled(report.leaver, left)) return true
  return isAhead(change) || change.effectiveOn === report.effectiveOn
}

type Span = Pick<Report, 'effectiveOn' | 'temporaryUntil'>

const isOverBefore = ({ temporaryUntil }: Span, { effectiveOn }: Span): boolean =>
  Boolean(temporaryUntil && temporaryUntil <= effectiveOn)

const isRecent = (
  { recordedOn, tookEffectAt }: Known['changes'][number],
  { today, sameChangeDays }: Pick<Known, 'today' | 'sameChangeDays'>,
): boolean => tookEffectAt === null || daysBetween(recordedOn, today) <= sameChangeDays

const isHeld = ({ newcomer, holder }: Known): boolean => newcomer !== null && areSame(newcomer, holder)

const plain = (text: string | null): string | null => text?.trim().toLowerCase() || null

/** Whether these are one person, as far as we can tell: by their Slack account, else by their e-mail, else by their name. */
export function areSame(one: Who | null, other: Who | null): boolean {
  if (!one || !other) return one === other
  if (one.userId && other.userId) return one.userId === other.userId
  if (one.email && other.email) return plain(one.email) === plain(other.email)
  return plain(one.name) !== null && plain(one.name) === plain(other.name)
}

/** Whether a text is how we know somebody. */
export const isCalled = (text: string, who: Who | null): boolean =>
  who !== null && [who.userId, who.name, who.email].some((own) => own !== null && plain(own) === plain(text))

/** Whether a report says more of a person than we knew. */
export const saysMore = (change: ContactChange, told: Who | null): boolean => {
  const known = whoComes(change)
  return told !== null && known !== null && known.userId === null && told.userId !== null
}

/** Whether somebody stands in beyond their last day. */
export const hasLapsed = (
  { state, temporaryUntil, assignmentId }: ContactChange,
  { stakeholders }: AccountFacts,
  today: LocalDate,
): boolean =>
  state === 'standing' &&
  temporaryUntil !== null &&
  temporaryUntil < today &&
  stakeholders.some(({ id }) => id === assignmentId)

/** A message is seldom read in the minute in which it comes. */
const READ_AFTER_MS = 5 * 60_000

/**
 * Whether whoever reads a message of their day reads with it what joins it now: until some minutes after it came, or after
 * their day began where it came before that. `morning`: when that is.
 */
export const isReadWith = (saidAt: Date, now: Date, morning: Date): boolean =>
  now.getTime() <= Math.max(saidAt.getTime(), morning.getTime()) + READ_AFTER_MS
