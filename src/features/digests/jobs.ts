import { lookingFirst } from '#features/channels/flow.ts'
import type { Directory } from '#features/installations/flow.ts'
import type { Handling, OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import {
  accountOfDigest,
  accountOfRound,
  channelChanged,
  closeAndCompile,
  countAsLate,
  endHold,
  publishDue,
  reassign,
  redate,
  showHeard,
  showLateAnswer,
  warnLeader,
} from './flow.ts'

/** What is reviewed and posted for a customer, after a look at who reads there. */
export const digestsAsking = (directory: Directory): Record<string, Handling> => ({
  'rounds.close': lookingFirst(directory, (tx, { roundId }) => accountOfRound(tx, roundId), closeAndCompile),
  'rounds.publish': lookingFirst(directory, (tx, { roundId }) => accountOfRound(tx, roundId), publishDue),
  'digests.hold_ends': lookingFirst(directory, (tx, { digestId }) => accountOfDigest(tx, digestId), endHold),
})

/** What becomes of a round by itself. */
export const digestOccurrences: Record<string, OccurrenceHandler> = {
  'channels.changed': (tx, { subject }) => channelChanged(tx, subject.accountId),
  'digests.came_late': countAsLate,
  'digests.heard': showHeard,
  'digests.late_answer': showLateAnswer,
  'digests.reassign': reassign,
  'digests.redate': redate,
  'digests.warn_leader': warnLeader,
}
