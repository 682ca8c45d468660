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
