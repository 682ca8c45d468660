import { called } from '#features/accounts/flow.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { ItemChange } from './acting.ts'
import { type Handoff, type Item, type Kind, type NewItem, runsBeside } from './model.ts'

/** The columns of a handoff. */
export const HANDOFF = [
  'id',
  'accountId',
  'kind',
  'playbookId',
  'playbookName',
  'playbookVersion',
  'form',
  'anchorOn',
  'giver',
  'receiver',
  'leaver',
  'newcomer',
  'newcomerEmail',
  'state',
  'startedBy',
  'startedAt',
  'acceptedBy',
  'acceptedAt',
  'newcomerAskedAt',
  'newcomerAsking',
  'newcomerWelcome',
  'overrideReason',
  'followsForecast',
] as const

const ITEM = [
  'id',
  'handoffId',
  'position',
  'text',
  'side',
  'dueOn',
  'evidenceKind',
  'state',
  'person',
  'evidence',
  'doneBy',
  'doneAt',
  'confirmation',
  'dueAfter',
  'snoozedUntil',
  'news',
  'version',
] as const

/** What comes to a handoff later than its beginning. */
type Later = 'state' | 'acceptedBy' | 'acceptedAt' | 'overrideReason' | 'newcomerAskedAt' | 'newcomerAsking'
type NewHandoff = Omit<Handoff, 'id' | 'newcomerWelcome' | Later>

/** @returns undefined where one of this kind runs on the account already, and only one may. */
export async function insertHandoff(db: Db, handoff: NewHandoff): Promise<Handoff | undefined> {
  const row = await db
    .insertInto('handoffs')
    .values(handoff)
    .onConflict((conflict) => conflict.doNothing())
    .returning(HANDOFF)
    .executeTakeFirst()
  return row as Handoff | undefined
}

export async function insertItems(db: Db, handoffId: string, items: NewItem[]): Promise<void> {
  await db
    .insertInto('handoffItems')
    .values(items.map((item) => ({ ...item, handoffId })))
    .execute()
}

export async function findHandoff(db: Db, id: string): Promise<Handoff | undefined> {
  return (await db.selectFrom('handoffs').select(HANDOFF).where('id', '=', id).executeTakeFirst()) as
    | Handoff
    | undefined
}

/** The same, held until the transaction ends: whoever accepts or changes an item comes one after the other. */
export async function lockHandoff(db: Db, id: string): Promise<Handoff | undefined> {
  const row = await db.selectFrom('handoffs').select(HANDOFF).where('id', '=', id).forUpdate().executeTakeFirst()
  return row as Handoff | undefined
}

/** What runs of a kind on an account, the oldest first: several only where several hold what changes hands. */
export const listRunningOf = async (db: Db, accountId: string, kind: Kind): Promise<Handoff[]> =>
  (await listRunning(db, [accountId])).filter((one) => one.kind === kind)

/** The same where only one may run. */
export const findRunning = async (db: Db, accountId: string, kind: Kind): Promise<Handoff | undefined> =>
  (await listRunningOf(db, accountId, kind))[0]

/** What runs now, on these accounts or on all, the oldest first. */
export async function listRunning(db: Db, accountIds?: string[]): Promise<Handoff[]> {
  if (accountIds?.length === 0) return []
  const running = db.selectFrom('handoffs').select(HANDOFF).where('state', '=', 'running')
  const chosen = accountIds ? running.where('accountId', 'in', accountIds) : running
  return (await chosen.orderBy('startedAt').orderBy('id').execute()) as Handoff[]
}

/** The states in which handoffs of a kind are, on one account or on all. */
export async function listStates(
  db: Db,
  kind: Kind,
  accountId?: string,
): Promise<{ accountId: string; state: Handoff['state'] }[]> {
  const all = db.selectFrom('handoffs').select(['accountId', 'state']).distinct().where('kind', '=', kind)
  const chosen = accountId ? all.where('accountId', '=', accountId) : all
  return (await chosen.execute()) as { accountId: string; state: Handoff['state'] }[]
}

export async function listItems(db: Db, handoffIds: string[]): Promise<Item[]> {
  if (handoffIds.length === 0) return []
  return (await db
    .selectFrom('handoffItems')
    .select(ITEM)
    .where('handoffId', 'in', handoffIds)
    .orderBy('position')
    .execute()) as Item[]
}

