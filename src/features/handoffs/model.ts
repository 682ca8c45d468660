import { holderOf, type Role, type Stakeholder } from '#features/accounts/model.ts'
import {
  addWorkingDays,
  type Calendar,
  isWorkingDay,
  type LocalDate,
  nextWorkingDay,
  shortDay,
} from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'

/** 'Wed 25 Nov' */
export const dayName = (date: LocalDate): string => shortDay(date)

export const KINDS = ['kickoff', 'go_live', 'primary_contact'] as const
export type Kind = (typeof KINDS)[number]
export const SIDES = ['giving', 'receiving'] as const
export type Side = (typeof SIDES)[number]
export const EVIDENCE = ['link', 'note', 'none'] as const
export type EvidenceKind = (typeof EVIDENCE)[number]
/** The short form for small and simple accounts; the harder the purchase was, the fuller. */
export type Form = 'short' | 'full'

/** A handoff's template. A running handoff keeps the version it began with. */
export interface Playbook {
  kind: Kind
  version: number
  name: string
  /** What the anchor date is, as the label of its input. */
  anchor: string
  anchorHint: string
  /** Who usually gives and receives: the first of these roles that somebody holds. */
  givingRoles: Role[]
  receivingRoles: Role[]
  items: PlaybookItem[]
}

export interface PlaybookItem {
  text: string
  side: Side
  /** Working days from the anchor; negative means before it. */
  due: number
  evidence: EvidenceKind
  /** Belongs to the short form too. */
  short: boolean
}

export interface Handoff {
  id: string
  accountId: string
  kind: Kind
  playbookVersion: number
  form: Form
  anchorOn: LocalDate
  giver: string
  receiver: string
  /** Whose role changes hands, and who takes it; null where the handoff is not about a person. */
  leaver: string | null
  newcomer: string | null
  state: 'running' | 'accepted' | 'replaced'
  startedBy: string
  startedAt: Date
  acceptedBy: string | null
  acceptedAt: Date | null
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
  state: 'open' | 'taken' | 'done'
  person: string | null
  evidence: string | null
  doneBy: string | null
  doneAt: Date | null
  version: number
}

export type NewItem = Pick<Item, 'position' | 'text' | 'side' | 'dueOn' | 'evidenceKind'>

/** A handoff as it is shown: with its items, its people by name, and the day on which it is read. */
export interface Checklist {
  handoff: Handoff
  playbook: Playbook
  items: Item[]
  accountName: string
  /** Names by user id. */
  names: Record<string, string>
  today: LocalDate
  /** When it was accepted, as the account's people read it: 'Mon 23 Nov 10:02'. */
  acceptedWhen: string | null
  /** Why it stands where it stands, where that is not the team channel. */
  whyHere: string | null
}

/** The items of a playbook in one of its forms, due in working days from the anchor. */
export function planItems(playbook: Playbook, form: Form, anchorOn: LocalDate, calendar: Calendar): NewItem[] {
  return playbook.items
    .map((item, index) => ({ ...item, position: index + 1 }))
    .filter(({ short }) => form === 'full' || short)
    .map(({ position, text, side, due, evidence }) => ({
      position,
      text,
      side,
      dueOn: dueDate(anchorOn, due, calendar),
      evidenceKind: evidence,
    }))
}

/** An item due on the anchor itself is due on a day on which somebody works. */
export function dueDate(anchorOn: LocalDate, due: number, calendar: Calendar): LocalDate {
  if (due !== 0) return addWorkingDays(anchorOn, due, calendar)
  return isWorkingDay(anchorOn, calendar) ? anchorOn : nextWorkingDay(anchorOn, calendar)
}

export const isOverdue = (item: Pick<Item, 'state' | 'dueOn'>, today: LocalDate): boolean =>
  item.state !== 'done' && item.dueOn < today

export interface Progress {
  total: number
  done: number
  overdue: number
}

export const progressOf = (items: Item[], today: LocalDate): Progress => ({
  total: items.length,
  done: items.filter(({ state }) => state === 'done').length,
  overdue: items.filter((item) => isOverdue(item, today)).length,
})

/** Who an item waits for: the one who took it, else the person of its side. */
export const waitsFor = (handoff: Pick<Handoff, 'giver' | 'receiver'>, item: Pick<Item, 'person' | 'side'>): string =>
  item.person ?? (item.side === 'giving' ? handoff.giver : handoff.receiver)

export const ACTS = ['take', 'done', 'reopen'] as const
export type Act = (typeof ACTS)[number]

/** What can be done with an item as it stands. */
export function actsFor(item: Item, userId: string): Act[] {
  if (item.state === 'done') return ['reopen']
  return item.state === 'taken' && item.person === userId ? ['done', 'reopen'] : ['take', 'done']
}

/** The item after an act. @throws Refusal at the field `field` where the evidence is missing or is no link. */
export function applyAct(
  item: Item,
  act: Act,
  by: { userId: string; now: Date },
  evidence: string | null,
  field: string,
) {
  if (act === 'take') return { state: 'taken' as const, person: by.userId, evidence: null, doneBy: null, doneAt: null }
  if (act === 'reopen') return { state: 'open' as const, person: null, evidence: null, doneBy: null, doneAt: null }
  const kept = checkEvidence(item.evidenceKind, evidence, field)
  return { state: 'done' as const, person: item.person ?? by.userId, evidence: kept, doneBy: by.userId, doneAt: by.now }
}

function checkEvidence(kind: EvidenceKind, evidence: string | null, field: string): string | null {
  const text = evidence?.trim() || null
  if (kind === 'link' && !isLink(text)) {
    throw new Refusal('Please give the link to it, starting with https:// or http://.', field)
  }
  if (kind === 'note' && !text) throw new Refusal('Please write one sentence: what came of it, and with whom.', field)
  return text
}

export function isLink(text: string | null): text is string {
  if (!text || !URL.canParse(text)) return false
  return ['https:', 'http:'].includes(new URL(text).protocol)
}

/** @throws Refusal where somebody else than the receiver accepts, or something is still open. */
export function checkAcceptance(handoff: Handoff, items: Item[], userId: string, receiverName: string): void {
  if (handoff.state === 'accepted') throw new Refusal('This handoff is accepted already.')
  if (handoff.state === 'replaced') throw new Refusal('A newer handoff has taken the place of this one.')
  if (userId !== handoff.receiver) {
    throw new Refusal(`Only ${receiverName} can accept this handoff: the receiving side accepts for itself.`)
  }
  const open = items.filter(({ state }) => state !== 'done')
  if (open.length > 0) throw new Refusal(`${listOpen(open)} The handoff can be accepted once everything is done.`)
}

function listOpen(open: Item[]): string {
  const named = open.slice(0, 5).map(({ position, text }) => `${position}. ${text}`)
  const more = open.length > 5 ? ` … and ${open.length - 5} more` : ''
  return `Still open: ${named.join('; ')}${more}.`
}

/** Kinds during which an account is in transition: somebody new is finding their feet in this role. */
export const TRANSITION_ROLES: Partial<Record<Kind, Role>> = { primary_contact: 'primary_contact' }

export const transitionKindOf = (role: Role): Kind | undefined => KINDS.find((kind) => TRANSITION_ROLES[kind] === role)

/** Who holds the first of these roles that somebody else than `except` holds; failing that, `except` themselves. */
export function firstHolder(
  stakeholders: Stakeholder[],
  roles: readonly Role[],
  except: string | null = null,
): string | null {
  const holders = roles.map((role) => holderOf(stakeholders, role)?.userId ?? null).filter((id) => id !== null)
  return holders.find((id) => id !== except) ?? holders[0] ?? null
}
