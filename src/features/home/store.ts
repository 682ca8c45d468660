import { sql } from 'kysely'
import { called } from '#features/accounts/flow.ts'
import type { Status } from '#features/checkins/model.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { Figures } from './figures.ts'
import type { LastUpdate, UnderWay } from './model.ts'

/** Whether this person has ever been shown a Home; nobody else's is kept up to date. */
export async function hasHome(db: Db, userId: string): Promise<boolean> {
  const row = await db.selectFrom('deliveries').select('id').where('key', '=', `home:${userId}`).executeTakeFirst()
  return row !== undefined
}

/** All accounts that have not ended, by name. */
export const listNames = (db: Db): Promise<{ id: string; called: string }[]> =>
  db
    .selectFrom('accounts')
    .select(['id', called('accounts').as('called')])
    .where('state', '!=', 'ended')
    .orderBy('name')
    .execute()

/** What the buyer of each account read last, with the reason of its status as we know it. */
export async function listLastUpdates(db: Db, accountIds: string[]): Promise<(LastUpdate & { accountId: string })[]> {
  if (accountIds.length === 0) return []
  const { rows } = await sql<LastUpdate & { accountId: string }>`
    select distinct on (r.account_id) r.account_id, r.publish_on, r.status,
      coalesce(
        d.content ->> 'reason',
        i.content -> 'decided' ->> 'reason',
        (select string_agg(said, ' ') from jsonb_array_elements_text(i.content -> 'reasons') as reasons(said))
      ) as reason,
      exists (select from digest_seen s where s.digest_id = d.id)
        or exists (select from digest_ratings s where s.digest_id = d.id) as heard,
      jsonb_path_query_array(
        jsonb_build_array(d.content -> 'goLive', d.content -> 'milestones'), 'lax $[*][*] ? (@.name != null)'
      ) as dates
    from rounds r
    left join digests d on d.round_id = r.id
    left join internal_editions i on i.digest_id = d.id
    where r.account_id = any(${accountIds}::uuid[]) and r.state = 'published'
    order by r.account_id, r.publish_on desc`.execute(db)
  return rows
}

/** The rounds of these accounts that are open or wait for their digest, the earliest first, with how many answered. */
export async function listUnderWay(db: Db, accountIds: string[]): Promise<(UnderWay & { accountId: string })[]> {
  if (accountIds.length === 0) return []
  const { rows } = await sql<UnderWay & { accountId: string }>`
    select r.account_id, r.publish_on, r.publish_at, r.close_at, r.state = 'open' as open,
      count(c.id) filter (where c.state <> 'excused') as expected,
      count(c.id) filter (where c.state = 'answered') as answered
    from rounds r left join checkins c on c.round_id = r.id
    where r.account_id = any(${accountIds}::uuid[]) and r.state in ('open', 'closed')
    group by r.account_id, r.id, r.publish_on, r.publish_at, r.close_at, r.state
    order by r.publish_on`.execute(db)
  return rows
}

export interface Unpublished {
  digestId: string
  accountName: string
  state: 'waiting' | 'approved' | 'held'
  needsApproval: boolean
  status: Status
  publishAt: Date
  holdEndsAt: Date | null
  /** When the buyer was told that it is late. */
  lateNoteAt: Date | null
  /** Who may not have heard yet of what they read there, as the review asks; null where nobody is asked about. */
  untold: string[] | null
  /** Where the buyer reads. */
  zone: string
}

/** The updates that somebody reviews and that are not out yet, the next first. */
export async function listUnpublished(db: Db, ownerId: string): Promise<Unpublished[]> {
  const { rows } = await sql<Unpublished>`
    select d.id as digest_id, ${called('a')} as account_name, d.state, d.needs_approval, d.content ->> 'status' as status,
      r.publish_at, d.hold_ends_at, d.late_note_at, coalesce(a.publish_zone, a.zone) as zone, (
        select array_agg(asked.question ->> 'who' order by asked.place)
        from internal_editions i, jsonb_array_elements(i.content -> 'questions') with ordinality as asked (question, place)
        where i.digest_id = d.id and not d.told ? (asked.question ->> 'key')
      ) as untold
    from digests d join rounds r on r.id = d.round_id join accounts a on a.id = d.account_id
    where d.owner_id = ${ownerId} and d.state not in ('published', 'merged') and a.state <> 'ended'
    order by r.publish_at, a.name`.execute(db)
  return rows
}

export async function countFigures(
  db: Db,
  accountIds: string[],
  span: { since: Date; now: Date; allowanceMs: number },
): Promise<Figures> {
  const { rows } = await sql<Figures>`
    with due as (
      select d.id, d.published_at, d.state, r.publish_at
      from digests d join rounds r on r.id = d.round_id
      where d.account_id = any(${accountIds}::uuid[])
        and r.publish_at <= ${span.now} and r.publish_at > ${span.since}
    ), asked as (
      select c.state, c.late
      from checkins c join rounds r on r.id = c.round_id
      where c.account_id = any(${accountIds}::uuid[]) and c.state <> 'excused'
        and r.close_at <= ${span.now} and r.close_at > ${span.since}
    )
    select count(*) as due,
      count(*) filter (where published_at <= publish_at + ${span.allowanceMs} * interval '1 millisecond') as on_time,
      count(*) filter (where published_at is null and state <> 'merged') as waiting,
      count(*) filter (where published_at is not null) as published,
      count(*) filter (where exists (select from digest_seen s where s.digest_id = due.id)
        or exists (select from digest_ratings s where s.digest_id = due.id)) as heard,
      (select count(*) from asked) as expected,
      (select count(*) from asked where state = 'answered' and not late) as answered
    from due`.execute(db)
  return rows[0]!
}

/**
 * How long somebody looked at updates before deciding: from opening one to the next decision about it, at most
 * `mostMs` each time. A decision without opening it is not counted, as nobody knows how long it took.
 */
export async function measureReviews(
  db: Db,
  actor: string,
  span: { since: Date; mostMs: number },
): Promise<{ updates: number; ms: number }> {
  const { rows } = await sql<{ updates: number; ms: number | null }>`
    with steps as (
      select detail ->> 'digestId' as digest_id, action, at,
        lag(action) over one as before, lag(at) over one as before_at
      from history
      where actor = ${actor} and at > ${span.since}
        and action in ('digest.opened', 'digest.approved', 'digest.edited', 'digest.held')
      window one as (partition by detail ->> 'digestId' order by at, action desc)
    )
    select count(distinct digest_id) as updates,
      sum(least(extract(epoch from at - before_at) * 1000, ${span.mostMs}::numeric)) as ms
    from steps
    where action <> 'digest.opened' and before = 'digest.opened'`.execute(db)
  return { updates: rows[0]!.updates, ms: Number(rows[0]!.ms ?? 0) }
}
