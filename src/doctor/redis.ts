import { Redis } from 'ioredis'
import { type Finding, fine, mend, note } from './finding.ts'

/** Looks at Redis: its version, and whether it keeps what it is given. */
export async function aboutRedis(url: string, timeoutMs: number): Promise<Finding[]> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let heard: Error | undefined
  redis.on('error', (error: Error) => (heard = error))
  try {
    await redis.connect()
    const info = Object.fromEntries((await redis.info()).split('\r\n').map((line) => line.split(/:(.*)/s).slice(0, 2)))
    return redisFindings(info)
  } catch (error) {
    // ioredis says "Connection is closed"; why it is closed it has said before.
    throw heard ?? error
  } finally {
    redis.disconnect()
  }
}

/** What Redis says of itself (redis.io/docs/latest/commands/info), judged. */
export function redisFindings(info: Record<string, string>): Finding[] {
  const version = info['redis_version'] ?? 'unknown'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const recent = major > 6 || (major === 6 && minor >= 2)
  const policy = info['maxmemory_policy'] ?? 'unknown'
  return [
    recent
      ? fine('Queue', `Redis ${version} answers.`)
      : mend('Queue', `Redis ${version} is too old; BullMQ needs 6.2 or later.`),
    policy === 'noeviction'
      ? fine('Queue', 'Redis throws nothing away when it is full (noeviction).')
      : mend('Queue', `Redis throws jobs away when it is full (${policy}). Set: maxmemory-policy noeviction`),
    info['aof_enabled'] === '1'
      ? fine('Queue', 'Redis keeps its jobs over a restart (AOF).')
      : note(
          'Queue',
          'Redis forgets its jobs at a restart. Nothing is lost, as the database holds them, but work waits for the next tick. Set: appendonly yes',
        ),
  ]
}
