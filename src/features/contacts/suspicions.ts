import type { Db } from '#platform/postgres/db.ts'

/** That Slack made us suspect somebody to be gone from a role. */
export interface Suspicion {
  id: string
  accountId: string
  role: string
  userId: string
  why: 'deactivated' | 'left_channel'
  asked: string
  /** 'over': they came back before anybody decided. */
  state: 'open' | 'confirmed' | 'dismissed' | 'over'
}

const SUSPICION = ['id', 'accountId', 'role', 'userId', 'why', 'asked', 'state'] as const

/** @returns undefined where somebody was asked about this person in this role before and they have not come back since. */
export async function raise(
  db: Db,
  suspicion: Omit<Suspicion, 'id' | 'state'> & { raisedAt: Date },
): Promise<Suspicion | undefined> {
  const { why, asked, raisedAt } = suspicion
  const row = await db
    .insertInto('contactSuspicions')
    .values(suspicion)
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'accountId', 'role', 'userId'])
        .doUpdateSet({ why, asked, raisedAt, state: 'open', decidedBy: null, decidedAt: null })
        .where('contactSuspicions.state', '=', 'over'),
    )
    .returning(SUSPICION)
    .executeTakeFirst()
  return row as Suspicion | undefined
}

export async function lock(db: Db, id: string): Promise<Suspicion | undefined> {
  const row = await db
    .selectFrom('contactSuspicions')
    .select(SUSPICION)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row as Suspicion | undefined
}

/** What nobody has decided yet. */
export async function listOpen(
  db: Db,
  about: { userId?: string; why?: Suspicion['why']; accountIds?: string[] },
): Promise<Suspicion[]> {
  if (about.accountIds?.length === 0) return []
  let open = db.selectFrom('contactSuspicions').select(SUSPICION).where('state', '=', 'open')
  if (about.userId) open = open.where('userId', '=', about.userId)
  if (about.why) open = open.where('why', '=', about.why)
  if (about.accountIds) open = open.where('accountId', 'in', about.accountIds)
  return (await open.orderBy('raisedAt').orderBy('id').execute()) as Suspicion[]
}

export async function update(
  db: Db,
  id: string,
  change: { state: Suspicion['state']; decidedBy: string; decidedAt: Date },
): Promise<void> {
  await db.updateTable('contactSuspicions').set(change).where('id', '=', id).execute()
}
