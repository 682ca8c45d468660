import { askField, editModal, INTERNAL_REASON, incompleteAsk, REASON, readEdit } from '#blocks/digestEdit.ts'
import { readingModal, readMetadata, readTold, toldField } from '#blocks/digestReading.ts'
import { headline } from '#blocks/digestSections.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import { lateAnswersOf } from '#features/checkins/flow.ts'
import { STATUS_NAMES } from '#features/checkins/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { questionsOf } from './compile.ts'
import { faces, reportsBefore } from './gather.ts'
import { applyEdit, type Digest, type Edit, type Internal, isWorse, untold } from './model.ts'
import { hold, publish } from './publishing.ts'
import { redrawReview, reportFor } from './review.ts'
import { type Report, updateInternal, updateReport } from './store.ts'

/** Exactly what the buyer will read, before it is approved. */
export async function openReview(tx: Tx, userId: string, digestId: string, page = 0): Promise<Modal> {
  const report = await reportFor(tx, userId, digestId)
  const { stakeholders } = await factsOf(tx, report.accountId)
  const open = report.state === 'waiting' || report.state === 'held'
  const reading = {
    digestId,
    version: report.version,
    digest: report.content,
    internal: report.internal,
    questions: untold(report.internal, report.told),
    mayApprove: open && !isBlank(report),
    late: await lateWords(tx, report),
    isOwner: holderOf(stakeholders, 'owner')?.userId === userId,
  }
  return readingModal(reading, page)
}

/** Answers that came after the close are in no update; whoever reviews reads them here. */
async function lateWords(tx: Tx, { roundId }: Report): Promise<{ name: string; text: string }[]> {
  const late = await lateAnswersOf(tx, roundId)
  const people = await peopleById(
    tx,
    late.map(({ userId }) => userId),
  )
  return late.map(({ userId, status, because, progress, hard, doing, nextStep }) => ({
    name: people.get(userId)?.name ?? userId,
    text: [STATUS_NAMES[status], because, progress, hard, doing, nextStep].filter(Boolean).join(' · '),
  }))
}

/** Nobody answered, and the owner has not written anything either. */
const isBlank = ({ internal, version }: Report): boolean => internal.unanswered && version === 1

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
  if (report.state === 'published') throw new Refusal('This update was published already. Nothing was changed.')
  if (report.version !== approval.version)
    throw new Refusal('The text was changed since you read it. Please read it again, and approve then.')
  if (isBlank(report))
    throw new Refusal(
      'Nobody answered this week, so there is nothing to approve yet. Please write three lines with Edit.',
    )
  const asked = untold(report.internal, report.told)
  const told = { ...report.told, ...Object.fromEntries(readTold(values, asked).map((key) => [key, userId])) }
  const open = untold(report.internal, told)
  if (open.length > 0)
    throw new Refusal(
      `Please tell ${open.map(({ who }) => who).join(' and ')} first, and tick it here. Until then you can hold the update.`,
      toldField(asked.findIndex(({ key }) => key === open[0]?.key)),
    )
  const approved = {
    state: 'approved' as const,
    told,
    approvedBy: userId,
    approvedAt: tx.now,
    heldBy: null,
    holdEndsAt: null,
  }
  await updateReport(tx.db, report.id, approved)
  await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.approved', detail: { ...approval } })
  if (tx.now < report.publishAt) return void (await redrawReview(tx, report))
  if (await publish(tx, { ...report, ...approved })) return undefined
  return `${report.content.account} has no buyer channel, so nothing was posted. A direct message to you says what you can do.`
}

