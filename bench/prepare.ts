import pg from 'pg'
import { startApp, type Throughline } from '../src/app.ts'
import { createLog } from '../src/platform/log.ts'

interface Places {
  ownerUrl: string
  databaseUrl: string
  apiUrl: string
  botToken: string
  signingSecret: string
}

/** Fills the database of a bench: the program knows its workspace, and statements are the superuser's. */
export async function prepare<T>(
  { ownerUrl, databaseUrl, apiUrl, botToken, signingSecret }: Places,
  fill: (app: Throughline, client: pg.Client) => Promise<T>,
): Promise<T> {
  const app = await startApp({
    config: {
      slack: { botToken, signingSecret, appToken: undefined, apiUrl },
      ...{ databaseUrl, databaseOwnerUrl: undefined, redisUrl: undefined, port: 0, publicUrl: undefined },
      ...{ logLevel: 'silent', dataFolder: 'unused' },
    },
    log: createLog('silent'),
    roles: [],
  })
  const client = new pg.Client(ownerUrl)
  await client.connect()
  try {
    return await fill(app, client)
  } finally {
    await client.end()
    await app.stop()
  }
}
