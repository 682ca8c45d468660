import { type Passed, passedOnNote } from '#blocks/internalEdition.ts'
import { getAccount, record } from '#features/accounts/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { revise } from '#platform/outbox/say.ts'
import { nowhereKey } from './holding.ts'
import { publishByHand } from './posting.ts'
import { reportFor } from './review.ts'
import { updateReport } from './store.ts'

/**
 * Whoever reviews says that they brought this very text to a buyer whom we cannot reach: it counts as published.
 * @throws Refusal where the text is another one by now, or does not wait for this.
 */
export async function passOn(tx: Tx, userId: string, { digestId, version }: Passed): Promise<void> {
  const report = await reportFor(tx, userId, digestId, true)
  if (report.state === 'published') throw new Refusal('This update counts as published already. Nothing was changed.')
  if (report.state !== 'held' || report.waitsFor !== 'channel')
    throw new Refusal('This update does not wait to be passed on any more. Nothing was changed.')
  if (report.version !== version)
    throw new Refusal('The text was changed since this message. Please approve it again, and pass on the new words.')
  const approved = { approvedBy: userId, approvedAt: tx.now }
  await updateReport(tx.db, report.id, approved)
  const { accountId } = report
  await record(tx, { accountId, actor: userId, action: 'digest.passed_on', detail: { digestId, version } })
  await publishByHand(tx, { ...report, ...approved })
  const name = (await peopleById(tx, [userId])).get(userId)?.name ?? userId
  await revise(tx, nowhereKey(report.roundId), passedOnNote((await getAccount(tx, accountId)).called, name))
}
