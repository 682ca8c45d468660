import { rateModal, readRating, sentenceModal, thanksModal } from '#blocks/digestRating.ts'
import { notForYou, readAllModal } from '#blocks/digests.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, sideOf } from '#features/accounts/model.ts'
import { isOutsider } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { faces } from './gather.ts'
import { findReport, insertSeen, listRatings, type Report, saveRating } from './store.ts'

export interface Reader {
  userId: string
  userTeamId: string
}

/** As whom somebody presses a button under a digest. Only the named senior buyer counts. */
type Place = 'senior_buyer' | 'customer' | 'vendor'

async function placeOf(tx: Tx, { stakeholders }: AccountFacts, reader: Reader): Promise<Place> {
  if (holderOf(stakeholders, 'senior_buyer')?.userId === reader.userId) return 'senior_buyer'
  const named = stakeholders.some(({ role, userId }) => userId === reader.userId && sideOf(role) === 'customer')
  return named || (await isOutsider(tx, reader)) ? 'customer' : 'vendor'
}

async function readBy(tx: Tx, digestId: string, reader: Reader) {
  const report = await findReport(tx.db, digestId)
  if (report?.state !== 'published') throw new Refusal('This update is not here any more.')
  const facts = await factsOf(tx, report.accountId)
  return { report, facts, place: await placeOf(tx, facts, reader), names: await faces(tx, facts) }
}

/** Somebody says that they have read it. @returns what they are told; nobody else sees anything. */
export async function see(tx: Tx, reader: Reader, digestId: string): Promise<string> {
  const { place, names } = await readBy(tx, digestId, reader)
  if (place === 'vendor') return notForYou(names.buyer)
  if (place === 'customer') return 'Thank you for reading.'
  await insertSeen(tx.db, digestId, reader.userId, tx.now)
  return `Thank you. ${names.owner ?? 'Your contact'} knows now that you have read it.`
}

/** The form for a rating; for anybody but the senior buyer a sentence. */
export async function openRating(tx: Tx, reader: Reader, digestId: string): Promise<Modal> {
  const { place, names } = await readBy(tx, digestId, reader)
  if (place === 'vendor') return sentenceModal(notForYou(names.buyer))
  if (place === 'customer')
    return sentenceModal(
      `The rating is ${names.buyer ?? 'the senior buyer'}’s. What you think counts too: please tell ${names.owner ?? 'us'} in the thread.`,
    )
  const before = (await listRatings(tx.db, [digestId])).find(({ userId }) => userId === reader.userId)
  return rateModal(digestId, names.owner, before)
}

/** Keeps the senior buyer's rating; only the owner and those responsible with them read it. */
export async function rate(tx: Tx, reader: Reader, digestId: string, values: Values): Promise<Modal> {
  const { place, names } = await readBy(tx, digestId, reader)
  if (place !== 'senior_buyer') throw new Refusal(notForYou(names.buyer))
  await saveRating(tx.db, { digestId, userId: reader.userId, ...readRating(values), ratedAt: tx.now })
  return thanksModal(names.owner)
}

/** The whole digest, a page at a time, for anybody who can see the message. */
export async function openAll(tx: Tx, digestId: string, page = 0): Promise<Modal> {
  const report: Report | undefined = await findReport(tx.db, digestId)
  if (report?.state !== 'published') throw new Refusal('This update is not here any more.')
  return readAllModal(report.content, digestId, page)
}
