import fs from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { WebClient } from '@slack/web-api'
import { planMissingRounds } from '#features/checkins/flow.ts'
import { decode, MAX_BYTES, tooLarge } from '#features/imports/csv.ts'
import { type ImportOptions, importAccounts, problemsIn } from '#features/imports/flow.ts'
import { describeImport, ImportRefusal } from '#features/imports/report.ts'
import { meetPeople, rememberWorkspace, workspaceIds } from '#features/installations/flow.ts'
import { systemClock } from '#platform/clock.ts'
import { readSlackAccess, readStorage } from '#platform/config.ts'
import { type Context, createContext } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { createLog } from '#platform/log.ts'
import { openDatabase } from '#platform/postgres/db.ts'
import { openStorage } from '#platform/postgres/storage.ts'
import { clientOptions } from '#platform/slack/client.ts'
import { createDirectory } from '#platform/slack/directory.ts'
import { explain } from './explain.ts'

type Env = Record<string, string | undefined>
type Directory = ReturnType<typeof createDirectory>

const USAGE = 'throughline import <file.csv> [--dry-run]'

/**
 * `throughline import`: reads a file, changes the accounts, plans their weeks, and says what was done. Whatever else is
 * missing, the file is checked and what is wrong in it is said first.
 */
export async function importFile(args: string[], env: Env): Promise<void> {
  const { file, dryRun } = readArguments(args)
  const text = decode(await readFile(file))
  const open = await connect(env).catch((error: unknown) => {
    throw withoutDatabase(text, explain(error) ?? (error instanceof Refusal ? error.message : undefined), error)
  })
  try {
    const { ctx, directory } = open
    const { id, missing } = await theWorkspace(ctx, directory, dryRun)
    // Nobody's accounts are none, and against none the file is checked.
    const workspaceId = id ?? crypto.randomUUID()
    const options = { dryRun: dryRun || missing !== undefined, onProgress }
    const report = await ctx
      .inWorkspace(workspaceId, (tx) => importAccounts(tx, text, options))
      .catch((error: unknown) => {
        throw error instanceof ImportRefusal && missing ? new ImportRefusal(error.problems, missing) : error
      })
    clearProgress()
    if (missing) throw new Refusal(`Nothing is wrong in the file, but nothing was imported. ${missing}`)
    process.stdout.write(`${describeImport(report)}\n`)
    if (!dryRun) await planWeeks(ctx, workspaceId, directory)
    if (report.checking > 0) process.stdout.write(`${CHECKING}\n`)
  } finally {
    clearProgress()
    await open.close()
  }
}

async function connect(env: Env) {
  const config = readStorage(env)
  const log = createLog(config.logLevel)
  const directory = directoryOf(env, log)
  const storage = await openStorage(config)
  const database = openDatabase(storage.databaseUrl, (error) => log.warn({ error }, 'database.connection_lost'))
  const close = async () => {
    await database.close()
    await storage.close()
  }
  // The running program finds what was planned at its next tick; nobody here is woken.
  const ctx = createContext({ clock: systemClock, log, database, wake: () => {} })
  try {
    // The first question finds out whether there is a database at all, and whether it is set up.
    await workspaceIds(ctx)
    return { ctx, directory, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is wrong in the file, as far as it alone can tell, and why more could not be found out. */
function withoutDatabase(text: string, why: string | undefined, error: unknown): unknown {
  if (!why) return error
  const also = `Only the file itself was checked. ${why}`
  const problems = problemsIn(text, systemClock.now())
  if (problems.length > 0) return new ImportRefusal(problems, also)
  return new Refusal(`Nothing is wrong in the file as far as it alone can tell, but nothing was imported. ${why}`)
}

function readArguments(args: string[]): { file: string; dryRun: boolean } {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' } },
    })
    const [file, ...more] = positionals
    if (file && more.length === 0) return { file, dryRun: values['dry-run'] ?? false }
  } catch {
    // An unknown option: the usage says which there are.
  }
  throw new Refusal(`Usage: ${USAGE}`)
}

async function readFile(file: string): Promise<Uint8Array> {
  const why = (error: NodeJS.ErrnoException) => {
    const reasons: Record<string, string> = { ENOENT: 'is not there', EISDIR: 'is a folder', EACCES: 'may not be read' }
    throw new Refusal(`The file ${file} ${reasons[error.code ?? ''] ?? `cannot be read (${error.code})`}.`)
  }
  const { size } = await fs.stat(file).catch(why)
  // Never read: a file of any size must not fill the memory.
  if (size > MAX_BYTES) throw tooLarge(size)
  return fs.readFile(file).catch(why)
}

function directoryOf(env: Env, log: Parameters<typeof clientOptions>[0]): Directory | undefined {
  const access = readSlackAccess(env)
  return access && createDirectory(new WebClient(access.botToken, clientOptions(log, access.apiUrl)))
}

/** The workspace, or what is missing to know it. A dry run writes nothing, not even which workspace this is. */
async function theWorkspace(
  ctx: Context,
  directory: Directory | undefined,
  dryRun: boolean,
): Promise<{ id?: string; missing?: string }> {
  const ids = await workspaceIds(ctx)
  if (ids.length > 1)
    return { missing: 'This database holds several workspaces, and an import cannot tell which is meant.' }
  if (ids[0]) return { id: ids[0] }
  if (dryRun) return {}
  if (!directory)
    return { missing: 'No workspace is known yet. Set SLACK_BOT_TOKEN, so that Slack can be asked which one this is.' }
  return rememberWorkspace(ctx, directory).then(
    (id) => ({ id }),
    (error: unknown) => ({ missing: explain(error) ?? String(error) }),
  )
}

const CHECKING =
  'Slack is being checked while the program runs; what is wrong shows on Home of each account’s owner, or of the administrators where there is none, and they are told.'

/** Slack is asked first who and where the people are: their questions go out at 09:00 of their own zone. */
async function planWeeks(ctx: Context, workspaceId: string, directory: Directory | undefined): Promise<void> {
  const met = directory
    ? await meetPeople(ctx, workspaceId, directory).then(
        () => undefined,
        (error: unknown) => explain(error) ?? String(error),
      )
    : 'SLACK_BOT_TOKEN is not set.'
  if (met) process.stdout.write(`The people’s names and time zones will be read when the program starts. ${met}\n`)
  await ctx.inWorkspace(workspaceId, planMissingRounds)
  clearProgress()
}

const STEPS = { reading: 'Reading', checking: 'Checking', writing: 'Writing' }
const onProgress: NonNullable<ImportOptions['onProgress']> = (step, done, total) =>
  showProgress(total > 0 ? `${STEPS[step]} ${done} of ${total} …` : `${STEPS[step]} …`)

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
}
