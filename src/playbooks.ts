import fs from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { exportPlaybooks, importPlaybooks } from '#features/handoffs/playbooks/filing.ts'
import { workspaceIds } from '#features/installations/flow.ts'
import { systemClock } from '#platform/clock.ts'
import { readStorage } from '#platform/config.ts'
import { type Context, createContext, type Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { createLog } from '#platform/log.ts'
import { openDatabase } from '#platform/postgres/db.ts'
import { openStorage } from '#platform/postgres/storage.ts'

const USAGE = `throughline playbooks <export|import>

  export > file.json                what your workspace has of its own
  export --ready-made > file.json   the ready-made ones, as a beginning for your own
  import <file.json> [--dry-run]    keep what the file says: all of it or nothing

What is not in the file stays as it is. docs/playbooks.md describes the file.
`
/** Thirty playbooks of thirty long items are a third of it. */
const MOST_BYTES = 1_000_000

/** `throughline playbooks`: writes the workspace's own playbooks to the standard output, or reads them from a file. */
export async function playbooks(
  args: string[],
  env: Record<string, string | undefined>,
  output: Writable = process.stdout,
): Promise<void> {
  const { help, file, readyMade, dryRun } = readArguments(args)
  if (help) return void output.write(USAGE)
  // What is wrong with the file is said before anything is opened.
  const text = file === null ? null : await readText(file)
  const said = await inWorkspace(env, async (tx) =>
    text === null ? exportPlaybooks(tx, readyMade) : `${(await importPlaybooks(tx, text, dryRun)).join('\n')}\n`,
  )
  output.write(said)
}

function readArguments(args: string[]) {
  const usage = (why: string) => new Refusal(`${why}\n\n${USAGE}`)
  const { positionals, values } = parse(args, usage)
  const [what, file, ...more] = positionals
  const { help = false, 'ready-made': readyMade = false, 'dry-run': dryRun = false } = values
  if (help) return { help, file: null, readyMade, dryRun }
  if (what !== 'export' && what !== 'import') throw usage('Say whether to export or to import.')
  if (more.length > 0 || (what === 'export') !== (file === undefined))
    throw usage(
      what === 'export' ? 'An export names no file: it goes to the standard output.' : 'Name one file to import.',
    )
  if (what === 'export' ? dryRun : readyMade)
    throw usage(what === 'export' ? '--dry-run goes with import.' : '--ready-made goes with export.')
  return { help, file: file ?? null, readyMade, dryRun }
}

function parse(args: string[], usage: (why: string) => Refusal) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: 'boolean' }, 'ready-made': { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
    })
  } catch (error) {
    throw usage((error as Error).message)
  }
}

async function readText(file: string): Promise<string> {
  const { size } = await fs.stat(file).catch(() => {
    throw new Refusal(`There is no file “${file}” that can be read.`)
  })
  if (size > MOST_BYTES) throw new Refusal(`“${file}” is larger than 1 MB, so it cannot be a file of playbooks.`)
  return fs.readFile(file, 'utf8')
}

async function inWorkspace<T>(env: Record<string, string | undefined>, work: (tx: Tx) => Promise<T>): Promise<T> {
  const storage = await openStorage(readStorage(env))
  // The output is the data: nothing is logged into it.
  const log = createLog('silent')
  const database = openDatabase(storage.databaseUrl, () => {})
  const ctx = createContext({ clock: systemClock, log, database, wake: () => {} })
  try {
    return await ctx.inWorkspace(await theWorkspace(ctx), work)
  } finally {
    await database.close()
    await storage.close()
  }
}

async function theWorkspace(ctx: Context): Promise<string> {
  const [id, ...more] = await workspaceIds(ctx)
  if (!id) throw new Refusal('No workspace is known yet: start Throughline once, so that Slack says whose it is.')
  if (more.length > 0)
    throw new Refusal('This database holds several workspaces, and the command cannot tell which is meant.')
  return id
}
