import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { type Context, createContext, type Tx } from '../../src/platform/context.ts'
import { createLog } from '../../src/platform/log.ts'
import { type Database, openDatabase } from '../../src/platform/postgres/db.ts'
import { lock } from '../../src/platform/postgres/lock.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let made: TestDatabase
let database: Database
let ctx: Context
const workspaceId = randomUUID()

beforeAll(async () => {
  made = await createDatabase()
  await made.query(
    `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, 'T1', 'Brightline', 'UBOT', '2026-11-16')`,
    [workspaceId],
  )
  for (const key of ['calder', 'oslo'])
    await made.query(
      `insert into accounts (workspace_id, key, name, state, zone, created_at, changed_at)
       values ($1, $2, $2, 'not_started', 'UTC', '2026-11-16', '2026-11-16')`,
      [workspaceId, key],
    )
  database = openDatabase(made.url, () => {})
  const clock = { now: () => new Date('2026-11-16T08:00:00Z'), real: () => new Date() }
  ctx = createContext({ clock, log: createLog('silent'), database, wake: () => {} })
})
afterAll(async () => {
  await database.close()
  await made.drop()
})

const rename = (tx: Tx, key: string, word: string) =>
  tx.db
    .updateTable('accounts')
    .set({ name: sql<string>`name || ${word}` })
    .where('key', '=', key)
    .execute()

it('two who wait for each other both get done, each once', async () => {
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  let runs = 0
  const both = (word: string, keys: [string, string], mine: () => void, theirs: Promise<void>) =>
    ctx.inWorkspace(workspaceId, async (tx) => {
      runs += 1
      await rename(tx, keys[0], word)
      mine()
      await theirs
      await rename(tx, keys[1], word)
    })
  await Promise.all([
    both(' one', ['calder', 'oslo'], () => first.resolve(), second.promise),
    both(' two', ['oslo', 'calder'], second.resolve, first.promise),
  ])
  expect(runs).toBe(3)
  const names = (await made.query<{ name: string }>('select name from accounts order by key')).map(({ name }) => name)
  for (const name of names) expect(name.split(' ').slice(1).sort()).toEqual(['one', 'two'])
})

it('what fails for another reason is not tried again', async () => {
  let runs = 0
  const failing = ctx.inWorkspace(workspaceId, async () => {
    runs += 1
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(runs).toBe(1)
})

it('who changes the same thing of one workspace comes after whoever does so already, and nobody else does', async () => {
  const order: string[] = []
  const [taken, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = ctx.inWorkspace(workspaceId, async (tx) => {
    await lock(tx.db, 'checkins', 'UJONAS')
    taken.resolve()
    await done.promise
    order.push('first')
  })
  await taken.promise
  const jonas = (inside: string) => (tx: Tx) => lock(tx.db, 'checkins', 'UJONAS').then(() => void order.push(inside))
  const second = ctx.inWorkspace(workspaceId, jonas('second'))
  await ctx.inWorkspace(randomUUID(), jonas('another workspace'))
  await ctx.inWorkspace(workspaceId, (tx) => lock(tx.db, 'checkins', 'UMAYA'))
  await ctx.inWorkspace(workspaceId, (tx) => lock(tx.db, 'message', 'UJONAS'))
  expect(order).toEqual(['another workspace'])
  done.resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['another workspace', 'first', 'second'])
})
