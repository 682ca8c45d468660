import { randomUUID } from 'node:crypto'
import { createPostgresBackend, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import type { Logger } from './log.ts'
import { SturdyClient } from './postgres/db.ts'
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
  /** Claims what is due; what it returns is done one by one, the first occurrence by the tick itself. */
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

/** A connection that is gone is reported at every try to make it again, several times a second. */
const TELL_AGAIN_MS = 60_000
const SAYS =
  'The queue does not answer. Nothing is lost: what people do is kept, and what is due is done when it is back.'

/** Says once a minute that the queue is away, and once that it is back. */
function trouble(log: Logger) {
  let toldAt: number | undefined
  return {
    tell(error: Error) {
      if (toldAt !== undefined && performance.now() - toldAt < TELL_AGAIN_MS) return
      toldAt = performance.now()
      log.warn({ says: SAYS, error }, 'queue.not_answering')
    },
    over() {
      if (toldAt !== undefined) log.info('queue.answering')
      toldAt = undefined
    },
  }
}
type Trouble = ReturnType<typeof trouble>

interface Opened {
  queue: AnyQueue
  close(): Promise<void>
}

function openQueue(databaseUrl: string, redis: Redis | undefined, { tell }: Trouble): Opened {
  const queue: AnyQueue = redis
    ? new Queue(NAME, { connection: redis as never, skipWaitingForReady: true })
    : (new Queue(
        NAME,
        { connection: { connectionString: databaseUrl, max: 2, Client: SturdyClient } } as unknown as QueueOptions,
        createPostgresBackend as never,
      ) as AnyQueue)
  queue.on('error', tell)
  return { queue, close: () => queue.close() }
}

/** The waking half: any process may ask the workers to look now. Losing it costs two seconds, never a message. */
export function openWaker({ redisUrl, databaseUrl }: Connection, log: Logger): Wakeful {
  const redis = redisUrl ? hasty(redisUrl) : undefined
  const away = trouble(log)
  redis?.on('error', away.tell).on('ready', away.over)
  let opened = redis ? undefined : openQueue(databaseUrl, undefined, away)
  // BullMQ wants a Redis that answers when a queue is made; one that is down now may come later.
  redis?.once('ready', () => (opened = openQueue(databaseUrl, redis, away)))
  // Who calls while a call waits adds nothing; who calls while that tick runs gets one more after it, as it may have
  // looked already. Of each process its own: what a killed one was doing rests until its lock ends.
  const options = { ...GONE, deduplication: { id: `wake-${randomUUID()}`, keepLastIfActive: true } }
  let asked = false
  const ask = () => {
    asked = false
    const job = opened?.queue.add('tick', {}, options)
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

/** The working half: one BullMQ scheduler ticks; a tick claims due rows and makes a job of each, but does the first occurrence itself. */
export async function startWorker(
  connection: Connection,
  doings: Doings,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const redis = connection.redisUrl ? patient(connection.redisUrl) : undefined
  const away = trouble(log)
  redis?.on('error', away.tell).on('ready', away.over)
  const { queue, close: closeQueue } = openQueue(connection.databaseUrl, redis, away)
  const process = async (job: { name: string; data: unknown }) => {
    if (job.name === 'work') return doings.work(job.data as Work)
    const [mine, others] = share(await doings.tick())
    await hand(queue, others.map(toJob))
    for (const work of mine) await doings.work(work)
  }
  const worker = openWorker(connection.databaseUrl, redis, process)
  worker.on('error', away.tell)
  worker.on('failed', (job: { name: string } | undefined, error: Error) =>
    log.error({ error, job: job?.name }, 'job.failed'),
  )
  await worker.waitUntilReady()
  const remind = () => queue.upsertJobScheduler('tick', { every: TICK_MS }, { name: 'tick', data: {}, opts: GONE })
  await remind()
  void worker.run()
  const timer = setInterval(() => {
    remind().catch(away.tell)
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

/**
 * Most ticks find one thing, and a job costs more than most of what happens: the tick does the first itself. Not a message:
 * it waits for Slack, and the next wake waits for this tick.
 */
function share(claimed: Work[]): [Work[], Work[]] {
  const at = claimed.findIndex(({ table }) => table === 'occurrences')
  return at < 0 ? [[], claimed] : [[claimed[at]!], claimed.toSpliced(at, 1)]
}

/** Below this many, one by one is quicker: in Postgres a bulk makes tables of its own. */
const BULK = 10

async function hand(queue: AnyQueue, jobs: ReturnType<typeof toJob>[]): Promise<void> {
  if (jobs.length >= BULK) await queue.addBulk(jobs)
  else await Promise.all(jobs.map(({ name, data, opts }) => queue.add(name, data, opts)))
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
  const connection = { connectionString: databaseUrl, max: 3, Client: SturdyClient }
  return new Worker(
    NAME,
    process,
    { ...options, connection } as unknown as WorkerOptions,
    createPostgresBackend as never,
  ) as AnyWorker
}
