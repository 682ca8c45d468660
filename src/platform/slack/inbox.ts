import { sql } from 'kysely'
import type { Context, Tx } from '#platform/context.ts'
import type { Ref } from '#platform/scheduling/sweep.ts'

/** The Events API envelope, as much of it as we use (docs.slack.dev/apis/events-api). */
export interface SlackEvent {
  event_id: string
  team_id: string
  authorizations?: { team_id?: string | null }[]
  event: { type: string } & Record<string, unknown>
}

// biome-ignore lint/suspicious/noExplicitAny: each handler knows the event of its own type
export type EventHandler = (tx: Tx, event: any) => Promise<void>

const MOST_ATTEMPTS = 10

/** Commits an event once, whatever number of times Slack tells it. The work is done from the row. */
export async function keepEvent(ctx: Context, workspaceId: string, body: SlackEvent): Promise<void> {
  await ctx.inWorkspace(workspaceId, async (tx) => {
    tx.last()
    await tx.db
      .insertInto('inbox')
      .values({
        eventId: body.event_id,
        type: body.event.type,
        event: JSON.stringify(body.event),
        dueAt: tx.real,
        receivedAt: tx.now,
      })
      .onConflict((conflict) => conflict.columns(['workspaceId', 'eventId']).doNothing())
      .execute()
    tx.wake()
  })
}

/** Lets the feature that listens to this event act on it; its effect and the mark are one transaction. */
export async function handleEvent(ctx: Context, handlers: Record<string, EventHandler>, ref: Ref): Promise<void> {
  try {
    await ctx.inWorkspace(ref.workspaceId, (tx) => handleOne(tx, handlers, ref.id))
  } catch (error) {
    ctx.log.error({ error, event: ref.id }, 'event.failed')
    await ctx.inWorkspace(ref.workspaceId, (tx) => postpone(tx, ref.id, error))
  }
}

async function handleOne(tx: Tx, handlers: Record<string, EventHandler>, id: string): Promise<void> {
  const row = await tx.db
    .selectFrom('inbox')
    .select(['type', 'event'])
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!row) return
  await handlers[row.type]?.(tx, row.event)
  tx.last()
  await tx.db.updateTable('inbox').set({ state: 'done' }).where('id', '=', id).execute()
}

async function postpone(tx: Tx, id: string, error: unknown): Promise<void> {
  await tx.db
    .updateTable('inbox')
    .set((row) => ({
      attempts: row('attempts', '+', 1),
      error: error instanceof Error ? error.message : String(error),
      state: sql`case when attempts + 1 >= ${MOST_ATTEMPTS} then 'failed' else state end`,
      dueAt: sql`${tx.real}::timestamptz + power(2, attempts) * interval '1 second'`,
      claimedUntil: null,
    }))
    .where('id', '=', id)
    .execute()
}
