import { sql } from 'kysely'
import { CUSTOMER_ROLES } from '#features/accounts/model.ts'
import type { Db } from '#platform/postgres/db.ts'
import { lock } from '#platform/postgres/lock.ts'
import type { ContactChange, Outcome, Subject, Told } from './model.ts'

/** The columns of a change. */
export const CHANGE = [
  'id',
  'accountId',
  'role',
  'leaver',
  'newcomer',
  'newcomerName',
  'newcomerEmail',
  'effectiveOn',
  'temporaryUntil',
  'private',
  'words',
  'state',
  'closedBy',
  'closedAt',
  'recordedBy',
  'recordedAt',
  'tookEffectAt',
  'stakes',
  'handoffId',
  'joined',
  'turn',
  'acknowledgedBy',
  'acknowledgedAt',
  'escalatedTo',
  'leftId',
  'assignmentId',
  'welcome',
  'welcomedBy',
  'welcomedAt',
  'misleads',
  'retraction',
  'retractedBy',
  'retractedAt',
  'leaderAskedAt',
  'stray',
  'toldIn',
] as const

export type New = Pick<
  ContactChange,
  | 'accountId'
  | 'role'
  | 'leaver'
  | 'newcomer'
  | 'newcomerName'
  | 'newcomerEmail'
  | 'effectiveOn'
  | 'temporaryUntil'
  | 'private'
  | 'words'
  | 'recordedBy'
  | 'recordedAt'
  | 'stakes'
>

export async function insertChange(db: Db, change: New): Promise<ContactChange> {
  const row = await db
    .insertInto('contactChanges')
    .values({ ...change, stakes: JSON.stringify(change.stakes) })
    .returning(CHANGE)
    .executeTakeFirstOrThrow()
  return row as unknown as ContactChange
}

/** What stands of a role on an account, the last recorded first; of a long life of an account, the latest. */
export async function listStanding(db: Db, accountId: string, role: Subject, most: number): Promise<ContactChange[]> {
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', '=', accountId)
    .where('role', '=', role)
    .where('state', '=', 'standing')
    .orderBy('recordedAt', 'desc')
    .orderBy('id')
    .limit(most)
    .execute()) as unknown as ContactChange[]
}

export async function findChange(db: Db, id: string): Promise<ContactChange | undefined> {
  const row = await db.selectFrom('contactChanges').select(CHANGE).where('id', '=', id).executeTakeFirst()
  return row as unknown as ContactChange | undefined
}

/**
 * The same, held until the transaction ends. The account is held first, as by whoever tells of a change: held the other way
 * round, each could wait for the other.
 */
export async function lockChange(db: Db, id: string): Promise<ContactChange | undefined> {
  const known = await findChange(db, id)
  if (known) await lock(db, 'contacts', known.accountId)
  const row = await db.selectFrom('contactChanges').select(CHANGE).where('id', '=', id).forUpdate().executeTakeFirst()
  return row as unknown as ContactChange | undefined
}

export type Later = Partial<Omit<ContactChange, 'id' | 'accountId' | 'role'>>

export async function updateChange(db: Db, id: string, later: Later): Promise<void> {
  const { stray, joined, stakes, ...others } = later
  const kept = {
    ...others,
    ...(stray ? { stray: JSON.stringify(stray) } : {}),
    ...(stakes ? { stakes: JSON.stringify(stakes) } : {}),
    ...(joined === undefined ? {} : { joined: joined && JSON.stringify(joined) }),
  }
  await db.updateTable('contactChanges').set(kept).where('id', '=', id).execute()
}

/** Changes of these accounts that stand and took effect, the oldest first. */
export async function listEffective(db: Db, accountIds: string[]): Promise<ContactChange[]> {
  if (accountIds.length === 0) return []
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', 'in', accountIds)
    .where('state', '=', 'standing')
    .where('tookEffectAt', 'is not', null)
    .orderBy('tookEffectAt')
    .orderBy('id')
    .execute()) as unknown as ContactChange[]
}

