import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { PLAYBOOKS, readPlaybook } from '../playbooks.ts'
import { KINDS, type Kind, type Offered, type OwnPlaybook } from './model.ts'
import * as store from './store.ts'

type Row = NonNullable<Awaited<ReturnType<typeof store.findPlaybook>>>

const ownOf = ({ content, version, id, key, preferred, changedBy, changedAt }: Row): OwnPlaybook => ({
  ...readPlaybook({ ...(content as object), version }),
  id,
  key,
  preferred,
  changedBy,
  changedAt,
})

export const readyMade = (kind: Kind): Offered => ({ ...PLAYBOOKS[kind], id: null, preferred: false })

/** What a workspace has of its own, by kind and name. */
export async function ownPlaybooks(tx: Tx): Promise<OwnPlaybook[]> {
  const all = (await store.listPlaybooks(tx.db)).map(ownOf)
  return all.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.name.localeCompare(b.name, 'en'))
}

/** All that a handoff of a kind can begin with, the ready-made one first. */
export const offeredFor = async (tx: Tx, kind: Kind): Promise<Offered[]> => [
  readyMade(kind),
  ...(await ownPlaybooks(tx)).filter((own) => own.kind === kind),
]

/** @throws Refusal where it was removed. */
export async function ownPlaybook(tx: Tx, id: string): Promise<OwnPlaybook> {
  const row = await store.findPlaybook(tx.db, id)
  if (!row) throw new Refusal('This playbook was removed. Handoffs that began with it go on.')
  return ownOf(row)
}

/** By its key, also where it was removed. */
export async function playbookOfKey(tx: Tx, key: string): Promise<(OwnPlaybook & { removed: boolean }) | undefined> {
  const row = await store.findKey(tx.db, key)
  return row && { ...ownOf(row), removed: row.removedAt !== null }
}

/** The playbook that a handoff begins with: the one chosen, null for the ready-made one; else the one preferred. */
export async function playbookFor(tx: Tx, kind: Kind, chosen: string | null | undefined): Promise<Offered> {
  if (chosen === null) return readyMade(kind)
  if (chosen !== undefined) {
    const own = await ownPlaybook(tx, chosen)
    if (own.kind !== kind) throw new Refusal('This playbook is for another kind of handoff. Please choose again.')
    return own
  }
  const preferred = await store.findPreferred(tx.db, kind)
  return preferred ? ownOf(preferred) : readyMade(kind)
}
