import type { LocalDate } from '#platform/calendar.ts'
import type { Db } from '#platform/postgres/db.ts'
import type { Handoff } from './model.ts'
import { HANDOFF } from './store.ts'

/** What was accepted on an account after an instant, or for a day from this one on; the oldest first. */
export async function listAccepted(db: Db, accountId: string, since: Date, from: LocalDate): Promise<Handoff[]> {
  const accepted = db.selectFrom('handoffs').select(HANDOFF).where('state', '=', 'accepted')
  const chosen = accepted
    .where('accountId', '=', accountId)
    .where(({ or, eb }) => or([eb('acceptedAt', '>', since), eb('anchorOn', '>=', from)]))
  return (await chosen.orderBy('acceptedAt').orderBy('id').execute()) as Handoff[]
}

/** What was accepted on these accounts without anybody having been named who takes over, the oldest first. */
export async function listAcceptedUnnamed(db: Db, accountIds: string[]): Promise<Handoff[]> {
  if (accountIds.length === 0) return []
  const accepted = db.selectFrom('handoffs').select(HANDOFF).where('state', '=', 'accepted')
  const unnamed = accepted.where('newcomer', 'is', null).where('accountId', 'in', accountIds)
  return (await unnamed.orderBy('acceptedAt').orderBy('id').execute()) as Handoff[]
}
