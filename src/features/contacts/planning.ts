import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, type Role, sideOf } from '#features/accounts/model.ts'
import { peopleById, settingsOf } from '#features/installations/flow.ts'
import { afterWorkingHours, STEP_HOURS } from '#features/promises/model.ts'
import { calendarsOf, ownerCalendar } from '#features/rounds/flow.ts'
import { instantAt, isWorkingDay, localDate, nextWorkingDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type ContactChange, PRIORITIES } from './model.ts'

/** When a person's working day begins: what waits for them comes then. */
const MORNING = '09:00'

/** What happens by itself after a change: somebody is reminded, briefed, and asked at its end. */
export async function planAll(tx: Tx, change: ContactChange): Promise<void> {
  const facts = await factsOf(tx, change.accountId)
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

/** On the last day of standing in, whoever answers for the account is asked how it goes on. */
async function planReturn(tx: Tx, facts: AccountFacts, { id, temporaryUntil }: ContactChange): Promise<void> {
  if (!temporaryUntil) return
  const { zone } = await ownerCalendar(tx, facts)
  const dueAt = instantAt(temporaryUntil, MORNING, zone)
  const subject = { changeId: id, until: temporaryUntil }
  await schedule(tx, { kind: 'contacts.ask_back', key: `contact.back:${id}:${temporaryUntil}`, subject, dueAt })
}

/** The name of somebody in Slack, or what we call them. */
export const nameOf = async (tx: Tx, userId: string): Promise<string> =>
  (await peopleById(tx, [userId])).get(userId)?.name ?? userId
