import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { type Db, openDatabase } from '../../src/platform/postgres/db.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'

let database: TestDatabase
let db: ReturnType<typeof openDatabase>
beforeAll(async () => {
  database = await createDatabase()
  db = openDatabase(database.url, () => {}, 1)
  for (const [id, team] of [
    [A, 'TA'],
    [B, 'TB'],
  ] as const) {
    await db.withWorkspace(id, (tx) =>
      tx
        .insertInto('workspaces')
        .values({ workspaceId: id, teamId: team, name: team, botUserId: 'U1', createdAt: new Date(0) })
        .execute(),
    )
  }
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

/** Tables that belong to the database's bookkeeping, not to a workspace. */
const NOT_TENANT = ['migrations']

/** Tables that a workspace's data could leak from: no workspace, no forced policy, owned by the app, or seen too widely. */
async function findForgetful(): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = 'public' and c.relname <> all ($1) and (
      not c.relforcerowsecurity or not c.relrowsecurity or pg_get_userbyid(c.relowner) = 'throughline_app'
      or not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnotnull)
      or (select count(*) from pg_policy p where p.polrelid = c.oid and 'throughline_app'::regrole = any (p.polroles)
            and pg_get_expr(p.polqual, p.polrelid) like '%current_setting(''app.workspace_id''%'
            and pg_get_expr(p.polwithcheck, p.polrelid) like '%current_setting(''app.workspace_id''%') <> 1
      or exists (select 1 from pg_policy p where p.polrelid = c.oid and 0 = any (p.polroles))
      or (select count(*) from pg_policy p where p.polrelid = c.oid and 'throughline_app'::regrole = any (p.polroles)) <> 1)`,
    [NOT_TENANT],
  )
  return rows.map(({ name }) => name)
}

describe('every table of the catalogue', () => {
  it('belongs to a workspace, forces row-level security on the app, and shows it that workspace only', async () => {
    expect(await findForgetful()).toEqual([])
  })

  it.each([
    ['no workspace', 'create table planted (id int)'],
    [
      'no forced policy',
      'create table planted (workspace_id uuid not null); alter table planted enable row level security',
    ],
    [
      'a policy that shows everything',
      `create table planted (workspace_id uuid not null); select tenant_table('planted'); create policy wide on planted using (true)`,
    ],
  ])('is found out when it has %s', async (_, plant) => {
    await database.query(plant)
    expect(await findForgetful()).toEqual(['planted'])
    await database.query('drop table planted')
  })
})

describe('the app', () => {
  it('is neither superuser nor owner and may not bypass row-level security', async () => {
    const [role] = await database.query(`
      select rolsuper, rolbypassrls, rolinherit, pg_has_role('throughline_app', 'postgres', 'member') as owns
      from pg_roles where rolname = 'throughline_app'`)
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolinherit: false, owns: false })
  })

  it('sees one workspace inside its transaction, and nothing after it on the same connection', async () => {
    const teams = (id: string) => db.withWorkspace(id, (tx) => tx.selectFrom('workspaces').select('teamId').execute())
    expect(await teams(A)).toEqual([{ teamId: 'TA' }])
    expect(await teams(B)).toEqual([{ teamId: 'TB' }])
    // The same statement as the sweeper, who sees them all: what the connection keeps of it is not for the app.
    const all = await db.asSweeper((tx) => tx.selectFrom('workspaces').select('teamId').execute())
    expect(all).toHaveLength(2)
    expect(await teams(A)).toEqual([{ teamId: 'TA' }])
    expect((await db.pool.query('select * from workspaces')).rows).toEqual([])
  })

  it('asks nothing more once the transaction is over, when another workspace has the connection', async () => {
    const wakes = Promise.withResolvers<void>()
    const note = (action: string) => ({ actor: 'U1', action, at: new Date(0) })
    let late: Promise<unknown> = Promise.resolve()
    const failing = db.withWorkspace(A, (tx) => {
      late = wakes.promise.then(() => tx.insertInto('history').values(note('late')).execute())
      return Promise.all([late, Promise.reject(new Error('No'))])
    })
    await expect(failing).rejects.toThrow('No')
    const found = db.withWorkspace(B, async (tx) => {
      wakes.resolve()
      await late.catch(() => {})
      return tx.selectFrom('history').select('action').execute()
    })
    await expect(found).resolves.toEqual([])
    await expect(late).rejects.toThrow('is over')
  })

  it('cannot write a row into another workspace', async () => {
    const write = db.withWorkspace(A, (tx) =>
      tx
        .insertInto('people')
        .values({ workspaceId: B, userId: 'U1', name: 'x', teamId: 'TB', refreshedAt: new Date(0) })
        .execute(),
    )
    await expect(write).rejects.toThrow(/row-level security/)
  })

  it('cannot rewrite history', async () => {
    await db.withWorkspace(A, (tx) =>
      tx
        .insertInto('history')
        .values({ actor: 'U1', action: 'x', at: new Date(0) })
        .execute(),
    )
    const rewrite = db.withWorkspace(A, (tx) => tx.updateTable('history').set({ actor: 'U2' }).execute())
    await expect(rewrite).rejects.toThrow(/permission denied/)
  })
})

describe('the sweeper', () => {
  it('sees which rows are due in all workspaces, and nothing that people wrote', async () => {
    for (const id of [A, B]) {
      await db.withWorkspace(id, (tx) =>
        tx
          .insertInto('occurrences')
          .values({ kind: 'x', key: 'x', subject: '{"secret":1}', dueAt: new Date(0) })
          .execute(),
      )
    }
    const seen = await db.asSweeper((tx) => tx.selectFrom('occurrences').select(['workspaceId', 'state']).execute())
    expect(new Set(seen.map(({ workspaceId }) => workspaceId))).toEqual(new Set([A, B]))
    await expect(db.asSweeper((tx) => tx.selectFrom('occurrences').select('subject').execute())).rejects.toThrow(
      /permission denied/,
    )
    await expect(db.asSweeper((tx) => tx.selectFrom('people').select('name').execute())).rejects.toThrow(
      /permission denied/,
    )
  })

  it('ends with the statement that was said to be its last, and keeps nothing where that one fails', async () => {
    const note = (tx: Db, actor: string | null) =>
      tx
        .insertInto('history')
        .values({ actor: actor!, action: 'test.last', detail: '{}', at: new Date(0) })
        .execute()
    const noted = () =>
      db.withWorkspace(A, (tx) => tx.selectFrom('history').select('actor').where('action', '=', 'test.last').execute())
    const kept = db.withWorkspace(A, async (tx, last) => {
      await note(tx, 'U1')
      last()
      await note(tx, 'U2')
      return 'kept'
    })
    expect(await kept).toBe('kept')
    expect(await noted()).toEqual([{ actor: 'U1' }, { actor: 'U2' }])
    const failing = db.withWorkspace(A, async (tx, last) => {
      await note(tx, 'U3')
      last()
      await note(tx, null)
    })
    await expect(failing).rejects.toThrow('null value in column "actor"')
    const afterwards = db.withWorkspace(A, async (tx, last) => {
      last()
      await note(tx, 'U4')
      await note(tx, 'U5')
    })
    await expect(afterwards).rejects.toThrow('The transaction is over')
    expect(await noted()).toEqual([{ actor: 'U1' }, { actor: 'U2' }, { actor: 'U4' }])
  })

  it('reads rows by the names of the program, hears how many were written, and who asked what failed', async () => {
    const asked = await db.withWorkspace(A, async (tx) => {
      const { rows } = await sql<object>`
        select 7::int8 as how_many, null::text as said_before, '2026-11-20'::date as due_on, array['a', 'b'] as all_words,
          '{"not_ours": [1]}'::jsonb as as_sent where ${true}`.execute(tx)
      const none = await sql`select 1 as one where false`.execute(tx)
      const note = { actor: 'U1', action: 'test.rows', detail: '{}', at: new Date(0) }
      const added = await tx.insertInto('history').values([note, note]).executeTakeFirst()
      const changed = await tx
        .updateTable('workspaces')
        .set({ name: 'TA' })
        .where('teamId', '=', 'nobody')
        .executeTakeFirst()
      return { rows, none: none.rows, added: added.numInsertedOrUpdatedRows, changed: changed.numUpdatedRows }
    })
    const row = { howMany: 7, saidBefore: null, dueOn: '2026-11-20', allWords: ['a', 'b'], asSent: { not_ours: [1] } }
    expect(asked).toEqual({ rows: [row], none: [], added: 2n, changed: 0n })
    const whoFails = () => db.withWorkspace(A, (tx) => sql`select 1 / 0`.execute(tx))
    const failure = await whoFails().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: '22012', stack: expect.stringContaining('statements.ts') })
    const nested = db.withWorkspace(A, (tx) => tx.transaction().execute(async () => {}))
    await expect(nested).rejects.toThrow('This is one transaction already.')
  })

  it('hears the answers to what it asks at once in the order in which it asked', async () => {
    const all = await db.withWorkspace(A, (tx) =>
      Promise.all([1, 2, 3].map((n) => sql<{ n: number }>`select ${n}::int as n`.execute(tx))),
    )
    expect(all.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3])
    const one = db.withWorkspace(A, (tx) =>
      Promise.all([sql`select 1`.execute(tx), sql`select 1 / 0`.execute(tx), sql`select 2`.execute(tx)]),
    )
    await expect(one).rejects.toThrow('division by zero')
    expect(await db.withWorkspace(B, (tx) => tx.selectFrom('workspaces').select('teamId').execute())).toHaveLength(1)
  })

  it('asks one thing at a time, and leaves nothing of one that failed to who has the connection next', async () => {
    const ids = () => db.asSweeper((tx) => tx.selectFrom('workspaces').select('teamId').execute())
    const twice = db.asSweeper(async (tx) => {
      await tx.selectFrom('workspaces').select('teamId').execute()
      return tx.selectFrom('workspaces').select('teamId').execute()
    })
    await expect(twice).rejects.toThrow('The transaction is over')
    await expect(db.asSweeper((tx) => tx.selectFrom('people').select('name').execute())).rejects.toThrow()
    await expect(db.asSweeper(async () => Promise.reject(new Error('before it asked')))).rejects.toThrow('before it')
    expect(await db.withWorkspace(A, async () => 'nothing to ask')).toBe('nothing to ask')
    expect(await ids()).toHaveLength(2)
    const roles = await Promise.all([1, 2, 3].map(() => db.pool.query('select current_user as role')))
    expect(new Set(roles.map(({ rows }) => rows[0].role))).toEqual(new Set(['throughline_app']))
  })
})
