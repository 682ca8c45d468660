import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface TestDatabase {
  /** throughline_app's URL. */
  url: string
  /** A superuser's URL: row-level security does not bind it. */
  ownerUrl: string
  /** Runs a statement as the superuser. */
  query<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
  /** Empties every table of the workspaces. */
  empty(): Promise<void>
  drop(): Promise<void>
}

// TRUNCATE makes every table anew and takes as long as a new database; without foreign keys the order does not matter.
const EMPTY = `
do $$ declare found name; begin
  set local session_replication_role = replica;
  for found in select table_name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id' loop
    execute format('delete from public.%I', found);
  end loop;
end $$`

/** A fresh, migrated database of its own. */
export async function createDatabase(): Promise<TestDatabase> {
  const cluster = process.env['TEST_POSTGRES_URL']!
  const name = `t_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await once(cluster, (client) => client.query(`create database ${name} template template`))
  const ownerUrl = cluster.replace('/postgres?', `/${name}?`)
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  // Dropping the database by force may reach a connection that is just being given back.
  pool.on('error', () => {})
  return {
    url: ownerUrl.replace('postgres://postgres@', 'postgres://throughline_app@'),
    ownerUrl,
    query: async (text, values = []) => (await pool.query(text, values)).rows as never,
    empty: async () => void (await pool.query(EMPTY)),
    drop: async () => {
      await pool.end()
      await once(cluster, (client) => client.query(`drop database ${name} with (force)`))
    },
  }
}

async function once(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
