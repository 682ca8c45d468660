import path from 'node:path'
import { runner } from 'node-pg-migrate'
import pg from 'pg'

const MIGRATIONS = path.join(import.meta.dirname, '../../../migrations')
/** Any number, the same everywhere: two programs that make roles at once must wait for each other. */
const ROLES_LOCK = 7_042_001

/**
 * Brings the database up to date: roles first (they belong to the cluster, so they stand outside the numbered
 * migrations), then each new migration in its own transaction, then BullMQ's tables when the queue lives here too.
 * Safe to run from several machines at once. `appPassword` sets the password of throughline_app where one is given.
 */
export async function migrate(
  ownerUrl: string,
  options: { appPassword?: string | undefined; queueInPostgres: boolean },
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await makeRoles(client, options.appPassword)
    await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: 'up',
      migrationsTable: 'migrations',
      log: () => {},
    })
    // For `throughline doctor`, which asks as the app whether every migration was applied.
    await client.query('grant select on migrations to throughline_app')
    if (options.queueInPostgres) await makeQueueTables(client)
  } finally {
    await client.end()
  }
}

// noinherit: a role that inherits another is a member of it, and row-level security looks at membership.
async function makeRoles(client: pg.Client, password: string | undefined): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [ROLES_LOCK])
  try {
    const { rows } = await client.query(`select rolname from pg_roles where rolname like 'throughline%'`)
    const known = new Set(rows.map((row: { rolname: string }) => row.rolname))
    if (!known.has('throughline_sweeper')) await client.query('create role throughline_sweeper nologin noinherit')
    if (!known.has('throughline_app')) await client.query('create role throughline_app login noinherit')
    if (password) await client.query(`alter role throughline_app password ${client.escapeLiteral(password)}`)
    await client.query('grant throughline_sweeper to throughline_app')
    await client.query('grant usage on schema public to throughline_app, throughline_sweeper')
  } finally {
    await client.query('select pg_advisory_unlock($1)', [ROLES_LOCK])
  }
}

async function makeQueueTables(client: pg.Client): Promise<void> {
  const { runMigrations } = await import('bullmq')
  await runMigrations(client)
  await client.query(`
    grant usage, create on schema bullmq to throughline_app;
    grant all on all tables in schema bullmq to throughline_app;
    grant all on all sequences in schema bullmq to throughline_app`)
}
