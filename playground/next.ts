import { type Expression, sql } from 'kysely'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import type { Throughline } from '../src/app.ts'

/** What happens by itself, in a few words, by the kind's name in the schedule: to one that is named, and to many. */
const WORDS: Record<string, [one: (name: string) => string, many: string]> = {
  'checkins.ask': [(name) => `${name} is asked`, 'people are asked'],
  'checkins.remind': [(name) => `${name} is reminded`, 'people are reminded'],
  'checkins.return': [(name) => `${name} is back`, 'people are back'],
  'rounds.close': [(name) => `the week of ${name} closes`, 'weeks close'],
  'rounds.publish': [(name) => `the update of ${name} is due`, 'updates are due'],
  'digests.warn_leader': [() => 'a leader is warned', 'leaders are warned'],
  'digests.hold_ends': [() => 'a hold ends', 'holds end'],
  'promises.concern_overdue': [() => 'a concern has waited long', 'concerns have waited long'],
  'contacts.take_effect': [() => 'a contact changes', 'contacts change'],
  'handoffs.remind': [() => 'somebody is reminded of handoff items', 'people are reminded of handoff items'],
  'handoffs.overdue': [() => 'something in a handoff may be overdue', 'things in handoffs may be overdue'],
}

/** What Throughline looks after for itself, day by day; nobody sees it happen. */
const QUIET = ['checkins.audit', 'exceptions.look', 'states.watch']

export interface NextDue {
  at: Date
  what: string
}

/** The next thing due that somebody sees, with what it is; null where nothing is. */
export async function nextSeen({ ctx, workspaceId }: Throughline): Promise<NextDue | null> {
  return ctx.inWorkspace(workspaceId, async (tx) => {
    const first = await seenKinds(tx).select('dueAt').orderBy('dueAt').limit(1).executeTakeFirst()
    if (!first) return null
    const due = await seenKinds(tx).select(['kind', 'subject']).where('dueAt', '=', first.dueAt).execute()
    const named = await namesOf(tx, due as unknown as Due[])
    return { at: first.dueAt, what: inWords(due as unknown as Due[], named) }
  })
}

interface Due {
  kind: string
  subject: { userId?: string; roundId?: string }
}

const seenKinds = (tx: Tx) =>
  tx.db
    .selectFrom('occurrences')
    .where('state', '=', 'waiting')
    .where('dueAt', '>', tx.now)
    .where('kind', 'not in', QUIET)
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

const said = (subject: Expression<unknown>, field: string) => sql<string>`${subject}->>${field}`

/** People and accounts, by the id that stands in what is due. */
async function namesOf(tx: Tx, due: Due[]): Promise<Map<string, string>> {
  const people = await peopleById(
    tx,
    due.flatMap(({ subject }) => subject.userId ?? []),
  )
  const rounds = await tx.db
    .selectFrom('rounds')
    .innerJoin('accounts', 'accounts.id', 'rounds.accountId')
    .select(['rounds.id', 'accounts.name'])
    .where(sql<boolean>`rounds.id::text = any(${due.flatMap(({ subject }) => subject.roundId ?? [])})`)
    .execute()
  return new Map([
    ...[...people].map(([id, { name }]) => [id, name] as const),
    ...rounds.map(({ id, name }) => [id, name] as const),
  ])
}

function inWords(due: Due[], names: Map<string, string>): string {
  const said = [...Map.groupBy(due, ({ kind }) => kind)].flatMap(([kind, [one, ...more]]) => {
    const words = WORDS[kind]
    if (!words) return []
    const name = names.get(one?.subject.userId ?? one?.subject.roundId ?? '') ?? 'somebody'
    return more.length === 0 ? words[0](name) : `${more.length + 1} ${words[1]}`
  })
  return said.join(', ')
}
