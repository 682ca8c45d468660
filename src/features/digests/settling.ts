import { changeAsk, followSoon, raiseAsk, redateAsk } from '#features/promises/flow.ts'
import type { Tx } from '#platform/context.ts'
import { handsOn } from './hands.ts'
import type { whatCounts } from './newer.ts'
import { listTexts, type Report } from './store.ts'

type Counts = Awaited<ReturnType<typeof whatCounts>>

/** What the buyer read that we need from them is what we ask: of whom, in which words and by when. */
export async function settleAsks(tx: Tx, report: Report, counts: Counts): Promise<void> {
  const { accountId, roundId, content } = report
  if (counts({ kind: 'redate' })) await settleOpen(tx, report)
  for (const { askId, what, who, dueOn } of content.asks)
    if (askId === null && counts({ kind: 'ask', what, who }))
      await raiseAsk(tx, { accountId, roundId, what, who, dueOn })
}

async function settleOpen(tx: Tx, report: Report): Promise<void> {
  const { accountId, content } = report
  const hands = handsOn(await listTexts(tx.db, report.id, 1))
  for (const { askId, what, who, dueOn } of content.asks) {
    if (askId === null) continue
    await redateAsk(tx, accountId, askId, dueOn)
    const actor = hands.get(askId)
    if (actor) await changeAsk(tx, { accountId, askId, actor }, { what, who })
  }
  // What else waits to be published asks as this one does.
  if (hands.size > 0) await followSoon(tx, accountId)
}
