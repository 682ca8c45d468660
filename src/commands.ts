import { type Config, readConfig, readStorage } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { openStorage } from '#platform/postgres/storage.ts'

/** @returns the exit code; nothing means 0. @throws Refusal with a sentence for whoever typed the command. */
type Command = (args: string[]) => Promise<number | void>
type RoleName = 'web' | 'worker'

/** Everything that can be typed after `throughline`. */
export const commands: Record<string, Command> = {
  start: () => serve(['web', 'worker']),
  web: () => serve(['web']),
  worker: () => serve(['worker']),
  migrate: async () => {
    const storage = await openStorage(readStorage(process.env))
    await storage.close()
    process.stdout.write('The database is up to date.\n')
  },
  import: async (args) => (await import('./import.ts')).importFile(args, process.env),
  export: async (args) => (await import('./export.ts')).exportData(args, process.env),
  handoff: async (args) => (await import('./handoff.ts')).showHandoffs(args, process.env),
  playbooks: async (args) => (await import('./playbooks.ts')).playbooks(args, process.env),
  doctor: async () => (await import('./doctor.ts')).showHealth(process.env),
}

/** How long work in hand may take after SIGTERM before the process ends anyway; the database keeps what is not done. */
const DRAIN_MS = 25_000

async function serve(roles: RoleName[]): Promise<void> {
  const config: Config = readConfig(process.env)
  const log = createLog(config.logLevel)
  // All of the program, which the other commands would load for nothing.
  const { startApp } = await import('./app.ts')
  const storage = await openStorage(config)
  const app = await startApp({ config: { ...config, databaseUrl: storage.databaseUrl }, log, roles }).catch(
    async (error) => {
      await storage.close()
      throw error
    },
  )
  try {
    await Promise.race([toldToStop(), app.refused])
  } finally {
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    await app.stop()
    await storage.close()
  }
}

const toldToStop = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
