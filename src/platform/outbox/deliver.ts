import type { Context, Tx } from '#platform/context.ts'
import type { Ref } from '#platform/scheduling/sweep.ts'
import { asItLeaves, type Leaving } from './leaving.ts'
import { deliverLetter, type PostOffice } from './letters.ts'
import type { Delivery, Message, Sender, Sent } from './message.ts'
import { reconcile } from './reconcile.ts'
import {
  countClear,
  countUnclear,
  isNotFirst,
  lastAttempt,
  lockChannel,
  lockDue,
  move,
  moveToSent,
  restsUntil,
  threadParent,
} from './store.ts'

export interface Outbox {
  senderFor(workspaceId: string): Sender
  /** What Slack would refuse about a message, before it is sent; empty when nothing. */
  check(surface: string, message: Message): string[]
  /**
   * Asks Slack who reads in the channel of a message. Of what is for the vendor the answer says why it may not stand
   * there; null where nothing speaks against it. May take seconds, so it is asked between transactions.
   * @throws Error where Slack cannot be asked now.
   */
  askWhoReads(workspaceId: string, delivery: Delivery): Promise<string | null>
  /** Whether this may be posted there at all, given what `askWhoReads` answered; null where nothing speaks against it. */
  objection(tx: Tx, delivery: Delivery, strangers: string | null): Promise<Objection | null>
  /** Called in the transaction that lets a message wait for its channel: why, or the code with which Slack refused it. */
  held(tx: Tx, delivery: Delivery, why: string): Promise<void>
  leaving: Leaving
  /** Called in the transaction that records that a message stands in Slack, with the instant of it. */
  arrived(tx: Tx, delivery: Delivery, at: Date): Promise<void>
  /** Called in the transaction that records that a message will not arrive unless a person does something. */
  failed(tx: Tx, delivery: Delivery, error: string): Promise<void>
  /** From an attempt without an answer to the first look for it; longer than any request of ours may still be under way. */
  quarantineMs: number
  /** The least time between two messages in one channel. */
  spacingMs: number
  /** Letters go another way. */
  office: PostOffice
}

/** Why a message may not stand where it should, and the person who may read it instead, where there is one. */
export interface Objection {
  why: string
  instead: string | null
  /** It waits until its channel has changed, and is posted then. */
  waits?: true
}

/** Slack takes about one message a second in a channel (docs.slack.dev/apis/web-api/rate-limits). */
export const CHANNEL_SPACING_MS = 1_000
const REST_MS = 60_000
const PARENT_WAIT_MS = 2_000
/** Slack takes our requests with a clock this far off its own; its history is dated by its own. */
const CLOCK_MARGIN_MS = 300_000
const IN_FLIGHT_MS = 15_000
const ASK_AGAIN_MS = 5_000
/** Codes with which Slack refuses a message because of its channel: somebody can mend that, and then it is posted. */
const CHANNEL_GONE = new Set(['is_archived', 'not_in_channel', 'channel_not_found'])

const after = (tx: Tx, ms: number) => new Date(tx.real.getTime() + ms)

/** Brings one message to Slack or finds out what became of it. One attempt a call; the row says what comes next. */
export async function deliver(ctx: Context, outbox: Outbox, ref: Ref, seen?: Seen): Promise<void> {
  const begun = await ctx.inWorkspace(ref.workspaceId, (tx) => begin(tx, outbox, ref.id, seen))
  if (!begun) return
  if (begun.step === 'letter') return deliverLetter(ctx, outbox.office, ref)
  if (begun.step === 'ask') return askWhoReads(ctx, outbox, ref, begun.delivery)
  const sender = outbox.senderFor(ref.workspaceId)
  if (begun.step === 'look') return reconcile(ctx, sender, ref.workspaceId, begun.delivery, outbox.arrived)
  if (begun.step === 'probe' && !(await sender.alive())) return
  if (begun.step === 'probe') return ctx.inWorkspace(ref.workspaceId, countClear)
  const sent = await attempt(sender, begun)
  await ctx.inWorkspace(ref.workspaceId, (tx) => record(tx, outbox, begun.delivery, sent))
  if (sent.outcome !== 'sent') ctx.log.warn({ delivery: ref.id, ...sent }, 'delivery.not_sent')
}

