import { sql } from 'kysely'
import type { Context, Tx } from '#platform/context.ts'
import type { Ref } from './sweep.ts'

export interface Occurrence<Subject = Record<string, unknown>> {
  id: string
  kind: string
  key: string
  subject: Subject
  dueAt: Date
}

/** What became of it: done (nothing said), skipped with its reason, or not yet (looked at again in two seconds). */
export type Outcome = undefined | { skip: string } | 'later'
// biome-ignore lint/suspicious/noExplicitAny: each handler knows the subject that its own kind was scheduled with
export type OccurrenceHandler = (tx: Tx, occurrence: Occurrence<any>) => Promise<Outcome | void>

/**
 * What has to ask somebody else first, which may take seconds: it asks between transactions, and what it answers then
 * happens in one. It may ask again after a crash.
 */
export interface Asking {
  // biome-ignore lint/suspicious/noExplicitAny: each handler knows the subject that its own kind was scheduled with
  ask(ctx: Context, workspaceId: string, occurrence: Occurrence<any>): Promise<OccurrenceHandler>
}
export type Handling = OccurrenceHandler | Asking

const LATER_MS = 2_000
/** Far below the 65,535 parameters that one statement may have. */
const AT_ONCE = 1_000
const LONGEST_BACKOFF_MS = 600_000
/** About an hour and a half of trying before a person has to look. */
const MOST_ATTEMPTS = 15

/**
 * Plans something for an instant. The key says which one it is: planned again, a waiting one moves to the new
 * instant and one that has happened stays as it is.
 */
export async function schedule(
  tx: Tx,
  plan: { kind: string; key: string; subject: object; dueAt: Date },
): Promise<void> {
  const { kind, key, subject, dueAt } = plan
  await tx.db
    .insertInto('occurrences')
    .values({ kind, key, subject: JSON.stringify(subject), dueAt })
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'key'])
        .doUpdateSet({ dueAt, subject: JSON.stringify(subject) })
        .where('occurrences.state', '=', 'waiting'),
    )
    .execute()
  if (dueAt <= tx.now) tx.wake()
}

/**
 * Plans many things that are new, in a few statements. `patient`: the next tick is soon enough, also for what is due now;
 * to wake a worker costs several statements each time.
 */
export async function scheduleAll(
  tx: Tx,
  plans: { kind: string; key: string; subject: object; dueAt: Date }[],
  { patient = false } = {},
): Promise<void> {
  for (let from = 0; from < plans.length; from += AT_ONCE) {
    const rows = plans.slice(from, from + AT_ONCE).map((plan) => ({ ...plan, subject: JSON.stringify(plan.subject) }))
    await tx.db
      .insertInto('occurrences')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['workspaceId', 'key']).doNothing())
      .execute()
  }
  if (plans.length > 0 && !patient) tx.wake()
}

/** Drops what has not happened yet, keeping the reason. */
export async function cancel(tx: Tx, key: string, reason: string): Promise<void> {
  await tx.db
    .updateTable('occurrences')
    .set({ state: 'skipped', reason, doneAt: tx.now })
    .where('key', '=', key)
    .where('state', '=', 'waiting')
    .execute()
}

/** Lets one due occurrence happen: its effect and the mark that it happened are one transaction. */
export async function happen(ctx: Context, handlers: Record<string, Handling>, ref: Ref): Promise<void> {
  try {
    const first = await ctx.inWorkspace(ref.workspaceId, (tx) => settleOne(tx, handlers, ref.id))
    if (!first) return
    const { kind } = first.occurrence
    const answer = await first.asking.ask(ctx, ref.workspaceId, first.occurrence)
    await ctx.inWorkspace(ref.workspaceId, (tx) => settleOne(tx, { [kind]: answer }, ref.id))
  } catch (error) {
    await ctx.inWorkspace(ref.workspaceId, (tx) => postpone(tx, ref.id, error))
    ctx.log.error({ error, occurrence: ref.id }, 'occurrence.failed')
  }
}

/** @returns what has to be asked first; then nothing has happened yet. */
async function settleOne(
  tx: Tx,
  handlers: Record<string, Handling>,
  id: string,
): Promise<{ asking: Asking; occurrence: Occurrence } | undefined> {
  const found = await tx.db
    .selectFrom('occurrences')
    .select(['id', 'kind', 'key', 'subject', 'dueAt'])
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('dueAt', '<=', tx.now)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!found) return undefined
  const handler = handlers[found.kind]
  if (!handler) throw new Error(`Nothing handles occurrences of the kind ${found.kind}`)
  if (typeof handler !== 'function') return { asking: handler, occurrence: found as Occurrence }
  const outcome = await handler(tx, found as Occurrence)
  tx.last()
  await settle(tx, [id], outcome)
  return undefined
}

/** Marks what became of some occurrences: the same of each. */
export async function settle(tx: Tx, ids: string[], outcome: Outcome | void): Promise<void> {
  if (ids.length > 0) await tx.db.updateTable('occurrences').set(marks(tx, outcome)).where('id', 'in', ids).execute()
}

/**
 * Takes what else of a kind is due and is about the same: for a handler that does at once what waits together. Each has
 * to be settled. What another handler has in hand is left to it.
 */
export async function takeWaiting(tx: Tx, kind: string, about: object, most = AT_ONCE): Promise<Occurrence[]> {
  const rows = await tx.db
    .selectFrom('occurrences')
    .select(['id', 'kind', 'key', 'subject', 'dueAt'])
    .where('kind', '=', kind)
    .where('state', '=', 'waiting')
    .where('dueAt', '<=', tx.now)
    .where(sql<boolean>`subject @> ${JSON.stringify(about)}::jsonb`)
    .orderBy('dueAt')
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute()
  return rows as Occurrence[]
}

function marks(tx: Tx, outcome: Outcome | void) {
  if (outcome === 'later') return { claimedUntil: new Date(tx.real.getTime() + LATER_MS) }
  if (outcome) return { state: 'skipped', reason: outcome.skip, doneAt: tx.now }
  return { state: 'done', doneAt: tx.now }
}

/**
 * Takes up again what was given up: whoever mended the cause has started the program anew, and nothing that a person
 * would miss may stay undone. What has no sense so late, its handler skips with a reason.
 */
export async function takeUpFailed(tx: Tx): Promise<void> {
  const again = { state: 'waiting', attempts: 0, claimedUntil: null }
  const { numUpdatedRows } = await tx.db
    .updateTable('occurrences')
    .set(again)
    .where('state', '=', 'failed')
    .executeTakeFirst()
  const events = await tx.db.updateTable('inbox').set(again).where('state', '=', 'failed').executeTakeFirst()
  if (numUpdatedRows + events.numUpdatedRows > 0n)
    tx.log.warn({ occurrences: Number(numUpdatedRows), events: Number(events.numUpdatedRows) }, 'failed.taken_up')
}

async function postpone(tx: Tx, id: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  await tx.db
    .updateTable('occurrences')
    .set((row) => ({
      attempts: row('attempts', '+', 1),
      reason,
      state: sql`case when attempts + 1 >= ${MOST_ATTEMPTS} then 'failed' else state end`,
      claimedUntil: sql`${tx.real}::timestamptz + least(power(2, attempts) * 1000, ${LONGEST_BACKOFF_MS}) * interval '1 millisecond'`,
    }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}
