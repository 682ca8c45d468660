import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'

/** A row to work on. Jobs carry nothing else: what they are about is read inside the workspace. */
export interface Ref {
  workspaceId: string
  id: string
}
export interface Work extends Ref {
  table: Swept
  /** When the claim ends, in ms: part of the job's id, so that a job lost with its queue is not taken for a repeat. */
  until: number
}
export type Swept = 'occurrences' | 'deliveries' | 'inbox'

/** A worker that dies leaves its rows to the next sweep after this time. */
const CLAIM_MS = 30_000
const AT_ONCE = 200

/** The product's clock and the database's may differ by this much, in ms; beyond it, nothing is claimed at all. */
const CLOCKS_APART_MS = 5_000

/** @throws Error where this machine's clock and the database's are so far apart that things would happen at the wrong time. */
export async function assertClocksAgree(ctx: Context): Promise<void> {
  const { rows } = await ctx.database.asSweeper((db) => sql<{ at: Date }>`select clock_timestamp() as at`.execute(db))
  const apart = Math.abs(ctx.clock.now().getTime() - (rows[0]?.at.getTime() ?? 0))
  if (apart > CLOCKS_APART_MS)
    throw new Error(`This machine's clock and the database's are ${Math.round(apart / 1000)} s apart`)
}

/**
 * Claims what is due over all workspaces. Runs on any number of machines at once; each row goes to one of them. One
 * statement: most ticks find nothing, and there are many.
 */
export function sweep(ctx: Context): Promise<Work[]> {
  const real = ctx.clock.real()
  const until = new Date(real.getTime() + CLAIM_MS)
  return ctx.database.asSweeper(async (db) => {
    const { rows } = await sql<Omit<Work, 'until'>>`
      with
        claimed_occurrences as (${claim('occurrences', ctx.clock.now(), real, until)}),
        claimed_deliveries as (${claim('deliveries', real, real, until)}),
        claimed_inbox as (${claim('inbox', real, real, until)})
      select * from claimed_occurrences
      union all select * from claimed_deliveries
      union all select * from claimed_inbox`.execute(db)
    return rows.map((row) => ({ ...row, until: until.getTime() }))
  })
}

const WAITING: Record<Swept, ReturnType<typeof sql>> = {
  occurrences: sql`state = 'waiting'`,
  // A message in flight has a due date too: the end of its quarantine, when somebody must look what became of it.
  deliveries: sql`due_at is not null`,
  inbox: sql`state = 'waiting'`,
}

const claim = (table: Swept, dueBy: Date, real: Date, until: Date) => sql`
  update ${sql.table(table)} set claimed_until = ${until}
  where (workspace_id, id) in (
    select workspace_id, id from ${sql.table(table)}
    where ${WAITING[table]} and due_at <= ${dueBy} and (claimed_until is null or claimed_until <= ${real})
    order by due_at limit ${AT_ONCE} for update skip locked
  ) returning workspace_id, id, ${sql.lit(table)} as "table"`

/** How many rows are due; `due` counts those within ms of real time too, and those that somebody is at. */
export function countDue(ctx: Context, within: number): Promise<{ due: number; unclaimed: number }> {
  const [now, real] = [ctx.clock.now(), ctx.clock.real()]
  const soon = new Date(real.getTime() + within)
  const isFree = sql`(claimed_until is null or claimed_until <= ${real})`
  return ctx.database.asSweeper(async (db) => {
    const { rows } = await sql<{ due: number; unclaimed: number }>`
      select sum(due) as due, sum(unclaimed) as unclaimed from (
        select count(*) as due, count(*) filter (where ${isFree}) as unclaimed
          from occurrences where ${WAITING.occurrences} and due_at <= ${now}
        union all select count(*), count(*) filter (where ${isFree} and due_at <= ${real})
          from deliveries where ${WAITING.deliveries} and (due_at <= ${soon} or (state = 'sending' and claimed_until > ${real}))
        union all select count(*), count(*) filter (where ${isFree} and due_at <= ${real})
          from inbox where ${WAITING.inbox} and due_at <= ${soon}
      ) as tables`.execute(db)
    return rows[0]!
  })
}

/** The next instant at which something happens by itself, or null. */
export function nextDue(ctx: Context): Promise<Date | null> {
  return ctx.database.asSweeper(async (db) => {
    const { rows } = await sql<{ next: Date | null }>`
      select min(due_at) as next from occurrences where ${WAITING.occurrences} and due_at > ${ctx.clock.now()}`.execute(
      db,
    )
    return rows[0]?.next ?? null
  })
}
