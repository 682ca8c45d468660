import type { Db } from '#platform/postgres/db.ts'

const KEPT = ['id', 'kind', 'key', 'preferred', 'version', 'content', 'changedBy', 'changedAt'] as const

const newest = (db: Db) =>
  db
    .selectFrom('playbooks')
    .innerJoin('playbookVersions', 'playbookVersions.playbookId', 'playbooks.id')
    .select(KEPT)
    .distinctOn('playbooks.id')
    .orderBy('playbooks.id')
    .orderBy('version', 'desc')

/** What a workspace has of its own, each in its newest version. */
export const listPlaybooks = (db: Db) => newest(db).where('removedAt', 'is', null).execute()

export const findPlaybook = (db: Db, id: string) =>
  newest(db).where('playbooks.id', '=', id).where('removedAt', 'is', null).executeTakeFirst()

export const findPreferred = (db: Db, kind: string) =>
  newest(db).where('kind', '=', kind).where('preferred', '=', true).executeTakeFirst()

/** By its key, also where it was removed. */
export const findKey = (db: Db, key: string) => newest(db).select('removedAt').where('key', '=', key).executeTakeFirst()

export async function findVersion(db: Db, playbookId: string, version: number): Promise<unknown> {
  const row = await db
    .selectFrom('playbookVersions')
    .select('content')
    .where('playbookId', '=', playbookId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.content
}

/** @returns the new playbook's id; undefined where the key is taken. */
export async function insertPlaybook(db: Db, playbook: { kind: string; key: string }): Promise<string | undefined> {
  const row = await db
    .insertInto('playbooks')
    .values(playbook)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** @returns false where this version is there already: somebody was faster. */
export async function insertVersion(
  db: Db,
  row: { playbookId: string; version: number; content: object; changedBy: string | null; changedAt: Date },
): Promise<boolean> {
  const kept = await db
    .insertInto('playbookVersions')
    .values({ ...row, content: JSON.stringify(row.content) })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'playbookId', 'version']).doNothing())
    .executeTakeFirst()
  return kept.numInsertedOrUpdatedRows === 1n
}

/** Removes a playbook, or brings it back. What began with it goes on. */
export async function markRemoved(db: Db, id: string, removedAt: Date | null): Promise<void> {
  const change = removedAt ? { removedAt, preferred: false } : { removedAt }
  await db.updateTable('playbooks').set(change).where('id', '=', id).execute()
}

/** One of a kind at most is taken where nobody chooses. */
export async function markPreferred(db: Db, { id, kind }: { id: string; kind: string }, preferred: boolean) {
  await db
    .updateTable('playbooks')
    .set({ preferred: false })
    .where('kind', '=', kind)
    .where('preferred', '=', true)
    .where('id', preferred ? '!=' : '=', id)
    .execute()
  if (preferred) await db.updateTable('playbooks').set({ preferred }).where('id', '=', id).execute()
}
