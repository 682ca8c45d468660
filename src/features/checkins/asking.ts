import { type AskedAccount, drawNothingLeft, drawQuestion } from '#blocks/checkins.ts'
import type { Message } from '#blocks/kit.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, goLiveOf, holderOf, type Side, sideOf } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { firstName, type Person } from '#features/installations/model.ts'
import { openAsksOf } from '#features/promises/flow.ts'
import { calendarsOf, type Round, roundsOf } from '#features/rounds/flow.ts'
import { questionMayGo, remindersAfter } from '#features/rounds/model.ts'
import { addDays, instantAt, type LocalDate, localDate, localTime, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { findAbsences } from './absences.ts'
import { findAnswer, findAnswerBefore, wasSaidLate } from './answers.ts'
import { dayIn, formFacts } from './entry.ts'
import { isElsewhere, moveQuestions } from './expecting.ts'
import { noticeWhoIsLeft } from './left.ts'
import { type Absence, type Answer, type FormFacts, mayRepeat, type Shown, type Status } from './model.ts'
import type { Checkin } from './store.ts'
import * as store from './store.ts'
import { unsentOf } from './untold.ts'

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
  /** How the week before stood for the customer; else as this person last saw it. */
  lastWeek: Status | null
  /** A later week has closed, too: nothing can be added to this one any more. */
  isOver: boolean
}

/** Everything a question or a form about a check-in is drawn from. */
export async function standingOf(tx: Tx, checkin: Checkin, shown?: Shown): Promise<Standing> {
  const { accountId, userId, publishOn } = checkin
  // None of these waits for another's answer: they go to the database together.
  const [facts, last, rounds, openAsks, sent] = await Promise.all([
    factsOf(tx, accountId),
    findAnswerBefore(tx.db, accountId, userId, publishOn),
    roundsOf(tx, accountId, 4),
    openAsksOf(tx, accountId),
    checkin.version > 0 ? findAnswer(tx.db, checkin.id) : undefined,
  ])
  const people = await peopleById(tx, [userId, ...facts.stakeholders.map((one) => one.userId)])
  const previous = rounds.find((round) => round.publishOn < publishOn)
  // A week that nobody answered says nothing of how it stands.
  const known = rounds.find((round) => round.publishOn < publishOn && round.status !== null)
  const around = {
    openAsks,
    customers: namesOf(facts, 'customer', people),
    ours: namesOf(facts, 'vendor', people),
    today: localDate(tx.now, facts.account.zone),
    readOn: checkin.publishOn,
    fortnightly: facts.account.everyWeeks === 2,
    before: before(last, rounds, known),
    moved: sent?.forecasts ?? [],
    unsent: await unsentOf(tx, last, rounds),
  }
  const form = formFacts(facts, around, shown)
  const isOver = rounds.some((round) => round.publishOn > publishOn && round.state !== 'open')
  const lastWeek = (known?.status as Status | undefined) ?? form.before.status
  return { facts, form, last, mayRepeat: mayRepeat(last, previous, form), lastWeek, isOver }
}

/** How it stood as this person said last, or as the account's last answers did where those are younger. */
function before(last: Answer | undefined, rounds: Round[], known: Round | undefined): FormFacts['before'] {
  const own = rounds.find(({ id }) => id === last?.roundId)
  const said = known && (!own || own.publishOn < known.publishOn) ? undefined : last
  const [status, satisfaction] = [known?.status as Status | undefined, known?.satisfaction]
  return {
    status: said?.status ?? status ?? last?.status ?? null,
    satisfaction: said?.satisfaction ?? satisfaction ?? last?.satisfaction ?? null,
  }
}

function namesOf({ stakeholders }: AccountFacts, side: Side, people: Map<string, Person>): string[] {
  const theirs = stakeholders.filter(({ role }) => sideOf(role) === side)
  return [
    ...new Set(theirs.map(({ userId, name }) => (userId ? people.get(userId)?.name : name) ?? '').filter(Boolean)),
  ]
}

/**
 * Asks one person for everything that is due on their day, in one direct message. `besides` is what else they have to
 * read that day, so that it needs no message of its own.
 */
export async function askForCheckins(
  tx: Tx,
  { userId }: { userId: string; askAt: string },
  besides: (tx: Tx, userId: string) => Promise<string[]> = async () => [],
): Promise<Outcome> {
  await lock(tx.db, 'checkins', userId)
  const absence = (await findAbsences(tx.db, [userId], tx.now)).get(userId)
  await comeToTheirPlace(tx, userId)
  const due = await dueSoon(tx, userId)
  if (absence) return leaveInPeace(tx, due, absence)
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
  const notes = await besides(tx, userId)
  if (notes.length > 0) await store.keepBesides(tx.db, key, notes)
  const message = (await questionOf(tx, userId, key))!
  await say(tx, { key, kind: 'checkins.ask', audience: 'vendor', channel: userId, message })
  return undefined
}

/** Slack may have told only now where somebody is: what was planned by another clock is planned anew. */
async function comeToTheirPlace(tx: Tx, userId: string): Promise<void> {
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone
  const waiting = await store.listUnasked(tx.db, userId)
  if (waiting.some(({ askZone }) => isElsewhere(zone, askZone))) await moveQuestions(tx, userId)
}

