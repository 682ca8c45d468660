import { type AccountFacts, holderOf, ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import { changeIn, type Organisation, together } from '#features/channels/model.ts'

/** What an account calls a channel. */
export type Use = 'buyer' | 'team'

/** Something that Slack says of a person or channel which an account names, and that stands in the account's way. */
export type AccountTrouble =
  | { kind: 'unknown_person' | 'deactivated' | 'outsider'; id: string; name: string | null; role: Role }
  /** Holds a role of the customer, and does not read in the buyer channel (`channel`: its name or id). */
  | { kind: 'left'; id: string; name: string | null; role: Role; channel: string }
  | { kind: 'unknown_channel'; id: string; name: string | null; use: Use }
  | { kind: 'archived'; id: string; name: string | null; use: Use }
  | { kind: 'app_absent'; id: string; name: string | null; use: Use }
  /** `why`: the end of a sentence, such as 'a guest is in that channel'. */
  | { kind: 'open_team_channel'; id: string; name: string | null; use: 'team'; why: string }
  /** Others read there than anybody has confirmed; `before`: those who were confirmed, null where nobody was. */
  | {
      kind: 'unconfirmed'
      id: string
      name: string | null
      use: 'buyer'
      organisations: Organisation[]
      before: Organisation[] | null
    }
  | { kind: 'shared_use'; id: string; name: string | null; use: Use; account: string }

/** An account with what is wrong with the people and channels that it names. */
export interface Troubled {
  accountId: string
  name: string
  troubles: AccountTrouble[]
}

const USES: Record<Use, string> = { buyer: 'buyer channel', team: 'team channel' }
const shown = ({ id, name }: { id: string; name: string | null }) => (name && name !== id ? `${name} (${id})` : id)

/** What is wrong and what mends it, in a sentence or two. */
export function troubleInWords(trouble: AccountTrouble): string {
  if ('role' in trouble) {
    const who = `${shown(trouble)}, ${ROLE_NAMES[trouble.role]},`
    if (trouble.kind === 'unknown_person') return `${who} is nobody whom Slack knows. Correct the member id.`
    if (trouble.kind === 'left') return `${who} does not read in ${trouble.channel}. Ask the customer who reads now.`
    if (trouble.kind === 'deactivated') return `${who} has no active Slack account any more. Name somebody else.`
    return `${who} is not a colleague: what is internal would be asked of them. Name somebody of your own organisation.`
  }
  const channel = `The ${USES[trouble.use]} ${trouble.name ? `#${trouble.name} (${trouble.id})` : trouble.id}`
  if (trouble.kind === 'unconfirmed') return confirmationWords(channel, trouble.organisations, trouble.before)
  const waits = trouble.use === 'buyer' ? ' Until then what the customer should read waits.' : ''
  if (trouble.kind === 'unknown_channel')
    return `${channel} is not shown to Throughline. If it is private, invite Throughline there; else correct the channel id.${waits}`
  if (trouble.kind === 'archived') return `${channel} is archived. Bring it back, or name another.${waits}`
  if (trouble.kind === 'open_team_channel')
    return `${channel} is not only for colleagues: ${trouble.why}. Name another.`
  if (trouble.kind === 'app_absent')
    return `${channel} does not hold Throughline. Type /invite @Throughline there.${waits}`
  const other: Use = trouble.use === 'buyer' ? 'team' : 'buyer'
  return `${channel} is also the ${USES[other]} of ${trouble.account}. Name another.`
}

function confirmationWords(channel: string, now: Organisation[], before: Organisation[] | null): string {
  const waits = 'Nothing is posted there before you confirm who reads.'
  if (!before) return `${channel} is shared with ${together(now)}. ${waits}`
  const { come, gone } = changeIn(now, before)
  return [
    ...(come.length > 0 ? [`${channel} is shared with ${together(come)} now, too.`] : []),
    ...(gone.length > 0 ? [`${channel} is not shared with ${together(gone)} any more.`] : []),
    waits,
  ].join(' ')
}

/** What is told in a message; the rest becomes something to act on, which stands on Home. */
export const isTold = ({ kind }: AccountTrouble): boolean => kind !== 'left'

/** What stands between an account and its customer's channel. */
export const isOfBuyerChannel = (trouble: AccountTrouble): boolean =>
  'use' in trouble && trouble.use === 'buyer' && trouble.kind !== 'shared_use'

/** Whether somebody in a role is not there to read a message about it. */
export const isAbsent = (userId: string, troubles: AccountTrouble[]): boolean =>
  troubles.some(({ kind, id }) => id === userId && (kind === 'unknown_person' || kind === 'deactivated'))

/** Whether something is wrong now that was not before. */
export const isFresh = (before: AccountTrouble[], now: AccountTrouble[]): boolean =>
  now.filter(isTold).some((one) => !before.some((other) => other.kind === one.kind && wordsOf(other) === wordsOf(one)))

const wordsOf = (trouble: AccountTrouble): string =>
  trouble.kind === 'unconfirmed' ? troubleInWords(trouble) : trouble.id

/** Who counts as reading: a senior buyer or a primary contact who is not in the channel reads nothing of it. */
export const READING = ['senior_buyer', 'primary_contact'] as const

/** What Slack showed of the people of an account, by Slack id. */
export interface Shown {
  /** Without an account in Slack, or out of the customer's channel. */
  gone: string[]
  /** With an account in Slack, and missed nowhere. */
  active: string[]
  /** In the customer's channel. */
  reading: string[]
}

/** Who was there and who was not, after what was wrong. Where we could not look, nobody was seen. */
export function shownBy(troubles: AccountTrouble[], { account, stakeholders }: AccountFacts): Shown {
  const missed = new Set(troubles.filter((one) => 'role' in one && one.kind !== 'outsider').map(({ id }) => id))
  const active = stakeholders.flatMap(({ userId }) => (userId && !missed.has(userId) ? userId : []))
  const unseen = troubles.some(
    (one) => 'use' in one && one.use === 'buyer' && ['unknown_channel', 'archived', 'app_absent'].includes(one.kind),
  )
  const readers = account.buyerChannel && !unseen ? READING.map((role) => holderOf(stakeholders, role)?.userId) : []
  return {
    gone: troubles.filter(({ kind }) => kind === 'left' || kind === 'deactivated').map(({ id }) => id),
    active,
    reading: active.filter((id) => readers.includes(id)),
  }
}
