import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Clock } from '#platform/clock.ts'
import { type Finding, fine, mend } from './finding.ts'

const MIGRATIONS = path.join(import.meta.dirname, '../../migrations')
/** Beyond this the tick stops: two clocks would disagree about what is due. */
const MOST_DRIFT_MS = 5_000

interface Storage {
  databaseUrl: string | undefined
  redisUrl: string | undefined
  dataFolder: string
}

/** Looks at the database as the program itself would: its role, its migrations, its queue, its clock. */
export async function aboutDatabase(url: string, config: Storage, clock: Clock, timeoutMs: number): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(`select current_setting('server_version') as version`)
    const place = config.databaseUrl ? 'answers' : `comes with the program and lies in ${config.dataFolder}`
    return [
      fine('Database', `${place} (PostgreSQL ${rows[0].version.split(' ')[0]}).`),
      await aboutRole(client),
      await aboutMigrations(client),
      ...(await aboutFailures(client)),
      ...(config.redisUrl ? [] : [await aboutQueueTables(client)]),
      await aboutClock(client, clock),
    ]
  } finally {
    await client.end()
  }
}

async function aboutRole(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query(`
    select rolsuper or rolbypassrls as mighty,
      exists (select from pg_tables where schemaname = 'public' and pg_has_role(current_user, tableowner::name, 'member')) as owner
    from pg_roles where rolname = current_user`)
  if (rows[0].mighty)
    return mend('Database role', 'it may bypass row-level security, which keeps workspaces apart. Use throughline_app.')
  if (rows[0].owner)
    return mend(
      'Database role',
      'it owns the tables, or is a member of their owner. Use throughline_app, without further roles.',
    )
  return fine('Database role', 'neither owner nor superuser.')
}

async function aboutMigrations(client: pg.Client): Promise<Finding> {
  const known = fs.readdirSync(MIGRATIONS).map((file) => path.parse(file).name)
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.migrations') is not null as there`,
  )
  const applied = rows[0]!.there
    ? (await client.query<{ name: string }>('select name from public.migrations')).rows.map(({ name }) => name)
    : []
  const missing = known.filter((name) => !applied.includes(name))
  if (missing.length > 0) return mend('Migrations', `not applied yet: ${missing.join(', ')}. Run: throughline migrate`)
  return fine('Migrations', `all ${known.length} are applied.`)
}

/** What was tried again and again and given up. Counted over all workspaces, as the tick sees them. */
async function aboutFailures(client: pg.Client): Promise<Finding[]> {
  const { rows: made } = await client.query(`select to_regclass('public.inbox') is not null as there`)
  if (!made[0].there) return []
  const { planned, heard } = await countFailures(client)
  if (planned + heard === 0) return []
  const what = `${planned} planned and ${heard} heard from Slack`
  const text = `given up after many attempts: ${what}. The log says why (occurrence.failed, event.failed); once it is mended, start the program again and they are taken up.`
  return [mend('Work', text)]
}

async function countFailures(client: pg.Client): Promise<{ planned: number; heard: number }> {
  const failed = (table: string) => `(select count(*)::int from ${table} where state = 'failed')`
  await client.query('begin')
  try {
    await client.query('set local role throughline_sweeper')
    const { rows } = await client.query(`select ${failed('occurrences')} as planned, ${failed('inbox')} as heard`)
    return rows[0]
  } finally {
    await client.query('rollback')
  }
}

async function aboutQueueTables(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ ready: boolean | null }>(
    `select bool_and(has_schema_privilege(nspname, 'usage') and has_schema_privilege(nspname, 'create')) as ready from pg_namespace where nspname = 'bullmq'`,
  )
  if (!rows[0]?.ready) return mend('Queue', 'its tables are not in the database. Run: throughline migrate')
  return fine('Queue', 'lives in the database. For more than one machine, or many accounts, set REDIS_URL.')
}

async function aboutClock(client: pg.Client, clock: Clock): Promise<Finding> {
  const before = clock.real().getTime()
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at')
  const middle = (before + clock.real().getTime()) / 2
  const drift = Math.abs(rows[0]!.at.getTime() - middle)
  const seconds = (drift / 1000).toFixed(1)
  if (drift <= MOST_DRIFT_MS) return fine('Clock', `this machine and the database differ by ${seconds} seconds.`)
  return mend(
    'Clock',
    `this machine and the database differ by ${seconds} seconds; at most ${MOST_DRIFT_MS / 1000} are safe. Set both by NTP.`,
  )
}
