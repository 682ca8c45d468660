import {
  CamelCasePlugin,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { DB } from './schema.ts'

export type Db = Kysely<DB>

/** Sends one statement. @returns its rows as lists, in the order of their columns. */
type Query = (text: string, values: readonly unknown[]) => Promise<pg.QueryArrayResult>

/** Names are camelCase in the program and snake_case in the database. One for all: it remembers what it has made of each. */
class Names extends CamelCasePlugin {
  toDatabase = (name: string): string => this.snakeCase(name)
  toProgram = ({ name }: { name: string }): string => this.camelCase(name)
}
const names = new Names()

// As a plugin, it would copy every statement and every row to change their names.
class Compiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(names.toDatabase(identifier))
  }
}

/** What is asked here is within a transaction already (db.ts). */
class Driver extends DummyDriver {
  override async beginTransaction(): Promise<void> {
    throw new Error('This is one transaction already.')
  }
}

const adapter = new PostgresAdapter()
const compiler = new Compiler()
const driver = new Driver()
const dialect = {
  createAdapter: () => adapter,
  createDriver: () => driver,
  createIntrospector: (db: Kysely<never>) => new PostgresIntrospector(db),
  createQueryCompiler: () => compiler,
}

/** Statements that all go one way. Made anew for each transaction, so it is but an executor; the rest is made once. */
export function statementsOver(query: Query): Db {
  const connection: DatabaseConnection = {
    async executeQuery({ sql, parameters }) {
      try {
        return read(await query(sql, parameters)) as QueryResult<never>
      } catch (error) {
        throw asked(error as Error)
      }
    },
    streamQuery: () => {
      throw new Error('Nothing of ours is read piece by piece.')
    },
  }
  const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: (use) => use(connection) })
  return new Kysely<DB>({ config: { dialect }, dialect, driver, executor })
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** What an answer says: the rows that were read, and how many were written. */
function read({ command, rowCount, fields, rows }: pg.QueryArrayResult): QueryResult<Record<string, unknown>> {
  const columns = fields.map(names.toProgram)
  const named = rows.map((values) => {
    const row: Record<string, unknown> = {}
    columns.forEach((column, at) => {
      row[column] = values[at]
    })
    return row
  })
  return WRITES.has(command) ? { rows: named, numAffectedRows: BigInt(rowCount!) } : { rows: named }
}

/** Postgres says what is wrong with a statement; this adds whose it was. */
function asked(error: Error): Error {
  const [, ...callers] = new Error().stack!.split('\n')
  error.stack += `\n${callers.join('\n')}`
  return error
}
