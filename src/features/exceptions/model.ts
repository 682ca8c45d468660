import { type AccountFacts, type AccountState, holderOf, runsWeekly, whoAnswers } from '#features/accounts/model.ts'
import { addWorkingDays, calendarOf, type LocalDate, localDate } from '#platform/calendar.ts'

/** Something that needs somebody's action by a date. */
export interface Exception {
  id: string
  key: string
  accountId: string
  accountName: string
  /** What is wrong, as a sentence that is read after the account's name. */
  cause: string
  /** What to do about it, as a sentence. */
  action: string
  /** Whose it is today: exactly one person, or null where there is not even an administrator. */
  ownerId: string | null
  /** Nobody on the account could take it, so it is an administrator's. */
  orphaned: boolean
  dueOn: LocalDate
  raisedAt: Date
}

export interface NewException {
  /** What it is about; the same key is the same exception, also when it comes back. */
  key: string
  accountId: string
  cause: string
  action: string
  /** Whose it is; left out, it follows whoever owns the account. */
  ownerId?: string | null
  dueOn: LocalDate
  /** Once somebody closed it, it stays closed: for causes that are over when they were dealt with. */
  onlyOnce?: boolean
}

/** A moment in the life of an exception. */
export interface ExceptionEvent {
  at: Date
  actor: string
  what: 'raised' | 'changed' | 'reopened' | 'closed'
  /** What was wrong then, or what was done. */
  words: string
}

/** Who closes what is no longer so. */
export const ITSELF = 'throughline'

/** The most urgent first; of those due on one day, the oldest. */
export const byUrgency = (a: Exception, b: Exception): number =>
  a.dueOn.localeCompare(b.dueOn) || a.raisedAt.getTime() - b.raisedAt.getTime() || a.key.localeCompare(b.key)

/** Whether it is past its day. */
export const isOverdue = ({ dueOn }: Pick<Exception, 'dueOn'>, today: LocalDate): boolean => dueOn < today

/** Somebody who has a name and may be gone from Slack. */
export type Known = ReadonlyMap<string, { name: string; deactivated: boolean }>

/** The day that lies so many working days of the account after an instant. */
export function dueIn(days: number, { account }: Pick<AccountFacts, 'account'>, now: Date): LocalDate {
  const { zone, workingDays, country } = account
  return addWorkingDays(localDate(now, zone), days, calendarOf(zone, workingDays, country))
}

/** Working days until somebody has to be named: without an owner nobody reads what is written for one. */
const OWNER_DAYS = 1
const ANSWERS_DAYS = 1
/** The leader is needed only when something goes wrong. */
const LEADER_DAYS = 5

/** What is wrong with who holds an account. @param people those with a role on it; who is not among them is there. */
export function peopleMissing(facts: AccountFacts, people: Known, now: Date): NewException[] {
  const { account } = facts
  if (account.state === 'ended') return []
  const found = [ownerMissing(facts, people), leaderMissing(facts, people), nobodyAnswers(facts, people)]
  return found
    .filter((one) => one !== null)
    .map(({ kind, days, ...words }) => ({
      ...words,
      key: `${kind}:${account.id}`,
      accountId: account.id,
      dueOn: dueIn(days, facts, now),
    }))
}

type Missing = { kind: string; days: number; cause: string; action: string } | null

function ownerMissing({ stakeholders }: AccountFacts, people: Known): Missing {
  const gone = goneHolder(stakeholders, 'owner', people)
  if (gone === undefined) return null
  const cause = gone ? `${gone}, who owns it, is not in Slack any more.` : 'Nobody owns it.'
  return { kind: 'no_owner', days: OWNER_DAYS, cause, action: 'Name the account owner with Contact change.' }
}

/** Only where weeks run can a promise break of which a leader would be warned. */
function leaderMissing({ account, stakeholders }: AccountFacts, people: Known): Missing {
  const gone = runsWeekly(account.state) ? goneHolder(stakeholders, 'leader', people) : undefined
  if (gone === undefined) return null
  const cause = gone
    ? `${gone}, its executive leader, is not in Slack any more.`
    : 'It has no executive leader, so nobody is warned before a promise breaks.'
  return { kind: 'no_leader', days: LEADER_DAYS, cause, action: 'Name the executive leader with Contact change.' }
}

/** Undefined where somebody who is there holds a role; else the name of who is gone, or null where it is empty. */
function goneHolder(
  stakeholders: AccountFacts['stakeholders'],
  role: 'owner' | 'leader',
  people: Known,
): string | null | undefined {
  const holder = holderOf(stakeholders, role)
  if (!holder) return null
  const person = people.get(holder.userId ?? '')
  return person?.deactivated ? person.name : undefined
}

const ANSWERING_WORDS: Partial<Record<AccountState, string>> = {
  steady: 'Name a success manager or a support lead with Contact change.',
}

function nobodyAnswers({ account, stakeholders }: AccountFacts, people: Known): Missing {
  if (!runsWeekly(account.state)) return null
  const answering = whoAnswers(account.state, stakeholders)
  if (answering.some((id) => !people.get(id)?.deactivated)) return null
  const names = answering.map((id) => people.get(id)?.name ?? id)
  const cause =
    names.length > 0
      ? `Nobody answers for it: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not in Slack any more.`
      : 'Nobody answers for it each week.'
  const action = ANSWERING_WORDS[account.state] ?? 'Name an implementer or an implementation lead.'
  return { kind: 'nobody_answers', days: ANSWERS_DAYS, cause, action }
}
