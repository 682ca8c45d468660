import { DECISION, readDecision, readingModal, readTold, toldField } from '#blocks/digestReading.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf, record, wasJustDone } from '#features/accounts/flow.ts'
import { holderOf, runsWeekly, STATE_NAMES } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { inBrief } from './brief.ts'
import { hold, waitingFor } from './holding.ts'
import { type Internal, isBlank } from './model.ts'
import { asItGoes, publish } from './posting.ts'
import { redrawReview, reportFor, reportToRead } from './review.ts'
import { type Report, updateInternal, updateReport } from './store.ts'
import { isUndecided, untold } from './thoughts.ts'
import { undecidedOf } from './undecided.ts'

/** Exactly what the buyer will read, before it is approved. */
export async function openReview(tx: Tx, userId: string, digestId: string, page = 0): Promise<Modal> {
  const report = await reportToRead(tx, userId, digestId)
  // From here to the decision is what reviewing costs an owner.
  if (isOpen(report) && page === 0)
    await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.opened', detail: { digestId } })
  return readAgain(tx, userId, report, page)
}

const isOpen = ({ state }: Pick<Report, 'state'>): boolean => state === 'waiting' || state === 'held'

/** What the buyer will read, for somebody who has opened it already. */
export async function readAgain(tx: Tx, userId: string, report: Report, page = 0): Promise<Modal> {
  const digestId = report.id
  const { account, stakeholders } = await factsOf(tx, report.accountId)
  const digest = report.state === 'published' ? report.content : asItGoes(report, account, tx.now)
  const reading = {
    digestId,
    version: report.version,
    digest,
    internal: report.internal,
    questions: untold(report.internal, report.told),
    undecided: isUndecided(report.internal),
    mayApprove: isOpen(report) && !isBlank(report),
    late: await lateWords(tx, report),
    isOwner: holderOf(stakeholders, 'owner')?.userId === userId,
  }
  return readingModal(reading, page)
}

/** Answers that came after the close are in no update; whoever reviews reads them here. */
async function lateWords(tx: Tx, report: Report): Promise<{ name: string; text: string }[]> {
  const late = (await undecidedOf(tx, report)).map(({ answer }) => answer)
  const people = await peopleById(
    tx,
    late.map(({ userId }) => userId),
  )
  return late.map((answer) => ({ name: people.get(answer.userId)?.name ?? answer.userId, text: inBrief(answer) }))
}

export interface Approval {
  digestId: string
  /** The text that was read. */
  version: number
}

/**
 * Approves one text; what is past its time goes out at once. @throws Refusal where it is another text by now.
 * @returns a sentence where there is no channel for it.
 */
export async function approve(
  tx: Tx,
  userId: string,
  approval: Approval,
  values: Values = {},
): Promise<string | undefined> {
  const report = await reportFor(tx, userId, approval.digestId, true)
  if (await isApproved(tx, userId, report, approval)) return undefined
  if (report.state === 'published') throw new Refusal('This update was published already. Nothing was changed.')
  if (report.version !== approval.version)
    throw new Refusal('The text was changed since you read it. Please read it again, and approve then.')
  if (isBlank(report))
    throw new Refusal('Nobody answered this week, so there is nothing to approve yet. Please write three lines.')
  const asked = untold(report.internal, report.told)
  const told = { ...report.told, ...Object.fromEntries(readTold(values, asked).map((key) => [key, userId])) }
  const open = untold(report.internal, told)
  if (open.length > 0)
    throw new Refusal(
      `Please tell ${[...new Set(open.map(({ who }) => who))].join(' and ')} first, and tick it here. Until then you can hold the update.`,
      toldField(asked.findIndex(({ key }) => key === open[0]?.key)),
    )
  const internal = await decideWhy(tx, userId, report, values)
  const approved = {
    state: 'approved' as const,
    told,
    approvedBy: userId,
    approvedAt: tx.now,
    heldBy: null,
    holdEndsAt: null,
    waitsFor: null,
  }
  await updateReport(tx.db, report.id, approved)
  if (internal !== report.internal) await updateInternal(tx.db, report.id, internal)
  await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.approved', detail: { ...approval } })
  if (tx.now < report.publishAt) return void (await redrawReview(tx, report))
  if (await publish(tx, { ...report, ...approved, internal })) return undefined
  return whyNot(tx, report)
}

