import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { migrate } from '../../src/platform/postgres/migrate.ts'

/** One Postgres for the whole run, and in it one migrated database from which each test file gets its own copy. */
export default async function setUp(): Promise<void> {
  process.env['TZ'] = 'UTC'
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-test-'))
  const postgres = await startEmbeddedPostgres(folder, { fast: true })
  const client = new pg.Client({ connectionString: postgres.ownerUrl })
  await client.connect()
  await client.query('create database template')
  await client.end()
  await migrate(databaseUrl(postgres.ownerUrl, 'template'), { queueInPostgres: true })
  process.env['TEST_POSTGRES_URL'] = postgres.ownerUrl
  Object.assign(globalThis, {
    tearDownPostgres: async () => {
      await postgres.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  })
}

const databaseUrl = (url: string, name: string) => url.replace('/postgres?', `/${name}?`)
