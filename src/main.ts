#!/usr/bin/env node
import fs from 'node:fs'
import { enableCompileCache } from 'node:module'
import path from 'node:path'

const USAGE = `throughline <command>

  start              receive from Slack and do the work, in one process
  web                receive from Slack only
  worker             do the work only
  migrate            bring the database up to date
  import <file.csv>  read accounts from a file; --dry-run shows what would change
  export <what>      write accounts, answers or digests as CSV or JSON; export --help says how
  playbooks <what>   export or import your own checklists; playbooks --help says how
  doctor             check configuration, database, queue and Slack, and say what to mend
`

const ENV_FILE = '.env'
// What the environment already says stands; the file fills in the rest.
if (fs.existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE)
process.env['TZ'] = 'UTC'
// Before anything of ours is loaded: later starts take two thirds of the time. Where it cannot be written, nothing is lost.
enableCompileCache(
  process.env['NODE_COMPILE_CACHE'] ?? path.join(import.meta.dirname, '../node_modules/.cache/compile'),
)
const { Refusal } = await import('#platform/errors.ts')
const { commands } = await import('./commands.ts')

async function main([name = 'help', ...args]: string[]): Promise<void> {
  const command = commands[name]
  if (!command) {
    process.stdout.write(USAGE)
    process.exitCode = name === 'help' || name === '--help' ? 0 : 1
    return
  }
  try {
    process.exitCode = (await command(args)) ?? 0
  } catch (error) {
    const sentence = error instanceof Refusal ? error.message : (await import('./explain.ts')).explain(error)
    if (!sentence) throw error
    process.stderr.write(`${sentence}\n`)
    // What was opened before the trouble would keep the process alive.
    process.exit(1)
  }
}

await main(process.argv.slice(2))
