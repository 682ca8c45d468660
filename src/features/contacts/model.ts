import { type AccountFacts, holderOf, ROLE_NAMES, type Role, type Stakeholder } from '#features/accounts/model.ts'
import type { Ask, Concern } from '#features/promises/model.ts'
import { addDays, daysBetween, fullDay, isLocalDate, type LocalDate, localDate, shortDay } from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'

/** The roles whose change the account should hear of. */
export const CHANGING_ROLES = [
  'primary_contact',
  'senior_buyer',
  'owner',
  'sales_rep',
  'implementation_lead',
  'success_manager',
  'support_lead',
  'leader',
] as const satisfies readonly Role[]
export type ChangingRole = (typeof CHANGING_ROLES)[number]

export const isChanging = (role: string): role is ChangingRole => (CHANGING_ROLES as readonly string[]).includes(role)

/**
 * Of those who come into a role by a list of its people, who comes in place of the one who goes from this place of it: whoever
 * is at the same place, else the last one. Where that is another one, the change is put right.
 */
export const followerOf = <T>(coming: T[], place: number): T | undefined => coming[place] ?? coming.at(-1)

/** What changes: who holds a role or, with nobody coming or going, what matters to the customer. */
export const PRIORITIES = 'priorities'
export type Subject = ChangingRole | typeof PRIORITIES
export const SUBJECTS = [...CHANGING_ROLES, PRIORITIES] as const satisfies readonly Subject[]
/** What is different now, in so many characters at most. */
export const LONGEST_WORDS = 500

/** Whom the customer should know: their own, and those of us who work with them. Who sells and who leads is ours. */
export const WELCOMED_ROLES: readonly Subject[] = [
  'primary_contact',
  'senior_buyer',
  'owner',
  'implementation_lead',
  'success_manager',
  'support_lead',
]

/** 'primary contact' */
export const subjectName = (subject: Subject): string =>
  subject === PRIORITIES ? 'priorities of the customer' : ROLE_NAMES[subject]

/** Somebody who comes: a Slack user, or somebody without Slack by name and e-mail. */
export interface Who {
  userId: string | null
  name: string | null
  email: string | null
}

/** Where we know of a change from. */
export const SOURCES = ['slack', 'import', 'webhook', 'suspicion'] as const
export type Source = (typeof SOURCES)[number]

/** Somebody takes a role over from somebody. Users are Slack ids; a leaver without Slack is kept by name. */
export interface ContactChange {
  id: string
  accountId: string
  role: Subject
  leaver: string | null
  /** Null while nobody has been named, and for somebody without Slack, who has a name then. */
  newcomer: string | null
  newcomerName: string | null
  newcomerEmail: string | null
  effectiveOn: LocalDate
  /** The newcomer stands in until this day; null for good. */
  temporaryUntil: LocalDate | null
  /** Not public yet: only whoever answers for the account knows. */
  private: boolean
  /** What is different now, where the customer's priorities change. */
  words: string | null
  /** 'withdrawn': it never was; 'ended': whoever was stood in for is back. */
  state: 'standing' | 'withdrawn' | 'ended'
  closedBy: string | null
  closedAt: Date | null
  recordedBy: string
  recordedAt: Date
  /** When the assignment changed; null while it lies ahead. */
  tookEffectAt: Date | null
  stakes: Stakes
  handoffId: string | null
  /** Where that had been begun by hand, before anybody was named: who left in it. Null where the change began it. */
  joined: { leaver: string | null } | null
  /** Counts the corrections: each is acknowledged anew. */
  turn: number
  acknowledgedBy: string | null
  acknowledgedAt: Date | null
  /** Who was told because nobody acknowledged it. */
  escalatedTo: 'owner' | 'leader' | null
  /** The keys of the messages in which its account’s owner was reminded of it, a leader has read of it, and a colleague was briefed. */
  toldIn: string[]
  /** The assignments that ended and began. */
  leftId: string | null
  assignmentId: string | null
  welcome: string | null
  welcomedBy: string | null
  welcomedAt: Date | null
  /** Whether the customer has read a welcome that turned out wrong, and nobody has told them what holds instead. */
  misleads: boolean
  /** What the customer reads instead of a welcome that turned out wrong; null where somebody told them by hand. */
  retraction: string | null
  retractedBy: string | null
  retractedAt: Date | null
  /** Whom a letter welcomed who does not come after all: somebody else does. */
  stray: Stray[]
  /** When the leader was asked how standing in goes on: nobody had said it. */
  leaderAskedAt: Date | null
}

/** Somebody whom a letter welcomed by mistake; an instant says when they were told so. */
export type Stray = { name: string; address: string; toldBy: string | null; toldAt: string | null }

/** Whether a text is how Slack names somebody. */
export const isUserId = (text: string | null): text is string => text !== null && /^[UW][A-Z0-9]{2,}$/.test(text)

/** One who told us of a change. */
export interface Told {
  source: Source
  reportedBy: string
  reportedAt: Date
}

