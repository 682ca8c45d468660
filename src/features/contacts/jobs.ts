import type { Tx } from '#platform/context.ts'
import type { Occurrence, Outcome } from '#platform/scheduling/occurrences.ts'
import { takeEffect } from './flow.ts'

/** The day has come from which somebody else holds the role. */
export async function letChangeTakeEffect(tx: Tx, { subject }: Occurrence<{ changeId: string }>): Promise<Outcome> {
  const skip = await takeEffect(tx, subject.changeId)
  return skip ? { skip } : undefined
}
