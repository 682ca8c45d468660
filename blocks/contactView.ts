import type { Role } from '#features/accounts/model.ts'
import { PRIORITIES, type Stakes, type Subject, subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'

/** A contact change as the vendor's side reads of it. */
export interface ChangeView {
  changeId: string
  accountId: string
  accountName: string
  role: Subject
  leaverName: string | null
  /** Who is back once nobody stands in any more: also where somebody else stood in before. */
  awayName: string | null
  /** Null where nobody follows yet. */
  newcomerName: string | null
  effectiveOn: string
  /** Whether its day has not come yet. */
  isAhead: boolean
  temporaryUntil: string | null
  /** Whether that day has passed, and nobody has said how it goes on. */
  hasLapsed: boolean
  words: string | null
  state: 'standing' | 'withdrawn' | 'ended'
  isPrivate: boolean
  corrected: boolean
  recorderName: string
  /** Who told of it: 'Maya Lindqvist in Slack, Mon 23 Nov' */
  told: string[]
  stakes: Stakes
  /** The others on the account, who should know. */
  stakeholders: { name: string; role: Role }[]
  /** The handoff of this: who receives, and how many items it has. */
  handoff: {
    receiverName: string
    items: number
    /** 'Jonas Weber, Mon 30 Nov 10:02'; null until it is accepted. */
    accepted: string | null
    /** Whether an administrator accepted it with what was open. */
    isOverridden: boolean
    /** Whether a newer one has taken its place. */
    isReplaced: boolean
    /** Whether somebody had begun it before this was known: it goes on where this is taken back. */
    isByHand: boolean
  } | null
  /** 'Ada Marsh, Mon 30 Nov 10:02', who accepted its handoff all the same before anybody was named; null if nobody did. */
  acceptedUnnamed: string | null
  /** 'Maya Lindqvist, Mon 23 Nov 10:02' */
  acknowledged: string | null
  closed: string | null
  welcomed: string | null
  /** Whether the customer's side gets a welcome. */
  welcomes: boolean
  /** As what else the newcomer was welcomed, where that counts for this, too: 'primary contact' */
  greetedAs: string | null
  /** Whether the customer has read a welcome that does not hold, and nobody has told them so. */
  misleads: boolean
  /** Who has told them, and when. */
  retracted: string | null
  /** Whom a letter welcomed by mistake, and who has told them so, and when. */
  stray: { name: string; address: string; told: string | null }[]
  /** Why it stands where it stands, where that is not the team channel. */
  whyHere: string | null
}

export const title = ({ accountName, role, state }: ChangeView): string => {
  const does = role === PRIORITIES ? 'change' : 'changes'
  const what = `${accountName}: the ${subjectName(role)}`
  if (state === 'withdrawn') return `${what} ${role === PRIORITIES ? 'do' : 'does'} not change after all`
  return `${what} ${does}`
}

/** 'Tomás Leal takes over from Ana Ruiz as primary contact, from Mon 23 Nov.' */
export function whoComes({ newcomerName, leaverName, role, effectiveOn, temporaryUntil }: ChangeView): string {
  const from = dayName(effectiveOn)
  if (role === PRIORITIES) return `What matters to the customer changes from ${from}.`
  const as = `as ${subjectName(role)}`
  if (!newcomerName) return `${leaverName ?? 'Whoever it was'} leaves ${as}, from ${from}. Nobody follows yet.`
  const of = leaverName ? ` from ${leaverName}` : ''
  if (!temporaryUntil) return `${newcomerName} takes over${of} ${as}, from ${from}.`
  return `${newcomerName} stands in${leaverName ? ` for ${leaverName}` : ''} ${as}, from ${from} until ${dayName(temporaryUntil)}.`
}

/** 'The handoff was accepted by Jonas Weber, Mon 30 Nov 10:02.' Null until it was. */
export function completed({ handoff }: Pick<ChangeView, 'handoff'>): string | null {
  if (!handoff?.accepted) return null
  const how = handoff.isOverridden ? ', as an administrator and with what was open' : ''
  return `The handoff was accepted by ${handoff.accepted}${how}.`
}
