import { alertOccurrences } from '#features/alerts/jobs.ts'
import { askForCheckins } from '#features/checkins/flow.ts'
import { checkinOccurrences } from '#features/checkins/jobs.ts'
import { emptyLook, lapsedLook, suspicionLook, unacknowledgedLook } from '#features/contacts/flow.ts'
import { contactOccurrences } from '#features/contacts/jobs.ts'
import { silenceLook } from '#features/digests/flow.ts'
import { digestOccurrences, digestsAsking } from '#features/digests/jobs.ts'
import { endpointOccurrences } from '#features/endpoints/jobs.ts'
import { peopleLook } from '#features/exceptions/flow.ts'
import { lookWith } from '#features/exceptions/jobs.ts'
import { besidesQuestion } from '#features/handoffs/flow.ts'
import { handoffOccurrences } from '#features/handoffs/jobs.ts'
import { handoffLook } from '#features/handoffs/looking.ts'
import { refreshOne } from '#features/home/jobs.ts'
import type { Directory } from '#features/installations/flow.ts'
import { undecidedFor, undecidedLook } from '#features/knowledge/flow.ts'
import { promiseOccurrences } from '#features/promises/jobs.ts'
import { kickoffLook, stateLook } from '#features/states/flow.ts'
import { stateOccurrences } from '#features/states/jobs.ts'
import { checksOfSlack } from '#features/troubles/jobs.ts'
import { readersLook } from '#features/troubles/look.ts'
import type { Handling, OccurrenceHandler } from '#platform/scheduling/occurrences.ts'

/** What asks Slack before it happens. */
export const asksOfSlack = (directory: Directory): Record<string, Handling> => ({
  ...checksOfSlack(directory),
  ...digestsAsking(directory),
})

/** Everything that happens by itself at an instant, by kind. The tick looks every two seconds. */
export const occurrences: Record<string, OccurrenceHandler> = {
  ...alertOccurrences,
  ...checkinOccurrences,
  // What waits in handoffs that day stands in the question, so that nobody gets two messages.
  'checkins.ask': (tx, { subject }) =>
    askForCheckins(tx, subject, async (_, userId) => [
      ...(await besidesQuestion(tx, userId)),
      ...(await undecidedFor(tx, userId)),
    ]),
  ...digestOccurrences,
  ...stateOccurrences,
  ...promiseOccurrences,
  ...contactOccurrences,
  'exceptions.look': lookWith(
    peopleLook,
    stateLook,
    silenceLook,
    readersLook,
    handoffLook,
    kickoffLook,
    undecidedLook,
    emptyLook,
    lapsedLook,
    suspicionLook,
    unacknowledgedLook,
  ),
  ...handoffOccurrences,
  ...endpointOccurrences,
  'home.refresh': refreshOne,
}
