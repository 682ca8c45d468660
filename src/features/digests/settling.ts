import { changeAsk, raiseAsk, redateAsk, takeBackAsk } from '#features/promises/flow.ts'
import type { Tx } from '#platform/context.ts'
import { handsOn } from './hands.ts'
import { listTexts, type Report } from './store.ts'

/** What the buyer read that we need from them is what we ask: of whom, in which words, by when, and nothing that went. */
export async function settleAsks(tx: Tx, report: Report): Promise<void> {
  const { accountId, roundId, content } = report
  await settleOpen(tx, report)
  for (const { askId, what, who, dueOn } of content.asks)
    if (askId === null) await raiseAsk(tx, { accountId, roundId, what, who, dueOn })
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
  for (const [askId, actor] of hands)
    if (isTakenOut(report, askId)) await takeBackAsk(tx, { accountId, askId, actor }, content.publishOn)
}

/** Gone from the text, and not as an answer that came late, and was taken in, called it done. */
function isTakenOut({ content, compiled, internal }: Report, askId: string): boolean {
  const stood = !internal.includesLate || compiled?.asks.some((ask) => ask.askId === askId)
  return stood === true && !content.asks.some((ask) => ask.askId === askId)
}
