import {
  type Account,
  type AccountFacts,
  type AccountState,
  type HandoffStanding,
  ROLE_NAMES,
  type Role,
  whoAnswers,
} from '#features/accounts/model.ts'
import { dueIn, type NewException } from '#features/exceptions/model.ts'
import {
  addDays,
  addWorkingDays,
  calendarOf,
  isLocalDate,
  type LocalDate,
  localDate,
  shortDay,
  workingDaysBetween,
} from '#platform/calendar.ts'

/** A pause longer than this is an end; whoever returns is added anew. */
const LONGEST_PAUSE_DAYS = 366

/** Why an account cannot be paused until a day, as a sentence; null where it can. */
export function pauseTrouble(until: LocalDate | null, today: LocalDate): string | null {
  if (!until || !isLocalDate(until)) return 'Please choose the day from which it runs again.'
  if (until <= today) return 'Please choose a day after today.'
  const last = addDays(today, LONGEST_PAUSE_DAYS)
  if (until > last) return `Please choose a day until ${shortDay(last)} ${last.slice(0, 4)}; after that it is an end.`
  return null
}

/** Somebody by name, in a role. */
export interface Holder {
  role: Role
  name: string
}

/** 'Jonas Weber', 'Jonas Weber and Wei Chen', 'Jonas Weber, Wei Chen and Dana Reyes' */
export const together = (names: string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')

/** What our team reads about who answers from now on. */
export function newsOf(
  to: AccountState,
  people: { answering: string[]; successors: string[]; before: string[]; sales?: string[] },
): { title: (account: string) => string; words: string[] } {
  const { answering, successors, before, sales = [] } = people
  const stays =
    sales.length > 0 ? [`${together(sales)} ${sales.length === 1 ? 'stays' : 'stay'} informed here each week.`] : []
  if (to === 'active')
    return {
      title: (account) => `${account} has begun: the kickoff is accepted`,
      words: [
        `${together(answering) || 'Nobody yet'} ${answering.length === 1 ? 'answers' : 'answer'} each week from now on.`,
        ...stays,
      ],
    }
  if (to === 'go_live_cover')
    return {
      title: (account) => `${account} goes live: the first weeks are covered`,
      words: [
        `${together(answering) || 'Nobody yet'} ${answering.length === 1 ? 'answers' : 'answer'} on, each week.`,
        successors.length > 0
          ? `This lasts until ${together(successors)} ${successors.length === 1 ? 'has' : 'have'} accepted the handoff to success.`
          : 'This lasts until success has accepted the handoff. Nobody is named for success or support yet: please name somebody.',
        'The buyer reads of it in the next update.',
      ],
    }
  return {
    title: (account) => `${account} is in steady operation`,
    words: [
      `${together(answering)} ${answering.length === 1 ? 'answers' : 'answer'} from now on, each time the update is due.`,
      ...(before.length > 0 ? [`Thank you, ${together(before)}: you are not asked any more.`] : []),
      ...stays,
      'The buyer reads of it in the next update.',
    ],
  }
}

/** How the customer calls who answers. */
const BUYERS_WORDS: Partial<Record<Role, string>> = {
  success_manager: ', your success manager,',
  support_lead: `, your ${ROLE_NAMES.support_lead},`,
}

/** The line about a change of state that the buyer reads in the next update; null where it is ours alone. */
export function buyersLine(to: AccountState, answering: Holder[], successors: Holder[]): string | null {
  const called = ({ name, role }: Holder) => `${name}${BUYERS_WORDS[role] ?? ''}`
  const names = answering.map(({ name }) => name)
  if (to === 'go_live_cover' && names.length > 0) {
    const until = successors.length > 0 ? together(successors.map(called)) : 'our success team'
    return `${together(names)} ${names.length === 1 ? 'stays' : 'stay'} with you after go-live until ${until} can take over`
  }
  if (to === 'steady' && answering.length > 0)
    return `${together(answering.map(called))} ${names.length === 1 ? 'follows' : 'follow'} your project from now on and ${names.length === 1 ? 'writes' : 'write'} this update`
  return null
}

export const NO_SUCCESSOR = 'no_successor'
export const successorKey = (accountId: string): string => `${NO_SUCCESSOR}:${accountId}`

/** The handoff to success is accepted, but nobody is there to answer: those who implement go on until somebody is. */
export function noSuccessor(
  { account, stakeholders }: Pick<AccountFacts, 'account' | 'stakeholders'>,
  handoff: HandoffStanding,
  today: LocalDate,
): NewException | null {
  if (handoff !== 'accepted' || account.state !== 'go_live_cover') return null
  if (whoAnswers('steady', stakeholders).length > 0) return null
  return {
    key: successorKey(account.id),
    accountId: account.id,
    cause: 'The handoff to success is accepted, but no success manager or support lead is named.',
    action: 'Name one in the account’s people. Until then those who implement go on answering.',
    dueOn: addWorkingDays(today, 1, calendarOf(account.zone, account.workingDays, account.country)),
  }
}

/** Days on which an account that has not begun was signed and its buyer last heard from us; null where nobody knows. */
type Beginning = Pick<Account, 'state' | 'signedOn' | 'lastWordAt' | 'zone' | 'workingDays' | 'country'>
interface Quiet {
  signedOn: LocalDate | null
  wordOn: LocalDate | null
  today: LocalDate
  /** Working days of the account from a day until today. */
  since: (day: LocalDate) => number
}

/** Null where the updates have begun, or where neither a signature nor a word is behind us. */
function quietOf({ state, signedOn, lastWordAt, zone, workingDays, country }: Beginning, now: Date): Quiet | null {
  const today = localDate(now, zone)
  const signed = signedOn && signedOn <= today ? signedOn : null
  const wordOn = lastWordAt && localDate(lastWordAt, zone)
  if (state !== 'not_started' || !(signed || wordOn)) return null
  const calendar = calendarOf(zone, workingDays, country)
  return { signedOn: signed, wordOn, today, since: (day) => workingDaysBetween(day, today, calendar) }
}

const ago = (days: number): string => (days === 0 ? 'today' : `${days} working ${days === 1 ? 'day' : 'days'} ago`)

/** 'Signed 12 working days ago; no word to the buyer yet', from the signature until the updates begin; else null. */
export function quietInWords(account: Beginning, now: Date): string | null {
  const quiet = quietOf(account, now)
  if (!quiet) return null
  const { signedOn, wordOn, since } = quiet
  const word = wordOn ? `last word to the buyer ${ago(since(wordOn))}` : 'no word to the buyer yet'
  return signedOn ? `Signed ${ago(since(signedOn))}; ${word}` : `Not begun; ${word}`
}

/** By then the kickoff has been held, as our playbook has it: who has heard nothing since the signature begins to doubt. */
export const QUIET_DAYS = 10
/** Working days until somebody has called. */
const CALL_DAYS = 1
export const QUIET_START = 'quiet_start'

/** An account that was signed and not begun, and whose buyer has heard nothing for too long. */
export function quietTooLong(facts: Pick<AccountFacts, 'account'>, now: Date): NewException | null {
  const { account } = facts
  const quiet = quietOf(account, now)
  const from =
    quiet &&
    [quiet.signedOn, quiet.wordOn]
      .filter((day) => day !== null)
      .sort()
      .at(-1)
  if (!quiet || !from || quiet.since(from) <= QUIET_DAYS) return null
  const heard = quiet.wordOn === from
  return {
    // Known by its beginning: one that was dealt with does not come back, the next silence does.
    key: `${QUIET_START}:${account.id}:${from}`,
    onlyOnce: true,
    accountId: account.id,
    cause: heard
      ? `It has not begun, and the buyer has heard nothing from us since ${shortDay(from)}.`
      : `It was signed on ${shortDay(from)}, and the buyer has heard nothing from us yet.`,
    action: 'Please call the buyer and write here what you agreed, or start the weekly update.',
    dueOn: dueIn(CALL_DAYS, facts, now),
  }
}
