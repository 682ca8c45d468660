import { sql } from 'kysely'
import type { Context, Tx } from '#platform/context.ts'
import type { Link, Links } from '#platform/links.ts'
import type { Ref } from '#platform/scheduling/sweep.ts'
import { asItLeaves, type Leaving } from './leaving.ts'
import type { Delivery } from './message.ts'
import { lockDue, move } from './store.ts'

/** What somebody without Slack is sent: the same words twice, plain and as HTML. */
export interface Letter {
  subject: string
  text: string
  html: string
}

/** Stands in a letter for the address to which it leads, which is put there as it leaves: no row ever holds one. */
export const LINK = '\u{E000}link\u{E000}'

export interface Named {
  name: string
  address: string
}

export interface Writing {
  /** Which letter this is; it is written once. */
  key: string
  kind: string
  to: string
  letter: Letter
  /** Who reads what is answered; null: whoever reads the sender's mailbox. */
  replyTo: Named | null
  accountId: string
  /** The page to which it leads, at LINK in its words. */
  link?: Omit<Link, 'bound'>
  /** The key of the letter that this one follows, so that both stand together in a mailbox. */
  follows?: string
}

/** A letter on its way out. `id` is the same at every attempt: a repeat can be recognised by whoever receives it. */
export interface Outgoing extends Letter {
  id: string
  to: string
  replyTo: Named | null
  followsId: string | null
  /** What the letters of one account have in common: mailboxes sort by it. */
  listId: string | null
  date: Date
}

/** What one attempt came to. `unclear` means that the mail server may or may not have taken it. */
export type Posted =
  | { outcome: 'sent' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'later'; reason: string }
  | { outcome: 'unclear'; reason: string }

export interface Mailer {
  /** One attempt, never a retry of its own; ends within a minute. */
  send(letter: Outgoing): Promise<Posted>
}

export interface PostOffice {
  /** Undefined where no mail server is set. */
  mailer: Mailer | undefined
  /** Undefined where no letter can lead to a page of ours. */
  links?: Links | undefined
  leaving: Leaving
  arrived(tx: Tx, delivery: Delivery, at: Date): Promise<void>
  /** Called in the transaction that records that a letter was refused, or that nobody knows whether it was taken. */
  failed(tx: Tx, delivery: Delivery, reason: string, state?: 'failed' | 'unknown'): Promise<void>
}

/** Longer than any attempt of ours: after it, a process that sent the letter is dead. */
const QUARANTINE_MS = 120_000
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 3_600_000
/** With these waits about a day of trying; then whoever answers for the account has to hear of it. */
const MOST_ATTEMPTS = 30
/** Why a letter was not even tried; read by blocks/troubles.ts. */
export const NO_MAIL_SERVER = 'no_mail_server'
export const NO_LINKS = 'no_links'

type Kept = Letter & Pick<Writing, 'replyTo'> & { link?: { path: string; about: [string, string]; until: string } }

/** The name of whoever reads what is answered to a letter; null where nobody is named. */
export const readerOf = ({ message }: Delivery): string | null => (message as unknown as Kept).replyTo?.name ?? null

/** The address of a letter among the channels of Slack. */
const toChannel = (address: string): string => `mailto:${address}`

/**
 * Owes somebody a letter, in the transaction of the fact it tells of. A key is written once: written again before it
 * has left, the new text is sent; afterwards nothing happens, as a letter cannot be changed.
 */
export async function write(tx: Tx, writing: Writing): Promise<void> {
  const { key, kind, to, letter, replyTo, accountId, follows, link } = writing
  const message = JSON.stringify({ ...letter, replyTo, ...(link ? { link } : {}), blocks: [] })
  await tx.db
    .insertInto('deliveries')
    .values({
      ...{ key, kind, surface: 'email', audience: 'customer', accountId, message, channel: toChannel(to) },
      ...{ threadKey: follows ?? null, dueAt: tx.real, createdAt: tx.now },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'key'])
        .doUpdateSet({ message, revision: sql`deliveries.revision + 1` })
        .where('deliveries.state', '=', 'pending'),
    )
    .execute()
  tx.wake()
}

