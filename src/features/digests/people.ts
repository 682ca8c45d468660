import type { Role } from '#features/accounts/model.ts'
import type { RecentChange } from '#features/contacts/flow.ts'
import { PRIORITIES } from '#features/contacts/model.ts'
import { type LocalDate, shortDay } from '#platform/calendar.ts'

/** Whom we know by an id alone has no name that a customer could read. */
export const isUserId = (who: string): boolean => /^[UW][A-Z0-9]+$/.test(who)

/** What the buyer calls them. Who sells and who leads is ours to know; the customer's own need no name for what they do. */
const BUYERS_WORDS: Partial<Record<Role, string>> = {
  senior_buyer: '',
  primary_contact: '',
  owner: ' as your contact with us',
  implementation_lead: ' as implementation lead',
  success_manager: ' as success manager',
  support_lead: ' as support lead',
}

/** One line of the update about who came and who left, as of its day; null where the customer need not read it. */
export function peopleLine(change: RecentChange, publishOn: LocalDate): string | null {
  const { role, leaverName, newcomerName, temporaryUntil, inTransitionUntil: until } = change
  const transition = until ? `; in transition${untilDay(until, publishOn)}` : ''
  if (role === PRIORITIES) return until ? `We are fitting the plan to what matters to you now${transition}` : null
  const as = BUYERS_WORDS[role]
  if (as === undefined) return null
  const known = leaverName && !isUserId(leaverName) ? leaverName : null
  if (change.isBack) return known ? `${known} is back${as}${stoodIn(change)}` : null
  if (newcomerName && isUserId(newcomerName)) return null
  if (!newcomerName) return known ? `${known} has handed over${as}${goesOn(change)}` : null
  if (temporaryUntil)
    return `${newcomerName} stands in${known ? ` for ${known}` : ''}${as}${untilDay(temporaryUntil, publishOn)}${transition}`
  return `${newcomerName} ${known ? `took over from ${known}` : 'joined'}${as}${transition}`
}

const stoodIn = ({ newcomerName, temporaryUntil }: RecentChange): string =>
  newcomerName && !isUserId(newcomerName) && temporaryUntil
    ? `; ${newcomerName} stood in until ${shortDay(temporaryUntil)}`
    : ''

/** How it goes on where nobody follows; who comes on a later day is told on that. */
function goesOn({ besideNames, isFollowedLater }: RecentChange): string {
  const names = besideNames.filter((name) => !isUserId(name))
  if (names.length > 0) return `; ${new Intl.ListFormat('en').format(names)} ${names.length > 1 ? 'go' : 'goes'} on`
  return besideNames.length > 0 || isFollowedLater ? '' : '; who follows is not named yet'
}

// A day that has passed would tell the buyer that it is over, which it is not.
const untilDay = (day: LocalDate, publishOn: LocalDate): string =>
  day < publishOn ? ' for the time being' : ` until ${shortDay(day)}`
