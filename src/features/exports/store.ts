import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import type { Place, Request } from './model.ts'

/** Rows a page: what is held in memory at once. */
export const PAGE = 250

/** The ids of the accounts of a page, by key: a key never changes, so no account is passed over. */
export async function listAccountIds(
  db: Db,
  { since, accountId }: Request,
  after: Place | null,
): Promise<{ id: string; key: string }[]> {
  let query = db.selectFrom('accounts').select(['id', 'key']).orderBy('key').limit(PAGE)
  if (accountId) query = query.where('id', '=', accountId)
  if (since) query = query.where('changedAt', '>=', new Date(`${since}T00:00:00Z`))
  if (after) query = query.where('key', '>', after.id)
  return query.execute()
}

export async function findAccountId(db: Db, key: string): Promise<string | undefined> {
  return (await db.selectFrom('accounts').select('id').where('key', '=', key).executeTakeFirst())?.id
}

/** Which rows of rounds a page holds: by publishing date, then by id. */
function within({ since, accountId }: Request, after: Place | null, id: RawBuilder<unknown>) {
  return sql`(${accountId}::uuid is null or a.id = ${accountId}::uuid)
    and (${since}::date is null or r.publish_on >= ${since}::date)
    and (${after?.on ?? null}::date is null or (r.publish_on, ${id}) > (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by r.publish_on, ${id} limit ${PAGE}`
}

export interface AnswerRow {
  id: string
  accountId: string
  key: string
  account: string
  publishOn: string
  number: number
  userId: string
  answeredAt: Date
  editedAt: Date | null
  late: boolean
  nothingChanged: boolean
  status: string | null
  because: string | null
  forecasts: { milestoneId: string; on: string }[]
  reached: { milestoneId: string; on: string }[]
  whyMoved: string | null
  progress: string | null
  hard: string | null
  doing: string | null
  ask: { what: string; who: string; dueOn: string } | null
  asksDone: string[]
  decision: { kind: string; text: string; who?: string; dueOn?: string } | null
  satisfaction: number | null
  heard: string | null
  nextStep: string | null
  criterion: string | null
  criterionValue: number | null
  confidence: number | null
  note: string | null
  ownerOnly: boolean | null
}

export async function listAnswers(db: Db, request: Request, after: Place | null): Promise<AnswerRow[]> {
  const { rows } = await sql<AnswerRow>`
    select c.id, a.id as account_id, a.key, a.name as account, r.publish_on, r.number, c.user_id, c.answered_at,
      c.edited_at, c.late, c.nothing_changed, c.status, c.because, c.forecasts, c.reached, c.why_moved, c.progress,
      c.hard, c.doing, c.ask, c.decision, c.satisfaction, c.heard, c.next_step, c.criterion_value,
      s.name as criterion, n.confidence, n.note, n.owner_only,
      array(select k.what from asks k where k.id = any(c.asks_done) order by k.due_on, k.id) as asks_done
    from checkins c
      join rounds r on r.id = c.round_id
      join accounts a on a.id = c.account_id
      left join checkin_notes n on n.checkin_id = c.id
      left join success_criteria s on s.id = c.criterion_id
    where c.state = 'answered' and ${within(request, after, sql`c.id`)}`.execute(db)
  return rows
}

export interface DigestRow {
  id: string
  key: string
  account: string
  publishOn: string
  publishAt: Date
  state: string
  ownerId: string | null
  approvedBy: string | null
  approvedAt: Date | null
  heldBy: string | null
  publishedAt: Date | null
  content: unknown
  internal: unknown
  seenBy: string[]
  rating: number | null
  comment: string | null
}

export async function listDigests(db: Db, request: Request, after: Place | null): Promise<DigestRow[]> {
  const { rows } = await sql<DigestRow>`
    select d.id, a.key, a.name as account, r.publish_on, r.publish_at, d.state, d.owner_id, d.approved_by,
      d.approved_at, d.held_by, d.published_at, d.content, e.content as internal,
      array(select s.user_id from digest_seen s where s.digest_id = d.id order by s.seen_at) as seen_by,
      t.rating, t.comment
    from digests d
      join rounds r on r.id = d.round_id
      join accounts a on a.id = d.account_id
      left join internal_editions e on e.digest_id = d.id
      left join lateral (select rating, comment from digest_ratings g where g.digest_id = d.id order by rated_at desc limit 1) t on true
    where (not ${request.customer}::boolean or d.state = 'published') and ${within(request, after, sql`d.id`)}`.execute(
    db,
  )
  return rows
}

/** Names of milestones, by id. */
export async function milestoneNames(db: Db, accountIds: string[]): Promise<Map<string, string>> {
  if (accountIds.length === 0) return new Map()
  const rows = await db.selectFrom('milestones').select(['id', 'name']).where('accountId', 'in', accountIds).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
