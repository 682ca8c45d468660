import {
  type AccountFacts,
  CUSTOMER_ROLES,
  customerRoleOf,
  ROLE_NAMES,
  type Role,
  sideOf,
} from '#features/accounts/model.ts'
import { type getHandoff, holdHandoff } from '#features/handoffs/flow.ts'
import { isOutsider, peopleById, settingsOf, workspaceOf } from '#features/installations/flow.ts'
import type { Person } from '#features/installations/model.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { confidantOf } from './confiding.ts'
import { judge, type Known, type Verdict } from './judging.ts'
import { holdersOf, type Leaver, namedLeaver } from './leaver.ts'
import { inLine } from './lines.ts'
import { type ContactChange, isUserId, PRIORITIES, presentHolder, type Report, type Who, whoComes } from './model.ts'
import * as store from './store.ts'
import { listWithdrawn } from './withdrawnStore.ts'

const MOST_KNOWN = 20

export interface Judged {
  verdict: Verdict
  newcomer: Who | null
  leaver: Leaver | undefined
  leaverName: string | null
  /** Whether who leaves was named, how, and who holds the role, by name. */
  asked: { isNamed: boolean; called: string; holders: string[] }
}

/** What a report is, after all that is known; `handoff` reads one, and holds it where something will come of the answer. */
export async function judged(
  tx: Tx,
  facts: AccountFacts,
  report: Report,
  handoff: typeof getHandoff = holdHandoff,
): Promise<Judged> {
  const changes = await knownTo(tx, facts, report)
  const { sameChangeDays } = await settingsOf(tx)
  const withdrawn = await lately(tx, facts, report, sameChangeDays)
  const both = [...changes, ...withdrawn]
  const holders = holdersOf(facts, report.role)
  const ids = [
    ...both.flatMap(({ newcomer, leaver: left }) => [newcomer, left]),
    report.newcomer && 'userId' in report.newcomer ? report.newcomer.userId : null,
    ...holders.map(({ userId }) => userId),
    report.leaver ?? null,
  ]
  const people = await peopleById(tx, ids.filter(isUserId))
  const whoIs = <T extends Who | null>(who: T): T | Who => {
    const person = who?.userId ? people.get(who.userId) : undefined
    return person ? { userId: person.userId, name: person.name, email: person.email } : who
  }
  const newcomer = whoIs(told(report))
  const named = namedLeaver(facts, { role: report.role, text: report.leaver, changes }, whoIs)
  const leaver = named ?? presentHolder(facts, report.role)
  const called = (who: Who) => whoIs(who).name ?? who.email ?? ''
  const known: Known = {
    changes: await Promise.all(changes.map((change) => dated(tx, facts, change, handoff))),
    withdrawn,
    newcomer,
    comers: new Map(both.map((change) => [change.id, whoIs(whoComes(change))])),
    leavers: new Map(both.map(({ id, leaver: left }) => [id, whoIs(writtenAs(left))])),
    holder: leaver ? whoIs(leaver) : null,
    today: localDate(tx.now, facts.account.zone),
    sameChangeDays,
  }
  const asked = {
    isNamed: named !== undefined,
    called: called(writtenAs(report.leaver ?? null) ?? { userId: null, name: null, email: null }),
    holders: holders.map(called),
  }
  const verdict = judge(report, inLine(report, known, holders.map(whoIs)))
  return { verdict, newcomer, leaver, leaverName: known.holder?.name ?? null, asked }
}

// Of what is not public yet only its confidant and whoever recorded it may learn: for everybody else it is not there, and
// what they tell is a change of its own.
async function knownTo(tx: Tx, facts: AccountFacts, { role, reportedBy, corrects }: Report): Promise<ContactChange[]> {
  const changes = await store.listStanding(tx.db, facts.account.id, role, MOST_KNOWN)
  const known: ContactChange[] = []
  for (const change of changes) {
    const isTheirs = change.id === corrects || change.recordedBy === reportedBy
    if (!change.private || isTheirs || (await confidantOf(tx, facts, change)) === reportedBy) known.push(change)
  }
  return known
}

const DAY_MS = 86_400_000

/** What was taken back in so many days. */
async function lately(tx: Tx, { account }: AccountFacts, { role }: Report, days: number): Promise<Known['withdrawn']> {
  const since = new Date(tx.now.getTime() - (days + 1) * DAY_MS)
  const all = await listWithdrawn(tx.db, { accountId: account.id, role, since, most: MOST_KNOWN })
  return all.map((change) => ({ ...change, closedOn: localDate(change.closedAt!, account.zone) }))
}

const writtenAs = (text: string | null): Who | null =>
  text === null ? null : { userId: isUserId(text) ? text : null, name: text, email: null }

