import fs from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'

describe('a migration that changes rows', () => {
  /** Goes back behind a migration and through it again, as an owner of these tables who is no superuser. */
  const migrated = async (
    file: string,
    tables: string[],
    rows: string,
    check: (own: TestDatabase) => Promise<void>,
  ): Promise<void> => {
    const [up, down] = fs.readFileSync(`migrations/${file}`, 'utf8').split('-- Down Migration')
    const own = await createDatabase()
    const owner = `owner_${own.ownerUrl.match(/t_\w+/)![0]}`
    try {
      await own.query(`create role ${owner}; grant usage, create on schema public to ${owner}`)
      await own.query(`${tables.map((table) => `alter table ${table} owner to ${owner};`).join('')} ${down}`)
      await own.query(`set session_replication_role = replica; ${rows}`)
      await own.query(`begin; set local role ${owner}; ${up}; commit`)
      await check(own)
      const forced = 'select count(*)::int as n from pg_class where relforcerowsecurity and oid = any($1::regclass[])'
      expect(await own.query(forced, [tables])).toEqual([{ n: tables.length }])
    } finally {
      // A role is the whole cluster's, and would be left behind.
      await own.query(
        `rollback; reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`,
      )
      await own.drop()
    }
  }

  it('reaches those of every workspace, also where the owner is no superuser and so is bound himself', () =>
    migrated(
      '0027_suspected_anew.sql',
      ['contact_suspicions'],
      `insert into contact_suspicions (workspace_id, account_id, role, user_id, why, asked, state, raised_at, decided_at)
       select id, id, 'owner', 'U1', 'left_channel', 'U2', 'over', '2026-11-01', '2026-11-02' from unnest(array['${A}', '${B}']::uuid[]) id`,
      async (own) => {
        const back = await own.query('select returned_at = decided_at as known from contact_suspicions')
        expect(back).toEqual([{ known: true }, { known: true }])
      },
    ))

  it('leaves every question that was asked alone in its message', () =>
    migrated(
      '0035_asked_together.sql',
      ['contact_suspicions'],
      `insert into contact_suspicions (workspace_id, account_id, role, user_id, why, asked, raised_at)
       select id, id, 'owner', 'U1', 'left_channel', 'U2', '2026-11-01' from unnest(array['${A}', '${B}']::uuid[]) id`,
      async (own) => {
        const said = await own.query(`select said_in = 'contact.suspicion:' || id as own from contact_suspicions`)
        expect(said).toEqual([{ own: true }, { own: true }])
      },
    ))

  it('tells the alerts of transitions that were over before alerts said so, and no other', () => {
    const handoff = (nth: number, state: string, accepted: string | null) =>
      `('${A}', '${nth}0000000-0000-4000-8000-000000000000', '${A}', 'owner', 1, 'short', '2026-11-02', 'U1', 'U2', '${state}', 'U1', '2026-11-02', ${accepted && `'${accepted}'`})`
    const rows = `
      insert into handoffs (workspace_id, id, account_id, kind, playbook_version, form, anchor_on, giver, receiver, state, started_by, started_at, accepted_at)
      values ${handoff(1, 'accepted', '2026-11-06')}, ${handoff(2, 'replaced', null)}, ${handoff(3, 'running', null)}, ${handoff(4, 'accepted', '2026-11-09')};
      insert into contact_changes (workspace_id, account_id, role, effective_on, recorded_by, recorded_at, stakes, state, handoff_id)
      select workspace_id, account_id, kind, anchor_on, 'U1', started_at, '{}', 'standing', id from handoffs;
      insert into occurrences (workspace_id, kind, key, due_at, state)
      select workspace_id, 'handoffs.ended', 'handoffs.ended:' || id, accepted_at, 'done' from handoffs where id::text like '4%'`
    return migrated(
      '0028_joined_handoffs.sql',
      ['contact_changes', 'handoffs', 'occurrences'],
      rows,
      async ({ query }) => {
        const told = `select left(subject ->> 'handoffId', 1) as nth, due_at::date::text as on from occurrences where state = 'waiting' order by key`
        expect(await query(told)).toEqual([
          { nth: '1', on: '2026-11-06' },
          { nth: '2', on: '2026-11-02' },
        ])
      },
    )
  })

  it('keeps of each message that shows a concern who reads it, and why', () =>
    migrated(
      '0029_concern_readers.sql',
      ['concerns'],
      `insert into concerns (workspace_id, account_id, what, raised_by, raised_at, due_at, shown_in)
       values ('${B}', '${B}', 'Slow', 'U9', '2026-11-02', '2026-11-03', array['concern:c:0:raised:U2', 'concern:c:1:leader:U1'])`,
      async ({ query }) => {
        const [{ shown_in }] = (await query('select shown_in from concerns')) as [{ shown_in: unknown }]
        expect(shown_in).toEqual([
          { key: 'concern:c:0:raised:U2', turn: 0, why: 'raised', reader: 'U2' },
          { key: 'concern:c:1:leader:U1', turn: 1, why: 'leader', reader: 'U1' },
        ])
      },
    ))
})
