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

// A producer must fail fast: an ack may wait neither for a reconnect nor for twenty retries.
const producer = (url: string) =>
  new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 2_000, lazyConnect: false })
const consumer = (url: string) => new Redis(url, { maxRetriesPerRequest: null })

function openQueue({ redisUrl, databaseUrl }: Connection, log: Logger): { queue: AnyQueue; close(): Promise<void> } {
  const redis = redisUrl ? producer(redisUrl) : undefined
  const queue = redis
    ? new Queue(NAME, { connection: redis as never, skipWaitingForReady: true })
    : (new Queue(NAME, { connection: { connectionString: databaseUrl, max: 4 } } as QueueOptions, createPostgresBackend as never) as AnyQueue)
  for (const part of [queue, redis]) part?.on('error', (error: Error) => log.warn({ error }, 'queue.error'))
  return {
    queue,
    close: async () => {
      await queue.close()
      redis?.disconnect()
    },
  }
}

/** The waking half: any process may ask the workers to look now. Losing it costs two seconds, never a message. */
export function openWaker(connection: Connection, log: Logger): Wakeful {
  const { queue, close } = openQueue(connection, log)
  let asked = false
  const ask = () => {
    asked = false
    queue.add('tick', {}, { jobId: `wake-${randomUUID()}`, ...GONE }).catch((error: Error) => log.debug({ error }, 'queue.not_woken'))
  }
  return {
    wake() {
      if (asked) return
      asked = true
      setTimeout(ask, 5)
    },
    close,
  }
}

/** The working half: one BullMQ scheduler ticks; a tick claims due rows and makes a job of each. */
export async function startWorker(connection: Connection, doings: Doings, log: Logger): Promise<{ close(): Promise<void> }> {
  const { queue, close: closeQueue } = openQueue(connection, log)
  const process = async (job: { name: string; data: unknown }) => {
    if (job.name === 'work') return doings.work(job.data as Work)
    const claimed = await doings.tick()
    if (claimed.length > 0) await queue.addBulk(claimed.map(toJob))
  }
  const { worker, close: closeWorker } = openWorker(connection, process)
  worker.on('error', (error: Error) => log.warn({ error }, 'worker.error'))
  worker.on('failed', (job: { name: string } | undefined, error: Error) => log.error({ error, job: job?.name }, 'job.failed'))
  await worker.waitUntilReady()
  const remind = () => queue.upsertJobScheduler('tick', { every: TICK_MS }, { name: 'tick', data: {}, opts: GONE })
  await remind()
  void worker.run()
  const timer = setInterval(() => remind().catch((error: Error) => log.warn({ error }, 'tick.not_reminded')), REMIND_MS)
  return {
    close: async () => {
      clearInterval(timer)
      await closeWorker()
      await closeQueue()
    },
  }
}

const toJob = (work: Work) => ({ name: 'work', data: work, opts: { jobId: `${work.table}-${work.id}-${work.until}`, ...GONE } })

function openWorker({ redisUrl, databaseUrl }: Connection, process: (job: { name: string; data: unknown }) => Promise<void>) {
  // A worker that dies is noticed after lock + check; the lock is longer than one Slack request may take.
  const options = { concurrency: CONCURRENCY, autorun: false, lockDuration: 20_000, stalledInterval: 10_000, maxStalledCount: 10 }
  const redis = redisUrl ? consumer(redisUrl) : undefined
  const worker = redis
    ? (new Worker(NAME, process, { ...options, connection: redis as never }) as AnyWorker)
    : (new Worker(
        NAME,
        process,
        { ...options, connection: { connectionString: databaseUrl, max: 6 } } as WorkerOptions,
        createPostgresBackend as never,
      ) as AnyWorker)
  return {
    worker,
    close: async () => {
      await worker.close()
      redis?.disconnect()
    },
  }
}
