import { type Expression, sql } from 'kysely'
import type { Throughline } from '../src/app.ts'

/**
 * What somebody sees happen, in a few words, by the kind's name in the schedule. What Throughline does for itself, such
 * as looking every night whether anything was missed, is not among it.
 */
const WORDS: Record<string, [one: string, many: string]> = {
  'checkins.ask': ['somebody is asked', 'people are asked'],
  'checkins.remind': ['a reminder', 'reminders'],
  'rounds.close': ['a week closes', 'weeks close'],
  'rounds.publish': ['a digest is published', 'digests are published'],
  'digests.warn_leader': ['a leader is warned', 'leaders are warned'],
  'digests.hold_ends': ['a hold ends', 'holds end'],
  'contacts.take_effect': ['a contact changes', 'contacts change'],
  'handoffs.overdue': ['something in a handoff may be overdue', 'things in handoffs may be overdue'],
}

export interface NextDue {
  at: Date
  what: string
}

/** The next thing due that somebody sees, with what it is; null where nothing is. */
export async function nextSeen({ ctx, workspaceId }: Throughline): Promise<NextDue | null> {
  return ctx.inWorkspace(workspaceId, async (tx) => {
    const seen = tx.db
      .selectFrom('occurrences')
      .where('state', '=', 'waiting')
      .where('dueAt', '>', tx.now)
      .where('kind', 'in', Object.keys(WORDS))
      // Who has answered hears no reminder.
      .where(({ or, eb, exists, selectFrom, ref }) =>
        or([
          eb('kind', '!=', 'checkins.remind'),
          exists(
            selectFrom('checkins')
              .select('checkins.id')
              .where('checkins.state', '=', 'expected')
              .where('checkins.askedAt', 'is not', null)
              .where('checkins.userId', '=', said(ref('occurrences.subject'), 'userId')),
          ),
        ]),
      )
    const first = await seen.select('dueAt').orderBy('dueAt').limit(1).executeTakeFirst()
    if (!first) return null
    const kinds = await seen.select('kind').where('dueAt', '=', first.dueAt).execute()
    return { at: first.dueAt, what: inWords(kinds.map(({ kind }) => kind)) }
  })
}

const said = (subject: Expression<unknown>, field: string) => sql<string>`${subject}->>${field}`

function inWords(kinds: string[]): string {
  const counted = [...Map.groupBy(kinds, (kind) => kind)].map(([kind, { length }]) => {
    const [one, many] = WORDS[kind]!
    return length === 1 ? one : `${length} ${many}`
  })
  return counted.join(', ')
}
