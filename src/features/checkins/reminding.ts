import { drawReminder, type SnoozeOffer } from '#blocks/checkins.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { calendarsOf } from '#features/rounds/flow.ts'
import { addDays, instantAt, localDate, weekdayOf } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { countSaid, revise, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { findAbsences } from './absences.ts'
import { accountsOf, deadlineWords, questionOf, questionsBefore } from './asking.ts'
import { MOST_REMINDERS, reminderAt, type Snooze, snoozesOf } from './model.ts'
import type { Checkin } from './store.ts'
import * as store from './store.ts'

/** What an implementer may hear from us in a week, questions and reminders together. Questions always go. */
const MOST_MESSAGES_A_WEEK = 3

const keyOf = (userId: string, at: string): string => `checkins.remind:${userId}:${at}`

export async function planReminder(tx: Tx, userId: string, dueAt: Date): Promise<void> {
  const at = dueAt.toISOString()
  await schedule(tx, { kind: 'checkins.remind', key: `remind:${userId}:${at}`, subject: { userId, at }, dueAt })
}

/**
 * Reminds one person of all that is still open for them that day: accounts that close at different hours share one
 * reminder. After a pause only the last one due goes, and nobody gets more than three messages a week, except the one
 * that they asked for themselves.
 */
export async function remindOfCheckins(tx: Tx, { userId, at }: { userId: string; at: string }): Promise<Outcome> {
  await lock(tx.db, 'checkins', userId)
  if ((await findAbsences(tx.db, [userId], tx.now)).has(userId)) return { skip: 'This person is away.' }
  const open = await stillOpen(tx, userId, at)
  const due = open.filter(({ reminders }) => reminderAt(reminders, tx.now)?.toISOString() === at)
  if (due.length === 0) return { skip: 'Everything was answered, put off to another hour, or closed.' }
  const wished = due.some(({ snoozedUntil }) => snoozedUntil?.toISOString() === at)
  if (!wished && (await messagesThisWeek(tx, userId)) >= MOST_MESSAGES_A_WEEK) {
    return { skip: 'With the questions that are still to come, this person gets three messages this week.' }
  }
  const message = await reminderOf(tx, userId, at, open)
  await say(tx, { key: keyOf(userId, at), kind: 'checkins.remind', audience: 'vendor', channel: userId, message })
  return undefined
}

/** What was said this week, and the questions that come until it is over: those always go, so a reminder gives way. */
async function messagesThisWeek(tx: Tx, userId: string): Promise<number> {
  const zone = await placeOf(tx, userId)
  const today = localDate(tx.now, zone)
  const monday = addDays(today, 1 - weekdayOf(today))
  const since = instantAt(monday, '00:00', zone)
  const said = await countSaid(tx, { channel: userId, kinds: ['checkins.ask', 'checkins.remind'], since })
  return said + (await questionsBefore(tx, userId, addDays(monday, 7), zone))
}

/** Where somebody is; else where the first of their accounts is. */
async function placeOf(tx: Tx, userId: string): Promise<string> {
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone
  if (zone) return zone
  const [checkin] = await store.listCurrent(tx.db, userId)
  return checkin ? (await factsOf(tx, checkin.accountId)).account.zone : 'Etc/UTC'
}

/** The check-ins that have a reminder on the local day of this one. */
async function remindedOn(tx: Tx, userId: string, at: string): Promise<Checkin[]> {
  const zone = await placeOf(tx, userId)
  const day = localDate(new Date(at), zone)
  return (await store.listCurrent(tx.db, userId)).filter(({ reminders }) =>
    reminders.some((instant) => localDate(instant, zone) === day),
  )
}

const stillOpen = async (tx: Tx, userId: string, at: string): Promise<Checkin[]> =>
  (await remindedOn(tx, userId, at)).filter(
    ({ state, roundState, closeAt }) => state === 'expected' && roundState === 'open' && closeAt > tx.now,
  )

async function reminderOf(tx: Tx, userId: string, at: string, checkins: Checkin[]) {
  return drawReminder(await accountsOf(tx, userId, checkins), await offerOf(tx, userId, at, checkins))
}

/** How the reminder may be put off, and until when it was. */
async function offerOf(tx: Tx, userId: string, at: string, checkins: Checkin[]): Promise<SnoozeOffer | null> {
  const open = checkins.filter(({ state, roundState }) => state === 'expected' && roundState === 'open')
  const first = open.toSorted((a, b) => a.closeAt.getTime() - b.closeAt.getTime())[0]
  if (!first) return null
  const until = first.snoozedUntil
  if (until && until > tx.now)
    return { at, until: deadlineWords(until, tx.now, await placeOf(tx, userId)), choices: [] }
  const instants = await instantsOf(tx, first)
  const choices = (['hours', 'tomorrow'] as const).filter((choice) => instants[choice] !== null)
  return wasRemindedTwice(tx, open) || choices.length === 0 ? null : { at, until: null, choices }
}

const wasRemindedTwice = (tx: Tx, open: Checkin[]): boolean =>
  open.some(({ reminders }) => reminders.filter((at) => at <= tx.now).length >= MOST_REMINDERS)

async function instantsOf(tx: Tx, { accountId, userId, closeAt }: Checkin) {
  const { account } = await factsOf(tx, accountId)
  const calendar = (await calendarsOf(tx, account, [userId])).get(userId)!
  return snoozesOf(tx.now, closeAt, account.askTime, calendar)
}

/** Puts a reminder off, in place of the next one: nobody is reminded more than twice of one week. */
export async function snooze(tx: Tx, userId: string, at: string, choice: Snooze): Promise<void> {
  await lock(tx.db, 'checkins', userId)
  const open = (await stillOpen(tx, userId, at)).toSorted((a, b) => a.closeAt.getTime() - b.closeAt.getTime())
  const first = open[0]
  if (!first) throw new Refusal('Nothing is open here any more, so there is nothing to remind you of.')
  if (wasRemindedTwice(tx, open))
    throw new Refusal('This was the second reminder; no more will come. What is open stands on the Home tab.')
  const until = (await instantsOf(tx, first))[choice]
  if (!until) {
    const closes = deadlineWords(first.closeAt, tx.now, await placeOf(tx, userId))
    throw new Refusal(
      `That would be after the close on ${closes}. Please answer before, or choose an earlier reminder.`,
    )
  }
  for (const { id, roundId, accountId, reminders } of open) {
    const before = reminders.filter((instant) => instant <= tx.now)
    await store.updateCheckin(tx.db, id, { reminders: [...before, until], snoozedUntil: until })
    const detail = { roundId, until: until.toISOString() }
    await record(tx, { accountId, actor: userId, action: 'checkin.snoozed', detail })
  }
  await planReminder(tx, userId, until)
  await redrawMessages(tx, (await store.findCheckin(tx.db, first.roundId, userId))!)
}

/** Brings the messages that asked for a check-in, or reminded of it, up to what has been answered since. */
export async function redrawMessages(tx: Tx, checkin: Checkin): Promise<void> {
  const { userId, askedIn } = checkin
  if (askedIn) {
    const message = await questionOf(tx, userId, askedIn)
    if (message) await revise(tx, askedIn, message)
  }
  for (const at of await remindersNaming(tx, checkin)) {
    await revise(tx, keyOf(userId, at), await reminderOf(tx, userId, at, await remindedOn(tx, userId, at)))
  }
}

/** A reminder lists all that is open that day, so one that another account caused names this one too. */
async function remindersNaming(tx: Tx, { userId, reminders }: Checkin): Promise<string[]> {
  const zone = await placeOf(tx, userId)
  const days = new Set(reminders.map((at) => localDate(at, zone)))
  const others = (await store.listCurrent(tx.db, userId)).flatMap((checkin) => checkin.reminders)
  const sent = [...reminders, ...others].filter((at) => at <= tx.now && days.has(localDate(at, zone)))
  return [...new Set(sent.map((at) => at.toISOString()))]
}
