import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import {
  awaitingNewcomer,
  correctNewcomer,
  holdHandoff,
  moveHandoff,
  partiesFor,
  proposeForm,
  reopenHandoff,
  responsibleFor,
  restartHandoff,
  undoAcceptance,
  withdrawHandoff,
} from '#features/handoffs/flow.ts'
import { type Handoff, type Kind, transitionKindOf } from '#features/handoffs/model.ts'
import { type LocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { holdersOf, keptAs } from './leaver.ts'
import { type ContactChange, isEmpty, isUserId, PRIORITIES, type Subject } from './model.ts'
import { showAgain } from './showing.ts'
import * as store from './store.ts'

const MOST_WAITING = 20

type Parties = Pick<Handoff, 'giver' | 'receiver'>

/** The kind of handoff by which this changes hands. */
const handoffKindOf = (role: Subject): Kind => (role === PRIORITIES ? role : transitionKindOf(role)!)

/** As the checklist names somebody: by Slack id, or in words, with where they read. */
const comerOn = ({ newcomer, newcomerName, newcomerEmail }: ContactChange) => ({
  newcomer: newcomer ?? newcomerName ?? newcomerEmail,
  newcomerEmail: newcomer ? null : newcomerEmail,
})

/** Where somebody follows, or priorities are other ones, the transition begins by itself. @returns the handoff's id. */
export async function startTransition(tx: Tx, change: ContactChange): Promise<string | undefined> {
  const kind = handoffKindOf(change.role)
  const facts = await factsOf(tx, change.accountId)
  // Where an account has ended, nothing is handed over any more.
  if (facts.account.state === 'ended') return undefined
  const parties = await partiesOf(tx, kind, facts, change)
  if (isEmpty(change)) await followLeaver(tx, change, change.recordedBy)
  if (!parties || isEmpty(change)) return undefined
  const { accountId, leaver, recordedBy } = change
  // Who stands in until somebody comes keeps the seat warm: what is handed over, it is to them.
  if (change.temporaryUntil && (await isBridge(tx, change))) return undefined
  const begun = await joinBegun(tx, facts, kind, change)
  if (begun) return begun
  const anchorOn = anchorOf(tx, facts, change)
  const people = { ...parties, leaver, ...comerOn(change), startedBy: recordedBy }
  // The harder the purchase was, the more has to be handed over, whoever starts it.
  const { form, reason: formWhy } = proposeForm(facts)
  const { id } = await restartHandoff(tx, { accountId, kind, form, formWhy, anchorOn, ...people })
  await store.updateChange(tx.db, change.id, { handoffId: id, joined: null })
  return id
}

/** Whether the transition to whoever comes after a stand-in has begun already. */
async function isBridge(tx: Tx, { id, accountId, role, leaver, temporaryUntil }: ContactChange): Promise<boolean> {
  const others = await store.listStanding(tx.db, accountId, role, MOST_WAITING)
  return others.some(
    (one) =>
      one.id !== id &&
      one.tookEffectAt === null &&
      one.handoffId !== null &&
      one.leaver === leaver &&
      one.effectiveOn >= temporaryUntil!,
  )
}

/**
 * A handoff that was begun by hand before anybody had been named goes on with whoever is: what is done in it stays done, and
 * who gives and who receives was chosen there.
 */
async function joinBegun(tx: Tx, facts: AccountFacts, kind: Kind, change: ContactChange): Promise<string | undefined> {
  const { accountId, role, leaver, recordedBy } = change
  const begun = role === PRIORITIES ? undefined : await awaitingNewcomer(tx, accountId, kind)
  if (!begun || (begun.leaver !== null && begun.leaver !== leaver)) return undefined
  const { id, giver, receiver } = begun
  await correctNewcomer(tx, id, recordedBy, { giver, receiver, leaver, ...comerOn(change) })
  // Nothing is due before whoever takes over comes.
  const from = anchorOf(tx, facts, change)
  if (from > begun.anchorOn) await moveHandoff(tx, facts, id, from)
  await store.updateChange(tx.db, change.id, { handoffId: id, joined: { leaver: begun.leaver } })
  return id
}

async function partiesOf(tx: Tx, kind: Kind, facts: AccountFacts, { leaver, newcomer }: ContactChange) {
  const responsible = await responsibleFor(tx, facts)
  return responsible && partiesFor(tx, kind, facts, { leaver: isUserId(leaver) ? leaver : null, newcomer, responsible })
}

/** From the day on which it takes effect, or on which it is known if that is later. */
const anchorOf = (tx: Tx, { account }: AccountFacts, { effectiveOn }: ContactChange): LocalDate =>
  [effectiveOn, localDate(tx.now, account.zone)].sort()[1]!

/**
 * A change was put right: its handoff follows, begins now that somebody is named, or ends where nobody is any more. What
 * is done in it stays done: whoever takes over on another day is asked by the message that they know.
 */
export async function followChange(tx: Tx, before: ContactChange, now: ContactChange, actor: string): Promise<void> {
  if (isEmpty(now)) return withdrawTransition(tx, now, actor)
  const facts = await factsOf(tx, now.accountId)
  const handoff = await goingOn(tx, facts, { before, now, actor })
  if (!handoff) return void (await startTransition(tx, now))
  if (before.effectiveOn !== now.effectiveOn) await moveHandoff(tx, facts, handoff.id, anchorOf(tx, facts, now))
  if (now.role === PRIORITIES) return
  const kind = handoffKindOf(now.role)
  const was = await partiesOf(tx, kind, facts, before)
  const is = await partiesOf(tx, kind, facts, now)
  if (!was || !is) return
  const parties = keptParties(handoff, was, is)
  await correctNewcomer(tx, handoff.id, actor, { ...parties, leaver: now.leaver, ...comerOn(now) })
}

/**
 * The handoff of a change; one that had ended with it goes on where it was. Whoever was asked in it stays so where they are
 * who the customer has read of.
 */
async function goingOn(
  tx: Tx,
  { account }: AccountFacts,
  { before, now, actor }: { before: ContactChange; now: ContactChange; actor: string },
): Promise<Handoff | undefined> {
  const { handoffId } = now
  const handoff = handoffId ? await holdHandoff(tx, handoffId) : undefined
  const isRenewed = before.state === 'withdrawn'
  if (isRenewed && (now.joined || handoff?.state === 'replaced')) return undefined
  if (handoff?.state !== 'withdrawn') return handoff
  if (account.state === 'ended') return undefined
  const isAsked = isRenewed && before.misleads && !now.misleads
  return reopenHandoff(tx, handoff, actor, isAsked)
}

/** Who gives and who receives may have been chosen by hand: whoever is not another one by a correction stays. */
function keptParties(chosen: Parties, was: Parties, is: Parties): Parties {
  const giver = was.giver === is.giver ? chosen.giver : is.giver
  const receiver = was.receiver === is.receiver ? chosen.receiver : is.receiver
  return giver === receiver ? is : { giver, receiver }
}

/** The handoff that a change started ends with it. What somebody began by hand goes on, and waits for who follows. */
export async function withdrawTransition(tx: Tx, change: ContactChange, actor: string): Promise<void> {
  await endOwn(tx, change, actor)
  await followLeaver(tx, change, actor)
}

async function endOwn(tx: Tx, change: ContactChange, actor: string): Promise<void> {
  const { handoffId, joined } = change
  if (!handoffId) return
  const { giver, receiver, state } = await holdHandoff(tx, handoffId)
  if (state === 'accepted' && !change.tookEffectAt) return undoAcceptance(tx, handoffId, actor, 'taken_back')
  if (!joined) return withdrawHandoff(tx, handoffId, actor)
  const nobody = { newcomer: null, newcomerEmail: null }
  await correctNewcomer(tx, handoffId, actor, { giver, receiver, leaver: joined.leaver, ...nobody })
}

const MOST_STANDING = 20

/**
 * Whoever was new leaves in the middle of their transition, and nobody follows: nothing is handed over to them any more. Where
 * they hold the role all the same, as that was taken back or they have come back, it goes on where it was.
 */
export async function followLeaver(tx: Tx, change: ContactChange, actor: string): Promise<void> {
  const { id, accountId, role, leaver } = change
  if (role === PRIORITIES || !leaver) return
  const standing = await store.listStanding(tx.db, accountId, role, MOST_STANDING)
  const came = standing.find((one) => one.id !== id && one.tookEffectAt && comerOn(one).newcomer === leaver)
  if (!came?.handoffId) return
  const facts = await factsOf(tx, accountId)
  const handoff = await holdHandoff(tx, came.handoffId)
  const holds = holdersOf(facts, role).some((one) => keptAs(one) === leaver)
  if (!holds && handoff.state === 'running') await withdrawHandoff(tx, handoff.id, actor)
  else if (holds && handoff.state === 'withdrawn') await reopenHandoff(tx, handoff, actor, true)
  else return
  await showAgain(tx, came.id)
}