/** Approves several at once. @returns a sentence where some were changed meanwhile and stay as they are. */
export async function approveAll(tx: Tx, userId: string, approvals: Approval[]): Promise<string | undefined> {
  let left = 0
  // All rows first and in one order, the shared message last: so nobody who publishes just now waits for us in a circle.
  const reports: Report[] = []
  for (const { digestId } of approvals.toSorted((a, b) => a.digestId.localeCompare(b.digestId)))
    reports.push(await reportFor(tx, userId, digestId, true))
  for (const report of reports.filter(({ state }) => state === 'waiting' || state === 'held')) {
    const shown = approvals.find(({ digestId }) => digestId === report.id)!
    const asShown = report.version === shown.version && untold(report.internal, report.told).length === 0
    if (asShown && !isBlank(report)) await approve(tx, userId, shown)
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

export async function openEdit(tx: Tx, userId: string, digestId: string): Promise<Modal> {
  const { content, internal, version, state } = await reportFor(tx, userId, digestId)
  if (state === 'published')
    throw new Refusal('This update was published already. What the buyer has read does not change.')
  return editModal(content, internal, { digestId, version })
}

/** Keeps the owner's words as a new text, which has to be approved anew where approval is needed. */
export async function saveEdit(
  tx: Tx,
  userId: string,
  submission: { metadata: string; values: Values },
): Promise<void> {
  const { digestId, version } = readMetadata(submission.metadata)
  const report = await reportFor(tx, userId, digestId, true)
  if (report.state === 'published')
    throw new Refusal('This update was published meanwhile. What the buyer has read does not change.')
  if (report.version !== version)
    throw new Refusal(
      `Somebody else changed this update while you were writing, and nothing of yours was saved yet. It begins now: “${headline(report.content)}” Your words are still in the form under this one: copy what you need, and open Edit again.`,
    )
  const edit = readEdit(submission.values, report.content)
  check(edit, report, submission.values)
  const content = applyEdit(report.content, edit)
  const internal = await afterEdit(tx, userId, report, content, edit)
  const needsApproval =
    report.needsApproval || internal.newlyNamed.length > 0 || isWorse(content.status, report.content.status)
  const waiting = report.state === 'held' ? {} : { state: 'waiting' as const }
  await updateReport(tx.db, digestId, {
    ...waiting,
    content,
    needsApproval,
    version: version + 1,
    approvedBy: null,
    approvedAt: null,
  })
  await updateInternal(tx.db, digestId, internal)
  await record(tx, {
    accountId: report.accountId,
    actor: userId,
    action: 'digest.edited',
    detail: { digestId, version: version + 1 },
  })
  await redrawReview(tx, report)
}

function check(edit: Edit, { internal, content }: Report, values: Values): void {
  const incomplete = incompleteAsk(values, content)
  if (incomplete) throw new Refusal(incomplete.lacks, incomplete.field)
  const early = edit.asks.findIndex(({ askId, dueOn }) => askId === null && dueOn < content.publishOn)
  if (early >= 0 && early <= content.asks.length)
    throw new Refusal('This date is before the buyer reads it.', askField('due', early))
  if (edit.status !== 'on_track' && !edit.reason)
    throw new Refusal('Please say in one line why it is not on track.', REASON)
  const against = edit.status !== internal.proposed && internal.disagreement.length > 0
  if (against && !edit.internalReason)
    throw new Refusal('The answers differ. Please say, for us only, why you decide so.', INTERNAL_REASON)
}

async function afterEdit(tx: Tx, userId: string, report: Report, content: Digest, edit: Edit): Promise<Internal> {
  const { internal } = report
  const facts = await factsOf(tx, report.accountId)
  const before = await reportsBefore(tx, report)
  const known = new Set(before.flatMap((earlier) => earlier.content.asks.map(({ who }) => who)))
  const fresh = content.asks.filter(({ askId }) => askId === null)
  const name = (await peopleById(tx, [userId])).get(userId)?.name ?? userId
  const decided = edit.internalReason ? { by: name, reason: edit.internalReason } : null
  const { buyer } = await faces(tx, facts)
  return {
    ...internal,
    decided,
    newlyNamed: [...new Set(fresh.map(({ who }) => who))].filter((who) => !known.has(who)),
    questions: questionsOf(buyer, content.goLive, fresh),
  }
}
