import { undecidedFor } from '#features/knowledge/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Occurrence, OccurrenceHandler, Outcome } from '#platform/scheduling/occurrences.ts'
import { getHandoff, showChecklist } from './flow.ts'
import { remindOfItems } from './reminding.ts'

/** What happens to handoffs by itself. */
export const handoffOccurrences: Record<string, OccurrenceHandler> = {
  'handoffs.overdue': (tx, occurrence) => noteOverdue(tx, occurrence),
  'handoffs.remind': (tx, occurrence) => remindOfItems(tx, occurrence, undecidedFor),
}

/** A day has passed on which something was due: the checklist says so, in place. */
async function noteOverdue(tx: Tx, { subject }: Occurrence<{ handoffId: string }>): Promise<Outcome> {
  const handoff = await getHandoff(tx, subject.handoffId)
  if (handoff.state !== 'running') return { skip: 'The handoff is over.' }
  await showChecklist(tx, handoff)
  return undefined
}
