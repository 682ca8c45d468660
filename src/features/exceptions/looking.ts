import { factsOf, factsOfAll } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { addDays, instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { freshenHome } from '#platform/outbox/say.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type Exception, type NewException, peopleMissing } from './model.ts'
import { openExceptions, raiseException, settleException } from './raising.ts'

/** What one feature looks for on accounts, to be somebody's to act on. */
export interface Look {
  /** Their keys begin with one of these kinds and a colon; what is open under them and not found again is over. */
  kinds: Record<string, string>
  find(tx: Tx, all: AccountFacts[]): Promise<NewException[]>
}

/** Before anybody's working day: UTC. */
const LOOK_TIME = '03:00'

/** Looks at every account, now and each night from now on. */
export const startLooking = (tx: Tx): Promise<void> => plan(tx, { nightly: true })

/** Looks at all accounts as soon as a worker has time. */
export const lookSoon = (tx: Tx): Promise<void> => plan(tx, {})

const plan = (tx: Tx, subject: object): Promise<void> =>
  schedule(tx, { kind: 'exceptions.look', key: `look:${crypto.randomUUID()}`, subject, dueAt: tx.now })

/** Raises what these looks find on one account or on all, and closes what is no longer so. */
export async function look(
  tx: Tx,
  looks: readonly Look[],
  { accountId, nightly }: { accountId?: string; nightly?: boolean },
): Promise<void> {
  if (nightly) await planNextNight(tx)
  const all = accountId ? [await factsOf(tx, accountId)] : await factsOfAll(tx)
  const before = await openExceptions(tx, idsOf(all))
  let changed = 0
  // Each look has kinds of its own, so what one changes is nothing that another reads.
  for (const one of looks) changed += await lookFor(tx, one, all, before)
  if (changed > 0) await freshenOwners(tx, before, await openExceptions(tx, idsOf(all)))
}

const idsOf = (all: AccountFacts[]): string[] => all.map(({ account }) => account.id)

/** The Homes of those for whom something came or went. */
async function freshenOwners(tx: Tx, before: Exception[], after: Exception[]): Promise<void> {
  const shown = ({ id, ownerId, cause }: Exception) => `${id} ${ownerId} ${cause}`
  const [was, is] = [new Set(before.map(shown)), new Set(after.map(shown))]
  const changed = [...before.filter((one) => !is.has(shown(one))), ...after.filter((one) => !was.has(shown(one)))]
  for (const userId of new Set(changed.flatMap(({ ownerId }) => ownerId ?? []))) await freshenHome(tx, userId)
}

async function planNextNight(tx: Tx): Promise<void> {
  const dueAt = instantAt(addDays(localDate(tx.now, 'UTC'), 1), LOOK_TIME, 'UTC')
  const subject = { nightly: true }
  await schedule(tx, { kind: 'exceptions.look', key: `look:${dueAt.toISOString()}`, subject, dueAt })
}

/** @returns how many exceptions it raised, changed or closed. */
async function lookFor(
  tx: Tx,
  { kinds, find }: Look,
  all: AccountFacts[],
  allOpen: readonly Exception[],
): Promise<number> {
  const found = new Map((await find(tx, all)).map((one) => [one.key, one]))
  const open = allOpen.filter(({ key }) => kindOf(key) in kinds)
  const known = new Map(open.map((one) => [one.key, one]))
  // In one order everywhere, so that two looks at once do not wait for each other.
  const news = [...found].filter(([key, one]) => {
    const before = known.get(key)
    return !before || !isAsKnown(one, before)
  })
  for (const [key, one] of news.sort(([a], [b]) => a.localeCompare(b))) {
    const before = known.get(key)
    // What is late does not become punctual by being found again.
    await raiseException(tx, { ...one, dueOn: before?.dueOn ?? one.dueOn })
  }
  const ended = new Set(all.filter(({ account }) => account.state === 'ended').map(({ account }) => account.id))
  const over = open.filter((one) => !found.has(one.key))
  for (const { key, accountId } of over)
    await settleException(tx, key, ended.has(accountId) ? 'The account has ended.' : kinds[kindOf(key)]!)
  return news.length + over.length
}

// Also where nothing else is new, it may be another's by now: what stays late passes to the leader.
const isAsKnown = ({ cause, action, ownerId }: NewException, before: Exception): boolean =>
  before.cause === cause && before.action === action && (!ownerId || before.ownerId === ownerId)

const kindOf = (key: string): string => key.split(':')[0] ?? ''

/** Who should hold an account and does not. */
export const peopleLook: Look = {
  kinds: {
    no_owner: 'An owner was named.',
    no_leader: 'A leader was named.',
    nobody_answers: 'Somebody answers for it now.',
  },
  async find(tx, all) {
    const held = all.flatMap(({ stakeholders }) => stakeholders.map(({ userId }) => userId))
    const people = await peopleById(tx, held)
    return all.flatMap((facts) => peopleMissing(facts, people, tx.now))
  },
}