/** Who stands in on these accounts, in what took effect. */
export async function listStandIns(db: Db, accountIds: string[]): Promise<ContactChange[]> {
  return (await listEffective(db, accountIds)).filter(({ temporaryUntil }) => temporaryUntil !== null)
}

/** Which change a source told of before under this id. */
export async function findReport(db: Db, reportId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('contactReports')
    .select('changeId')
    .where('reportId', '=', reportId)
    .executeTakeFirst()
  return row?.changeId
}

export async function insertReport(
  db: Db,
  report: Told & { changeId: string; reportId: string | null; outcome: Outcome },
): Promise<void> {
  await db.insertInto('contactReports').values(report).execute()
}

const MOST_REPORTS = 1_000

/** Who told us of a change, the first first. A source that told of it often is named once. */
export async function listReports(db: Db, changeId: string): Promise<Told[]> {
  return (await db
    .selectFrom('contactReports')
    .select(['source', 'reportedBy'])
    .select((row) => row.fn.min('reportedAt').as('reportedAt'))
    .where('changeId', '=', changeId)
    .groupBy(['source', 'reportedBy'])
    .orderBy('reportedAt')
    .limit(MOST_REPORTS)
    .execute()) as unknown as Told[]
}

/** Whether people of an organisation hold a customer's role on another account. */
export async function isCustomerElsewhere(db: Db, teamId: string, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('stakeholders')
    .innerJoin('people', 'people.userId', 'stakeholders.userId')
    .select('stakeholders.id')
    .where('people.teamId', '=', teamId)
    .where('stakeholders.accountId', '!=', accountId)
    .where('stakeholders.role', 'in', CUSTOMER_ROLES)
    .where('stakeholders.endsOn', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Who holds or held an assignment. */
export const findAssignment = (
  db: Db,
  id: string,
): Promise<{ userId: string | null; name: string | null; email: string | null; startsOn: string } | undefined> =>
  db.selectFrom('stakeholders').select(['userId', 'name', 'email', 'startsOn']).where('id', '=', id).executeTakeFirst()

/**
 * Changes of these accounts that our team knows of since an instant, and of which the customer has read nothing; and those
 * of which they have, or somebody has by letter, read what does not hold, however old.
 */
export async function listUntold(db: Db, accountIds: string[], since: Date): Promise<ContactChange[]> {
  if (accountIds.length === 0) return []
  return (await db
    .selectFrom('contactChanges')
    .select(CHANGE)
    .where('accountId', 'in', accountIds)
    .where(({ or, and, eb, exists, not, selectFrom }) =>
      or([
        eb('misleads', '=', true),
        sql<boolean>`stray @> '[{"toldAt":null}]'`,
        and([
          eb('state', '=', 'standing'),
          eb('private', '=', false),
          eb('welcomedAt', 'is', null),
          eb('recordedAt', '>=', since),
          // Whoever has been followed by somebody else meanwhile needs no introduction.
          or([
            eb('tookEffectAt', 'is', null),
            exists(
              selectFrom('stakeholders')
                .select('stakeholders.id')
                .where('stakeholders.endsOn', 'is', null)
                .where((held) =>
                  held.or([
                    held('stakeholders.id', '=', held.ref('contactChanges.assignmentId')),
                    // They held the role before it was told.
                    held.and([
                      held('contactChanges.assignmentId', 'is', null),
                      held('stakeholders.accountId', '=', held.ref('contactChanges.accountId')),
                      held('stakeholders.role', '=', held.ref('contactChanges.role')),
                      held('stakeholders.userId', '=', held.ref('contactChanges.newcomer')),
                    ]),
                  ]),
                ),
            ),
          ]),
          // Whoever was asked to confirm has been greeted with that, and a transition that is complete is past.
          not(
            exists(
              selectFrom('handoffs')
                .select('handoffs.id')
                .whereRef('handoffs.id', '=', 'contactChanges.handoffId')
                .where((of) => of.or([of('newcomerAskedAt', 'is not', null), of('handoffs.state', '=', 'accepted')])),
            ),
          ),
        ]),
      ]),
    )
    .orderBy('recordedAt')
    .orderBy('id')
    .execute()) as unknown as ContactChange[]
}
