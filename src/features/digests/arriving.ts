import { digestMessage } from '#blocks/digests.ts'
import { answerable, digestLetter } from '#blocks/letters.ts'
import { factsOf, noteWord } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { readerOf } from '#platform/outbox/letters.ts'
import type { Delivery } from '#platform/outbox/message.ts'
import { revise } from '#platform/outbox/say.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { asItGoes, isLate } from './posting.ts'
import { digestKey, redrawReview } from './review.ts'
import { findReport, findReportOfRound, lockReport, type Report, updateReport } from './store.ts'

const ROUND = new RegExp(`^${digestKey('')}([0-9a-f-]{36})`)

async function reportIn(tx: Tx, { kind, key }: Delivery): Promise<Report | undefined> {
  const roundId = kind === 'digest' ? ROUND.exec(key)?.[1] : undefined
  const id = roundId && (await findReportOfRound(tx.db, roundId))
  return id ? findReport(tx.db, id) : undefined
}

const marked = async (tx: Tx, report: Report, at: Date) => {
  const { account } = await factsOf(tx, report.accountId)
  return asItGoes(report, account, at)
}

/** An update that was said in time and leaves late says so; undefined where nothing about it changes. */
export async function asItLeaves(tx: Tx, delivery: Delivery): Promise<object | undefined> {
  const report = await reportIn(tx, delivery)
  if (!report || !isLate(report, tx.now)) return undefined
  const content = await marked(tx, report, tx.now)
  const words =
    delivery.surface === 'email'
      ? answerable(digestLetter(content), readerOf(delivery))
      : digestMessage(content, report.id)
  // Its charts may be gone by now, as Slack would not draw them; what it says is the same.
  return words.text === delivery.message.text ? undefined : words
}

/** An update stands where its buyer reads. Where it came late although it was said in time, it counts as late. */
export async function noteArrival(tx: Tx, delivery: Delivery, at: Date): Promise<void> {
  // What stands there already only changes.
  if (delivery.ts !== null) return
  const report = await reportIn(tx, delivery)
  if (!report || report.content.lateSince !== null || !isLate(report, at)) return
  const subject = { digestId: report.id, at: at.toISOString() }
  await schedule(tx, { kind: 'digests.came_late', key: `came_late:${report.id}`, subject, dueAt: tx.now })
}

/** It was published when it came, in our own books too. */
export async function countAsLate(
  tx: Tx,
  { subject }: { subject: { digestId: string; at: string } },
): Promise<Outcome> {
  const report = await lockReport(tx.db, subject.digestId)
  if (report?.state !== 'published' || report.content.lateSince) return { skip: 'It is known to be late.' }
  const publishedAt = new Date(subject.at)
  const came = { publishedAt, content: await marked(tx, report, publishedAt) }
  await updateReport(tx.db, report.id, came)
  await revise(tx, digestKey(report.roundId), digestMessage(came.content, report.id))
  await noteWord(tx, report.accountId)
  await redrawReview(tx, report)
  return undefined
}
