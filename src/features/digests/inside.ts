import { internalModal } from '#blocks/internalEdition.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { isOutsider } from '#features/installations/flow.ts'
import { placeOf } from '#features/promises/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { findReport } from './store.ts'

const OURS = 'This is for the people of the vendor.'

/** All of the internal edition, for anybody of ours who can see its message. */
export async function openInternal(
  tx: Tx,
  reader: { userId: string; userTeamId: string },
  digestId: string,
  page = 0,
): Promise<Modal> {
  if (await isOutsider(tx, reader)) throw new Refusal(OURS)
  const report = await findReport(tx.db, digestId)
  // Somebody of the customer may be a full member of our workspace.
  if (report && (await placeOf(tx, await factsOf(tx, report.accountId), reader)) !== 'vendor') throw new Refusal(OURS)
  if (report?.state !== 'published') throw new Refusal('This update is not here any more.')
  return internalModal(report.content, report.internal, digestId, page)
}
