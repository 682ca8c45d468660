import type { Duplex } from 'node:stream'
import pg from 'pg'
import { type Db, statementsOver } from './statements.ts'

export type { Db }

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

/** What one transaction asks. `last`: the next statement is its last, so that its end leaves with it. */
type Work<T> = (db: Db, last: () => void) => Promise<T>

export interface Database {
  pool: pg.Pool
  /** Runs `work` in one transaction that sees and writes only this workspace's rows. The only way to tenant data. */
  withWorkspace<T>(workspaceId: string, work: Work<T>): Promise<T>
  /** Runs `work`, one statement, as the sweeper: ids, due dates and states over all workspaces, nothing that people wrote. */
  asSweeper<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A connection made anew takes ten times as long as most of what is asked on it, and has to read every statement again. */
const IDLE_MS = 300_000

/** Opens a pool as throughline_app. A connection lost while idle is replaced, never a crash: `onError` hears of it. */
export function openDatabase(url: string, onError: (error: Error) => void, max = 12): Database {
  // pipeline: what does not wait for an answer is sent at once, and answered in this order.
  const settings = { connectionString: url, max, connectionTimeoutMillis: 5000, Client: SturdyClient, pipeline: true }
  const pool = new pg.Pool({ ...settings, idleTimeoutMillis: IDLE_MS })
  pool.on('error', onError)
  return {
    pool,
    withWorkspace: (workspaceId, work) =>
      transact(pool, `select set_config('app.workspace_id', ${pg.escapeLiteral(workspaceId)}, true)`, work),
    asSweeper: (work) =>
      transact(pool, 'set local role throughline_sweeper', (db, last) => {
        last()
        return work(db)
      }),
    close: () => pool.end(),
  }
}

/**
 * One transaction, begun together with the statement that says whose rows it may see, and sent with the first one of
 * `work`: one after the other, every transaction would wait for the database twice more. Were it not begun, `work` would
 * see no rows.
 * @throws Error where Postgres ended the transaction at its end, though `work` went on after a failed statement.
 */
async function transact<T>(pool: pg.Pool, bound: string, work: Work<T>): Promise<T> {
  const client = await pool.connect()
  const lent = lend(client, bound)
  let lost = false
  try {
    // Work that asks nothing, as there is nothing to ask about, would wait for a beginning that never left.
    const [, result] = await Promise.all([lent.begun, work(statementsOver(lent.query), lent.last).finally(lent.send)])
    const { command } = await lent.commit()
    if (command === 'ROLLBACK') throw new Error('The transaction had failed before its end; nothing of it is kept.')
    return result
  } catch (error) {
    lent.end()
    lost = await ask(client, 'rollback').then(
      () => false,
      () => true,
    )
    throw error
  } finally {
    client.release(lost)
  }
}

interface Lent {
  begun: Promise<unknown>
  /** Sends what is held back. */
  send(): void
  last(): void
  query(text: string, values: readonly unknown[]): Promise<pg.QueryArrayResult>
  commit(): Promise<{ command: string }>
  end(): void
}

/**
 * A connection for the time of one transaction. What failed may have left something running that asks later: it is
 * refused, as the connection may be in the midst of another workspace's transaction by then.
 */
function lend(client: pg.PoolClient, bound: string): Lent {
  const { hold, send } = piecesOf(client)
  hold()
  const begun = ask(client, `begin; ${bound}`)
  let isOver = false
  let isLast = false
  let committed: Promise<{ command: string }> | undefined
  const end = () => {
    isOver = true
    send()
  }
  const commit = () => {
    committed ??= ask(client, 'commit')
    end()
    return committed
  }
  return {
    begun,
    send,
    last: () => (isLast = true),
    commit,
    end,
    async query(text, values) {
      if (isOver) throw new Error('The transaction is over.')
      hold()
      const answer = ask(client, text, values as unknown[], nameOf(text))
      // Whether it failed is looked at where the answer is there; where there is none, the failure is that one's.
      if (isLast) commit().catch(() => {})
      // Once all that can be asked without an answer has been asked.
      else process.nextTick(send)
      return answer
    },
  }
}

/**
 * Asks with a callback. The promise that `pg` would make keeps each question alive until the whole heap is looked through:
 * every small collection then copies all that was asked since the one before, and halts the program five times as long
 * (decision 13).
 */
function ask(client: pg.PoolClient, text: string, values?: unknown[], name?: string): Promise<pg.QueryArrayResult> {
  const { promise, resolve, reject } = Promise.withResolvers<pg.QueryArrayResult>()
  const config = { text, values, name, rowMode: 'array' as const }
  client.query(config as pg.QueryArrayConfig, (error: Error | null, answer) =>
    error ? reject(error) : resolve(answer),
  )
  return promise
}

/** Holds back what is asked on a connection, to send it in one piece: each piece wakes Postgres, and is a call to the system. */
function piecesOf(client: pg.PoolClient): { hold(): void; send(): void } {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  let held = false
  return {
    hold() {
      if (!held) stream.cork()
      held = true
    },
    send() {
      if (held) stream.uncork()
      held = false
    },
  }
}

/** So many statements a connection keeps at most; the program has about as many that are not lists of their own length. */
const MOST_NAMED = 500
const statements = new Map<string, string>()

/**
 * What a statement is kept as on a connection: asked again by its name, Postgres neither reads nor plans it anew, which
 * takes longer than most of ours run. A plan that is kept knows no values: where a statement names a partial index, its
 * condition is written out, as `sql.lit` does.
 */
function nameOf(text: string): string | undefined {
  const known = statements.get(text)
  if (known !== undefined || statements.size === MOST_NAMED) return known
  const name = `s${statements.size}`
  statements.set(text, name)
  return name
}
