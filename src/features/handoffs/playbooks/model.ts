import { holderOf, type Role, type Stakeholder } from '#features/accounts/model.ts'

export const KINDS = ['kickoff', 'go_live', 'support', 'primary_contact', 'senior_buyer', 'owner'] as const
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
  /** Only the customer's newcomer can say that this is so, asked in the words of `confirmation`. */
  confirmedBy?: 'newcomer' | undefined
  confirmation?: string | undefined
}

/** Kinds during which an account is in transition: somebody new is finding their feet in this role. */
export const TRANSITION_ROLES: Partial<Record<Kind, Role>> = {
  primary_contact: 'primary_contact',
  senior_buyer: 'senior_buyer',
  owner: 'owner',
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
  if (kind === 'owner') {
    const leader = holderOf(stakeholders, 'leader')?.userId ?? null
    return { giver: leaver ?? leader ?? responsible, receiver: newcomer ?? responsible }
  }
  return { giver: responsible, receiver: firstHolder(stakeholders, receivingRoles, responsible) ?? responsible }
}
