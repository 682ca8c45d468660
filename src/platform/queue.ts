import { randomUUID } from 'node:crypto'
import { createPostgresBackend, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import type { Logger } from './log.ts'
import type { Work } from './scheduling/sweep.ts'

const NAME = 'throughline'
const TICK_MS = 2_000
/** A wiped Redis forgets the tick, without an error: each worker says it anew this often. */
const REMIND_MS = 15_000
const CONCURRENCY = 8
const GONE = { removeOnComplete: true, removeOnFail: true }

export interface Connection {
  redisUrl?: string | undefined
  databaseUrl: string
}

export interface Doings {
  /** Claims what is due; what it returns is done one by one. */
  tick(): Promise<Work[]>
  work(work: Work): Promise<void>
}

export interface Wakeful {
  wake(): void
  close(): Promise<void>
}

// The two backends have different types for the same methods; this is the part of them that we use.
type AnyQueue = Pick<Queue, 'add' | 'addBulk' | 'upsertJobScheduler' | 'close' | 'on'>
type AnyWorker = Pick<Worker, 'run' | 'waitUntilReady' | 'close' | 'on'>

// An ack may wait neither for a reconnect nor for twenty retries, so what only wakes fails fast.
const hasty = (url: string) =>
  new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 2_000 })
const patient = (url: string) => new Redis(url, { maxRetriesPerRequest: null })

interface Opened {
  queue: AnyQueue
  close(): Promise<void>
}

function openQueue(databaseUrl: string, redis: Redis | undefined, log: Logger): Opened {
  const queue: AnyQueue = redis
    ? new Queue(NAME, { connection: redis as never, skipWaitingForReady: true })
    : (new Queue(
        NAME,
        { connection: { connectionString: databaseUrl, max: 4 } } as QueueOptions,
        createPostgresBackend as never,
      ) as AnyQueue)
  queue.on('error', (error: Error) => log.warn({ error }, 'queue.error'))
  return { queue, close: () => queue.close() }
}

/** The waking half: any process may ask the workers to look now. Losing it costs two seconds, never a message. */
export function openWaker({ redisUrl, databaseUrl }: Connection, log: Logger): Wakeful {
  const redis = redisUrl ? hasty(redisUrl) : undefined
  redis?.on('error', (error: Error) => log.warn({ error }, 'redis.error'))
  let opened = redis ? undefined : openQueue(databaseUrl, undefined, log)
  // BullMQ wants a Redis that answers when a queue is made; one that is down now may come later.
  redis?.once('ready', () => (opened = openQueue(databaseUrl, redis, log)))
  let asked = false
  const ask = () => {
    asked = false
    const job = opened?.queue.add('tick', {}, { jobId: `wake-${randomUUID()}`, ...GONE })
    job?.catch((error: Error) => log.debug({ error }, 'queue.not_woken'))
  }
  return {
    wake() {
      if (asked) return
      asked = true
      setTimeout(ask, 5)
    },
    async close() {
      await opened?.close()
      redis?.disconnect()
    },
  }
}

/** The working half: one BullMQ scheduler ticks; a tick claims due rows and makes a job of each. */
export async function startWorker(
  connection: Connection,
  doings: Doings,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const redis = connection.redisUrl ? patient(connection.redisUrl) : undefined
  redis?.on('error', (error: Error) => log.warn({ error }, 'redis.error'))
  const { queue, close: closeQueue } = openQueue(connection.databaseUrl, redis, log)
  const process = async (job: { name: string; data: unknown }) => {
    if (job.name === 'work') return doings.work(job.data as Work)
    const claimed = await doings.tick()
    if (claimed.length > 0) await queue.addBulk(claimed.map(toJob))
  }
  const worker = openWorker(connection.databaseUrl, redis, process)
  worker.on('error', (error: Error) => log.warn({ error }, 'worker.error'))
  worker.on('failed', (job: { name: string } | undefined, error: Error) =>
    log.error({ error, job: job?.name }, 'job.failed'),
  )
  await worker.waitUntilReady()
  const remind = () => queue.upsertJobScheduler('tick', { every: TICK_MS }, { name: 'tick', data: {}, opts: GONE })
  await remind()
  void worker.run()
  const timer = setInterval(() => {
    remind().catch((error: Error) => log.warn({ error }, 'tick.not_reminded'))
  }, REMIND_MS)
  return {
    close: async () => {
      clearInterval(timer)
      await worker.close()
      await closeQueue()
      redis?.disconnect()
    },
  }
}

const toJob = (work: Work) => ({
  name: 'work',
  data: work,
  opts: { jobId: `${work.table}-${work.id}-${work.until}`, ...GONE },
})

function openWorker(
  databaseUrl: string,
  redis: Redis | undefined,
  process: (job: { name: string; data: unknown }) => Promise<void>,
): AnyWorker {
  // A worker that dies is noticed after lock + check; the lock is longer than one Slack request may take.
  const options = {
    concurrency: CONCURRENCY,
    autorun: false,
    lockDuration: 20_000,
    stalledInterval: 10_000,
    maxStalledCount: 10,
  }
  if (redis) return new Worker(NAME, process, { ...options, connection: redis as never })
  const connection = { connectionString: databaseUrl, max: 6 }
  return new Worker(
    NAME,
    process,
    { ...options, connection } as WorkerOptions,
    createPostgresBackend as never,
  ) as AnyWorker
}
