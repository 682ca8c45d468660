import type { Db } from '#platform/postgres/db.ts'

/** Whom these handoffs' sides have named to look after whoever is new: a Slack user id, or the name of somebody without. */
export async function listBuddies(
  db: Db,
  abouts: string[],
): Promise<{ about: string; field: string; words: string }[]> {
  if (abouts.length === 0) return []
  return db
    .selectFrom('knownWords')
    .select(['about', 'field', 'words'])
    .where('about', 'in', abouts)
    .where('field', 'in', ['our_buddy', 'their_buddy'])
    .orderBy('field')
    .execute()
}
