import { rateModal, readRating, sentenceModal, thanksModal } from '#blocks/digestRating.ts'
import { notForYou, readAllModal } from '#blocks/digests.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { openAsks, openConcerns, openTalk, type Place, placeOf } from '#features/promises/flow.ts'
import { isId, type Under } from '#features/promises/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { findPosted } from '#platform/outbox/say.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { insertSeen, listRatings, saveRating } from './echoStore.ts'
import { faces } from './gather.ts'
import { findReport, type Report } from './store.ts'

export interface Reader {
  userId: string
  userTeamId: string
  /** The message under which it was pressed; a form has none. */
  channel?: string | undefined
  messageTs?: string | undefined
}

const GONE = 'This update is not here any more.'

/** The report under which somebody presses, and as whom. Whatever else the senior buyer presses, they have seen it. */
async function readBy(tx: Tx, digestId: string, reader: Reader) {
  const report = await publishedReport(tx, digestId, reader)
  const facts = await factsOf(tx, report.accountId)
  const place: Place = await placeOf(tx, facts, reader)
  if (place === 'senior_buyer') await insertSeen(tx.db, digestId, reader.userId, tx.now)
  return { report, facts, place, names: await faces(tx, facts) }
}

/** @throws Refusal where the button does not belong to this report: nobody reads another account's by its id. */
async function publishedReport(tx: Tx, digestId: string, { channel, messageTs }: Reader): Promise<Report> {
  const report = isId(digestId) ? await findReport(tx.db, digestId) : undefined
  if (report?.state !== 'published') throw new Refusal(GONE)
  if (!channel) return report
  const posted = await findPosted(tx, `digest:${report.roundId}`)
  const { account } = await factsOf(tx, report.accountId)
  const isThere = channel === posted?.channel || channel === account.buyerChannel
  if (!isThere || (posted && posted.ts !== messageTs)) throw new Refusal(GONE)
  return report
}

/** Somebody says that they have read it. @returns what they are told; nobody else sees anything. */
export async function see(tx: Tx, reader: Reader, digestId: string): Promise<string> {
  const { place, names } = await readBy(tx, digestId, reader)
  if (place === 'vendor') return notForYou(names.buyer)
  if (place === 'customer') return 'Thank you for reading.'
  return `Thank you. ${names.contact ?? 'Your contact'} knows now that you have read it.`
}

/** The form for a rating; for anybody but the senior buyer a sentence. */
export async function openRating(tx: Tx, reader: Reader, digestId: string): Promise<Modal> {
  const { place, names } = await readBy(tx, digestId, reader)
  if (place === 'vendor') return sentenceModal(notForYou(names.buyer))
  if (place === 'customer')
    return sentenceModal(
      `The rating is ${names.buyer ?? 'the senior buyer'}’s. What you think counts too: please tell ${names.contact ?? 'us'} in the thread.`,
    )
  const before = (await listRatings(tx.db, [digestId])).find(({ userId }) => userId === reader.userId)
  return rateModal(digestId, names.contact, before)
}

/** Keeps the senior buyer's rating: the owner reads it at once, where they review, and our team with the next update. */
export async function rate(tx: Tx, reader: Reader, digestId: string, values: Values): Promise<Modal> {
  const { place, names } = await readBy(tx, digestId, reader)
  if (place !== 'senior_buyer') throw new Refusal(notForYou(names.buyer))
  const before = (await listRatings(tx.db, [digestId])).find(({ userId }) => userId === reader.userId)
  if (isKept(readRating(values), before)) return thanksModal(names.contact)
  await saveRating(tx.db, { digestId, userId: reader.userId, ...readRating(values), ratedAt: tx.now })
  const key = `rated:${digestId}:${crypto.randomUUID()}`
  await schedule(tx, { kind: 'digests.heard', key, subject: { digestId }, dueAt: tx.now })
  return thanksModal(names.contact)
}

/** The whole digest, a page at a time, for anybody who can see the message. */
export async function openAll(tx: Tx, reader: Reader, digestId: string, page = 0): Promise<Modal> {
  const { report } = await readBy(tx, digestId, reader)
  return readAllModal(report.content, digestId, page)
}

type Open = (tx: Tx, reader: Reader, under: Under) => Promise<Modal>

/** A form of the account's under one of its reports. */
const under =
  (open: Open) =>
  async (tx: Tx, reader: Reader, digestId: string): Promise<Modal> => {
    const { report } = await readBy(tx, digestId, reader)
    return open(tx, reader, { accountId: report.accountId, digestId })
  }

/** The form in which a customer asks to talk. */
export const openTalkUnder = under(openTalk)
/** A customer's concerns, or the form for a first one. */
export const openConcernsUnder = under(openConcerns)
/** What is asked of the customer. */
export const openAsksUnder = under(openAsks)
