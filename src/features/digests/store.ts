import { sql } from 'kysely'
import type { Db } from '#platform/postgres/db.ts'
import { type Digest, type DigestState, type Internal, readDigest, type WaitsFor } from './model.ts'

/** A round's report with what only we may read beside it. */
export interface Report {
  id: string
  accountId: string
  roundId: string
  publishOn: string
  /** When its round promised it. */
  publishAt: Date
  /** Who reviews it. */
  ownerId: string | null
  state: DigestState
  needsApproval: boolean
  content: Digest
  internal: Internal
  version: number
  /** By question: who said that the person has been told. */
  told: Record<string, string>
  approvedBy: string | null
  heldBy: string | null
  holdEndsAt: Date | null
  /** What it waits for where neither time nor an approval is missing. */
  waitsFor: WaitsFor | null
  lateNoteAt: Date | null
  publishedAt: Date | null
  /** The message in which whoever leads was warned of it. */
  warnedIn: string | null
  /** What the answers alone made of it. */
  compiled: Digest | null
}

/** Reports with all that belongs to them; `readReport` makes one of a row. */
export const reports = (db: Db) =>
  db
    .selectFrom('digests')
    .innerJoin('internalEditions', 'internalEditions.digestId', 'digests.id')
    .innerJoin('rounds', 'rounds.id', 'digests.roundId')
    .select(['digests.id', 'digests.accountId', 'roundId', 'digests.publishOn', 'rounds.publishAt', 'ownerId'])
    .select(['digests.state', 'needsApproval', 'digests.content', 'internalEditions.content as internal', 'version'])
    .select(['told', 'approvedBy', 'heldBy', 'holdEndsAt', 'waitsFor', 'lateNoteAt', 'publishedAt', 'compiled'])
    .select('warnedIn')

export const readReport = (row: object): Report => {
  const report = row as Report
  const internal = { ...report.internal, carried: report.internal.carried ?? [] }
  const compiled = report.compiled && readDigest(report.compiled)
  return { ...report, internal, compiled, content: readDigest(report.content) }
}

type NewReport = Pick<
  Report,
  'accountId' | 'roundId' | 'publishOn' | 'ownerId' | 'needsApproval' | 'content' | 'internal' | 'told'
> & {
  compiled: Digest
  /** Whoever wrote what of its words was not compiled. */
  writtenBy: string | null
}

/** Keeps a new report: what was compiled is its first text, and what comes along of somebody's words its second. */
export async function insertReport(db: Db, report: NewReport, now: Date): Promise<string> {
  const { content, compiled, internal, writtenBy, told, ...row } = report
  const json = { content: JSON.stringify(content), compiled: JSON.stringify(compiled), told: JSON.stringify(told) }
  const version = json.content === json.compiled ? 1 : 2
  const { id } = await db
    .insertInto('digests')
    .values({ ...row, ...json, version })
    .returning('id')
    .executeTakeFirstOrThrow()
  // Nobody has written a word for its own week yet.
  const inside = internal.unanswered ? { ...internal, blankVersion: version } : internal
  await db
    .insertInto('internalEditions')
    .values({ digestId: id, content: JSON.stringify(inside) })
    .execute()
  const text = { digestId: id, writtenAt: now }
  await keepText(db, { ...text, version: 1, content: compiled, writtenBy: null })
  if (version > 1) await keepText(db, { ...text, version, content, writtenBy })
  return id
}

/** A text that a report had, and who wrote it; null where the program compiled it. */
export interface KeptText {
  digestId: string
  version: number
  content: Digest
  writtenBy: string | null
  writtenAt: Date
}

export async function keepText(db: Db, { content, ...text }: KeptText): Promise<void> {
  await db
    .insertInto('digestTexts')
    .values({ ...text, content: JSON.stringify(content) })
    .execute()
}

/** A report's texts from a version on, in their order. */
export async function listTexts(db: Db, digestId: string, fromVersion: number): Promise<KeptText[]> {
  const rows = await db
    .selectFrom('digestTexts')
    .select(['digestId', 'version', 'content', 'writtenBy', 'writtenAt'])
    .where('digestId', '=', digestId)
    .where('version', '>=', fromVersion)
    .orderBy('version')
    .execute()
  return rows.map((row) => ({ ...row, content: readDigest(row.content) }))
}

export async function findReport(db: Db, id: string): Promise<Report | undefined> {
  const row = await reports(db).where('digests.id', '=', id).executeTakeFirst()
  return row && readReport(row)
}

/** The report, which nobody else changes before this transaction ends. */
export async function lockReport(db: Db, id: string): Promise<Report | undefined> {
  await db.selectFrom('digests').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return findReport(db, id)
}

export async function findReportOfRound(db: Db, roundId: string): Promise<string | undefined> {
  return (await db.selectFrom('digests').select('id').where('roundId', '=', roundId).executeTakeFirst())?.id
}

