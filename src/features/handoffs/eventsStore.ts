import type { Db } from '#platform/postgres/db.ts'
import type { ItemEvent } from './model.ts'

const EVENT = ['version', 'actor', 'act', 'person', 'words', 'until', 'at'] as const

export async function insertEvent(db: Db, itemId: string, event: ItemEvent): Promise<void> {
  await db
    .insertInto('handoffItemChanges')
    .values({ ...event, itemId })
    .execute()
}

/** Everything that was done with an item, the first first. */
export async function listEvents(db: Db, itemId: string): Promise<ItemEvent[]> {
  return (await db
    .selectFrom('handoffItemChanges')
    .select(EVENT)
    .where('itemId', '=', itemId)
    .orderBy('version')
    .execute()) as ItemEvent[]
}

/** Which of these items were last given to somebody by another, rather than taken. */
export async function listGiven(db: Db, itemIds: string[]): Promise<Set<string>> {
  if (itemIds.length === 0) return new Set()
  const last = await db
    .selectFrom('handoffItemChanges')
    .distinctOn('itemId')
    .select(['itemId', 'actor', 'person', 'act'])
    .where('itemId', 'in', itemIds)
    .where('act', 'in', ['take', 'assign'])
    .orderBy('itemId')
    .orderBy('version', 'desc')
    .execute()
  return new Set(
    last.filter(({ act, actor, person }) => act === 'assign' && actor !== person).map(({ itemId }) => itemId),
  )
}
