import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, type Role, sideOf } from '#features/accounts/model.ts'
import { peopleById, settingsOf } from '#features/installations/flow.ts'
import { afterWorkingHours, STEP_HOURS } from '#features/promises/model.ts'
import { calendarsOf, ownerCalendar } from '#features/rounds/flow.ts'
import {
  type Calendar,
  instantAt,
  isWorkingDay,
  type LocalDate,
  localDate,
  nextWorkingDay,
  previousWorkingDay,
} from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { schedule, scheduleAll } from '#platform/scheduling/occurrences.ts'
import { type ContactChange, PRIORITIES } from './model.ts'

/** When a person's working day begins: what waits for them comes then. */
export const MORNING = '09:00'

/** What happens by itself after a change: somebody is reminded, briefed, and asked at its end. */
export async function planAll(tx: Tx, change: ContactChange): Promise<void> {
  const facts = await factsOf(tx, change.accountId)
  // Nobody is asked any more.
  if (facts.account.state === 'ended') return
  if (!change.acknowledgedAt) {
    const { acknowledgeHours } = await settingsOf(tx)
    await planStep(tx, facts, change, 'owner', acknowledgeHours)
  }
  await planBriefing(tx, facts, change)
  await planReturn(tx, facts, change)
}

export type Step = 'owner' | 'leader'

/** After so many working hours of the owner, the next one hears of what nobody acknowledged. */
export async function planStep(
  tx: Tx,
  facts: AccountFacts,
  { id, turn }: ContactChange,
  step: Step,
  hours: number = STEP_HOURS,
): Promise<void> {
  const dueAt = afterWorkingHours(tx.now, hours, await ownerCalendar(tx, facts))
  const subject = { changeId: id, turn, step }
  await schedule(tx, { kind: 'contacts.unacknowledged', key: `contact.ack:${id}:${turn}:${step}`, subject, dueAt })
}

/** What joined somebody's message unheard comes to them once more, on their next working morning. */
export async function planNextMorning(
  tx: Tx,
  { account }: AccountFacts,
  { id, turn }: ContactChange,
  { step, whom }: { step: Step; whom: string },
): Promise<void> {
  const calendar = (await calendarsOf(tx, account, [whom])).get(whom)!
  const day = nextWorkingDay(localDate(tx.now, calendar.zone), calendar)
  await schedule(tx, {
    kind: 'contacts.unacknowledged',
    key: `contact.ack:${id}:${turn}:${step}:${day}`,
    subject: { changeId: id, turn, step },
    dueAt: instantAt(day, MORNING, calendar.zone),
  })
}

/** A colleague who takes over is briefed on the morning of their first working day; who is late for that, at once. */
async function planBriefing(tx: Tx, { account }: AccountFacts, change: ContactChange): Promise<void> {
  const { id, turn, role, newcomer, effectiveOn } = change
  if (role === PRIORITIES || sideOf(role as Role) !== 'vendor' || !newcomer) return
  const calendar = (await calendarsOf(tx, account, [newcomer])).get(newcomer)!
  const today = localDate(tx.now, calendar.zone)
  const first = [effectiveOn, today].sort()[1]!
  const day = isWorkingDay(first, calendar) ? first : nextWorkingDay(first, calendar)
  const dueAt = instantAt(day, MORNING, calendar.zone)
  const subject = { changeId: id, turn }
  await schedule(tx, { kind: 'contacts.brief', key: `contact.brief:${id}:${turn}`, subject, dueAt })
}

/** The owner is asked and reminded; then it is theirs to act on, and the leader hears of it. */
export type ReturnStep = 'ask' | 'remind' | 'lapse' | 'leader'

/**
 * Standing in ends with a word of whoever answers for the account: they are asked on the working day before its last one,
 * reminded on that, and what nobody has said by then escalates after as many working hours as an acknowledgement.
 */
async function planReturn(tx: Tx, facts: AccountFacts, { id, temporaryUntil, effectiveOn }: ContactChange) {
  if (!temporaryUntil) return
  const calendar = await ownerCalendar(tx, facts)
  const { acknowledgeHours } = await settingsOf(tx)
  const days = returnDays(effectiveOn, temporaryUntil, localDate(tx.now, calendar.zone), calendar)
  const steps = days.map(([step, day]): [ReturnStep, Date] => [step, instantAt(day, MORNING, calendar.zone)])
  const lapsed = steps.at(-1)![1]
  steps.push(['leader', afterWorkingHours(lapsed, acknowledgeHours, calendar)])
  await scheduleAll(
    tx,
    steps.map(([step, dueAt]) => ({
      kind: 'contacts.ask_back',
      key: returnKey(id, temporaryUntil, step),
      subject: { changeId: id, until: temporaryUntil, step },
      dueAt,
    })),
  )
}

/** On which mornings; who stands in for less than two working days is asked about once. */
function returnDays(
  from: LocalDate,
  until: LocalDate,
  today: LocalDate,
  calendar: Calendar,
): [ReturnStep, LocalDate][] {
  const working = isWorkingDay(until, calendar) ? until : previousWorkingDay(until, calendar)
  const last = working > today ? working : until
  const before = previousWorkingDay(last, calendar)
  const lapse: [ReturnStep, LocalDate] = ['lapse', nextWorkingDay(until, calendar)]
  return before > today && before >= from ? [['ask', before], ['remind', last], lapse] : [['ask', last], lapse]
}

/** Whether standing in ends before anybody is asked about its end: the customer may have read of a later day. */
export async function isEarly(tx: Tx, { accountId, temporaryUntil }: ContactChange, on: LocalDate): Promise<boolean> {
  if (!temporaryUntil) return false
  return on < previousWorkingDay(temporaryUntil, await ownerCalendar(tx, await factsOf(tx, accountId)))
}

export const returnKey = (id: string, until: LocalDate, step: ReturnStep): string =>
  `contact.back:${id}:${until}:${step}`

/** The name of somebody in Slack, or what we call them. */
export const nameOf = async (tx: Tx, userId: string): Promise<string> =>
  (await peopleById(tx, [userId])).get(userId)?.name ?? userId
