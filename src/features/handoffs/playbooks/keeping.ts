import { record } from '#features/accounts/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { MOST_OWN, type OwnPlaybook, type Playbook } from './model.ts'
import { ownPlaybook, ownPlaybooks } from './own.ts'
import { type Problem, playbook, problemsOf } from './shape.ts'
import * as store from './store.ts'

const contentOf = ({ kind, name, anchor, anchorHint, givingRoles, receivingRoles, items }: Playbook) => ({
  ...{ kind, name, anchor, anchorHint, givingRoles, receivingRoles, items },
})

export const same = (one: Playbook, other: Playbook): boolean =>
  JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other))

/** What is wrong with a playbook before it is kept. */
export function problemsIn(wanted: Playbook): Problem[] {
  const read = playbook.safeParse({ ...contentOf(wanted), version: wanted.version })
  return read.success ? [] : problemsOf(read.error)
}

/** Keeps a playbook of the workspace's own from its first version. @throws Refusal where there are too many. */
export async function addPlaybook(
  tx: Tx,
  wanted: Playbook & { key: string },
  changedBy: string | null,
): Promise<OwnPlaybook> {
  const all = await ownPlaybooks(tx)
  if (all.length >= MOST_OWN)
    throw new Refusal(`There are ${MOST_OWN} playbooks of your own, and that is the most. Please remove one first.`)
  const id = await store.insertPlaybook(tx.db, { kind: wanted.kind, key: wanted.key })
  if (!id) throw new Refusal(`There is a playbook with the key “${wanted.key}” already.`)
  await store.insertVersion(tx.db, {
    ...{ playbookId: id, version: 1, content: contentOf(wanted), changedBy, changedAt: tx.now },
  })
  await note(tx, changedBy, 'playbook.added', { playbookId: id, key: wanted.key, version: 1 })
  return ownPlaybook(tx, id)
}

/** Keeps the next version. @throws Refusal where somebody was faster. */
export async function keepPlaybook(
  tx: Tx,
  before: OwnPlaybook,
  change: Partial<Playbook>,
  changedBy: string | null,
): Promise<OwnPlaybook> {
  const wanted = { ...before, ...change }
  if (same(before, wanted)) return before
  const version = before.version + 1
  const row = { playbookId: before.id, version, content: contentOf(wanted), changedBy, changedAt: tx.now }
  if (!(await store.insertVersion(tx.db, row)))
    throw new Refusal('Somebody changed this playbook this very moment. Please send the form again.')
  await note(tx, changedBy, 'playbook.changed', { playbookId: before.id, key: before.key, version })
  return ownPlaybook(tx, before.id)
}

/** It is chosen first for its kind, or no longer. */
export async function preferPlaybook(
  tx: Tx,
  own: OwnPlaybook,
  preferred: boolean,
  changedBy: string | null,
): Promise<void> {
  if (own.preferred === preferred) return
  await store.markPreferred(tx.db, own, preferred)
  await note(tx, changedBy, 'playbook.preferred', { playbookId: own.id, key: own.key, preferred })
}

/** It is not offered any more. */
export async function dropPlaybook(tx: Tx, own: OwnPlaybook, changedBy: string): Promise<void> {
  await store.markRemoved(tx.db, own.id, tx.now)
  await note(tx, changedBy, 'playbook.removed', { playbookId: own.id, key: own.key })
}

const note = (tx: Tx, by: string | null, action: string, detail: object): Promise<void> =>
  record(tx, { accountId: null, actor: by ?? 'import', action, detail })
