import { Redis } from 'ioredis'
import type { Story } from './story.ts'

/** Empties the queue behind the program's back, as an operator's mistake or a lost disk would. */
export async function wipeQueue(story: Story): Promise<void> {
  if (story.redisUrl) {
    const redis = new Redis(story.redisUrl)
    await redis.flushdb()
    redis.disconnect()
    return
  }
  const tables = await story.database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'`,
  )
  const wipe = () => story.database.query(`truncate ${tables.map(({ name }) => `bullmq."${name}"`).join(', ')}`)
  // A job that is being added at this instant may hold one table and wait for the next: Postgres picks a victim.
  for (let tries = 1; ; tries++) {
    const wiped = await wipe().then(
      () => true,
      (error: Error) => (tries < 10 && error.message.includes('deadlock') ? false : Promise.reject(error)),
    )
    if (wiped) return
  }
}

/** Everything that lies in the queue, as text: to see that it holds ids and nothing that people wrote. */
export async function dumpQueue(story: Story): Promise<string> {
  if (!story.redisUrl) {
    const rows = await story.database.query(`select * from bullmq.job`)
    return JSON.stringify(rows)
  }
  const redis = new Redis(story.redisUrl)
  const keys = await redis.keys('*')
  const hashes = await Promise.all(keys.map((key) => redis.hgetall(key).catch(() => ({}))))
  redis.disconnect()
  return JSON.stringify(hashes)
}
