import { drawAway } from '#blocks/away.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { isOutsider, peopleById } from '#features/installations/flow.ts'
import { calendarsOf } from '#features/rounds/flow.ts'
import { questionMayGo } from '#features/rounds/model.ts'
import { instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { lock } from '#platform/postgres/lock.ts'
import { cancel, type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { findAbsences, insertAbsence, updateAbsence } from './absences.ts'
import { planQuestion } from './expecting.ts'
import { noticeWhoIsLeft } from './left.ts'
import { type Absence, absenceTrouble, askFrom } from './model.ts'
import { planReminder, redrawMessages } from './reminding.ts'
import { type Checkin, listExpected, updateCheckin } from './store.ts'

/** Whether somebody is away now, and until when. */
export const absenceOf = async (tx: Tx, userId: string): Promise<Absence | undefined> =>
  (await absencesOf(tx, [userId])).get(userId)

/** Who of these people is away now. */
export const absencesOf = (tx: Tx, userIds: string[]): Promise<Map<string, Absence>> =>
  findAbsences(tx.db, userIds, tx.now)

/** @throws Refusal for people of other organisations and guests: nobody asks them anything. */
export async function assertColleague(tx: Tx, actor: { userId: string; userTeamId: string }): Promise<void> {
  if (await isOutsider(tx, actor))
    throw new Refusal('This is for the people who answer the weekly question. Please ask your contact there.')
}

/** The form of "I'm away until…". */
export async function openAway(tx: Tx, userId: string): Promise<Modal> {
  return drawAway((await absenceOf(tx, userId))?.backOn ?? null)
}

const returnKey = ({ id }: Absence): string => `return:${id}`

/** From now on until their first day back somebody is neither asked nor reminded. @throws Refusal at the date. */
export async function goAway(tx: Tx, userId: string, backOn: string | null, field: string): Promise<void> {
  await lock(tx.db, 'checkins', userId)
  const waiting = await listExpected(tx.db, userId)
  const zone = await placeOf(tx, userId, waiting)
  const trouble = absenceTrouble(backOn, localDate(tx.now, zone))
  if (trouble || !backOn) throw new Refusal(trouble ?? 'Choose a day.', field)
  if ((await absenceOf(tx, userId))?.backOn === backOn) return
  await keepAbsence(tx, userId, backOn, instantAt(backOn, '00:00', zone))
  await record(tx, { accountId: null, actor: userId, action: 'person.away', detail: { backOn } })
  for (const checkin of waiting.filter(({ askAt }) => askAt <= tx.now)) {
    await updateCheckin(tx.db, checkin.id, { awayUntil: backOn })
    await noticeWhoIsLeft(tx, checkin)
  }
  await redraw(tx, waiting)
}

async function keepAbsence(tx: Tx, userId: string, backOn: string, endsAt: Date): Promise<void> {
  const known = await absenceOf(tx, userId)
  if (known) await updateAbsence(tx.db, known.id, { backOn, endsAt })
  const absence = known ?? (await insertAbsence(tx.db, { userId, startsAt: tx.now, backOn, endsAt }))
  await schedule(tx, { kind: 'checkins.return', key: returnKey(absence), subject: { userId }, dueAt: endsAt })
}

/** Somebody is back before they said. */
export async function comeBack(tx: Tx, userId: string): Promise<void> {
  await lock(tx.db, 'checkins', userId)
  const absence = await absenceOf(tx, userId)
  if (!absence) return
  await updateAbsence(tx.db, absence.id, { endsAt: tx.now })
  await cancel(tx, returnKey(absence), 'This person came back earlier.')
  await record(tx, { accountId: null, actor: userId, action: 'person.back', detail: { planned: absence.backOn } })
  await welcomeBack(tx, userId)
}

/** The first day back begins. */
export async function returnFrom(tx: Tx, { userId }: { userId: string }): Promise<Outcome> {
  await lock(tx.db, 'checkins', userId)
  if (await absenceOf(tx, userId)) return { skip: 'This person is away for longer.' }
  await welcomeBack(tx, userId)
  return undefined
}

/** Whoever is back is asked and reminded of what still has time, and of nothing else. */
async function welcomeBack(tx: Tx, userId: string): Promise<void> {
  const waiting = await listExpected(tx.db, userId)
  for (const checkin of waiting) {
    if (checkin.askedAt) await remindAgain(tx, checkin)
    else await askAgain(tx, checkin)
    await noticeWhoIsLeft(tx, checkin)
  }
  await redraw(tx, waiting)
}

async function askAgain(tx: Tx, checkin: Checkin): Promise<void> {
  const facts = await factsOf(tx, checkin.accountId)
  const planned = await planQuestion(tx, facts, checkin)
  const inTime = questionMayGo(planned.askAt, checkin.closeAt)
  const today = localDate(tx.now, planned.askZone)
  // Without the time to answer this week is excused as if they were back only today, which they are.
  await updateCheckin(tx.db, checkin.id, { ...planned, awayUntil: inTime ? null : today })
}

async function remindAgain(tx: Tx, { id, userId, accountId, closeAt, reminders }: Checkin): Promise<void> {
  const coming = reminders.filter((at) => at > tx.now)
  const { account } = await factsOf(tx, accountId)
  const calendar = (await calendarsOf(tx, account, [userId])).get(userId)!
  const at = askFrom(undefined, account.askTime, tx.now, closeAt, calendar)
  const extra = coming.length === 0 && questionMayGo(at, closeAt) ? [at] : []
  await updateCheckin(tx.db, id, { awayUntil: null, reminders: [...reminders, ...extra] })
  for (const instant of extra) await planReminder(tx, userId, instant)
}

/** Where somebody is; else where the first of their accounts is. */
async function placeOf(tx: Tx, userId: string, waiting: Checkin[]): Promise<string> {
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone
  if (zone) return zone
  return waiting[0] ? (await factsOf(tx, waiting[0].accountId)).account.zone : 'Etc/UTC'
}

async function redraw(tx: Tx, checkins: Checkin[]): Promise<void> {
  const asked = new Map(checkins.filter(({ askedIn }) => askedIn).map((checkin) => [checkin.askedIn, checkin]))
  for (const checkin of asked.values()) await redrawMessages(tx, checkin)
}
