import { emptyLook, lapsedLook, suspicionLook, unacknowledgedLook } from '../../src/features/contacts/flow.ts'
import { contactOccurrences } from '../../src/features/contacts/jobs.ts'
import type { Report } from '../../src/features/contacts/model.ts'
import { lookWith } from '../../src/features/exceptions/jobs.ts'
import { createContext, type Tx } from '../../src/platform/context.ts'
import { createLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/platform/postgres/db.ts'
import { happen } from '../../src/platform/scheduling/occurrences.ts'
import { createDatabase } from '../support/database.ts'

const WORKSPACE = '00000000-0000-4000-8000-000000000001'
export const CALDER = '00000000-0000-4000-8000-00000000000a'
export const OSLO = '00000000-0000-4000-8000-00000000000b'

/** Brightline's people are of T1, those of Calder Freight of T2, those of Oslo Water of T3. */
const PEOPLE: [string, string, string, string][] = [
  ['UMAYA', 'Maya Lindqvist', 'T1', 'Europe/Stockholm'],
  ['UJONAS', 'Jonas Weber', 'T1', 'Europe/Berlin'],
  ['UWEI', 'Wei Chen', 'T1', 'Asia/Singapore'],
  ['UINGRID', 'Ingrid Holm', 'T1', 'Europe/Stockholm'],
  ['UADA', 'Ada Marsh', 'T1', 'Europe/London'],
  ['UANA', 'Ana Ruiz', 'T2', 'Europe/London'],
  ['UTOMAS', 'Tomás Leal', 'T2', 'Europe/London'],
  ['UPRIYA', 'Priya Shah', 'T2', 'Europe/London'],
  ['UOSKAR', 'Oskar Dahl', 'T3', 'Europe/Oslo'],
]
const ROLES: [string, string, string][] = [
  [CALDER, 'owner', 'UMAYA'],
  [CALDER, 'leader', 'UINGRID'],
  [CALDER, 'implementation_lead', 'UJONAS'],
  [CALDER, 'senior_buyer', 'UPRIYA'],
  [CALDER, 'primary_contact', 'UANA'],
  [OSLO, 'owner', 'UMAYA'],
  [OSLO, 'senior_buyer', 'UOSKAR'],
]

/**
 * The rows that the flows of contact changes work on, and the things due, without a Slack and without a queue; `posts`:
 * letters can be written, too.
 */
export async function openDesk({ posts = false } = {}) {
  const database = await createDatabase()
  const opened = openDatabase(database.url, () => {})
  let now = new Date('2026-11-23T09:00:00Z')
  const clock = { now: () => now, real: () => now }
  const ctx = createContext({
    clock,
    log: createLog('silent'),
    database: opened,
    wake: () => {},
    ...(posts ? { mails: true, lacks: [] } : {}),
  })
  const act = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ctx.inWorkspace(WORKSPACE, work)
  const handlers = {
    ...contactOccurrences,
    'exceptions.look': lookWith(emptyLook, lapsedLook, suspicionLook, unacknowledgedLook),
  }
  const { query } = database
  return {
    act,
    query,
    /** Everything empty but for the people and the two accounts, on the morning of Monday 23 November 2026. */
    async reset() {
      now = new Date('2026-11-23T09:00:00Z')
      await database.empty()
      await query(
        `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, 'T1', 'Brightline', 'UBOT', now())`,
        [WORKSPACE],
      )
      for (const person of PEOPLE)
        await query(
          `insert into people (workspace_id, user_id, name, team_id, zone, guest, administrator, deactivated, refreshed_at) values ($1, $2, $3, $4, $5, false, $2 = 'UADA', false, now())`,
          [WORKSPACE, ...person],
        )
      for (const [id, key, name, channel, team] of [
        [CALDER, 'calder', 'Calder Freight', 'CCALDER', 'CTEAM'],
        [OSLO, 'oslo', 'Oslo Water', 'COSLO', 'CTEAM2'],
      ])
        await query(
          `insert into accounts (workspace_id, id, key, name, title, state, zone, country, buyer_channel, team_channel, scope_url, last_word_at, created_at, changed_at)
           values ($1, $2, $3, $4, 'invoicing rollout', 'active', 'Europe/London', 'GB', $5, $6, 'https://docs.example/scope', '2026-11-20T09:30:00Z', now(), now())`,
          [WORKSPACE, id, key, name, channel, team],
        )
      for (const role of ROLES)
        await query(
          `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, $3, $4, '2026-09-01')`,
          [WORKSPACE, ...role],
        )
    },
    /** Lets everything of ours happen that is due until an instant, each at its own. */
    async until(iso: string) {
      for (;;) {
        const [due] = await query<{ id: string; due_at: Date }>(
          `select id, due_at from occurrences where state = 'waiting' and kind = any($1) and due_at <= $2 order by due_at, id limit 1`,
          [Object.keys(handlers), iso],
        )
        if (!due) break
        if (due.due_at > now) now = due.due_at
        await happen(ctx, handlers, { workspaceId: WORKSPACE, id: due.id } as never)
        const [after] = await query<{ reason: string | null; state: string }>(
          'select reason, state from occurrences where id = $1',
          [due.id],
        )
        if (after?.state === 'waiting') throw new Error(`It did not happen: ${after.reason}`)
      }
      now = new Date(iso)
    },
    /** What was said to a channel or a person, as a screen reader reads it now, the first first. */
    async said(channel: string, kind = 'contact'): Promise<string[]> {
      const rows = await query<{ text: string }>(
        `select message ->> 'text' as text from deliveries where channel = $1 and kind like $2 and state <> 'withdrawn' order by created_at, id`,
        [channel, `${kind}%`],
      )
      return rows.map(({ text }) => text)
    },
    /** Who held a role from when to when. */
    async held(role: string): Promise<string[]> {
      const rows = await query<{ who: string; starts_on: string; ends_on: string | null }>(
        `select coalesce(user_id, name) as who, starts_on::text, ends_on::text from stakeholders where role = $1 and account_id = $2 order by starts_on, ends_on nulls last`,
        [role, CALDER],
      )
      return rows.map(({ who, starts_on, ends_on }) => `${who} ${starts_on} ${ends_on ?? ''}`.trim())
    },
    async close() {
      await opened.close()
      await database.drop()
    },
  }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** Ana leaves, Tomás comes, today, as Jonas tells it; with what a test says otherwise. */
export const toldOf = (more: Partial<Report> = {}): Report => ({
  ...{ source: 'slack', accountId: CALDER, role: 'primary_contact', effectiveOn: '2026-11-23', reportedBy: 'UJONAS' },
  newcomer: { userId: 'UTOMAS' },
  ...more,
})

export const MAYA = { userId: 'UMAYA', userTeamId: 'T1' }
export const JONAS = { userId: 'UJONAS', userTeamId: 'T1' }
export const INGRID = { userId: 'UINGRID', userTeamId: 'T1' }
export const WEI = { userId: 'UWEI', userTeamId: 'T1' }
export const ADA = { userId: 'UADA', userTeamId: 'T1' }

/** Jonas and Wei lead Calder's implementation together; Noor and Ruby are colleagues who may follow. */
export async function seatTwoLeads(desk: Pick<Desk, 'query'>): Promise<void> {
  for (const [id, name] of [
    ['UNOOR', 'Noor Aziz'],
    ['URUBY', 'Ruby Park'],
  ])
    await desk.query(
      `insert into people (workspace_id, user_id, name, team_id, zone, guest, administrator, deactivated, refreshed_at) values ($1, $2, $3, 'T1', 'Europe/London', false, false, false, now())`,
      [WORKSPACE, id, name],
    )
  await desk.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'implementation_lead', 'UWEI', '2026-09-02')`,
    [WORKSPACE, CALDER],
  )
}
