import { type AskedAccount, drawQuestion, drawReminder } from '#blocks/checkins.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, goLiveOf, sideOf } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { openAsksOf } from '#features/promises/flow.ts'
import { calendarsOf, type Round, roundsOf } from '#features/rounds/flow.ts'
import { planAsk, questionMayGo, remindersAfter } from '#features/rounds/model.ts'
import { addDays, instantAt, localDate, localTime, shortDay, weekdayOf } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { countSaid, revise, say } from '#platform/outbox/say.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { formFacts } from './entry.ts'
import { type Answer, askFrom, type FormFacts, mayRepeat, reminderAt, type Shown, type Status } from './model.ts'
import type { Checkin } from './store.ts'
import * as store from './store.ts'

/** What an implementer may hear from us in a week, questions and reminders together. Questions always go. */
const MOST_MESSAGES_A_WEEK = 3

/** Where a person is, as far as we know; else where the account is. */
export async function zoneOf(tx: Tx, userId: string, { account }: AccountFacts): Promise<string> {
  return (await peopleById(tx, [userId])).get(userId)?.zone ?? account.zone
}

/** 'Thu 15:00', with the date where the day of the week alone could mean another week. */
export function deadlineWords(closeAt: Date, from: Date, zone: string): string {
  const far = closeAt.getTime() - from.getTime() > 6 * 24 * 3_600_000
  const day = shortDay(localDate(closeAt, zone))
  return `${far ? day : day.slice(0, 3)} ${localTime(closeAt, zone)}`
}

export interface Standing {
  facts: AccountFacts
  form: FormFacts
  /** The person's own most recent answer before this round. */
  last: Answer | undefined
  mayRepeat: boolean
}

/** Everything a question or a form about a check-in is drawn from. */
export async function standingOf(tx: Tx, checkin: Checkin, shown?: Shown): Promise<Standing> {
  const facts = await factsOf(tx, checkin.accountId)
  const last = await store.findAnswerBefore(tx.db, checkin.accountId, checkin.userId, checkin.publishOn)
  const rounds = await roundsOf(tx, checkin.accountId, 4)
  const previous = rounds.find(({ publishOn }) => publishOn < checkin.publishOn)
  const around = {
    openAsks: await openAsksOf(tx, checkin.accountId),
    customers: await customersOf(tx, facts),
    today: localDate(tx.now, facts.account.zone),
    before: before(last, previous),
  }
  const form = formFacts(facts, around, shown)
  return { facts, form, last, mayRepeat: mayRepeat(last, previous?.id, form) }
}

const before = (last: Answer | undefined, previous: Round | undefined): FormFacts['before'] => ({
  status: last?.status ?? (previous?.status as Status | null | undefined) ?? null,
  satisfaction: last?.satisfaction ?? previous?.satisfaction ?? null,
})

async function customersOf(tx: Tx, { stakeholders }: AccountFacts): Promise<string[]> {
  const customers = stakeholders.filter(({ role }) => sideOf(role) === 'customer')
  const people = await peopleById(
    tx,
    customers.map(({ userId }) => userId),
  )
  return [
    ...new Set(customers.map(({ userId, name }) => (userId ? people.get(userId)?.name : name) ?? '').filter(Boolean)),
  ]
}

/** Plans the question of one check-in that was not asked yet. */
export async function planQuestion(
  tx: Tx,
  facts: AccountFacts,
  checkin: Pick<Checkin, 'userId' | 'closeAt'>,
): Promise<Date> {
  const { userId, closeAt } = checkin
  const calendar = (await calendarsOf(tx, facts.account, [userId])).get(userId)!
  const times = planAsk(facts.account.askTime, closeAt, calendar)
  const planned = 'refused' in times ? undefined : times.askAt
  const askAt = askFrom(planned, facts.account.askTime, tx.now, closeAt, calendar)
  const at = askAt.toISOString()
  await schedule(tx, { kind: 'checkins.ask', key: `ask:${userId}:${at}`, subject: { userId, askAt: at }, dueAt: askAt })
  return askAt
}

/** Asks one person for everything that is due on their day, in one direct message. */
export async function askForCheckins(tx: Tx, { userId }: { userId: string; askAt: string }): Promise<Outcome> {
  await store.lockPerson(tx.db, tx.workspaceId, userId)
  const due = await dueSoon(tx, userId)
  const asked = due.filter(({ closeAt }) => questionMayGo(tx.now, closeAt))
  for (const { id } of due.filter((checkin) => !asked.includes(checkin))) {
    await store.updateCheckin(tx.db, id, {
      reason: 'The question was due when less than four hours remained before the close.',
    })
  }
  if (asked.length === 0)
    return { skip: due.length > 0 ? 'Less than four hours remained before the close.' : 'Nothing was left to ask.' }
  const first = new Date(Math.min(...asked.map(({ askAt }) => askAt.getTime())))
  const key = `checkins.ask:${userId}:${first.toISOString()}`
  for (const checkin of asked) await markAsked(tx, checkin, key)
  await say(tx, {
    key,
    kind: 'checkins.ask',
    audience: 'vendor',
    channel: userId,
    message: await questionOf(tx, userId, key),
  })
  return undefined
}

