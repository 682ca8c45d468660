import { takeRoleBack } from '#features/accounts/flow.ts'
import { settleException } from '#features/exceptions/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { cancel } from '#platform/scheduling/occurrences.ts'
import { effect, effectKey, noteChange, release } from './effecting.ts'
import { showTold } from './gathering.ts'
import { areSame } from './judging.ts'
import { showAsked } from './lapsing.ts'
import { isHeldBySeveral } from './lines.ts'
import {
  type ContactChange,
  isEmpty,
  PRIORITIES,
  type Report,
  subjectName,
  unacknowledgedKey,
  type Who,
  whoComes,
} from './model.ts'
import { showOffer } from './offering.ts'
import { planAll } from './planning.ts'
import { offerRetraction } from './retracting.ts'
import { showPrivately } from './showing.ts'
import * as store from './store.ts'
import { offerApology } from './straying.ts'
import { followChange } from './transition.ts'

/** What a change keeps of a report. */
export const kept = ({ temporaryUntil, notPublicYet, words, role }: Report, newcomer: Who | null) => ({
  newcomer: newcomer?.userId ?? null,
  newcomerName: newcomer?.userId ? null : (newcomer?.name ?? null),
  newcomerEmail: newcomer?.userId ? null : (newcomer?.email ?? null),
  // Nobody stands in where what matters changes.
  temporaryUntil: role === PRIORITIES ? null : (temporaryUntil ?? null),
  private: notPublicYet ?? false,
  words: role === PRIORITIES ? (words?.trim() ?? null) : null,
})

/** What was said of the wrong person or day is to be said again. */
export const ANEW = {
  ...{ acknowledgedBy: null, acknowledgedAt: null, escalatedTo: null },
  ...{ welcome: null, welcomedBy: null, welcomedAt: null },
}

interface Correction {
  change: ContactChange
  newcomer: Who | null
  /** Whether it is to be acknowledged anew. */
  again: boolean
  /** What else is different where it had been taken back and is told again. */
  renewed?: store.Later
}

/** Puts a change right, and the history of the role with it. @returns whether anything was different. */
export async function correct(
  tx: Tx,
  report: Report,
  { change, newcomer, again, renewed }: Correction,
): Promise<boolean> {
  const leaver = report.corrects ? (report.leaver ?? change.leaver) : change.leaver
  const isFilled = change.leftId !== null && !whoComes(change) && newcomer !== null && leaver === change.leaver
  const right = { leaver, ...kept(report, newcomer), effectiveOn: again ? report.effectiveOn : change.effectiveOn }
  const now = { ...right, private: change.private && right.private }
  const isSame = Object.entries(now).every(([name, value]) => change[name as keyof ContactChange] === value)
  if (isSame && !renewed) return false
  // The role was empty from the day on which it was left: that day stays.
  if (change.tookEffectAt && !isFilled) await undo(tx, change)
  if (again) await cancel(tx, effectKey(change), 'It was put right.')
  const asked = again ? { turn: change.turn + 1, ...ANEW } : {}
  const undone = {
    tookEffectAt: null,
    assignmentId: null,
    leaderAskedAt: null,
    leftId: isFilled ? change.leftId : null,
  }
  await store.updateChange(tx.db, change.id, { ...now, ...asked, ...undone, ...renewed })
  const corrected = (await store.findChange(tx.db, change.id))!
  await noteChange(tx, corrected, report.reportedBy, renewed ? 'contact.told_again' : 'contact.corrected')
  await effect(tx, corrected)
  if (corrected.private) await showPrivately(tx, corrected)
  else if (change.private) await release(tx, { ...corrected, private: true })
  else await goOn(tx, change, corrected, report.reportedBy)
  return true
}

/** What goes on beside a change that is told of follows what it says now. */
async function goOn(tx: Tx, before: ContactChange, now: ContactChange, actor: string): Promise<void> {
  await followChange(tx, before, now, actor)
  // Somebody else who comes is welcomed in the same place; where nobody does, the welcome stands for nobody.
  if (isEmpty(now)) await offerRetraction(tx, now)
  else if (before.misleads) await showOffer(tx, now.id)
  await offerApology(tx, before, (await store.findChange(tx.db, now.id))!)
  if (now.turn > before.turn) await settleException(tx, unacknowledgedKey(now), 'It was put right, and waits anew.')
  const after = (await store.findChange(tx.db, now.id))!
  await planAll(tx, after)
  await showAsked(tx, after, before.temporaryUntil)
  await showTold(tx, after)
}

export async function undo(tx: Tx, change: ContactChange): Promise<void> {
  const { accountId, role, leftId } = change
  if (role === PRIORITIES || (!leftId && !change.assignmentId)) return
  const assignmentId = (await isLeftTo(tx, change)) ? null : change.assignmentId
  if (await takeRoleBack(tx, { accountId, role, leftId, assignmentId })) return
  throw new Refusal(
    `Somebody else has become the ${subjectName(role)} since. Please record what holds now with Contact change.`,
  )
}

const MOST_STANDING = 20

/** Whoever follows two in one role holds it for the other one all the same: by the change of that one, from now on. */
async function isLeftTo(tx: Tx, change: ContactChange): Promise<boolean> {
  const { id, accountId, role, assignmentId } = change
  const comer = whoComes(change)
  if (!assignmentId || !comer || !isHeldBySeveral(role)) return false
  const other = (await store.listStanding(tx.db, accountId, role, MOST_STANDING)).find(
    (one) =>
      one.id !== id &&
      one.tookEffectAt &&
      [null, assignmentId].includes(one.assignmentId) &&
      areSame(whoComes(one), comer),
  )
  if (other) await store.updateChange(tx.db, other.id, { assignmentId })
  return other !== undefined
}
