import { factsOf } from '#features/accounts/flow.ts'
import { hear, placeOf } from '#features/promises/flow.ts'
import type { Tx } from '#platform/context.ts'
import { saidAt } from '#platform/outbox/say.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { countSilent, insertSeen } from './echoStore.ts'
import { freshen } from './freshening.ts'
import { findReport, findReportOfRound, type Report } from './store.ts'

/** A reply in a thread, as much of it as is kept. What was written stays in Slack. */
export interface Reply {
  user: string
  channel: string
  threadTs: string
  /** The organisation of whoever wrote. */
  team: string
}

/** A reply under a report: of the senior buyer, they have seen it; of anybody at the customer, the owner is shown. */
export async function heardReply(tx: Tx, { user, channel, threadTs, team }: Reply): Promise<void> {
  const report = await reportAt(tx, channel, threadTs)
  if (!report) return
  const place = await placeOf(tx, await factsOf(tx, report.accountId), { userId: user, userTeamId: team })
  if (place === 'vendor') return
  if (place === 'senior_buyer') await insertSeen(tx.db, report.id, user, tx.now)
  const said = { kind: 'reply' as const, askId: null, topic: null, reach: null }
  await hear(tx, { id: crypto.randomUUID(), accountId: report.accountId, digestId: report.id, userId: user, ...said })
}

/** A reaction on a report: of the senior buyer, they have seen it. */
export async function heardReaction(tx: Tx, event: { user: string; channel: string; ts: string }): Promise<void> {
  const report = await reportAt(tx, event.channel, event.ts)
  if (!report) return
  const { stakeholders } = await factsOf(tx, report.accountId)
  const buyer = stakeholders.find(({ role, endsOn }) => role === 'senior_buyer' && endsOn === null)
  if (buyer?.userId === event.user) await insertSeen(tx.db, report.id, event.user, tx.now)
}

/** The published report that stands at a place in Slack, or whose thread begins there: also one that came late. */
async function reportAt(tx: Tx, channel: string, ts: string): Promise<Report | undefined> {
  const [, kind, roundId] = /^(digest|late):(.+)$/.exec((await saidAt(tx, { channel, ts }))?.key ?? '') ?? []
  const id = kind && roundId ? await findReportOfRound(tx.db, roundId) : undefined
  const report = id ? await findReport(tx.db, id) : undefined
  return report?.state === 'published' ? report : undefined
}

/**
 * Somebody at the customer did something, maybe under a report: its owner reads it in the review message, in place, and
 * what waits to be published follows.
 */
export async function showHeard(
  tx: Tx,
  { subject }: { subject: { digestId?: string | null; accountId?: string; askId?: string } },
): Promise<Outcome> {
  const report = subject.digestId ? await findReport(tx.db, subject.digestId) : undefined
  const accountId = report?.accountId ?? subject.accountId
  if (!accountId) return { skip: 'The report is not here any more.' }
  await freshen(tx, accountId, {
    ...(report?.state === 'published' ? { besides: report } : {}),
    ...(subject.askId ? { reopened: subject.askId } : {}),
  })
  return undefined
}

const DAY_MS = 24 * 3_600_000

/**
 * How many of each account's last published reports in a row the senior buyer has neither seen nor answered in Slack.
 * A report counts once a day has passed since it was posted.
 */
export const silentWeeksOf = async (tx: Tx, accountIds: string[]): Promise<Map<string, number>> =>
  new Map(
    (await countSilent(tx.db, accountIds, new Date(tx.now.getTime() - DAY_MS))).map(({ accountId, weeks }) => [
      accountId,
      weeks,
    ]),
  )
