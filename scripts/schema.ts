// Writes src/platform/postgres/schema.ts from a freshly migrated database; with --verify, fails where it is out of date.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '#platform/postgres/embedded.ts'
import { migrate } from '#platform/postgres/migrate.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-schema-'))
const postgres = await startEmbeddedPostgres(folder, { fast: true })
try {
  await migrate(postgres.ownerUrl, { queueInPostgres: false })
  const options =
    '--dialect postgres --camel-case --date-parser string --numeric-parser number --exclude-pattern migrations'
  const out = ['--url', postgres.ownerUrl, '--out-file', 'src/platform/postgres/schema.ts']
  execFileSync('kysely-codegen', [...options.split(' '), ...out, ...process.argv.slice(2)], { stdio: 'inherit' })
} finally {
  await postgres.stop()
  fs.rmSync(folder, { recursive: true })
}