/** Nobody is asked while they are away. Where nobody else is left either, the account's owner learns of it now. */
async function leaveInPeace(tx: Tx, due: Checkin[], { backOn }: Absence): Promise<Outcome> {
  for (const checkin of due.filter(({ askAt }) => askAt <= tx.now)) {
    await store.updateCheckin(tx.db, checkin.id, { awayUntil: backOn })
    await noticeWhoIsLeft(tx, checkin)
  }
  return { skip: `This person is away until ${backOn}.` }
}

/** The questions of a person's day and of the next go together: few messages, and an early question harms nobody. */
async function dueSoon(tx: Tx, userId: string): Promise<Checkin[]> {
  const waiting = await store.listUnasked(tx.db, userId, new Date(tx.now.getTime() + 48 * 3_600_000))
  if (!waiting[0] || !waiting.some(({ askAt }) => askAt <= tx.now)) return []
  const zone = await zoneOf(tx, userId, await factsOf(tx, waiting[0].accountId))
  const dayAfterTomorrow = instantAt(addDays(localDate(tx.now, zone), 2), '00:00', zone)
  return waiting.filter(({ askAt }) => askAt < dayAfterTomorrow)
}

/** How many messages are still to ask somebody before a day of theirs, as they are put together above. */
export async function questionsBefore(tx: Tx, userId: string, end: LocalDate, zone: string): Promise<number> {
  const current = await store.listCurrent(tx.db, userId)
  const waiting = current.filter(({ askedAt, roundState }) => askedAt === null && roundState === 'open')
  const coming = waiting.filter(({ askAt, closeAt }) => askAt > tx.now || questionMayGo(tx.now, closeAt))
  const days = new Set(coming.map(({ askAt }) => localDate(askAt, zone)))
  // The next round of an account is planned when this one closes; its question comes on the same day of the week.
  for (const { accountId, askAt } of current.filter(
    (one) => !waiting.some((other) => other.accountId === one.accountId),
  ))
    days.add(addDays(localDate(askAt, zone), 7 * (await factsOf(tx, accountId)).account.everyWeeks))
  const today = localDate(tx.now, zone)
  let [questions, asked] = [0, '']
  for (const day of [...days].filter((one) => one >= today && one < end).toSorted())
    if (day > asked) [questions, asked] = [questions + 1, addDays(day, 1)]
  return questions
}

async function markAsked(tx: Tx, { id, accountId, userId, closeAt }: Checkin, askedIn: string): Promise<void> {
  const { account } = await factsOf(tx, accountId)
  const calendar = (await calendarsOf(tx, account, [userId])).get(userId)!
  const reminders = remindersAfter(account.askTime, tx.now, closeAt, calendar)
  await store.updateCheckin(tx.db, id, { askedAt: tx.now, askedIn, reminders, awayUntil: null })
  for (const dueAt of reminders) {
    const at = dueAt.toISOString()
    await schedule(tx, { kind: 'checkins.remind', key: `remind:${userId}:${at}`, subject: { userId, at }, dueAt })
  }
}

/** Who decides about what was said after the close, by name. */
export async function ownerName(tx: Tx, { stakeholders }: Pick<AccountFacts, 'stakeholders'>): Promise<string> {
  const owner = holderOf(stakeholders, 'owner')?.userId
  return owner ? ((await peopleById(tx, [owner])).get(owner)?.name ?? owner) : 'the account owner'
}

/** The message that asked, as it reads now; undefined where nothing of it concerns the person any more. */
export async function questionOf(tx: Tx, userId: string, key: string): Promise<Message | undefined> {
  const checkins = await store.listAskedIn(tx.db, key)
  if (!checkins[0]) return drawNothingLeft()
  const person = (await peopleById(tx, [userId])).get(userId)!
  const zone = person.zone ?? (await factsOf(tx, checkins[0].accountId)).account.zone
  const hour = Number(localTime(checkins[0].askedAt ?? tx.now, zone).slice(0, 2))
  const part = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const absence = (await findAbsences(tx.db, [userId], tx.now)).get(userId)
  return drawQuestion({
    greeting: `Good ${part} ${firstName(person.name)}`,
    accounts: await accountsOf(tx, userId, checkins),
    away: absence ? shortDay(absence.backOn) : null,
    besides: await store.findBesides(tx.db, key),
  })
}

export async function accountsOf(tx: Tx, userId: string, checkins: Checkin[]): Promise<AskedAccount[]> {
  const accounts: AskedAccount[] = []
  for (const checkin of checkins) accounts.push(await accountOf(tx, userId, checkin))
  return accounts
}

async function accountOf(tx: Tx, userId: string, checkin: Checkin): Promise<AskedAccount> {
  const { facts, form, mayRepeat, lastWeek, isOver } = await standingOf(tx, checkin)
  const answer = checkin.state === 'answered' ? await findAnswer(tx.db, checkin.id) : undefined
  const goLive = goLiveOf(facts.milestones)
  return {
    roundId: checkin.roundId,
    name: checkin.accountName,
    status: answer?.status ?? lastWeek,
    goLive: goLive && !goLive.reachedOn ? shortDay(dayIn(answer ?? form.unsent, goLive)!).slice(4) : null,
    closes: deadlineWords(checkin.closeAt, checkin.askedAt ?? tx.now, await zoneOf(tx, userId, facts)),
    closed: checkin.roundState !== 'open',
    answered: checkin.state === 'answered',
    lateTo: answer && (await wasSaidLate(tx.db, checkin.id)) ? await ownerName(tx, facts) : null,
    mayRepeat,
    isOver,
    fortnightly: facts.account.everyWeeks === 2,
  }
}
