import type { Db } from '#platform/postgres/db.ts'
import type { Outcome } from './model.ts'

/** What somebody told last of a role on an account, since an instant. */
export async function findLastReport(
  db: Db,
  { accountId, role, reportedBy }: { accountId: string; role: string; reportedBy: string },
  since: Date,
): Promise<{ changeId: string; outcome: Outcome } | undefined> {
  return (await db
    .selectFrom('contactReports')
    .innerJoin('contactChanges', 'contactChanges.id', 'contactReports.changeId')
    .select(['changeId', 'outcome'])
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('reportedBy', '=', reportedBy)
    .where('reportedAt', '>=', since)
    .orderBy('reportedAt', 'desc')
    .executeTakeFirst()) as { changeId: string; outcome: Outcome } | undefined
}