/** Sent again, as the answer came too late. */
const isApproved = async (tx: Tx, actor: string, { accountId, state }: Report, approval: Approval): Promise<boolean> =>
  (state === 'approved' || state === 'published') &&
  wasJustDone(tx, { accountId, actor, action: 'digest.approved', detail: { ...approval } })

async function whyNot(tx: Tx, report: Report): Promise<string> {
  const facts = await factsOf(tx, report.accountId)
  const { account } = facts
  const waits = await waitingFor(tx, facts)
  if (waits === 'confirmation')
    return 'Nobody has confirmed yet who reads in its channel, so nothing was posted. Press Confirm who reads; then it is posted at once.'
  if (waits === 'place')
    return 'Its channel cannot be used now, so nothing was posted; a direct message to you says why. Once it can, the update is posted at once.'
  if (!account.buyerChannel && runsWeekly(account.state))
    return `${account.called} has no buyer channel, so nothing was posted. A direct message to you says what you can do.`
  return `${account.called} is ${STATE_NAMES[account.state]}, so nothing was posted. Once its weeks run, you can approve this update again.`
}

/** Where the answers differ, whoever approves says why, for us only. */
async function decideWhy(tx: Tx, userId: string, { internal }: Report, values: Values): Promise<Internal> {
  if (!isUndecided(internal)) return internal
  const reason = readDecision(values)
  if (!reason) throw new Refusal('The answers differ. Please say, for us only, why you decide so.', DECISION)
  const by = (await peopleById(tx, [userId])).get(userId)?.name ?? userId
  return { ...internal, decided: { by, reason } }
}

/** Approves several at once. @returns a sentence where some were changed meanwhile and stay as they are. */
export async function approveAll(tx: Tx, userId: string, approvals: Approval[]): Promise<string | undefined> {
  let left = 0
  // All rows first and in one order, the shared message last: so nobody who publishes just now waits for us in a circle.
  const reports: Report[] = []
  for (const { digestId } of approvals.toSorted((a, b) => a.digestId.localeCompare(b.digestId)))
    reports.push(await reportToRead(tx, userId, digestId, true))
  left += reports.filter(({ state }) => state === 'merged').length
  for (const report of reports.filter(isOpen)) {
    const shown = approvals.find(({ digestId }) => digestId === report.id)!
    const asShown = report.version === shown.version && untold(report.internal, report.told).length === 0
    const whole = !isUndecided(report.internal)
    if (whole && asShown && !isBlank(report)) await approve(tx, userId, shown)
    else left += 1
  }
  if (left === 0) return undefined
  return `${left} of them changed meanwhile and ${left === 1 ? 'is' : 'are'} not approved. Please read ${left === 1 ? 'it' : 'them'} again.`
}

/** The owner keeps a report back for one working day. */
export async function holdBack(tx: Tx, userId: string, digestId: string): Promise<void> {
  const report = await reportFor(tx, userId, digestId, true)
  if (report.state === 'published')
    throw new Refusal('This update was published already, so it cannot be held any more.')
  if (report.state === 'held') return
  await hold(tx, report, userId)
  await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.held', detail: { digestId } })
}

/** A hold is taken back: what needs no approval goes out at its time again, or at once where that has passed. */
export async function release(tx: Tx, userId: string, digestId: string): Promise<string | undefined> {
  const report = await reportFor(tx, userId, digestId, true)
  if (report.state !== 'held' || !report.heldBy) throw new Refusal('This update is not held any more.')
  if (report.needsApproval) throw new Refusal('This update needs your approval. Approving it ends the hold.')
  const released = { state: 'waiting' as const, heldBy: null, holdEndsAt: null, waitsFor: null }
  await updateReport(tx.db, report.id, released)
  await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.released', detail: { digestId } })
  if (tx.now < report.publishAt) return void (await redrawReview(tx, report))
  return (await publish(tx, { ...report, ...released })) ? undefined : whyNot(tx, report)
}
