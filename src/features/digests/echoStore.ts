import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'

export async function insertSeen(db: Db, digestId: string, userId: string, seenAt: Date): Promise<void> {
  await db
    .insertInto('digestSeen')
    .values({ digestId, userId, seenAt })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'digestId', 'userId']).doNothing())
    .execute()
}

export const listSeen = (db: Db, digestIds: string[]): Promise<{ digestId: string; userId: string; seenAt: Date }[]> =>
  digestIds.length === 0
    ? Promise.resolve([])
    : db.selectFrom('digestSeen').select(['digestId', 'userId', 'seenAt']).where('digestId', 'in', digestIds).execute()

export interface Rating {
  digestId: string
  userId: string
  rating: number
  comment: string | null
  ratedAt: Date
}

export async function saveRating(db: Db, rating: Rating): Promise<void> {
  const { digestId: _, userId: __, ...said } = rating
  await db
    .insertInto('digestRatings')
    .values(rating)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'digestId', 'userId']).doUpdateSet(said))
    .execute()
}

export const listRatings = (db: Db, digestIds: string[]): Promise<Rating[]> =>
  digestIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('digestRatings')
        .select(['digestId', 'userId', 'rating', 'comment', 'ratedAt'])
        .where('digestId', 'in', digestIds)
        .execute()

/** A rating with who gave it, and of which week. */
export interface RatedUpdate extends Rating {
  accountId: string
  name: string | null
  week: number
}

/** The ratings of these accounts' updates since an instant. One statement for all. */
export async function listRatingsSince(db: Db, accountIds: string[], since: Date): Promise<RatedUpdate[]> {
  if (accountIds.length === 0) return []
  const { rows } = await sql<RatedUpdate>`
    select g.digest_id, g.user_id, g.rating, g.comment, g.rated_at, d.account_id, p.name, r.number as week
    from digest_ratings g join digests d on d.id = g.digest_id join rounds r on r.id = d.round_id
    left join people p on p.user_id = g.user_id
    where d.account_id in (${sql.join(accountIds)}) and g.rated_at > ${since}
    order by g.rated_at`.execute(db)
  return rows
}

/** By account: the reports in a row, posted in Slack until an instant, of which the present senior buyer shows no sign. */
export async function countSilent(
  db: Db,
  accountIds: string[],
  until: Date,
): Promise<{ accountId: string; weeks: number; since: string | null }[]> {
  if (accountIds.length === 0) return []
  const { rows } = await sql<{ accountId: string; weeks: number; since: string | null }>`
    select b.account_id, count(d.id)::int as weeks, min(d.publish_on) as since
    from stakeholders b
    left join digests d on d.account_id = b.account_id and d.published_at <= ${until} and d.publish_on >= b.starts_on
      and not exists (select from deliveries m where m.key = 'digest:' || d.round_id and m.ts is null
        or m.key = 'digest:' || d.round_id || ':email')
      and d.published_at > coalesce(greatest(
        (select max(e.published_at) from digests e join digest_seen s on s.digest_id = e.id where e.account_id = b.account_id),
        (select max(c.raised_at) from concerns c where c.account_id = b.account_id and c.raised_by = b.user_id),
        (select max(n.seen_at) from alert_seen n join alerts a on a.id = n.alert_id
          where a.account_id = b.account_id and n.user_id = b.user_id)
      ), '-infinity')
    where b.role = 'senior_buyer' and b.ends_on is null and b.user_id is not null
      and b.account_id in (${sql.join(accountIds)})
    group by b.account_id`.execute(db)
  return rows
}
