import {
  type Calendar,
  isWorkingDay,
  type LocalDate,
  nextWorkingDay,
  shortDay,
  workingDaysBetween,
} from '#platform/calendar.ts'
import { type Item, type Kind, runsBeside, waitsFor } from './model.ts'

export interface Pending extends Item {
  kind: Kind
  accountName: string
  giver: string
  receiver: string
  owner: string | null
  leader: string | null
}

/** Who has left, by whose calendar each of the others works, and after how many working days late somebody hears. */
export interface People {
  gone: ReadonlySet<string>
  calendars: ReadonlyMap<string, Calendar>
  /** A day's slip is put right by whoever does the item; the leader hears once the owner has had days of their own. */
  after: { owner: number; leader: number }
}

/** The days that hold in a workspace. */
export const afterDays = (settings: { lateForOwnerDays: number; lateForLeaderDays: number }): People['after'] => ({
  owner: settings.lateForOwnerDays,
  leader: settings.lateForLeaderDays,
})

/** A line that somebody reads in their message of the day. */
export interface Told {
  itemId: string
  /** It is due, was handed to them, or is late with somebody else for whom they answer. */
  why: 'due' | 'new' | 'late'
  words: string
}

/** Everybody whom these items concern. */
export const peopleIn = (open: Pending[]): string[] =>
  [
    ...new Set(open.flatMap(({ person, giver, receiver, owner, leader }) => [person, giver, receiver, owner, leader])),
  ].filter((id) => id !== null)

/** How many working days of its person an item is late on a day; 0 on the day on which it is due. */
export function lateBy(item: Pending, day: LocalDate, { gone, calendars }: People): number {
  const calendar = calendars.get(waitsFor(item, item, gone))
  return calendar && item.dueOn < day ? workingDaysBetween(item.dueOn, day, calendar) : 0
}

/** Who hears of a late item besides its person. The days go on counting while it is put off. */
export function escalatesTo(item: Pending, day: LocalDate, people: People): string[] {
  const late = lateBy(item, day, people)
  const here = (id: string | null) => (id !== null && !people.gone.has(id) ? [id] : [])
  const { after } = people
  const heard = [...(late >= after.owner ? here(item.owner) : []), ...(late >= after.leader ? here(item.leader) : [])]
  return heard.filter((id) => id !== waitsFor(item, item, people.gone))
}

/** An item as somebody reads it who may have the same one for another, who takes over beside: it says for whom it is. */
export const textFor = (
  userId: string,
  { text, kind, receiver }: Pick<Pending, 'text' | 'kind' | 'receiver'>,
  name: (id: string) => string,
): string => (runsBeside(kind) && receiver !== userId ? `${text} (for ${name(receiver)})` : text)

/** What somebody reads on a day, the earliest due first; what is nobody's any more is read by whoever stands in. */
export function toldOn(
  open: Pending[],
  userId: string,
  day: LocalDate,
  people: People,
  name: (id: string) => string = (id) => id,
): Told[] {
  return open
    .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.position - b.position)
    .flatMap((item): Told[] => {
      const whose = waitsFor(item, item, people.gone)
      const what = `${item.accountName}: ${item.position}. ${textFor(userId, item, name)}`
      const due = item.dueOn < day ? `overdue since ${shortDay(item.dueOn)}` : `due ${shortDay(item.dueOn)}`
      if (whose === userId) {
        if (item.news) return [{ itemId: item.id, why: 'new', words: `${what} (handed to you, ${due})` }]
        const asleep = item.snoozedUntil !== null && item.snoozedUntil > day
        return item.dueOn <= day && !asleep ? [{ itemId: item.id, why: 'due', words: `${what} (${due})` }] : []
      }
      if (!escalatesTo(item, day, people).includes(userId)) return []
      const off =
        item.snoozedUntil !== null && item.snoozedUntil > day ? `, put off until ${shortDay(item.snoozedUntil)}` : ''
      return [{ itemId: item.id, why: 'late', words: `${what} (with ${name(whose)}, ${due}${off})` }]
    })
}

/** The first working day from `from` on on which something of their own is due; null where nothing is theirs. */
export function firstDay(
  open: Pending[],
  userId: string,
  from: LocalDate,
  { gone, calendars }: Pick<People, 'gone' | 'calendars'>,
): LocalDate | null {
  const days = open
    .filter((item) => waitsFor(item, item, gone) === userId)
    .map(({ dueOn, snoozedUntil }) => [dueOn, snoozedUntil ?? '', from].sort().at(-1)!)
  const first = days.sort()[0]
  const calendar = calendars.get(userId)
  if (!first || !calendar) return null
  return isWorkingDay(first, calendar) ? first : nextWorkingDay(first, calendar)
}
