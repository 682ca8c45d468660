import { sql } from 'kysely'
import type { Db } from './db.ts'

/** What is guarded, each kind with what tells one of it from another. */
interface Guarded {
  /** The workspace: two imports at once would each believe that an account is new. */
  import: []
  /** The workspace: each account's troubles stand in one message a person. */
  troubles: []
  /** An account: what is told of its contacts. */
  contacts: [accountId: string]
  /** An account: what somebody confirms who is new in two roles of it counts in both. */
  confirmations: [accountId: string]
  /** An account: two causes of an alert find each other's draft. */
  alerts: [accountId: string]
  /** A person: what they do with their check-ins. */
  checkins: [userId: string]
  /** A channel: what was last seen there, of which there may be no row to lock yet. */
  channel: [channel: string]
  /** A message that is drawn from several rows, so that none is drawn from what was before. By the key it is said under. */
  message: [key: string]
}

/**
 * Lets those of a workspace who change the same thing come one after the other, from here until the transaction ends:
 * nothing gives it back before. To be taken before what it guards is read, and by everybody who changes that.
 * Whoever takes several takes rows first and messages last, and of one kind in the order of their keys: taken in two orders,
 * each could wait for the other. Taken twice it counts once.
 */
export async function lock<Kind extends keyof Guarded>(db: Db, kind: Kind, ...which: Guarded[Kind]): Promise<void> {
  const name = `:${[kind, ...which].join(':')}`
  const hash = sql`hashtextextended(current_setting('app.workspace_id') || ${name}, 0)`
  await sql`select pg_advisory_xact_lock(${hash})`.execute(db)
}