/** Who reads in a channel besides colleagues, asked for this attempt. */
interface Seen {
  channel: string
  strangers: string | null
}

async function askWhoReads(ctx: Context, outbox: Outbox, ref: Ref, delivery: Delivery): Promise<void> {
  const { channel } = delivery
  let strangers: string | null
  try {
    strangers = await outbox.askWhoReads(ref.workspaceId, delivery)
  } catch (error) {
    ctx.log.warn({ error, delivery: ref.id }, 'delivery.readers_unknown')
    await ctx.inWorkspace(ref.workspaceId, (tx) => move(tx, delivery, { dueAt: after(tx, waitAsked(error)) }))
    return
  }
  return deliver(ctx, outbox, ref, { channel, strangers })
}

/** How long Slack asks us to wait (seconds), or a little where it does not say. */
function waitAsked(error: unknown): number {
  const { retryAfter } = error as { retryAfter?: unknown }
  return Math.max(typeof retryAfter === 'number' ? retryAfter * 1_000 : 0, ASK_AGAIN_MS)
}

const isInChannel = ({ surface, channel }: Delivery): boolean => surface === 'message' && /^[CG]/.test(channel)

type Step = 'post' | 'update' | 'home' | 'look' | 'probe' | 'ask' | 'letter'
type Begun = { step: Step; delivery: Delivery; threadTs?: string }

async function begin(tx: Tx, outbox: Outbox, id: string, seen: Seen | undefined): Promise<Begun | undefined> {
  const delivery = await lockDue(tx, id)
  if (!delivery) return undefined
  if (delivery.surface === 'email') return { step: 'letter', delivery }
  const rest = await restsUntil(tx)
  if (rest && rest > tx.real) {
    await move(tx, delivery, { dueAt: rest })
    return undefined
  }
  if (rest) {
    await move(tx, delivery, { dueAt: after(tx, REST_MS / 10) })
    return { step: 'probe', delivery }
  }
  if (delivery.state === 'sending') return { step: 'look', delivery }
  if (isInChannel(delivery) && seen?.channel !== delivery.channel) return { step: 'ask', delivery }
  const objection = await outbox.objection(tx, delivery, seen?.strangers ?? null)
  if (objection?.instead && delivery.state === 'pending')
    return redirect(tx, delivery, objection.why, objection.instead)
  if (objection?.waits) return hold(tx, outbox, delivery, objection.why)
  const problem = objection?.why ?? outbox.check(delivery.surface, delivery.message)[0]
  if (problem) {
    await fail(tx, outbox, delivery, problem)
    return undefined
  }
  if (delivery.state === 'stale') return { step: delivery.surface === 'home' ? 'home' : 'update', delivery }
  return beginPost(tx, outbox, delivery)
}

// Nothing of it has left yet, so it goes to somebody who may read it, and says why.
async function redirect(tx: Tx, delivery: Delivery, why: string, channel: string): Promise<undefined> {
  const { text, blocks } = delivery.message
  const words = `This came to you because ${why}.`
  const said = { type: 'context', elements: [{ type: 'plain_text', text: words }] }
  await tx.db
    .updateTable('deliveries')
    .set({ channel, message: JSON.stringify({ text: `${text}\n${words}`, blocks: [...blocks, said] }) })
    .where('id', '=', delivery.id)
    .execute()
  return wait(tx, delivery, 0)
}

// `sending` is committed before the one attempt: a process that dies in between leaves a trace of what it was doing.
async function beginPost(tx: Tx, outbox: Outbox, delivery: Delivery): Promise<Begun | undefined> {
  if (!(await lockChannel(tx, delivery.channel))) return wait(tx, delivery, 200)
  // What was said first is heard first. Something put off for longer (Slack asked for it) lets the others go.
  if (await isNotFirst(tx, delivery, after(tx, CHANNEL_SPACING_MS * 1.5))) return wait(tx, delivery, 200)
  const last = await lastAttempt(tx, delivery.channel)
  const gap = last ? tx.real.getTime() - last.getTime() : outbox.spacingMs
  if (gap < outbox.spacingMs) return wait(tx, delivery, outbox.spacingMs - gap)
  const parent = delivery.threadKey ? await threadParent(tx, delivery.threadKey) : undefined
  if (parent && !parent.ts && ['pending', 'sending'].includes(parent.state)) return wait(tx, delivery, PARENT_WAIT_MS)
  const sending = { state: 'sending', attempt: delivery.attempt + 1 }
  await move(tx, delivery, {
    ...sending,
    attemptAt: tx.real,
    lookFrom: new Date(tx.now.getTime() - CLOCK_MARGIN_MS),
    dueAt: after(tx, outbox.quarantineMs),
    // In flight: whoever waits for everything to settle waits for the answer too.
    claimedUntil: after(tx, IN_FLIGHT_MS),
  })
  const leaving = await asItLeaves(tx, delivery, outbox.leaving)
  const begun: Begun = { step: 'post', delivery: { ...leaving, ...sending } }
  // A reply stands where its parent stands; in a channel named since, it is a message of its own.
  return parent?.ts && parent.postedChannel === delivery.channel ? { ...begun, threadTs: parent.ts } : begun
}

