import { lateNote } from '#blocks/digests.ts'
import { noteLetter } from '#blocks/letters.ts'
import { factsOf, noteWord } from '#features/accounts/flow.ts'
import { tellBuyer } from '#features/letters/flow.ts'
import { getRound } from '#features/rounds/flow.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { faces } from './gather.ts'
import { hold, keepFor, lateKey, waitingFor } from './holding.ts'
import { publish } from './posting.ts'
import { redrawReview } from './review.ts'
import { findReportOfRound, lockReport, updateReport } from './store.ts'

/** The publishing time has come: what may go goes, everything else counts as held. */
export async function publishDue(tx: Tx, { subject }: { subject: { roundId: string } }): Promise<Outcome> {
  const round = await getRound(tx, subject.roundId)
  // After downtime both may be due at once: first the close.
  if (round.state === 'open') return 'later'
  const id = await findReportOfRound(tx.db, round.id)
  const report = id ? await lockReport(tx.db, id) : undefined
  if (!report) return { skip: 'No report was made of it.' }
  if (report.state === 'published') return { skip: 'It was published before.' }
  if (report.state === 'approved' || (report.state === 'waiting' && !report.needsApproval)) await publish(tx, report)
  else if (report.state === 'waiting') await hold(tx, report, null)
  return undefined
}

/** The hold is over: what needs no approval goes out; for the rest the buyer is told that it is late. */
export async function endHold(tx: Tx, { subject }: { subject: { digestId: string } }): Promise<Outcome> {
  const report = await lockReport(tx.db, subject.digestId)
  if (report?.state !== 'held') return { skip: 'It waits no longer.' }
  if (!report.needsApproval) return void (await publish(tx, report))
  const facts = await factsOf(tx, report.accountId)
  const { account } = facts
  const missing = await waitingFor(tx, facts)
  if (missing) return void (await keepFor(tx, report, facts, missing, null))
  const { name, title } = account
  const { publishOn } = report
  const message = lateNote({ account: name, title, publishOn }, (await faces(tx, facts)).contact)
  const letter = noteLetter(`${name}: our update of ${shortDay(publishOn)} is late`, message)
  await tellBuyer(tx, facts, { key: lateKey(report.roundId), kind: 'late_note', message, letter })
  await updateReport(tx.db, report.id, { lateNoteAt: tx.now })
  await noteWord(tx, account.id)
  await redrawReview(tx, report)
  return undefined
}
