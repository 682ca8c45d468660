import type { Clock } from './clock.ts'
import type { Logger } from './log.ts'
import type { Database, Db } from './postgres/db.ts'

/** One transaction of one workspace at one instant: what every flow is given. */
export interface Tx {
  db: Db
  workspaceId: string
  /** The product's instant; the same for everything that happens in this transaction. */
  now: Date
  /** The machine's instant: for what is counted against Slack, never against a calendar. */
  real: Date
  log: Logger
  /** Whether letters can be sent: a mail server is set. */
  mails: boolean
  /** The variables that are not set and without which no letter can lead to a page of ours. */
  lacks: readonly string[]
  /** Says that rows were written that a worker should pick up at once, or in so many ms. Heard after the commit. */
  wake(inMs?: number): void
  /** Says that the next statement is the last one: the commit leaves with it, which saves waiting for the database once. */
  last(): void
}

/** What the edges are given: they open transactions, flows only use them. */
export interface Context {
  clock: Clock
  log: Logger
  database: Database
  inWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Asks the workers to look for due rows now. Never fails and never waits: the tick finds the rows anyway. */
  wake(): void
}

/** So often a transaction is tried that others keep colliding with. */
const MOST_TRIES = 3
// Of two transactions that wait for each other's rows Postgres ends one (40P01), and nothing of it has happened: it is done
// again, so that nobody's press fails because a colleague pressed in the same instant.
const isDeadlock = (error: unknown): boolean => (error as { code?: string }).code === '40P01'

/** What letters that lead to a page of ours take. */
const FOR_LETTERS_WITH_LINKS = ['SMTP_URL', 'PUBLIC_URL', 'SECRET_KEY']

export function createContext(parts: {
  clock: Clock
  log: Logger
  database: Database
  wake: () => void
  mails?: boolean
  lacks?: readonly string[]
}): Context {
  const { clock, log, database, wake, mails = false, lacks = FOR_LETTERS_WITH_LINKS } = parts
  return {
    clock,
    log,
    database,
    wake,
    async inWorkspace(workspaceId, work) {
      for (let tries = 1; ; tries += 1) {
        const woken = new Set<number>()
        const instants = { now: clock.now(), real: clock.real() }
        const once = (db: Db, last: () => void) =>
          work({ db, workspaceId, ...instants, log, mails, lacks, last, wake: (inMs = 0) => void woken.add(inMs) })
        try {
          const result = await database.withWorkspace(workspaceId, once)
          for (const inMs of woken) inMs > 0 ? setTimeout(wake, inMs).unref() : wake()
          return result
        } catch (error) {
          if (!isDeadlock(error) || tries === MOST_TRIES) throw error
          log.warn({ tries }, 'transaction.again')
        }
      }
    },
  }
}
