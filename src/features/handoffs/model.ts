import { addWorkingDays, type Calendar, isWorkingDay, type LocalDate, nextWorkingDay } from '#platform/calendar.ts'
import type { EvidenceKind, Form, Kind, Playbook, Side } from './playbooks/model.ts'

export { shortDay as dayName } from '#platform/calendar.ts'
export {
  BY_HAND,
  EVIDENCE,
  type EvidenceKind,
  type Form,
  firstHolder,
  isAlone,
  isOfOurs,
  KINDS,
  type Kind,
  NAME_SECOND,
  type Playbook,
  type PlaybookItem,
  runsBeside,
  SIDES,
  type Side,
  TRANSITION_ROLES,
  transitionKindOf,
  transitionOf,
  transitionParties,
} from './playbooks/model.ts'

export const SIDE_WORDS: Record<Side, string> = { giving: 'giving side', receiving: 'receiving side' }
export interface Handoff {
  id: string
  accountId: string
  kind: Kind
  /** One of the workspace's own; null where it began with a ready-made one. */
  playbookId: string | null
  /** As it was called when the handoff began; null where that was not kept. */
  playbookName: string | null
  playbookVersion: number
  form: Form
  anchorOn: LocalDate
  giver: string
  receiver: string
  /** Whose role changes hands, and who takes it; null where the handoff is not about a person. */
  leaver: string | null
  newcomer: string | null
  /** Where a newcomer without Slack reads, where it was told. */
  newcomerEmail: string | null
  state: 'running' | 'accepted' | 'replaced' | 'withdrawn'
  startedBy: string
  startedAt: Date
  acceptedBy: string | null
  acceptedAt: Date | null
  /** When the newcomer was asked for what only they can confirm. */
  newcomerAskedAt: Date | null
  /** Which asking holds, where they were asked by letter: a link names its own. */
  newcomerAsking: string | null
  /** What they read before that, as somebody of ours approved it. */
  newcomerWelcome: string | null
  /** Why an administrator accepted it before everything was closed; null where that was not needed. */
  overrideReason: string | null
  /** The anchor is the day of going live as it is forecast, and moves with it. */
  followsForecast: boolean
}

export interface Item {
  id: string
  handoffId: string
  /** Its number in the playbook, also in the short form: items speak of each other by number. */
  position: number
  text: string
  side: Side
  dueOn: LocalDate
  evidenceKind: EvidenceKind
  state: 'open' | 'taken' | 'done' | 'not_applicable'
  person: string | null
  /** What shows that it is done, or why it does not apply. */
  evidence: string | null
  /** Who closed it. */
  doneBy: string | null
  doneAt: Date | null
  /** What the customer's newcomer is asked to confirm; null where somebody of ours does the item. */
  confirmation: string | null
  /** Working days from the anchor; null where its day stays what it is. */
  dueAfter: number | null
  /** The first day on which its person is reminded again. */
  snoozedUntil: LocalDate | null
  /** Somebody else handed it to its person, who has not been told yet. */
  news: boolean
  version: number
}

export type NewItem = Pick<Item, 'position' | 'text' | 'side' | 'dueOn' | 'evidenceKind' | 'confirmation' | 'dueAfter'>

/** A change of an item, as it is kept. */
export interface ItemEvent {
  version: number
  actor: string
  act: Act
  person: string | null
  words: string | null
  until: LocalDate | null
  at: Date
}

/** A handoff as it is shown: with its items, its people by name, and the day on which it is read. */
export interface Checklist {
  handoff: Handoff
  playbook: Pick<Playbook, 'name' | 'version'>
  items: Item[]
  accountName: string
  /** Names by user id. */
  names: Record<string, string>
  today: LocalDate
  /** Which items somebody else gave to whoever has them, who has not taken them yet. */
  given: ReadonlySet<string>
  /** Whom each side has named to look after whoever is new, by name. */
  buddies: { ours: string | null; theirs: string | null }
  /** Where the giver has left, who gives in their place. */
  standIn: string | null
  /** What another handoff is called in which its newcomer was asked: what they confirm there counts here, too. */
  askedIn: string | null
  /** When it was accepted, as the account's people read it: 'Mon 23 Nov 10:02'. */
  acceptedWhen: string | null
  /** Why it stands where it stands, where that is not the team channel. */
  whyHere: string | null
}

