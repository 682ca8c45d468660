import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { PLAYBOOKS } from '../playbooks.ts'
import { addPlaybook, keepPlaybook, preferPlaybook, same } from './keeping.ts'
import { KINDS, kindOfKey, type Offered, type OwnPlaybook, type Playbook } from './model.ts'
import { ownPlaybooks, playbookOfKey } from './own.ts'
import { type Entry, file, type Problem, placeOf, problemsOf } from './shape.ts'
import * as store from './store.ts'

/** What a file says first, so that no other file is taken for one. */
const FORMAT = { throughline: 'playbooks', format: 1 } as const

/** The workspace's own playbooks as a file; or the ready-made ones, as a beginning for one's own. */
export async function exportPlaybooks(tx: Tx, readyMade: boolean): Promise<string> {
  const entries = readyMade
    ? KINDS.map((kind) =>
        entryOf({ ...PLAYBOOKS[kind], id: null, preferred: false }, `our-${kind.replaceAll('_', '-')}`),
      )
    : (await ownPlaybooks(tx)).map((own) => entryOf(own, own.key, own.version))
  return `${JSON.stringify({ ...FORMAT, playbooks: entries }, null, 2)}\n`
}

function entryOf({ kind, name, preferred, anchor, anchorHint, ...rest }: Offered, key: string, version?: number) {
  const { givingRoles, receivingRoles } = rest
  const items = rest.items.map(({ confirmedBy: _, ...item }) => item)
  return {
    ...{ key, ...(version ? { version } : {}), kind, name, preferred, anchor, anchorHint },
    ...{ givingRoles, receivingRoles, items },
  }
}

/** Keeps what a file says: all of it or nothing. @returns what was done, a line for each playbook. */
export async function importPlaybooks(tx: Tx, text: string, dryRun: boolean): Promise<string[]> {
  const { playbooks } = readFile(text)
  const before = new Map<string, (OwnPlaybook & { removed: boolean }) | undefined>()
  for (const { key } of playbooks) before.set(key, await playbookOfKey(tx, key))
  const others = (await ownPlaybooks(tx)).filter(({ key }) => !before.has(key))
  const clashes = playbooks.flatMap((each, at) => against(each, at, before.get(each.key), others))
  refuse([...repeated(playbooks), ...clashes], { playbooks })
  const lines = playbooks.map((each) => lineOf(each, before.get(each.key), dryRun))
  if (!dryRun) for (const each of playbooks) await keep(tx, each, before.get(each.key))
  const rest = others.length === 1 ? 'stays as it is' : 'stay as they are'
  const left = others.length > 0 ? [`${others.length} more of your own ${rest}.`] : []
  return [...lines, ...left, ...(dryRun ? ['Nothing was changed: this was a dry run.'] : [])]
}

/** @throws Refusal naming everything that is wrong. */
function readFile(text: string): { playbooks: Entry[] } {
  let data: unknown
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Refusal(`This is no JSON: ${(error as Error).message}`)
  }
  const read = file.safeParse(data)
  if (read.success) return read.data
  refuse(problemsOf(read.error), data)
  throw new Refusal('Nothing was imported.')
}

/** Keys, names and preferences of a file that get in each other's way. */
function repeated(playbooks: Entry[]): Problem[] {
  const again = (part: string, of: (one: Entry) => string | undefined, expected: string) =>
    playbooks.flatMap((one, index) => {
      const word = of(one)
      const first = playbooks.findIndex((other) => of(other) === word)
      return word === undefined || first === index ? [] : [{ path: ['playbooks', index, part], expected }]
    })
  return [
    ...again('key', ({ key }) => key, 'a key of its own: another playbook of this file has it'),
    ...again('name', ({ name }) => name.toLowerCase(), 'a name of its own: another playbook of this file has it'),
    ...again(
      'preferred',
      ({ preferred, kind }) => (preferred ? kind : undefined),
      'one preferred playbook of each kind',
    ),
  ]
}

/** What does not go together with what is there. */
function against(
  { key, kind, name, version }: Entry,
  index: number,
  own: (OwnPlaybook & { removed: boolean }) | undefined,
  others: OwnPlaybook[],
): Problem[] {
  const at = (part: string, expected: string): Problem => ({ path: ['playbooks', index, part], expected })
  if (kindOfKey(key)) return [at('key', `a key of your own, such as our-${key}: this names a ready-made playbook`)]
  const named = others.find((other) => other.name.toLowerCase() === name.toLowerCase())
  if (named) return [at('name', `a name of its own: your playbook with the key ${named.key} has it`)]
  if (!own) return []
  if (own.kind !== kind)
    return [at('kind', `${own.kind}, as the playbook with this key is; another kind needs another key`)]
  if (version !== undefined && version !== own.version && !own.removed)
    return [
      at('version', `${own.version}: it was changed since this file was written. Export it anew, or leave version out`),
    ]
  return []
}

function refuse(problems: Problem[], data: unknown): void {
  if (problems.length === 0) return
  const lines = problems.map(
    ({ path, expected }) => `${placeOf(path) || 'The file'}: ${found(data, path)}; expected: ${expected}`,
  )
  const count = lines.length === 1 ? 'One thing is' : `${lines.length} things are`
  throw new Refusal([...lines.slice(0, 200), `Nothing was imported: ${count} not right in this file.`].join('\n'))
}

/** The words found at a place, short enough for a terminal and without what could steer one. */
function found(data: unknown, path: PropertyKey[]): string {
  const value = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], data)
  if (value === undefined) return 'missing'
  const words = JSON.stringify(value).replace(/\p{Cc}/gu, '�')
  return words.length > 60 ? `${words.slice(0, 60)}…` : words
}

function lineOf(entry: Entry, own: (OwnPlaybook & { removed: boolean }) | undefined, dryRun: boolean): string {
  const items = `${entry.items.length} items`
  const is = (done: string, would: string) => (dryRun ? would : done)
  if (!own) return `${entry.key}: ${is('added', 'would be added')}, ${items}.`
  if (own.removed) return `${entry.key}: ${is('brought back', 'would be brought back')}, ${items}.`
  const changed = !same(own, played(entry))
  const moved = entry.preferred !== undefined && entry.preferred !== own.preferred
  if (!changed && !moved) return `${entry.key}: unchanged, version ${own.version}.`
  if (!changed) return `${entry.key}: ${is('changed', 'would change')} in whether it is chosen first.`
  const texts = new Set(own.items.map((item) => JSON.stringify(item)))
  const other = entry.items.filter((item) => !texts.has(JSON.stringify(item))).length
  return `${entry.key}: ${is('changed', 'would change')}, version ${own.version} → ${own.version + 1}; ${other} of ${items} new or different.`
}

const played = ({ key: _, preferred: _preferred, version: _version, ...content }: Entry): Playbook => ({
  ...content,
  version: 1,
})

async function keep(tx: Tx, entry: Entry, own: (OwnPlaybook & { removed: boolean }) | undefined): Promise<void> {
  if (own?.removed) await store.markRemoved(tx.db, own.id, null)
  const content = played(entry)
  const kept = own
    ? await keepPlaybook(tx, own, { ...content, version: own.version }, null)
    : await addPlaybook(tx, { ...content, key: entry.key }, null)
  if (entry.preferred !== undefined) await preferPlaybook(tx, kept, entry.preferred, null)
}
