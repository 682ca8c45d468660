import { type EditMetadata, editModal, INTERNAL_REASON, named, partsOf, REASON } from '#blocks/digestEdit.ts'
import { earlyAsk, incompleteAsk, readEdit, readEditMetadata } from '#blocks/digestEditRead.ts'
import { headline } from '#blocks/digestHeadline.ts'
import { COMES, type Lines, linesModal, readLines, STANDS } from '#blocks/digestLines.ts'
import { readMetadata } from '#blocks/digestReading.ts'
import type { Values } from '#blocks/inputs.ts'
import { headed, type Modal } from '#blocks/kit.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { openAsksOf } from '#features/promises/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { openReview, readAgain } from './deciding.ts'
import { askedOf, calledOf } from './freshening.ts'
import { applyEdit, asksFollowed, type MergedEdit, mergeEdits, stands } from './merging.ts'
import type { Digest, DigestAsk, Edit, Internal } from './model.ts'
import { redrawReview, reportFor } from './review.ts'
import { keepText, listTexts, type Report, updateInternal, updateReport } from './store.ts'
import { isWorse } from './thoughts.ts'

/** Who changed a text that no person has changed. */
const PROGRAM = 'Throughline'
const PUBLISHED = 'This update was published already. What the buyer has read does not change.'

/** The form with everything that the owner may put in other words; a long report in parts. */
export async function openEdit(tx: Tx, userId: string, digestId: string, part = 0): Promise<Modal> {
  const { content, internal, version, state, apart } = await reportFor(tx, userId, digestId)
  if (state === 'published') throw new Refusal(PUBLISHED)
  return headed(editModal(content, internal, { digestId, version, part }), apart)
}

/**
 * Keeps the owner's words as a new text, which has to be approved anew where approval is needed. @returns the form with
 * the words of both, where somebody else wrote meanwhile.
 */
export async function saveEdit(
  tx: Tx,
  userId: string,
  submission: { metadata: string; values: Values },
): Promise<Modal | undefined> {
  const form = readEditMetadata(submission.metadata)
  const report = await reportFor(tx, userId, form.digestId, true)
  const texts = await listTexts(tx.db, report.id, form.version)
  const begun = texts.find(({ version }) => version === form.version)?.content ?? report.content
  const typed = readEdit(submission.values, begun, form)
  const { edit, changed, both, now } = await onto(tx, report, begun, typed)
  if (isThere({ ...report, content: now }, form, edit)) return undefined
  if (report.state === 'published') throw new Refusal(PUBLISHED)
  check(typed, report, submission.values, form)
  const writers = texts.flatMap(({ version, writtenBy }) => (version > form.version && writtenBy ? [writtenBy] : []))
  const others = writers.filter((writer) => writer !== userId)
  if (both.length > 0 || (changed.length > 0 && others.length > 0)) {
    const by = await nameOf(tx, others.at(-1) ?? writers.at(-1) ?? PROGRAM)
    const { content, internal, version } = report
    const meanwhile = { by, digest: content, changed, both }
    const mine = {
      ...internal,
      decided: typed.internalReason ? { by, reason: typed.internalReason } : internal.decided,
    }
    const words = applyEdit(content, edit)
    if (partsOf(words) > 1) throw new Refusal(tooLong(content))
    const editing = { digestId: report.id, version, draw: form.draw + 1, meanwhile }
    return headed(editModal(words, mine, editing), report.apart)
  }
  await keep(tx, userId, report, edit, form.part === 0)
  return undefined
}

/** What was typed, onto what stands now: what the customer did meanwhile the program wrote, and it is in nobody's way. */
async function onto(
  tx: Tx,
  { accountId, content }: Report,
  begun: Digest,
  typed: Edit,
): Promise<MergedEdit & { now: Digest }> {
  const open = new Set((await openAsksOf(tx, accountId)).map(({ id }) => id))
  const { base, mine, now } = asksFollowed(begun.asks, typed.asks, content.asks, open)
  const standing = { ...content, asks: now }
  return { ...mergeEdits({ ...begun, asks: base }, { ...typed, asks: mine }, standing), now: standing }
}

/** Sent again, as the answer came too late: a newer text says all of it, and an approval of that stands. */
function isThere(
  { version, content, internal }: Report,
  form: { version: number; part?: number },
  edit: Edit,
): boolean {
  const why = form.part === 0 ? edit.internalReason : null
  return version > form.version && stands(edit, content) && (why === null || why === internal.decided?.reason)
}

const tooLong = (now: Digest): string =>
  `Somebody else changed this update while you were writing, and nothing of yours was saved yet. It begins now: “${headline(now)}” Your words are still in the form under this one: copy what you need, and open Edit again.`