/** The questions of a person's day and of the next go together: few messages, and an early question harms nobody. */
async function dueSoon(tx: Tx, userId: string): Promise<Checkin[]> {
  const waiting = await store.listUnasked(tx.db, userId, new Date(tx.now.getTime() + 48 * 3_600_000))
  if (!waiting[0] || !waiting.some(({ askAt }) => askAt <= tx.now)) return []
  const zone = await zoneOf(tx, userId, await factsOf(tx, waiting[0].accountId))
  const dayAfterTomorrow = instantAt(addDays(localDate(tx.now, zone), 2), '00:00', zone)
  return waiting.filter(({ askAt }) => askAt < dayAfterTomorrow)
}

async function markAsked(tx: Tx, { id, accountId, userId, closeAt }: Checkin, askedIn: string): Promise<void> {
  const { account } = await factsOf(tx, accountId)
  const calendar = (await calendarsOf(tx, account, [userId])).get(userId)!
  const reminders = remindersAfter(account.askTime, tx.now, closeAt, calendar)
  await store.updateCheckin(tx.db, id, { askedAt: tx.now, askedIn, reminders })
  for (const dueAt of reminders) {
    const at = dueAt.toISOString()
    await schedule(tx, { kind: 'checkins.remind', key: `remind:${userId}:${at}`, subject: { userId, at }, dueAt })
  }
}

/**
 * Reminds one person of all that is still open for them that day: accounts that close at different hours share one
 * reminder. After a pause only the last one due goes, and nobody gets more than three messages a week.
 */
export async function remindOfCheckins(tx: Tx, { userId, at }: { userId: string; at: string }): Promise<Outcome> {
  await store.lockPerson(tx.db, tx.workspaceId, userId)
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone ?? 'UTC'
  const open = (await remindedOn(tx, userId, at, zone)).filter(
    ({ state, roundState, closeAt }) => state === 'expected' && roundState === 'open' && closeAt > tx.now,
  )
  const due = open.filter(({ reminders }) => reminderAt(reminders, tx.now)?.toISOString() === at)
  if (due.length === 0) return { skip: 'Everything was answered, or the week was closed.' }
  if ((await messagesThisWeek(tx, userId, zone)) >= MOST_MESSAGES_A_WEEK) {
    return { skip: 'This person has had three messages this week.' }
  }
  await say(tx, {
    key: `checkins.remind:${userId}:${at}`,
    kind: 'checkins.remind',
    audience: 'vendor',
    channel: userId,
    message: drawReminder(await accountsOf(tx, userId, open)),
  })
  return undefined
}

function messagesThisWeek(tx: Tx, userId: string, zone: string): Promise<number> {
  const today = localDate(tx.now, zone)
  const monday = instantAt(addDays(today, 1 - weekdayOf(today)), '00:00', zone)
  return countSaid(tx, { channel: userId, kinds: ['checkins.ask', 'checkins.remind'], since: monday })
}

/** The check-ins that have a reminder on the local day of this one. */
async function remindedOn(tx: Tx, userId: string, at: string, zone: string): Promise<Checkin[]> {
  const day = localDate(new Date(at), zone)
  return (await store.listCurrent(tx.db, userId)).filter(({ reminders }) =>
    reminders.some((instant) => localDate(instant, zone) === day),
  )
}

/** Brings the messages that asked for a check-in up to what has been answered since. */
export async function redrawMessages(tx: Tx, { userId, askedIn, reminders }: Checkin): Promise<void> {
  if (askedIn) await revise(tx, askedIn, await questionOf(tx, userId, askedIn))
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone ?? 'UTC'
  for (const at of reminders.filter((instant) => instant <= tx.now).map((instant) => instant.toISOString())) {
    const message = drawReminder(await accountsOf(tx, userId, await remindedOn(tx, userId, at, zone)))
    await revise(tx, `checkins.remind:${userId}:${at}`, message)
  }
}

async function questionOf(tx: Tx, userId: string, key: string) {
  const checkins = await store.listAskedIn(tx.db, key)
  const person = (await peopleById(tx, [userId])).get(userId)!
  const zone = person.zone ?? (await factsOf(tx, checkins[0]!.accountId)).account.zone
  const hour = Number(localTime(checkins[0]!.askedAt ?? tx.now, zone).slice(0, 2))
  const part = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  return drawQuestion({
    greeting: `Good ${part} ${firstName(person.name)}`,
    accounts: await accountsOf(tx, userId, checkins),
  })
}

async function accountsOf(tx: Tx, userId: string, checkins: Checkin[]): Promise<AskedAccount[]> {
  const accounts: AskedAccount[] = []
  for (const checkin of checkins) accounts.push(await accountOf(tx, userId, checkin))
  return accounts
}

async function accountOf(tx: Tx, userId: string, checkin: Checkin): Promise<AskedAccount> {
  const { facts, form, mayRepeat } = await standingOf(tx, checkin)
  const answer = checkin.state === 'answered' ? await store.findAnswer(tx.db, checkin.id) : undefined
  const goLive = goLiveOf(facts.milestones)
  return {
    roundId: checkin.roundId,
    name: checkin.accountName,
    status: answer?.status ?? form.before.status,
    goLive: goLive && !goLive.reachedOn ? shortDay(goLive.forecastOn).slice(4) : null,
    closes: deadlineWords(checkin.closeAt, checkin.askedAt ?? tx.now, await zoneOf(tx, userId, facts)),
    closed: checkin.roundState !== 'open',
    answered: checkin.state === 'answered',
    mayRepeat,
  }
}