/** An item that is not closed, with what tells whom it waits for and what day it is there. */
export type OpenItem = Item &
  Pick<Handoff, 'accountId' | 'kind' | 'playbookName' | 'giver' | 'receiver'> & {
    accountName: string
    zone: string
    workingDays: number[]
    owner: string | null
    leader: string | null
  }

/** What is not closed in running handoffs, of these accounts or of all. One statement. */
export async function listOpenItems(db: Db, accountIds?: string[]): Promise<OpenItem[]> {
  if (accountIds?.length === 0) return []
  const open = db
    .selectFrom('handoffItems')
    .innerJoin('handoffs', 'handoffs.id', 'handoffItems.handoffId')
    .innerJoin('accounts', 'accounts.id', 'handoffs.accountId')
    .select(ITEM.map((column) => `handoffItems.${column}` as const))
    .select([
      'handoffs.accountId',
      'kind',
      'playbookName',
      'giver',
      'receiver',
      called('accounts').as('accountName'),
      'accounts.zone',
    ])
    .select('accounts.workingDays')
    .select((row) =>
      (['owner', 'leader'] as const).map((role) =>
        row
          .selectFrom('stakeholders')
          .select('userId')
          .whereRef('stakeholders.accountId', '=', 'accounts.id')
          .where('role', '=', role)
          .where('endsOn', 'is', null)
          .limit(1)
          .as(role),
      ),
    )
    .where('handoffs.state', '=', 'running')
    // Nobody is asked any more.
    .where('accounts.state', '!=', 'ended')
    .where('handoffItems.state', 'in', ['open', 'taken'])
  const chosen = accountIds ? open.where('handoffs.accountId', 'in', accountIds) : open
  return (await chosen.orderBy('handoffItems.position').execute()) as OpenItem[]
}

/** Their person has read that these were handed to them. */
export async function markTold(db: Db, itemIds: string[]): Promise<void> {
  if (itemIds.length > 0) await db.updateTable('handoffItems').set({ news: false }).where('id', 'in', itemIds).execute()
}

/** Gives an item another day. */
export async function moveItem(db: Db, id: string, dueOn: string): Promise<void> {
  await db.updateTable('handoffItems').set({ dueOn }).where('id', '=', id).execute()
}

export async function findItem(db: Db, id: string): Promise<Item | undefined> {
  return (await db.selectFrom('handoffItems').select(ITEM).where('id', '=', id).executeTakeFirst()) as Item | undefined
}

/** Changes an item that is still as it was seen. @returns false where somebody was faster. */
export async function updateItem(db: Db, seen: Pick<Item, 'id' | 'version'>, change: ItemChange): Promise<boolean> {
  const changed = await db
    .updateTable('handoffItems')
    .set({ ...change, version: seen.version + 1 })
    .where('id', '=', seen.id)
    .where('version', '=', seen.version)
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

/** Ends a running handoff. @returns false where it had ended before. */
export async function endHandoff(
  db: Db,
  id: string,
  end:
    | (Pick<Handoff, 'acceptedBy' | 'acceptedAt' | 'overrideReason'> & { state: 'accepted' })
    | { state: 'replaced' | 'withdrawn' },
): Promise<boolean> {
  const changed = await db
    .updateTable('handoffs')
    .set(end)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

/** One that was taken back runs again. @returns false where it had not been, or another runs in its place by now. */
export async function resumeHandoff(db: Db, { id, accountId, kind, leaver }: Handoff): Promise<boolean> {
  const running = await listRunningOf(db, accountId, kind)
  if (running.some((one) => !runsBeside(kind) || one.leaver === leaver)) return false
  const anew = { state: 'running', acceptedBy: null, acceptedAt: null, overrideReason: null }
  const one = db.updateTable('handoffs').set(anew).where('id', '=', id).where('state', '=', 'withdrawn')
  return (await one.executeTakeFirst()).numUpdatedRows === 1n
}

/** An accepted handoff is as if its change had never been; who accepted it stays. */
export async function undoAcceptance(db: Db, id: string): Promise<void> {
  await db.updateTable('handoffs').set({ state: 'withdrawn' }).where('id', '=', id).execute()
}

/** Changes who gives or receives, who its newcomer is and when they were asked, or its anchor. */
export async function updateHandoff(
  db: Db,
  id: string,
  change: Partial<Pick<Handoff, 'giver' | 'receiver' | 'anchorOn' | 'leaver' | (`newcomer${string}` & keyof Handoff)>>,
): Promise<void> {
  await db.updateTable('handoffs').set(change).where('id', '=', id).execute()
}
