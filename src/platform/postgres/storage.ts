import path from 'node:path'
import { Refusal } from '#platform/errors.ts'
import { migrate } from './migrate.ts'

export interface StorageConfig {
  databaseUrl: string | undefined
  databaseOwnerUrl: string | undefined
  redisUrl: string | undefined
  dataFolder: string
}

export interface Storage {
  /** The URL of throughline_app. */
  databaseUrl: string
  close(): Promise<void>
}

const APP_ROLE = 'throughline_app'

/**
 * A migrated database: the one that DATABASE_URL names, or an embedded Postgres in the data folder.
 * Migrates where the owner's URL is known; otherwise `throughline migrate` must have run.
 * @throws Refusal where the URL is not a login of the app's role, or the database cannot be reached.
 */
export async function openStorage(config: StorageConfig): Promise<Storage> {
  const queueInPostgres = !config.redisUrl
  if (!config.databaseUrl) {
    const { startEmbeddedPostgres } = await import('./embedded.ts')
    const postgres = await startEmbeddedPostgres(path.resolve(config.dataFolder, 'postgres'))
    await migrate(postgres.ownerUrl, { queueInPostgres })
    return { databaseUrl: appUrl(postgres.ownerUrl), close: postgres.stop }
  }
  const { username, password } = new URL(config.databaseUrl)
  if (username !== APP_ROLE) {
    throw new Refusal(
      `DATABASE_URL must be a login of the role ${APP_ROLE}, which may not bypass row-level security; it names “${username}”. Put the owner's URL into DATABASE_OWNER_URL and run: throughline migrate`,
    )
  }
  if (config.databaseOwnerUrl) {
    await reached(() =>
      migrate(config.databaseOwnerUrl!, { queueInPostgres, appPassword: decodeURIComponent(password) || undefined }),
    )
  }
  return { databaseUrl: config.databaseUrl, close: async () => {} }
}

/** The same database as its owner's URL, for the app's role. */
export const appUrl = (ownerUrl: string): string => ownerUrl.replace('postgres://postgres@', `postgres://${APP_ROLE}@`)

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ECONNREFUSED' && code !== 'ENOTFOUND' && code !== '28P01') throw error
    throw new Refusal(
      `The database at DATABASE_OWNER_URL does not let us in (${code}). Is it running, and are user and password right?`,
    )
  }
}