const told = ({ newcomer }: Report): Who | null => {
  if (!newcomer) return null
  if ('userId' in newcomer) return { userId: newcomer.userId, name: null, email: null }
  return { userId: null, name: newcomer.name, email: newcomer.email ?? null }
}

async function dated(
  tx: Tx,
  { account }: AccountFacts,
  change: ContactChange,
  handoff: typeof getHandoff,
): Promise<Known['changes'][number]> {
  // Held until the transaction ends: what is judged of it stays so.
  const state = change.handoffId ? (await handoff(tx, change.handoffId)).state : 'running'
  const isOver = state === 'accepted'
  return { ...change, recordedOn: localDate(change.recordedAt, account.zone), isOver }
}

/** @throws Refusal where somebody's account is closed: they take nothing over, and are not back. */
export function checkActive(person: Person | undefined, at?: string): void {
  if (person?.deactivated) throw new Refusal(`${person.name} is not active in Slack any more.`, at)
}

/** @throws Refusal where this person cannot take this role. */
export async function checkNewcomer(tx: Tx, facts: AccountFacts, report: Report, newcomer: Who | null): Promise<void> {
  if (!newcomer || report.role === PRIORITIES) return
  if (!newcomer.userId) return checkReachable(report, newcomer)
  const person = (await peopleById(tx, [newcomer.userId])).get(newcomer.userId)!
  const at = report.fields?.newcomer
  if (!person.teamId) throw new Refusal('Slack does not know this person. Please choose somebody else.', at)
  checkActive(person, at)
  const outside = await isOutsider(tx, { userId: person.userId, userTeamId: person.teamId })
  checkSide(report, person.name, { outside, theirs: customerRoleOf(facts.stakeholders, person.userId) })
  if (await isOfAnotherCustomer(tx, facts, report.role, person))
    throw new Refusal(
      `${person.name} belongs to another customer and not to ${facts.account.name}. Please choose another person.`,
      at,
    )
}

/**
 * Somebody of the customer's may be one of our own team in Slack: what is ours is not given to them all the same, as little
 * as anything of a handoff is. @throws Refusal where a role of the one side is given to a person of the other.
 */
function checkSide(
  { role, fields }: Report,
  name: string,
  { outside, theirs }: { outside: boolean; theirs: Role | undefined },
): void {
  if (role === PRIORITIES) return
  const customers = sideOf(role) === 'customer'
  if (customers === (outside || theirs !== undefined)) return
  if (!outside && theirs) throw new Refusal(ofTheirs(name, theirs, `the ${ROLE_NAMES[role]}`), fields?.newcomer)
  const belongs = customers
    ? `${name} is one of our own team, and the ${ROLE_NAMES[role]} is somebody at the customer.`
    : `${name} is not of our own team, and the ${ROLE_NAMES[role]} is one of us.`
  throw new Refusal(`${belongs} Please choose another person or another role.`, fields?.newcomer)
}

/** Why somebody of the customer's is not given a role of ours. `what`: how the role is called there. */
export const ofTheirs = (name: string, theirs: Role, what: string): string =>
  `${name} stands for the customer on this account (${ROLE_NAMES[theirs]}), and ${what} is one of us. Please choose another person, or say first who follows them there.`

// Whoever takes over on our side has to answer, to acknowledge and to accept, all of it in Slack.
function checkReachable({ role, fields }: Report, { name, email }: Who): void {
  if (role === PRIORITIES || sideOf(role) === 'customer') return
  throw new Refusal(
    `${name ?? email} is not known in Slack, and the ${ROLE_NAMES[role]} is one of us. Please choose a colleague in Slack.`,
    fields?.newcomer,
  )
}

/** Whether somebody who is to take a customer's role belongs to the customer of another account. */
export async function isOfAnotherCustomer(
  tx: Tx,
  facts: AccountFacts,
  role: Role,
  { teamId }: Pick<Person, 'teamId'>,
): Promise<boolean> {
  if (sideOf(role) !== 'customer' || !teamId || teamId === (await workspaceOf(tx)).teamId) return false
  return belongsElsewhere(tx, facts, teamId)
}

/** Whether an organisation is another account's customer and, as far as we know its people, not this one's. */
async function belongsElsewhere(tx: Tx, { account, stakeholders }: AccountFacts, teamId: string): Promise<boolean> {
  const roles: readonly string[] = CUSTOMER_ROLES
  const own = stakeholders.filter(({ role, userId }) => userId && roles.includes(role)).map(({ userId }) => userId)
  const people = [...(await peopleById(tx, own)).values()].filter((one) => one.teamId)
  if (people.length === 0 || people.some((one) => one.teamId === teamId)) return false
  return store.isCustomerElsewhere(tx.db, teamId, account.id)
}
