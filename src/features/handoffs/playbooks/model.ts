import { holderOf, type Role, SINGLE_ROLES, type Stakeholder, sideOf } from '#features/accounts/model.ts'

/** Those that somebody can start; the others begin by themselves where a contact change is recorded. */
export const BY_HAND = ['kickoff', 'go_live', 'support', 'primary_contact', 'senior_buyer', 'owner'] as const
/** Roles of our own people, one of whom takes over from another. */
export const COLLEAGUES = ['sales_rep', 'implementation_lead', 'success_manager', 'support_lead', 'leader'] as const
export type ColleagueKind = (typeof COLLEAGUES)[number]
export const KINDS = [...BY_HAND, ...COLLEAGUES, 'priorities'] as const
export type Kind = (typeof KINDS)[number]
export const SIDES = ['giving', 'receiving'] as const
export type Side = (typeof SIDES)[number]
export const EVIDENCE = ['link', 'note', 'none'] as const
export type EvidenceKind = (typeof EVIDENCE)[number]
/** The short form for small and simple accounts; the harder the purchase was, the fuller. */
export type Form = 'short' | 'full'

/** A checklist of 30 items is the most that fits one Slack message with its people, dates and evidence. */
export const MOST_ITEMS = 30
/** Of a workspace's own; a list of more would not fit one view. */
export const MOST_OWN = 30
/** Longer than a year of working days is a typing mistake. */
export const FARTHEST_DUE = 260
/** Handoffs that bring in somebody of the customer, who confirms what only they can say. */
export const NEWCOMER_KINDS = ['primary_contact', 'senior_buyer'] as const satisfies Kind[]

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
  /** Only the customer's newcomer can say that this is so, asked in the words of `confirmation`. */
  confirmedBy?: 'newcomer' | undefined
  confirmation?: string | undefined
}

/** A playbook that a handoff can begin with: a ready-made one, without an id, or one of the workspace's own. */
export interface Offered extends Playbook {
  id: string | null
  /** Taken where nobody chooses. */
  preferred: boolean
}

/** One of the workspace's own, as it is now. */
export interface OwnPlaybook extends Offered {
  id: string
  key: string
  /** Null where it came by file. */
  changedBy: string | null
  changedAt: Date
}

/** The ready-made playbook that a word names: 'go-live' is that of the kind go_live. */
export const kindOfKey = (key: string): Kind | undefined => KINDS.find((kind) => kind === key.replaceAll('-', '_'))

/** The items with one put at a place, counted from 1; `from` is where it stood, null for a new one. */
export function putItem(items: PlaybookItem[], from: number | null, item: PlaybookItem, place: number): PlaybookItem[] {
  const others = items.filter((_, index) => index !== from)
  return others.toSpliced(place - 1, 0, item)
}

/** The numbers of items that speak of others by number: whoever moves items has to look at them. */
export const referringItems = (items: PlaybookItem[]): number[] =>
  items.flatMap(({ text }, index) => {
    const numbers = text.match(/\b\d+\b/g) ?? []
    return numbers.some((one) => Number(one) >= 1 && Number(one) <= items.length) ? [index + 1] : []
  })

/** Two of these three make a purchase hard enough for the full form. */
const MANY = { people: 8, milestones: 4, criteria: 3 } as const

/** Which form fits an account, by what is known of how hard its purchase was; with the reason, for the form. */
export function proposeForm(known: { stakeholders: unknown[]; milestones: unknown[]; criteria: unknown[] }): {
  form: Form
  reason: string
} {
  const counts = {
    people: known.stakeholders.length,
    milestones: known.milestones.length,
    criteria: known.criteria.length,
  }
  const many = (['people', 'milestones', 'criteria'] as const).filter((what) => counts[what] >= MANY[what])
  const form = many.length >= 2 ? 'full' : 'short'
  const words = [
    counted(counts.people, 'role filled', 'roles filled'),
    counted(counts.milestones, 'milestone', 'milestones'),
    counted(counts.criteria, 'success criterion', 'success criteria'),
  ]
  const why = form === 'full' ? 'a purchase as hard as this deserves every item' : 'a small account needs no more'
  return { form, reason: `Proposed: ${form}. With ${words[0]}, ${words[1]} and ${words[2]}, ${why}.` }
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** Kinds during which an account is in transition: somebody new is finding their feet in this role. */
export const TRANSITION_ROLES: Partial<Record<Kind, Role>> = {
  primary_contact: 'primary_contact',
  senior_buyer: 'senior_buyer',
  owner: 'owner',
  sales_rep: 'sales_rep',
  implementation_lead: 'implementation_lead',
  success_manager: 'success_manager',
  support_lead: 'support_lead',
  leader: 'leader',
}

/** What is in transition while a handoff of this kind runs; undefined where it passes work on and nobody is new. */
export const transitionOf = (kind: Kind): Role | 'priorities' | undefined =>
  kind === 'priorities' ? kind : TRANSITION_ROLES[kind]

/** Handoffs by which one of ours takes a role over from another: whoever takes over receives. */
export const isOfOurs = (kind: Kind): boolean => {
  const role = TRANSITION_ROLES[kind]
  return role !== undefined && sideOf(role) === 'vendor'
}

/** Handoffs of a role that several hold at once: each of them hands their part over on their own. */
export const runsBeside = (kind: Kind): boolean => {
  const role = TRANSITION_ROLES[kind]
  return role !== undefined && !SINGLE_ROLES.includes(role)
}

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

/**
 * Who gives and who receives where a role changes hands. Between two of ours they do so themselves; for a customer's
 * person whoever answers for the account gives, and a colleague receives in the newcomer's place.
 */
export function transitionParties(
  { kind, receivingRoles }: Pick<Playbook, 'kind' | 'receivingRoles'>,
  stakeholders: Stakeholder[],
  change: { leaver: string | null; newcomer: string | null; responsible: string },
): { giver: string; receiver: string } {
  const { leaver, newcomer, responsible } = change
  if (isOfOurs(kind)) {
    const leader = holderOf(stakeholders, 'leader')?.userId ?? null
    // Whoever owns the account gives for a role that nobody held; the new owner does not give to themselves.
    const giver = [leaver, kind === 'owner' ? null : responsible, leader].find((id) => id && id !== newcomer)
    return { giver: giver ?? responsible, receiver: newcomer ?? responsible }
  }
  return { giver: responsible, receiver: firstHolder(stakeholders, receivingRoles, responsible) ?? responsible }
}

/** Whether one person was named for both sides, as nobody else was there: nobody accepts what they gave. */
export const isAlone = ({ giver, receiver }: { giver: string; receiver: string }): boolean => giver === receiver

/** What whoever answers for the account does about it. */
export const NAME_SECOND = 'Name a second person: All items → Who gives and receives.'
