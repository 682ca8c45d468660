import type { Tx } from '#platform/context.ts'
import type { Occurrence, OccurrenceHandler, Outcome } from '#platform/scheduling/occurrences.ts'
import {
  askHowItGoesOn,
  brief,
  endTransition,
  escalateChange,
  passOnItsDay,
  returnOnItsDay,
  takeEffect,
  tellOfImport,
} from './flow.ts'

/** What happens to contact changes by itself. */
export const contactOccurrences: Record<string, OccurrenceHandler> = {
  'contacts.take_effect': letChangeTakeEffect,
  'contacts.unacknowledged': escalateChange,
  'contacts.brief': brief,
  'contacts.imported': tellOfImport,
  'contacts.ask_back': askHowItGoesOn,
  'contacts.come_back': returnOnItsDay,
  // Contacts know of handoffs, and not the other way round.
  'handoffs.ended': endTransition,
  'handoffs.pass_account': passOnItsDay,
}

/** The day has come from which somebody else holds the role. */
async function letChangeTakeEffect(tx: Tx, { subject }: Occurrence<{ changeId: string }>): Promise<Outcome> {
  const skip = await takeEffect(tx, subject.changeId)
  return skip ? { skip } : undefined
}