/** The items of a playbook in one of its forms, due in working days from the anchor. */
export function planItems(
  playbook: Playbook,
  form: Form,
  anchorOn: LocalDate,
  calendar: Calendar | Record<Side, Calendar[]>,
): NewItem[] {
  const of = (side: Side) => ('zone' in calendar ? [calendar] : calendar[side])
  return playbook.items
    .map((item, index) => ({ ...item, position: index + 1 }))
    .filter(({ short }) => form === 'full' || short)
    .map(({ position, text, side, due, evidence, confirmation = null }) => ({
      position,
      text,
      side,
      dueOn: dueDate(anchorOn, due, ...of(side)),
      evidenceKind: evidence,
      confirmation,
      dueAfter: due,
    }))
}

/**
 * The day that lies so many working days from the anchor, each of them a working day in all of these calendars. An item
 * due on the anchor itself is due on a day on which somebody works.
 */
export function dueDate(anchorOn: LocalDate, due: number, ...calendars: Calendar[]): LocalDate {
  const [first, ...others] = calendars
  const common: Calendar = { ...first!, holidays: (day) => !calendars.every((each) => isWorkingDay(day, each)) }
  const counted = others.length > 0 ? common : first!
  if (due !== 0) return addWorkingDays(anchorOn, due, counted)
  return isWorkingDay(anchorOn, counted) ? anchorOn : nextWorkingDay(anchorOn, counted)
}

/** Who comes may also be known by a name or an address alone. */
export const isSlackId = (who: string | null): who is string => who !== null && /^[UW][A-Z0-9]{2,}$/.test(who)

/** Whether it takes words or a link to call it done. */
export const needsEvidence = ({ evidenceKind }: Pick<Item, 'evidenceKind'>): boolean => evidenceKind !== 'none'

/** Nothing remains to be done about it. */
export const isClosed = ({ state }: Pick<Item, 'state'>): boolean => state === 'done' || state === 'not_applicable'

export const isOverdue = (item: Pick<Item, 'state' | 'dueOn'>, today: LocalDate): boolean =>
  !isClosed(item) && item.dueOn < today

/** How far it is; the total is of the items that apply. */
export function progressOf(items: Item[], today: LocalDate) {
  const leftOut = items.filter(({ state }) => state === 'not_applicable').length
  return {
    total: items.length - leftOut,
    done: items.filter(({ state }) => state === 'done').length,
    overdue: items.filter((item) => isOverdue(item, today)).length,
    leftOut,
  }
}

interface Surrounded extends Pick<Handoff, 'giver' | 'receiver'> {
  owner?: string | null
  leader?: string | null
}

/**
 * Who gives: whoever was named; where they have left, the owner, or the leader where the owner has left too or is the
 * one who receives.
 */
export function whoGives({ giver, receiver, owner, leader }: Surrounded, gone: ReadonlySet<string>): string {
  if (!gone.has(giver)) return giver
  const there = [owner, leader].filter((id) => typeof id === 'string' && !gone.has(id))
  return there.find((id) => id !== receiver) ?? there[0] ?? giver
}

/**
 * Who an item waits for: whoever has it, else the person of its side, else the owner, then the leader; who has left
 * Slack is passed over.
 */
export function waitsFor(
  handoff: Surrounded,
  item: Pick<Item, 'person' | 'side'>,
  gone: ReadonlySet<string> = new Set(),
): string {
  const side = item.side === 'giving' ? whoGives(handoff, gone) : handoff.receiver
  const there = [item.person, side, handoff.owner, handoff.leader].find((id) => id && !gone.has(id))
  return there ?? side
}

export const ACTS = ['take', 'done', 'reopen', 'assign', 'not_applicable', 'snooze', 'confirm'] as const
export type Act = (typeof ACTS)[number]

/** What somebody wants to do with an item, with what they typed and chose. */
export interface Wish {
  act: Act
  evidence?: string | null
  person?: string | null
  until?: LocalDate | null
  why?: string | null
}

export function isLink(text: string | null): text is string {
  if (!text || !URL.canParse(text)) return false
  return ['https:', 'http:'].includes(new URL(text).protocol)
}
