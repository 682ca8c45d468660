import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { DB } from './schema.ts'

export type Db = Kysely<DB>

// A date has no zone: as text it stays what it is. Numbers of ours fit a double.
const DATE = 1082
const BIGINT = 20
const NUMERIC = 1700
pg.types.setTypeParser(DATE, (value) => value)
pg.types.setTypeParser(BIGINT, Number)
pg.types.setTypeParser(NUMERIC, Number)

/**
 * A connection that the database ends while somebody holds it tells the query in hand, and tells it once more as an
 * event, which ends the process where nobody listens. Every pool of ours, the queue's too, is made of these.
 */
export class SturdyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.on('error', () => {})
  }
}

export interface Database {
  pool: pg.Pool
  /** Runs `work` in one transaction that sees and writes only this workspace's rows. The only way to tenant data. */
  withWorkspace<T>(workspaceId: string, work: (db: Db) => Promise<T>): Promise<T>
  /** Runs `work` as the sweeper: ids, due dates and states over all workspaces, nothing that people wrote. */
  asSweeper<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Opens a pool as throughline_app. A connection lost while idle is replaced, never a crash: `onError` hears of it. */
export function openDatabase(url: string, onError: (error: Error) => void, max = 12): Database {
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 5000, Client: SturdyClient })
  pool.on('error', onError)
  const kysely = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return {
    pool,
    withWorkspace: (workspaceId, work) =>
      kysely.transaction().execute(async (db) => {
        await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(db)
        return work(db)
      }),
    asSweeper: (work) =>
      kysely.transaction().execute(async (db) => {
        await sql`set local role throughline_sweeper`.execute(db)
        return work(db)
      }),
    close: () => kysely.destroy(),
  }
}
