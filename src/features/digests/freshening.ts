import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { openAsksOf, publicConcernsOf } from '#features/promises/flow.ts'
import { isSameAsk } from '#features/promises/model.ts'
import { addDays } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { faces, namesOf, reportsBefore, whoIsWho } from './gather.ts'
import { type Digest, type DigestAsk, type Internal, isUnwritten } from './model.ts'
import { asWritten, meant, type Named, newlyNamed, questionsOf } from './naming.ts'
import { redrawReview } from './review.ts'
import { keepText, lockUnpublished, type Report, updateInternal, updateReport } from './store.ts'

/**
 * What the customer has done since a report was put together: nobody reads there that something is asked of them which
 * they have called done, or that a concern is open which they have called resolved. Whom they call changes with the
 * owner. A text that somebody approved stays as it is; its reviewer reads what it still asks.
 * @param besides a published report whose review is drawn anew with them.
 * @param reopened an ask that is open again: they ask for it again.
 */
export async function freshen(
  tx: Tx,
  accountId: string,
  { besides, reopened }: { besides?: Report; reopened?: string },
): Promise<void> {
  // All rows first, then the messages by their day: so nobody who approves just now waits for us in a circle.
  const waiting = await lockUnpublished(tx.db, accountId)
  for (const report of waiting) {
    const content = report.approvedBy === null ? await freshOf(tx, report, reopened) : report.content
    if (JSON.stringify(content) !== JSON.stringify(report.content)) await keepFresh(tx, report, content)
  }
  const shown = [...(besides ? [besides] : []), ...waiting]
  for (const report of shown.toSorted((a, b) => a.publishOn.localeCompare(b.publishOn))) await redrawReview(tx, report)
}

async function freshOf(tx: Tx, report: Report, reopened: string | undefined): Promise<Digest> {
  const facts = await factsOf(tx, report.accountId)
  const named = await namedFor(tx, report)
  const standing = report.content.asks.filter(
    ({ askId }) => askId === null || named.openAsks.some(({ id }) => id === askId),
  )
  const again = named.openAsks.find(({ id }) => id === reopened)
  const last = (await reportsBefore(tx, report)).find(({ publishedAt }) => publishedAt)
  return {
    ...report.content,
    asks: again ? withAsk(standing, again) : standing,
    concerns: await publicConcernsOf(tx, facts, last?.publishedAt ?? new Date(0)),
    contact: (await faces(tx, facts)).contact,
  }
}

/** Asks with one more, by their days as they were put together. What is asked already stays in the words that it has. */
function withAsk(asks: DigestAsk[], { id, what, who, dueOn }: Named['openAsks'][number]): DigestAsk[] {
  const ask = { askId: id, what, who, dueOn }
  const isIt = (one: DigestAsk) => one.askId === id || isSameAsk(one, ask)
  return asks.some(isIt) ? asks : [...asks, ask].toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
}

/** Whoever is asked, by the name that the account has for them. */
export async function calledOf(tx: Tx, facts: AccountFacts, who: string): Promise<string> {
  const names = await namesOf(tx, facts, [who])
  return meant(names.get(who) ?? who, whoIsWho(facts, names, []).customers)
}

async function keepFresh(tx: Tx, report: Report, content: Digest): Promise<void> {
  const version = report.version + 1
  await updateReport(tx.db, report.id, { content, version })
  await keepText(tx.db, { digestId: report.id, version, content, writtenBy: null, writtenAt: tx.now })
  // Nobody has written it yet, whatever the customer did.
  const blank = isUnwritten(report) ? { blankVersion: version } : {}
  await updateInternal(tx.db, report.id, { ...report.internal, ...(await askedOf(tx, report, content)), ...blank })
}

/** Whom a text names for the first time, and who has to have heard of what. */
export async function askedOf(
  tx: Tx,
  report: Report,
  content: Digest,
): Promise<Pick<Internal, 'newlyNamed' | 'questions'>> {
  const named = await namedFor(tx, report)
  return { newlyNamed: newlyNamed(content, named), questions: questionsOf(content, named) }
}

/** Whom a report may name, and what is open by now. */
async function namedFor(tx: Tx, report: Report): Promise<Named> {
  const facts = await factsOf(tx, report.accountId)
  const before = await reportsBefore(tx, report)
  const last = before.find(({ state }) => state === 'published')
  const lastReportOn = last?.publishOn ?? addDays((before.at(-1) ?? report).publishOn, -7)
  const asks = await openAsksOf(tx, report.accountId)
  const names = await namesOf(
    tx,
    facts,
    asks.map(({ who }) => who),
  )
  const known = whoIsWho(facts, names, before)
  return { ...known, openAsks: asWritten(asks, names, known.customers), lastReportOn }
}
