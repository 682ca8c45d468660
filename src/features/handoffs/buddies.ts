import { handoffAbout } from '#features/knowledge/model.ts'
import type { Tx } from '#platform/context.ts'
import { listBuddies } from './buddiesStore.ts'

/** Who looks after whoever is new: a Slack user id, or the name of somebody without Slack. */
export interface Buddies {
  ours: string | null
  theirs: string | null
}

/** The buddies of handoffs, by handoff; those for whom nobody was named are left out. */
export async function buddiesOf(tx: Tx, handoffIds: string[]): Promise<Map<string, Buddies>> {
  const rows = await listBuddies(tx.db, handoffIds.map(handoffAbout))
  const named = Map.groupBy(rows, ({ about }) => about)
  return new Map(
    handoffIds.flatMap((id): [string, Buddies][] => {
      const of = named.get(handoffAbout(id))
      const who = (field: string) => of?.find((row) => row.field === field)?.words ?? null
      return of ? [[id, { ours: who('our_buddy'), theirs: who('their_buddy') }]] : []
    }),
  )
}
