import type { Tx } from '#platform/context.ts'
import type { Person } from './model.ts'
import { findPeople, getWorkspace, type Workspace } from './store.ts'

// Whatever happens in a transaction asks for the same few people and the same workspace again and again.
const met = new WeakMap<Tx, Map<string, Person>>()
const at = new WeakMap<Tx, Promise<Workspace>>()

/** The workspace of a transaction, read once in it. */
export function workspaceOf(tx: Tx): Promise<Workspace> {
  const known = at.get(tx) ?? getWorkspace(tx.db)
  at.set(tx, known)
  return known
}

/**
 * The people with these ids, by id, each read once in a transaction. Somebody unknown is named by their id and has no
 * zone.
 */
export async function peopleById(tx: Tx, userIds: (string | null)[]): Promise<Map<string, Person>> {
  const wanted = [...new Set(userIds.filter((id) => id !== null))]
  const known = met.get(tx) ?? new Map<string, Person>()
  const unknown = wanted.filter((id) => !known.has(id))
  const found = new Map((await findPeople(tx.db, unknown)).map((person) => [person.userId, person]))
  for (const id of unknown) known.set(id, found.get(id) ?? stranger(id))
  met.set(tx, known)
  return new Map(wanted.map((id) => [id, known.get(id)!]))
}

/** To be said where a transaction changes people: what it read of them before does not count any more. */
export function forgetPeople(tx: Tx): void {
  met.delete(tx)
}

const stranger = (userId: string): Person => ({
  userId,
  name: userId,
  zone: null,
  country: null,
  teamId: '',
  email: null,
  guest: false,
  administrator: false,
  deactivated: false,
})