/** Three lines of the owner where nobody answered. @returns what the buyer will read, to be approved. */
export async function openLines(tx: Tx, userId: string, digestId: string): Promise<Modal> {
  const { content, internal, version, state, apart } = await reportFor(tx, userId, digestId)
  if (state === 'published') throw new Refusal(PUBLISHED)
  return headed(linesModal(content, internal, { digestId, version }), apart)
}

export async function saveLines(
  tx: Tx,
  userId: string,
  submission: { metadata: string; values: Values },
): Promise<Modal> {
  const { digestId, version } = readMetadata(submission.metadata)
  const report = await reportFor(tx, userId, digestId, true)
  const [base, ...since] = await listTexts(tx.db, digestId, version)
  const sent = base?.version === version && editOf(readLines(submission.values, base.content), base.content)
  if (sent && isThere(report, { version }, sent)) return readAgain(tx, userId, report)
  if (report.state === 'published') throw new Refusal(PUBLISHED)
  // What the customer has done meanwhile the program writes itself: nobody's words are in the way.
  if (since.some(({ writtenBy }) => writtenBy !== null)) throw new Refusal(tooLong(report.content))
  const lines = readLines(submission.values, report.content)
  if (!lines.stands) throw new Refusal('Please say in one line where it stands.', STANDS)
  if (!lines.comes) throw new Refusal('Please say in one line what comes next.', COMES)
  await keep(tx, userId, report, editOf(lines, report.content), false)
  return openReview(tx, userId, digestId)
}

/** Where it stands is the reason of a week that is not on track, and else how far they came. */
function editOf({ status, stands, hard, comes }: Lines, content: Digest): Edit {
  const onTrack = status === 'on_track'
  return {
    ...content,
    status,
    reason: onTrack ? null : stands,
    progress: onTrack ? [stands, ...content.progress] : content.progress,
    difficulties: hard ? [hard, ...content.difficulties] : content.difficulties,
    next: [comes],
    heard: content.satisfaction.heard,
    internalReason: null,
  }
}

const nameOf = async (tx: Tx, userId: string): Promise<string> =>
  (await peopleById(tx, [userId])).get(userId)?.name ?? userId

/** The new text, with what follows from it. `decides` where the form held the reason for us only. */
async function keep(tx: Tx, userId: string, report: Report, edit: Edit, decides: boolean): Promise<void> {
  const content = applyEdit(report.content, { ...edit, asks: await namedAsks(tx, report, edit.asks) })
  const internal = await afterEdit(tx, userId, report, content, decides ? edit.internalReason : undefined)
  const worse = isWorse(content.status, report.content.status)
  const waiting = report.state === 'held' ? {} : { state: 'waiting' as const }
  const version = report.version + 1
  await updateReport(tx.db, report.id, {
    ...waiting,
    content,
    needsApproval: report.needsApproval || internal.newlyNamed.length > 0 || worse,
    version,
    approvedBy: null,
    approvedAt: null,
  })
  await keepText(tx.db, { digestId: report.id, version, content, writtenBy: userId, writtenAt: tx.now })
  await updateInternal(tx.db, report.id, internal)
  const detail = { digestId: report.id, version }
  await record(tx, { accountId: report.accountId, actor: userId, action: 'digest.edited', detail })
  await redrawReview(tx, report)
}

/** Asks of whoever is meant by what the owner typed. */
async function namedAsks(tx: Tx, { accountId }: Report, asks: DigestAsk[]): Promise<DigestAsk[]> {
  const facts = await factsOf(tx, accountId)
  return Promise.all(asks.map(async (ask) => ({ ...ask, who: await calledOf(tx, facts, ask.who) })))
}

function check(edit: Edit, { internal, content }: Report, values: Values, form: EditMetadata): void {
  const incomplete = incompleteAsk(values, form)
  if (incomplete) throw new Refusal(incomplete.lacks, incomplete.field)
  const early = earlyAsk(values, content, form)
  if (early) throw new Refusal('This date is before the buyer reads it.', early)
  if (form.part > 0) return
  if (edit.status !== 'on_track' && !edit.reason)
    throw new Refusal('Please say in one line why it is not on track.', named(REASON, form.draw))
  const against = edit.status !== internal.proposed && internal.disagreement.length > 0
  if (against && !edit.internalReason)
    throw new Refusal(
      'The answers differ. Please say, for us only, why you decide so.',
      named(INTERNAL_REASON, form.draw),
    )
}

async function afterEdit(
  tx: Tx,
  userId: string,
  report: Report,
  content: Digest,
  reason: string | null | undefined,
): Promise<Internal> {
  const decided = reason ? { by: await nameOf(tx, userId), reason } : null
  return {
    ...report.internal,
    ...(reason === undefined ? {} : { decided }),
    ...(await askedOf(tx, report, content)),
  }
}
