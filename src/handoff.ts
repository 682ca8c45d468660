import { parseArgs } from 'node:util'
import { workspaceIds } from '#features/installations/flow.ts'
import { exportHandoff, handoffsToExport, type Listed } from '#features/knowledge/flow.ts'
import { systemClock } from '#platform/clock.ts'
import { readStorage } from '#platform/config.ts'
import { createContext } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { createLog } from '#platform/log.ts'
import { openDatabase } from '#platform/postgres/db.ts'
import { openStorage } from '#platform/postgres/storage.ts'

const USAGE = `throughline handoff <what>

  list               every handoff: id, account, kind, state, the day it began, who receives
  export <id> > file one handoff with everything it holds, as Markdown; internal
`

/** `throughline handoff`: writes a handoff, or the list of them, to the standard output. */
export async function showHandoffs(
  args: string[],
  env: Record<string, string | undefined>,
  output: { write(text: string): unknown } = process.stdout,
): Promise<void> {
  if (args.includes('--help')) return void output.write(USAGE)
  const { id } = readArguments(args)
  const storage = await openStorage(readStorage(env))
  const database = openDatabase(storage.databaseUrl, () => {})
  const ctx = createContext({ clock: systemClock, log: createLog('silent'), database, wake: () => {} })
  try {
    const workspaces = await workspaceIds(ctx)
    const texts = await Promise.all(
      workspaces.map((workspace) =>
        ctx.inWorkspace(workspace, (tx) => (id ? find(() => exportHandoff(tx, id)) : list(handoffsToExport(tx)))),
      ),
    )
    const found = texts.filter((text) => text !== null)
    if (found.length === 0 && id) throw new Refusal(`There is no handoff ${id}. throughline handoff list names them.`)
    output.write(found.join(''))
  } finally {
    await database.close()
    await storage.close()
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function readArguments(args: string[]): { id: string | null } {
  const usage = (why: string) => new Refusal(`${why}\n\n${USAGE}`)
  const [what, id, ...more] = positionalsOf(args, usage)
  if (what === 'list' && id === undefined) return { id: null }
  if (what !== 'export' || more.length > 0) throw usage('Say what to do: list, or export and the handoff’s id.')
  if (!id || !UUID.test(id)) throw usage(`“${id ?? ''}” is no handoff’s id. throughline handoff list names them.`)
  return { id }
}

function positionalsOf(args: string[], usage: (why: string) => Refusal): string[] {
  try {
    return parseArgs({ args, allowPositionals: true, options: {} }).positionals
  } catch (error) {
    throw usage((error as Error).message)
  }
}

/** Of several workspaces only one knows a handoff. */
const find = (work: () => Promise<string>): Promise<string | null> =>
  work().catch((error: unknown) => {
    if (error instanceof Refusal) return null
    throw error
  })

const list = async (handoffs: Promise<Listed[]>): Promise<string> =>
  (await handoffs)
    .map(({ id, accountKey, kind, state, startedAt, receiverName }) =>
      [id, accountKey, kind, state, startedAt.toISOString().slice(0, 10), receiverName].join('\t').concat('\n'),
    )
    .join('')
