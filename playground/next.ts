import type { Throughline } from '../src/app.ts'

/** What happens by itself, in a few words, by the kind's name in the schedule. */
const WORDS: Record<string, [one: string, many: string]> = {
  'checkins.ask': ['somebody is asked', 'people are asked'],
  'checkins.remind': ['a reminder', 'reminders'],
  'rounds.close': ['a week closes', 'weeks close'],
  'rounds.publish': ['a digest is published', 'digests are published'],
  'checkins.audit': ['Throughline looks whether anything was missed', 'Throughline looks whether anything was missed'],
  'digests.warn_leader': ['a leader is warned', 'leaders are warned'],
  'digests.hold_ends': ['a hold ends', 'holds end'],
  'contacts.take_effect': ['a contact changes', 'contacts change'],
  'handoffs.overdue': ['something in a handoff may be overdue', 'things in handoffs may be overdue'],
}

export interface NextDue {
  at: Date
  what: string
}

/** The next thing due with what it is. Asked for by every open page, so what has been found is kept while it is next. */
export function createNext(app: () => Throughline | undefined): () => Promise<NextDue | null> {
  let known: NextDue | null = null
  return async () => {
    const running = app()
    const at = (await running?.nextDue()) ?? null
    if (!running || !at) return null
    if (known?.at.getTime() !== at.getTime()) known = { at, what: await describe(running, at) }
    return known
  }
}

async function describe({ ctx, workspaceId }: Throughline, at: Date): Promise<string> {
  const due = await ctx.inWorkspace(workspaceId, (tx) =>
    tx.db.selectFrom('occurrences').select('kind').where('state', '=', 'waiting').where('dueAt', '=', at).execute(),
  )
  const kinds = Map.groupBy(due, ({ kind }) => kind)
  const said = [...kinds].flatMap(([kind, { length }]) => {
    const words = WORDS[kind]
    return words ? [length === 1 ? words[0] : `${length} ${words[1]}`] : []
  })
  return said.join(', ')
}
