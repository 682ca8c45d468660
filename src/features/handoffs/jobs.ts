import type { Tx } from '#platform/context.ts'
import type { Occurrence, Outcome } from '#platform/scheduling/occurrences.ts'
import { getHandoff, showChecklist } from './flow.ts'

/** A day has passed on which something was due: the checklist says so, in place. */
export async function noteOverdue(tx: Tx, { subject }: Occurrence<{ handoffId: string }>): Promise<Outcome> {
  const handoff = await getHandoff(tx, subject.handoffId)
  if (handoff.state !== 'running') return { skip: 'The handoff is over.' }
  await showChecklist(tx, handoff)
  return undefined
}