/** Nothing is decided about these any more. */
const OUT: DigestState[] = ['published', 'merged']

/** Everything that one person reviews for one publishing date. */
export async function listForReview(db: Db, ownerId: string, publishOn: string): Promise<Report[]> {
  const rows = await reports(db).where('ownerId', '=', ownerId).where('digests.publishOn', '=', publishOn).execute()
  return rows.map(readReport)
}

/** The account's reports about which something is still to be decided, which nobody else changes before this transaction ends. */
export async function lockUnpublished(db: Db, accountId: string): Promise<Report[]> {
  const unpublished = db.selectFrom('digests').select('id').where('accountId', '=', accountId)
  const rows = await unpublished.where('state', 'not in', OUT).orderBy('id').forUpdate().execute()
  const found = await Promise.all(rows.map(({ id }) => findReport(db, id)))
  return found.filter((report) => report !== undefined)
}

/** What one person reviews: everything unpublished, and what was published since a date. */
export async function listOfOwner(db: Db, ownerId: string, since: string): Promise<Report[]> {
  const rows = await reports(db)
    .where('ownerId', '=', ownerId)
    .where((row) => row.or([row('digests.state', 'not in', OUT), row('digests.publishOn', '>=', since)]))
    .orderBy('digests.publishOn', 'desc')
    .execute()
  return rows.map(readReport)
}

/** The account's last report that is out, which nobody else changes before this transaction ends. */
export async function lockLastOut(db: Db, accountId: string): Promise<Report | undefined> {
  const out = db.selectFrom('digests').select('id').where('accountId', '=', accountId).where('state', '=', 'published')
  const row = await out.orderBy('publishOn', 'desc').limit(1).forUpdate().executeTakeFirst()
  return row && findReport(db, row.id)
}

/** The day of the account's next report, in which a merged one is told; null before its week has closed. */
export async function findAfter(
  db: Db,
  { accountId, publishOn }: Pick<Report, 'accountId' | 'publishOn'>,
): Promise<Pick<Report, 'publishOn' | 'state'> | undefined> {
  const later = db.selectFrom('digests').select(['publishOn', 'state']).where('accountId', '=', accountId)
  const found = await later
    .where('publishOn', '>', publishOn)
    .where('state', '!=', 'merged')
    .orderBy('publishOn')
    .limit(1)
    .executeTakeFirst()
  return found as Pick<Report, 'publishOn' | 'state'> | undefined
}

/** The account's reports before a date, newest first. */
export async function listBefore(db: Db, accountId: string, publishOn: string): Promise<Report[]> {
  const rows = await reports(db)
    .where('digests.accountId', '=', accountId)
    .where('digests.publishOn', '<', publishOn)
    .orderBy('digests.publishOn', 'desc')
    .execute()
  return rows.map(readReport)
}

export async function updateReport(
  db: Db,
  id: string,
  change: Partial<Omit<Report, 'id' | 'accountId' | 'roundId' | 'publishOn' | 'publishAt' | 'internal'>> & {
    approvedAt?: Date | null
  },
): Promise<void> {
  const { content, compiled, told, ...plain } = change
  const json = {
    ...(content ? { content: JSON.stringify(content) } : {}),
    ...(compiled ? { compiled: JSON.stringify(compiled) } : {}),
    ...(told ? { told: JSON.stringify(told) } : {}),
  }
  await db
    .updateTable('digests')
    .set({ ...plain, ...json })
    .where('id', '=', id)
    .execute()
}

export async function updateInternal(db: Db, digestId: string, internal: Internal): Promise<void> {
  await db
    .updateTable('internalEditions')
    .set({ content: JSON.stringify(internal) })
    .where('digestId', '=', digestId)
    .execute()
}

/** The account's weeks between two publishing dates that have no working day for an update. */
export async function countSkipped(db: Db, accountId: string, after: string, before: string): Promise<number> {
  const { count } = await db
    .selectFrom('rounds')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('accountId', '=', accountId)
    .where('state', '=', 'skipped')
    .where('publishOn', '>', after)
    .where('publishOn', '<', before)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many reports were due until now, and how many of them came within the allowance. */
export async function countPunctual(
  db: Db,
  now: Date,
  allowanceMs: number,
): Promise<{ due: number; onTime: number; late: number; waiting: number }> {
  const { rows } = await sql<{ due: number; onTime: number; waiting: number }>`
    select count(*) as due,
      count(*) filter (where d.published_at <= r.publish_at + ${allowanceMs} * interval '1 millisecond') as on_time,
      count(*) filter (where d.published_at is null and d.state <> 'merged') as waiting
    from digests d join rounds r on r.id = d.round_id
    where r.publish_at <= ${now}`.execute(db)
  const { due, onTime, waiting } = rows[0]!
  return { due, onTime, waiting, late: due - onTime - waiting }
}
