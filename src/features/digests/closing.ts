import { takenNote } from '#blocks/internalEdition.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, runsWeekly } from '#features/accounts/model.ts'
import { alertsFor, markListed, passDraftsOn } from '#features/alerts/flow.ts'
import { endAsking, planNextRound } from '#features/checkins/flow.ts'
import { closeRound, getRound, noteProposal, type Round, skipRound } from '#features/rounds/flow.ts'
import type { Tx } from '#platform/context.ts'
import { revise } from '#platform/outbox/say.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { compile, insideOf } from './compile.ts'
import { gather, reportsBefore, reviewerOf } from './gather.ts'
import { nowhereKey } from './holding.ts'
import { listCarried, updateCarried } from './lateStore.ts'
import { takeIn } from './merged.ts'
import { withEdits } from './merging.ts'
import { publish } from './posting.ts'
import { redrawReview, showReview } from './review.ts'
import { insertReport, lockUnpublished, type Report } from './store.ts'
import { needsApproval } from './thoughts.ts'
import { holds, unsentOf, untoldBefore, writerOf } from './unsent.ts'

/** The asking ends: the answers become a report, which waits for the owner, and the next round begins. */
export async function closeAndCompile(tx: Tx, { subject }: { subject: { roundId: string } }): Promise<Outcome> {
  const round = await getRound(tx, subject.roundId)
  const facts = await factsOf(tx, round.accountId)
  const { state } = facts.account
  const ended = runsWeekly(state) ? closeRound(tx, round.id) : skipRound(tx, round.id, `The account is ${state}.`)
  if (!(await ended)) return { skip: 'It was closed before.' }
  await endAsking(tx, round.id)
  if (!runsWeekly(state)) return { skip: `The account is ${state} now.` }
  await planNextRound(tx, facts.account.id)
  await publishOverdue(tx, facts)
  const taken = await takeIn(tx, round)
  const ownerId = await makeReport(tx, round, facts)
  for (const one of taken) await sayTaken(tx, one, facts)
  if (ownerId) await showReview(tx, ownerId, round.publishOn)
  // They name the update that was put together before them.
  await passDraftsOn(tx, round.accountId)
  return undefined
}

/** Puts the report of a closed round together. @returns whoever reviews it. */
async function makeReport(tx: Tx, round: Round, facts: AccountFacts): Promise<string | null> {
  const before = await reportsBefore(tx, round)
  const carried = await listCarried(tx.db, round.accountId, null)
  const unsent = unsentOf(before)
  const beside = {
    late: [],
    carried: carried.map(({ answer }) => answer),
    unsent: await untoldBefore(tx, round, before),
  }
  const material = await gather(tx, round, facts, before, beside)
  const { digest: compiled, internal: made } = compile(material)
  const [last] = unsent
  const content = last ? withEdits(compiled, last, material.answers.length > 0) : compiled
  const internal = insideOf(made, content, material)
  const alerts = await alertsFor(tx, round.accountId, round.id)
  await markListed(tx, alerts, round.id)
  const ownerId = await reviewerOf(tx, facts)
  const published = before.filter(({ state }) => state === 'published').length
  const report = {
    accountId: round.accountId,
    roundId: round.id,
    publishOn: round.publishOn,
    ownerId,
    // What was not approved there is not approved here.
    needsApproval:
      needsApproval(internal, published) ||
      alerts.undecided ||
      unsent.some((one) => one.needsApproval && holds({ internal }, one.id)),
    ...{ compiled, content, internal },
    // Who has been told of the same for that one has been told.
    told: Object.assign({}, ...unsent.map(({ told }) => told).toReversed()),
    writtenBy: last ? await writerOf(tx, last) : null,
  }
  if (!internal.unanswered) await noteProposal(tx, round.id, internal.proposed)
  await updateCarried(tx.db, carried, await insertReport(tx.db, report, tx.now))
  return ownerId
}

/** What may go and is past its time, as the program stood still, goes late before anything takes it in. */
async function publishOverdue(tx: Tx, { account }: AccountFacts): Promise<void> {
  const waiting = await lockUnpublished(tx.db, account.id)
  const mayGo = ({ state, needsApproval, publishAt, holdEndsAt }: Report) =>
    publishAt <= tx.now &&
    (state === 'approved' || (!needsApproval && (state === 'waiting' || (holdEndsAt !== null && holdEndsAt <= tx.now))))
  for (const report of waiting.filter(mayGo)) await publish(tx, report)
}

/** Whoever was to decide about it, or to bring it to the buyer, reads where it is. `report`: as it was before. */
async function sayTaken(tx: Tx, report: Report, { account }: AccountFacts): Promise<void> {
  await redrawReview(tx, report)
  if (report.waitsFor === 'channel') await revise(tx, nowhereKey(report.roundId), takenNote(account.called))
}
