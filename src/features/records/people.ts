import { fieldId } from '#blocks/accountForm.ts'
import { endRole, handRoleOver, type Newcomer, record } from '#features/accounts/flow.ts'
import { type AccountFacts, customerRoleOf, type Role, type Stakeholder, sideOf } from '#features/accounts/model.ts'
import { isOfAnotherCustomer, ofTheirs, reportChange } from '#features/contacts/flow.ts'
import { type ChangingRole, followerOf, isChanging } from '#features/contacts/model.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import { peopleById, workspaceOf } from '#features/installations/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import {
  type Entry,
  type PeopleField,
  readWritten,
  SEVERAL,
  SINGLES,
  sideOfField,
  type Troubles,
  WRITTEN,
} from './model.ts'

const listed = (value: Entry[string]): string[] => (Array.isArray(value) ? value : value ? [value] : [])

/** What is wrong with the people of a form: each stands on their own side, and nobody twice in one role. */
export async function peopleTroubles(tx: Tx, entry: Partial<Entry>, facts?: AccountFacts): Promise<Troubles> {
  const { teamId } = await workspaceOf(tx)
  const fields = Object.keys(entry) as PeopleField[]
  const chosen = fields.filter((field) => !field.endsWith('_written'))
  const people = await peopleById(
    tx,
    chosen.flatMap((field) => listed(entry[field] ?? null)),
  )
  const theirs = (userId: string) => facts && customerRoleOf(facts.stakeholders, userId)
  const troubles: Troubles = {}
  for (const field of chosen)
    for (const userId of listed(entry[field] ?? null)) {
      const person = people.get(userId)!
      const outside = person.teamId !== teamId || person.guest
      const customers = sideOfField(field) === 'customer'
      if (person.deactivated) troubles[field] = `${person.name} is not active in Slack any more.`
      else if (customers && !outside)
        troubles[field] = `${person.name} is one of our own team, and this is somebody at the customer.`
      else if (customers && facts && (await isOfAnotherCustomer(tx, facts, 'customer_team', person)))
        troubles[field] = `${person.name} belongs to another customer and not to ${facts.account.name}.`
      else if (!customers && outside) troubles[field] = `${person.name} is not of our own team, and this is one of us.`
      else if (!customers && theirs(userId)) troubles[field] = ofTheirs(person.name, theirs(userId)!, 'this')
    }
  return { ...troubles, ...writtenTroubles(entry) }
}

function writtenTroubles(entry: Partial<Entry>): Troubles {
  return Object.fromEntries(
    Object.entries(WRITTEN).flatMap(([role, field]) => {
      const words = entry[field]
      if (typeof words !== 'string') return []
      if (entry[role]) return [[field, 'Please name one person: in Slack, or here, but not both.']]
      return readWritten(words)
        ? []
        : [[field, 'Please write a name, an e-mail, or both: Priya Shah <priya@calder.example>.']]
    }),
  )
}

/** Brings the people of an account to what a form says. Who follows somebody is a contact change, of which our team hears. */
export async function keepPeople(
  tx: Tx,
  actor: Actor,
  facts: AccountFacts,
  changes: Partial<Entry>,
  wanted: Partial<Entry>,
): Promise<void> {
  for (const role of SINGLES) {
    const written = WRITTEN[role as keyof typeof WRITTEN] as string | undefined
    if (!(role in changes) && !(written && written in changes)) continue
    await keepOne(tx, actor, facts, role, newcomerOf(wanted[role] ?? null, written ? (wanted[written] ?? null) : null))
  }
  for (const role of SEVERAL)
    if (role in changes) await keepSeveral(tx, actor, facts, role, listed(changes[role] ?? null))
}

function newcomerOf(userId: Entry[string], written: Entry[string]): Newcomer | null {
  if (typeof userId === 'string') return { userId, name: null, email: null }
  const person = typeof written === 'string' ? readWritten(written) : undefined
  return person ? { userId: null, ...person } : null
}

const holdersOf = ({ stakeholders }: AccountFacts, role: Role): Stakeholder[] =>
  stakeholders.filter((one) => one.role === role)

