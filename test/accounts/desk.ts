import fs from 'node:fs'
import { factsOfAll } from '../../src/features/accounts/flow.ts'
import type { AccountFacts } from '../../src/features/accounts/model.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import type { ImportReport } from '../../src/features/imports/model.ts'
import { type Context, createContext, type Tx } from '../../src/platform/context.ts'
import { createLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/platform/postgres/db.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

/** The file of the documentation: three accounts that use every column. */
export const EXAMPLE = fs.readFileSync(new URL('../../docs/accounts.example.csv', import.meta.url), 'utf8')

export const MONDAY = new Date('2026-11-16T08:00:00Z')

/** A workspace in a real database, into which files are read. */
export interface Desk {
  database: TestDatabase
  ctx: Context
  /** The product's instant; a test may move it. */
  now: Date
  workspaceId: string
  /** Begins again in another, empty workspace on Monday morning. */
  clear(): Promise<void>
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  read(text: string, dryRun?: boolean): Promise<ImportReport>
  facts(key: string): Promise<AccountFacts>
  everything(): Promise<AccountFacts[]>
  close(): Promise<void>
}

export async function openDesk(): Promise<Desk> {
  const database = await createDatabase()
  const clock = { now: () => desk.now, real: () => desk.now }
  const opened = openDatabase(database.url, () => {})
  const ctx = createContext({ clock, log: createLog('silent'), database: opened, wake: () => {} })
  const desk: Desk = {
    database,
    ctx,
    now: MONDAY,
    workspaceId: '',
    async clear() {
      desk.now = MONDAY
      desk.workspaceId = crypto.randomUUID()
      await database.query(
        `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, $2, 'Brightline', 'UBOT', $3)`,
        [desk.workspaceId, `T${desk.workspaceId}`, MONDAY],
      )
    },
    inside: (work) => ctx.inWorkspace(desk.workspaceId, work),
    read: (text, dryRun = false) => desk.inside((tx) => importAccounts(tx, text, { dryRun })),
    async facts(key) {
      const found = (await desk.everything()).find(({ account }) => account.key === key)
      if (!found) throw new Error(`There is no account ${key}`)
      return found
    },
    everything: () => desk.inside(factsOfAll),
    async close() {
      await opened.close()
      await database.drop()
    },
  }
  return desk
}
