import { acceptedMessage, type Undone, undoneMessage } from '#blocks/accepted.ts'
import type { AccountFacts, Stakeholder } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { instantAt, type LocalDate, localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { revise, say } from '#platform/outbox/say.ts'
import { listAccepted } from './acceptedStore.ts'
import { completedLine } from './completing.ts'
import { type Handoff, isSlackId, TRANSITION_ROLES } from './model.ts'
import { calledOf } from './playbooks.ts'
import { internalPlace, responsibleFor } from './side.ts'

/**
 * Tells our own people that a handoff is complete: under its checklist, where those whom it concerns are called by name,
 * sales among them. Where the account has no place to read together, the owner reads it alone.
 */
export async function announce(tx: Tx, facts: AccountFacts, handoff: Handoff, acceptedBy: string): Promise<void> {
  const { account, stakeholders } = facts
  const owner = await responsibleFor(tx, facts)
  const { channel, why } = await internalPlace(tx, account, owner ?? handoff.receiver)
  // Whoever pressed the button has just read it on the checklist.
  if (why && channel === acceptedBy) return
  const sales = stakeholders.flatMap(({ role, userId }) => (role === 'sales_rep' && userId ? [userId] : []))
  const people = await peopleById(tx, [...sales, handoff.giver, handoff.receiver, handoff.newcomer, owner ?? null])
  const called = (ids: (string | undefined)[]) =>
    [...new Set(ids.filter((id) => id !== undefined))].flatMap((userId) => {
      const { name, deactivated } = people.get(userId)!
      return userId === acceptedBy || deactivated ? [] : [{ userId, name }]
    })
  // Whoever sold is called by that, also where they gave.
  const others = [owner, handoff.giver].filter((id) => id === undefined || !sales.includes(id))
  const message = acceptedMessage({
    accountName: account.called,
    handoffName: calledOf(handoff, (one) => people.get(one)!.name),
    kind: handoff.kind,
    receiver: people.get(handoff.receiver)!.name,
    giver: people.get(handoff.giver)!.name,
    newcomer: handoff.newcomer && people.get(handoff.newcomer)!.name,
    role: TRANSITION_ROLES[handoff.kind] ?? null,
    from: aheadOf(facts, handoff, localDate(tx.now, account.zone)),
    overrideReason: handoff.overrideReason,
    called: called(others),
    sales: called(sales),
  })
  await say(tx, {
    ...{ key: acceptedKey(handoff), kind: 'handoff_accepted', audience: 'vendor', channel, message },
    ...{ accountId: account.id, threadKey: `handoff:${handoff.id}` },
  })
}

const acceptedKey = ({ id }: Handoff): string => `handoff.accepted:${id}`

/** What was told of it as complete says that it came to nothing. */
export async function tellUndone(tx: Tx, { account }: AccountFacts, handoff: Handoff, why: Undone): Promise<void> {
  const people = await peopleById(tx, [handoff.receiver])
  const handoffName = calledOf(handoff, (one) => people.get(one)?.name ?? one)
  await revise(tx, acceptedKey(handoff), undoneMessage({ accountName: account.called, handoffName, why }))
}

/** The day on which whoever takes over begins, where they do not hold the role yet. */
function aheadOf({ stakeholders }: AccountFacts, { kind, newcomer, anchorOn }: Handoff, today: LocalDate) {
  const holds = stakeholders.some((one) => one.role === TRANSITION_ROLES[kind] && nameIn(one) === newcomer)
  return anchorOn > today && !holds ? shortDay(anchorOn) : null
}

/** How a handoff names somebody. */
const nameIn = ({ userId, name, email }: Stakeholder): string | null => userId ?? name ?? email

/**
 * What the customer reads in the next update of the handoffs that were completed since an instant: of one that was accepted
 * before whoever takes over held the role, once they do.
 */
export async function completedFor(tx: Tx, { account, stakeholders }: AccountFacts, since: Date): Promise<string[]> {
  const accepted = await listAccepted(tx.db, account.id, since, localDate(since, account.zone))
  const people = await peopleById(
    tx,
    accepted.flatMap(({ newcomer, receiver }) => [newcomer, receiver]),
  )
  const name = (id: string | null) => {
    const known = id ? people.get(id)?.name : undefined
    // Somebody whom Slack has not told us about has no name; somebody without Slack is known by theirs.
    return known === id && isSlackId(id) ? null : (known ?? null)
  }
  return accepted.flatMap(({ kind, newcomer, receiver, acceptedAt }) => {
    const role = TRANSITION_ROLES[kind]
    // Somebody else may hold the role again by now.
    const held = stakeholders.find((one) => one.role === role && one.endsOn === null && nameIn(one) === newcomer)
    const from = held ? instantAt(held.startsOn, '00:00', account.zone) : acceptedAt!
    if ((role && !held) || (acceptedAt! <= since && from <= since)) return []
    return completedLine(kind, name(role ? newcomer : receiver)) ?? []
  })
}