async function wait(tx: Tx, delivery: Delivery, ms: number): Promise<undefined> {
  await move(tx, delivery, { dueAt: after(tx, ms) })
  tx.wake(ms)
  return undefined
}

function attempt(sender: Sender, { step, delivery, threadTs }: Begun): Promise<Sent> {
  if (step === 'home') return sender.publishHome(delivery.channel, delivery.message)
  if (step === 'update') return sender.update(delivery.postedChannel!, delivery.ts!, delivery.message)
  return sender.post(delivery.channel, delivery.message, { deliveryId: delivery.id, ...(threadTs ? { threadTs } : {}) })
}

async function record(tx: Tx, outbox: Outbox, delivery: Delivery, sent: Sent): Promise<void> {
  if (sent.outcome === 'sent') {
    await moveToSent(tx, delivery, { postedChannel: sent.channel, ts: sent.ts, sentAt: tx.now })
    await outbox.arrived(tx, delivery, tx.now)
    return countClear(tx)
  }
  // An update and a Home may be sent any number of times, so an unclear one is simply sent again.
  const repeatable = delivery.state === 'stale'
  if (sent.outcome === 'unclear') {
    await move(tx, delivery, repeatable ? { dueAt: after(tx, 5_000), error: sent.reason } : { error: sent.reason })
    return countUnclear(tx, after(tx, REST_MS))
  }
  await countClear(tx)
  if (sent.outcome === 'later') {
    await move(tx, delivery, { state: repeatable ? 'stale' : 'pending', dueAt: after(tx, sent.ms), error: sent.code })
    return
  }
  // Whoever answers for an account can mend its channel; of other channels nobody would know.
  if (CHANNEL_GONE.has(sent.code) && isInChannel(delivery) && delivery.accountId)
    return hold(tx, outbox, delivery, sent.code)
  const chartless = sent.code === 'invalid_blocks' ? withoutCharts(delivery.message) : undefined
  if (chartless) return retryWithoutCharts(tx, delivery, chartless)
  await fail(tx, outbox, delivery, [sent.code, sent.detail].filter(Boolean).join(': '))
}

async function hold(tx: Tx, outbox: Outbox, delivery: Delivery, why: string): Promise<undefined> {
  if (await move(tx, delivery, { state: 'held', dueAt: null, error: why })) await outbox.held(tx, delivery, why)
}

async function fail(tx: Tx, outbox: Outbox, delivery: Delivery, error: string): Promise<void> {
  if (await move(tx, delivery, { state: 'failed', dueAt: null, error })) await outbox.failed(tx, delivery, error)
}

// Native charts reach workspaces in phases; the numbers stand in the message as words, so it is whole without them.
function withoutCharts(message: Message): Message | undefined {
  const blocks = message.blocks.filter((block) => block.type !== 'data_visualization')
  return blocks.length < message.blocks.length ? { ...message, blocks } : undefined
}

async function retryWithoutCharts(tx: Tx, delivery: Delivery, message: Message): Promise<void> {
  await tx.db
    .updateTable('deliveries')
    .set({ message: JSON.stringify(message) })
    .where('id', '=', delivery.id)
    // What was said anew meanwhile stands.
    .where('revision', '=', delivery.revision)
    .execute()
  const state = delivery.state === 'stale' ? 'stale' : 'pending'
  await move(tx, delivery, { state, dueAt: after(tx, CHANNEL_SPACING_MS), error: 'Slack would not draw the chart' })
}