/** Brings one letter to the mail server. An attempt whose end nobody saw is for a person, never sent again blindly. */
export async function deliverLetter(ctx: Context, office: PostOffice, ref: Ref): Promise<void> {
  const begun = await ctx.inWorkspace(ref.workspaceId, (tx) => begin(tx, office, ref.id))
  if (!begun) return
  const posted = await begun.mailer.send(begun.outgoing)
  await ctx.inWorkspace(ref.workspaceId, (tx) => record(tx, office, begun.delivery, posted))
  if (posted.outcome !== 'sent') ctx.log.warn({ letter: ref.id, outcome: posted.outcome }, 'letter.not_sent')
}

async function begin(tx: Tx, office: PostOffice, id: string) {
  const delivery = await lockDue(tx, id)
  if (!delivery) return undefined
  // `sending` is committed before the one attempt; found here, the process died in the middle of it.
  if (delivery.state === 'sending') return park(tx, office, delivery, 'the program stopped while it was sent')
  if (!office.mailer) return give(tx, office, delivery, NO_MAIL_SERVER)
  if ('link' in delivery.message && !office.links) return give(tx, office, delivery, NO_LINKS)
  const sending = { state: 'sending', attempt: delivery.attempt + 1 }
  const dueAt = new Date(tx.real.getTime() + QUARANTINE_MS)
  if (!(await move(tx, delivery, { ...sending, attemptAt: tx.real, dueAt, claimedUntil: dueAt }))) return undefined
  const outgoing = await outgoingOf(tx, office, await asItLeaves(tx, delivery, office.leaving))
  return { mailer: office.mailer, outgoing, delivery: { ...delivery, ...sending } }
}

async function outgoingOf(tx: Tx, office: PostOffice, delivery: Delivery): Promise<Outgoing> {
  const { id, accountId, channel, threadKey, message } = delivery
  const { subject, text, html, replyTo, link } = message as unknown as Kept
  const before = threadKey
    ? await tx.db.selectFrom('deliveries').select('id').where('key', '=', threadKey).executeTakeFirst()
    : undefined
  const address = link && office.links?.to({ ...link, bound: tx.workspaceId, until: new Date(link.until) })
  const led = (words: string) => (address ? words.replaceAll(LINK, address) : words)
  const words = { subject, text: led(text), html: led(html), replyTo: replyTo ?? null }
  const ids = { id, followsId: before?.id ?? null, listId: accountId }
  return { ...words, ...ids, to: channel.replace(/^mailto:/, ''), date: tx.now }
}

async function record(tx: Tx, office: PostOffice, delivery: Delivery, posted: Posted): Promise<void> {
  if (posted.outcome === 'unclear') return park(tx, office, delivery, posted.reason)
  if (posted.outcome === 'refused') return give(tx, office, delivery, posted.reason)
  if (posted.outcome === 'later') {
    if (delivery.attempt >= MOST_ATTEMPTS) return give(tx, office, delivery, posted.reason)
    const dueAt = new Date(tx.real.getTime() + waitAfter(delivery.attempt))
    await move(tx, delivery, { state: 'pending', dueAt, error: posted.reason })
    return
  }
  const sent = { state: 'sent', dueAt: null, sentAt: tx.now, sentRevision: delivery.revision, error: null }
  if (await move(tx, delivery, sent)) await office.arrived(tx, delivery, tx.now)
}

/** How long after so many attempts, in ms. */
export const waitAfter = (attempt: number): number => Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)

async function park(tx: Tx, office: PostOffice, delivery: Delivery, reason: string): Promise<undefined> {
  const parked = await move(tx, delivery, { state: 'unknown', dueAt: null, error: reason })
  if (parked) await office.failed(tx, delivery, reason, 'unknown')
}

async function give(tx: Tx, office: PostOffice, delivery: Delivery, reason: string): Promise<undefined> {
  const given = await move(tx, delivery, { state: 'failed', dueAt: null, error: reason })
  if (given) await office.failed(tx, delivery, reason, 'failed')
}