/** What is at stake on the account while a role changes hands. */
export interface Stakes {
  openAsks: Pick<Ask, 'what' | 'who' | 'dueOn'>[]
  /** When the concerns that are open were raised; absent in what was kept before concerns were counted. */
  openConcerns?: LocalDate[]
  /** Not reached yet, forecast within thirty days, with those that should have been reached before. */
  milestones: { name: string; on: LocalDate }[]
  /** The day on which the buyer last heard from us. */
  lastWordOn: LocalDate | null
  lastWordDays: number | null
  scopeUrl: string | null
}

/** A month is what a newcomer needs to find their feet: what falls into it is at stake. */
const STAKE_DAYS = 30

export function stakesOf(
  { account, milestones }: AccountFacts,
  asks: Ask[],
  concerns: Pick<Concern, 'raisedAt' | 'state'>[],
  today: LocalDate,
): Stakes {
  const lastWordOn = account.lastWordAt ? localDate(account.lastWordAt, account.zone) : null
  const horizon = addDays(today, STAKE_DAYS)
  return {
    openAsks: asks.map(({ what, who, dueOn }) => ({ what, who, dueOn })),
    openConcerns: concerns
      .filter(({ state }) => state !== 'resolved')
      .map(({ raisedAt }) => localDate(raisedAt, account.zone)),
    milestones: milestones
      .filter(({ reachedOn, forecastOn }) => reachedOn === null && forecastOn <= horizon)
      .map(({ name, forecastOn }) => ({ name, on: forecastOn })),
    lastWordOn,
    lastWordDays: lastWordOn ? daysBetween(lastWordOn, today) : null,
    scopeUrl: account.scopeUrl,
  }
}

/** Which input of the form each part came from, for a sentence at that input. */
export interface ChangeFields {
  role: string
  leaver: string
  newcomer: string
  on: string
  until: string
  words: string
}

/** What somebody tells us of a change. */
export interface Report {
  source: Source
  accountId: string
  role: Subject
  /** Who leaves, by Slack id, name or e-mail; without it, whoever holds the role. */
  leaver?: string | null | undefined
  /** Null: nobody follows yet. */
  newcomer: { userId: string } | { name: string; email?: string | null } | null
  effectiveOn: LocalDate
  /** Its source said no day, and today stands for it. */
  isDayAssumed?: boolean | undefined
  temporaryUntil?: LocalDate | null | undefined
  notPublicYet?: boolean | undefined
  /** What is different now, for a change of priorities. */
  words?: string | null | undefined
  /** A Slack id, or what the source is called. */
  reportedBy: string
  /** What the source calls this report: one that comes twice counts once. */
  reportId?: string | undefined
  /** The change that this puts right. */
  corrects?: string | undefined
  fields?: ChangeFields | undefined
}

/** What became of a report. */
export type Outcome = 'new' | 'merged' | 'corrected' | 'reversed' | 'revived' | 'known'

/** What becomes of a role that a file hands over. `ends`: whoever left holds it again; `history`: the account has ended. */
export type Foreseen = 'begins' | 'empty' | 'put_right' | 'ends' | 'known' | 'history'

/** A change learned of later than this is an import's matter; further ahead it is not certain enough to announce. */
const LONGEST_PAST_DAYS = 60
const LONGEST_FUTURE_DAYS = 365

/** @throws Refusal where a day is too far away, or the end lies before the beginning. */
export function checkDay({ effectiveOn, temporaryUntil, fields }: Omit<Report, 'source'>, today: LocalDate): void {
  const days = isLocalDate(effectiveOn) ? daysBetween(today, effectiveOn) : Number.NaN
  const to = addDays(today, LONGEST_FUTURE_DAYS)
  if (!(days >= -LONGEST_PAST_DAYS && days <= LONGEST_FUTURE_DAYS)) {
    const from = addDays(today, -LONGEST_PAST_DAYS)
    throw new Refusal(`Please choose a day from ${fullDay(from)} to ${fullDay(to)}.`, fields?.on)
  }
  if (temporaryUntil === undefined || temporaryUntil === null) return
  const later = isLocalDate(temporaryUntil) && temporaryUntil > effectiveOn && temporaryUntil > today
  if (!later || daysBetween(today, temporaryUntil) > LONGEST_FUTURE_DAYS)
    throw new Refusal(
      `Please choose the last day of standing in: after ${shortDay(effectiveOn > today ? effectiveOn : today)}, and until ${fullDay(to)}.`,
      fields?.until,
    )
}

/** Whoever holds what changes; nobody where it is about no person. */
export const presentHolder = ({ stakeholders }: AccountFacts, role: Subject): Stakeholder | undefined =>
  role === PRIORITIES ? undefined : holderOf(stakeholders, role)

export const whoComes = ({ newcomer, newcomerName, newcomerEmail }: ContactChange): Who | null =>
  newcomer || newcomerName || newcomerEmail ? { userId: newcomer, name: newcomerName, email: newcomerEmail } : null

/** Whether nobody has been named to follow. */
export const isEmpty = (change: ContactChange): boolean => change.role !== PRIORITIES && whoComes(change) === null

/** Why nobody hears of a change on an account that has ended, whatever waited for them. */
export const HAS_ENDED = 'The account has ended.'

export const UNACKNOWLEDGED = 'contact_unacknowledged'
/** Of the exception that nobody has acknowledged a change. */
export const unacknowledgedKey = ({ id }: Pick<ContactChange, 'id'>): string => `${UNACKNOWLEDGED}:${id}`
