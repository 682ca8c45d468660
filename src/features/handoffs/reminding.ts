import { remindersMessage } from '#blocks/handoffReminders.ts'
import type { Account } from '#features/accounts/model.ts'
import { absencesOf, isAskedBetween } from '#features/checkins/flow.ts'
import { peopleById, settingsOf } from '#features/installations/flow.ts'
import {
  addDays,
  type Calendar,
  calendarOf,
  instantAt,
  isWorkingDay,
  localDate,
  nextWorkingDay,
} from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { type Occurrence, type Outcome, scheduleAll } from '#platform/scheduling/occurrences.ts'
import { afterDays, firstDay, type People, peopleIn, type Told, toldOn } from './overdue.ts'
import { listItems, listOpenItems, markTold, type OpenItem } from './store.ts'

/** When somebody is reminded, where they are. */
const REMIND_TIME = '09:00'

interface Known {
  open: OpenItem[]
  people: People
}

/** Everything that is open, and the calendar of everybody whom it concerns. */
async function knownOf(tx: Tx): Promise<Known> {
  const open = await listOpenItems(tx.db)
  const ids = peopleIn(open)
  const found = await peopleById(tx, ids)
  const settings = await settingsOf(tx)
  const gone = new Set(ids.filter((id) => found.get(id)?.deactivated))
  const calendars = new Map<string, Calendar>()
  for (const id of ids) {
    const person = found.get(id)
    const near = open.find((item) => [item.person, item.giver, item.receiver, item.owner, item.leader].includes(id))!
    calendars.set(id, calendarOf(person?.zone ?? near.zone, near.workingDays, person?.country ?? settings.country))
  }
  return { open, people: { gone, calendars, after: afterDays(settings) } }
}

/** Plans, for everybody for whom something in a handoff waits, the next morning on which they read of it. */
export async function planReminders(tx: Tx): Promise<void> {
  const { open, people } = await knownOf(tx)
  const plans = [...people.calendars].flatMap(([userId, calendar]) => {
    if (people.gone.has(userId)) return []
    const next = nextMorning(tx.now, calendar)
    const tells = toldOn(open, userId, next, people).length > 0
    const day = tells ? next : firstDay(open, userId, next, people)
    if (!day) return []
    const dueAt = instantAt(day, REMIND_TIME, calendar.zone)
    return [{ kind: 'handoffs.remind', key: `handoffs.remind:${userId}:${day}`, subject: { userId, day }, dueAt }]
  })
  await scheduleAll(tx, plans)
}

/** The day after something was due, the checklist says by itself that it is overdue. */
export async function watchDueDates(tx: Tx, { zone }: Pick<Account, 'zone'>, handoffId: string): Promise<void> {
  const items = await listItems(tx.db, [handoffId])
  const days = [...new Set(items.map((item) => item.dueOn))]
  await scheduleAll(
    tx,
    days.map((dueOn) => ({
      kind: 'handoffs.overdue',
      key: `overdue:${handoffId}:${dueOn}`,
      subject: { handoffId },
      dueAt: instantAt(addDays(dueOn, 1), '00:00', zone),
    })),
  )
}

/** The next working day whose 09:00 is still to come. */
function nextMorning(now: Date, calendar: Calendar): string {
  const today = localDate(now, calendar.zone)
  const first = now < instantAt(today, REMIND_TIME, calendar.zone) ? today : addDays(today, 1)
  return isWorkingDay(first, calendar) ? first : nextWorkingDay(first, calendar)
}

/**
 * Reminds somebody of everything that waits for them over all accounts, in one message a day. `undecided`: what they read
 * in it besides, as somebody who may decide it.
 */
export async function remindOfItems(
  tx: Tx,
  { subject }: Occurrence<{ userId: string; day: string }>,
  undecided: (tx: Tx, userId: string) => Promise<string[]> = async () => [],
): Promise<Outcome> {
  const { userId, day } = subject
  await planReminders(tx)
  const { told, calendar } = await toldTo(tx, userId, day)
  if (told.length === 0 || !calendar) return { skip: 'Nothing waits for them.' }
  if ((await absencesOf(tx, [userId])).has(userId)) return { skip: 'They are away.' }
  const midnight = (date: string) => instantAt(date, '00:00', calendar.zone)
  if (await isAskedBetween(tx, userId, midnight(day), midnight(addDays(day, 1))))
    return { skip: 'It stands in the weekly question of the day.' }
  const message = remindersMessage([...(await undecided(tx, userId)).map(toDecide), ...told])
  await say(tx, {
    key: `handoffs.remind:${userId}:${day}`,
    kind: 'handoffs.remind',
    audience: 'vendor',
    channel: userId,
    message,
  })
  await markRead(tx, told)
  return undefined
}

const toDecide = (words: string) => ({ why: 'decide' as const, words })

/** What the weekly question says besides: what waits for the person on the day on which they are asked. */
export async function besidesQuestion(tx: Tx, userId: string): Promise<string[]> {
  const { told } = await toldTo(tx, userId)
  await markRead(tx, told)
  return told.map(({ words }) => words)
}

async function toldTo(tx: Tx, userId: string, day?: string): Promise<{ told: Told[]; calendar: Calendar | undefined }> {
  const { open, people } = await knownOf(tx)
  const calendar = people.calendars.get(userId)
  const told = calendar
    ? toldOn(open, userId, day ?? localDate(tx.now, calendar.zone), people, await namesIn(tx, open))
    : []
  return { told, calendar }
}

async function namesIn(tx: Tx, open: OpenItem[]): Promise<(id: string) => string> {
  const people = await peopleById(tx, peopleIn(open))
  return (id) => people.get(id)?.name ?? id
}

const markRead = (tx: Tx, told: Told[]): Promise<void> =>
  markTold(
    tx.db,
    told.filter(({ why }) => why === 'new').map(({ itemId }) => itemId),
  )