async function keepOne(
  tx: Tx,
  actor: Actor,
  facts: AccountFacts,
  role: Role,
  newcomer: Newcomer | null,
): Promise<void> {
  const [leaver] = holdersOf(facts, role)
  // Who follows, or that nobody does, is heard of by our team; who comes first is no change.
  if (leaver && isChanging(role)) return announce(tx, actor, facts, role, { leaver, newcomer })
  const { id: accountId, zone } = facts.account
  await handRoleOver(tx, { accountId, role, leaver, newcomer, on: localDate(tx.now, zone) })
  await keep(tx, actor, accountId, role, { leaver, newcomer })
}

/** Whoever goes is told to our team, with who comes in their place; who only comes is no change. */
async function keepSeveral(tx: Tx, actor: Actor, facts: AccountFacts, role: Role, wanted: string[]): Promise<void> {
  const holders = holdersOf(facts, role)
  const coming = wanted.filter((id) => !holders.some(({ userId }) => userId === id))
  // One whom Slack does not know cannot be chosen in the form: somebody else is chosen in their place.
  const isInstead = holders.length === 1 && coming.length > 0
  const leaving = holders.filter(({ userId }) => (userId ? !wanted.includes(userId) : isInstead))
  const named = (userId: string | undefined) => (userId ? { userId, name: null, email: null } : null)
  const { id: accountId, zone } = facts.account
  const on = localDate(tx.now, zone)
  const come = async (userId: string): Promise<void> => {
    const newcomer = named(userId)
    await handRoleOver(tx, { accountId, role, leaver: undefined, newcomer, on })
    await keep(tx, actor, accountId, role, { leaver: undefined, newcomer })
  }
  if (isChanging(role)) {
    for (const [place, leaver] of leaving.entries())
      await announce(tx, actor, facts, role, { leaver, newcomer: named(followerOf(coming, place)) })
    for (const userId of coming.slice(leaving.length)) await come(userId)
    return
  }
  for (const leaver of leaving) {
    await endRole(tx, leaver, on)
    await keep(tx, actor, accountId, role, { leaver, newcomer: null })
  }
  for (const userId of coming) await come(userId)
}

async function announce(
  tx: Tx,
  actor: Actor,
  { account }: AccountFacts,
  role: ChangingRole,
  { leaver, newcomer }: { leaver: Stakeholder; newcomer: Newcomer | null },
): Promise<void> {
  const at = fieldId(role)
  await reportChange(tx, {
    ...{ source: 'slack', accountId: account.id, role, reportedBy: actor.userId },
    leaver: leaver.userId ?? leaver.name ?? leaver.email,
    newcomer: newcomer && told(newcomer),
    effectiveOn: localDate(tx.now, account.zone),
    fields: { role: at, leaver: at, newcomer: at, on: at, until: at, words: at },
  })
}

const told = ({ userId, name, email }: Newcomer) =>
  userId ? { userId } : { name: name ?? email ?? '', ...(email ? { email } : {}) }

const keep = (
  tx: Tx,
  { userId }: Actor,
  accountId: string,
  role: Role,
  { leaver, newcomer }: { leaver: Stakeholder | undefined; newcomer: Newcomer | null },
): Promise<void> =>
  record(tx, {
    accountId,
    actor: userId,
    action: 'account.role',
    detail: {
      role,
      side: sideOf(role),
      leaver: leaver ? (leaver.userId ?? leaver.name) : null,
      newcomer: newcomer ? (newcomer.userId ?? newcomer.name) : null,
    },
  })

/** The stakeholders as a form would leave them, for what an account cannot do without. */
export function peopleAfter({ account, stakeholders }: AccountFacts, wanted: Partial<Entry>): Stakeholder[] {
  const rest = stakeholders.filter(({ role }) => !(SINGLES as readonly Role[]).includes(role))
  const singles = SINGLES.flatMap((role) => {
    const written = WRITTEN[role as keyof typeof WRITTEN] as string | undefined
    const person = newcomerOf(wanted[role] ?? null, written ? (wanted[written] ?? null) : null)
    return person ? [{ ...person, id: '', accountId: account.id, role, startsOn: '', endsOn: null }] : []
  })
  return [...rest, ...singles]
}
