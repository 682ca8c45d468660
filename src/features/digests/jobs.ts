import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { closeAndCompile, endHold, publishDue, reassign, showHeard, showLateAnswer, warnLeader } from './flow.ts'

/** What becomes of a round by itself. */
export const digestOccurrences: Record<string, OccurrenceHandler> = {
  'rounds.close': closeAndCompile,
  'rounds.publish': publishDue,
  'digests.heard': showHeard,
  'digests.hold_ends': endHold,
  'digests.late_answer': showLateAnswer,
  'digests.reassign': reassign,
  'digests.warn_leader': warnLeader,
}
