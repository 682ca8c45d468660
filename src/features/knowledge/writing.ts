import type { Modal } from '#blocks/kit.ts'
import { textModal } from '#blocks/known.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type Actor, checklistOf, getHandoff } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import { holdingOf, open } from './holding.ts'
import { writeMarkdown } from './markdown.ts'
import { type Listed, listHandoffs } from './store.ts'

export type { Listed }

/** A handoff and everything it holds, as Markdown. For whoever may read the database: nobody is asked who they are. */
export async function exportHandoff(tx: Tx, handoffId: string): Promise<string> {
  const handoff = await getHandoff(tx, handoffId)
  const holding = await holdingOf(tx, await factsOf(tx, handoff.accountId), handoff)
  return writeMarkdown(holding, await checklistOf(tx, handoff))
}

/** All handoffs, the latest first, to choose from. */
export const handoffsToExport = (tx: Tx): Promise<Listed[]> => listHandoffs(tx.db)

/** The same in Slack, a page at a time, to be copied. */
export async function openText(tx: Tx, actor: Actor, place: string, page = 0): Promise<Modal> {
  const holding = await open(tx, actor, place)
  const handoff = holding.handoffId ? await getHandoff(tx, holding.handoffId) : null
  const text = writeMarkdown(holding, handoff && (await checklistOf(tx, handoff)))
  return textModal(holding, text, page)
}
