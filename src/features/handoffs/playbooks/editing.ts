import type { Modal } from '#blocks/kit.ts'
import {
  copyModal,
  ITEM_FIELDS,
  type ItemEntry,
  NAME_FIELDS,
  type NameEntry,
  nameModal,
  playbookItemModal,
} from '#blocks/playbookForms.ts'
import { kindOfRef, type PlaybookView, playbookModal, playbooksModal, type Seen } from '#blocks/playbooks.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import { momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { readPlaybook } from '../playbooks.ts'
import { addPlaybook, dropPlaybook, keepPlaybook, preferPlaybook, problemsIn, same } from './keeping.ts'
import { KINDS, kindOfKey, MOST_ITEMS, type Offered, type OwnPlaybook, type PlaybookItem, putItem } from './model.ts'
import { ownPlaybook, ownPlaybooks, readyMade } from './own.ts'
import * as store from './store.ts'

/** @throws Refusal for anybody but administrators. */
async function assertAdministers(tx: Tx, userId: string): Promise<void> {
  if ((await administratorsOf(tx)).includes(userId)) return
  throw new Refusal('Only an administrator can change playbooks. Please ask one of them.')
}

/** All playbooks, for administrators. */
export async function openPlaybooks(tx: Tx, userId: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const own = await ownPlaybooks(tx)
  const all = [...KINDS.map(readyMade), ...own]
  return playbooksModal(await viewsOf(tx, userId, all))
}

async function viewsOf(tx: Tx, reader: string, all: (Offered | OwnPlaybook)[]): Promise<PlaybookView[]> {
  const people = await peopleById(tx, [reader, ...all.map((one) => ('changedBy' in one ? one.changedBy : null))])
  const zone = people.get(reader)?.zone ?? 'Etc/UTC'
  return all.map((one) => {
    if (!('changedAt' in one)) return { ...one, changed: null }
    const who = one.changedBy ? (people.get(one.changedBy)?.name ?? one.changedBy) : 'a file'
    return { ...one, changed: `${who}, ${momentIn(one.changedAt, zone)}` }
  })
}

/** One playbook in full: a kind names the ready-made one. */
export async function openPlaybook(tx: Tx, userId: string, ref: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  return showPlaybook(tx, userId, await playbookAt(tx, ref))
}

async function playbookAt(tx: Tx, ref: string): Promise<Offered | OwnPlaybook> {
  const kind = kindOfRef(ref)
  return kind ? readyMade(kind) : ownPlaybook(tx, ref)
}

const showPlaybook = async (tx: Tx, userId: string, playbook: Offered | OwnPlaybook): Promise<Modal> =>
  playbookModal((await viewsOf(tx, userId, [playbook]))[0]!)

export async function openCopy(tx: Tx, userId: string, ref: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  return copyModal(await playbookAt(tx, ref))
}

/** Makes a playbook of the workspace's own from another. @returns the copy, in full. */
export async function copyPlaybook(tx: Tx, userId: string, ref: string, name: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const copied = { ...(await playbookAt(tx, ref)), name, version: 1 }
  const before = (await ownPlaybooks(tx)).find(
    (own) => own.changedBy === userId && own.version === 1 && same(own, copied),
  )
  if (before) return showPlaybook(tx, userId, before)
  await checkName(tx, copied, null)
  const copy = await addPlaybook(tx, { ...copied, key: await freeKey(tx, name) }, userId)
  return showPlaybook(tx, userId, copy)
}

/** Files name a playbook by its key: the name in small letters, with a number where that is taken. */
async function freeKey(tx: Tx, name: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  const stem = plain.replace(/^-+/, '').slice(0, 50).replace(/-+$/, '') || 'playbook'
  const wanted = kindOfKey(stem) ? `our-${stem}` : stem
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? wanted : `${wanted}-${number}`
    if (!(await store.findKey(tx.db, key))) return key
  }
}

async function checkName(tx: Tx, wanted: Offered, id: string | null): Promise<void> {
  const named = (await ownPlaybooks(tx)).find(
    (own) => own.id !== id && own.name.toLowerCase() === wanted.name.trim().toLowerCase(),
  )
  if (named)
    throw new Refusal('Another playbook of yours has this name. Please choose a different one.', NAME_FIELDS.name)
  refuse(problemsIn(wanted), NAME_FIELDS, NAME_FIELDS.name)
}

/** Says each problem at the field of the same name. @throws Refusal where there is one. */
function refuse(problems: ReturnType<typeof problemsIn>, fields: Record<string, string>, otherwise: string): void {
  const errors: Record<string, string> = {}
  for (const { path, expected } of problems) {
    const field = fields[String(path.at(-1))] ?? otherwise
    errors[field] ??= `Please give ${expected}.`
  }
  const [first] = Object.values(errors)
  if (first) throw new Refusal(first, undefined, errors)
}

export async function openName(tx: Tx, userId: string, { id }: Seen): Promise<Modal> {
  await assertAdministers(tx, userId)
  return nameModal(await ownPlaybook(tx, id))
}

/** Keeps name, day and use. @returns the playbook, in full. */
export async function keepName(tx: Tx, userId: string, seen: Seen, entry: NameEntry): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { preferred, ...words } = entry
  const now = await ownPlaybook(tx, seen.id)
  if (isKept(entry, now)) return showPlaybook(tx, userId, now)
  const before = await versionSeen(tx, seen)
  const changed = (['name', 'anchor', 'anchorHint'] as const).filter((part) => now[part] !== before[part])
  if (changed.length > 0)
    throw new Refusal(await meanwhile(tx, now, `It says “${now[changed[0]!]}” there now.`), NAME_FIELDS[changed[0]!])
  await checkName(tx, { ...now, ...words }, now.id)
  const kept = await keepPlaybook(tx, now, words, userId)
  await preferPlaybook(tx, kept, preferred, userId)
  return showPlaybook(tx, userId, await ownPlaybook(tx, kept.id))
}

const versionSeen = async (tx: Tx, { id, version }: Seen) =>
  readPlaybook({ ...((await store.findVersion(tx.db, id, version)) as object), version })

async function meanwhile(tx: Tx, { changedBy }: OwnPlaybook, what: string): Promise<string> {
  const who = changedBy ? ((await peopleById(tx, [changedBy])).get(changedBy)?.name ?? 'Somebody') : 'A file'
  return `${who} changed this while you were writing. ${what} Copy your words, go back and open it again.`
}

export async function openItem(tx: Tx, userId: string, seen: Seen): Promise<Modal> {
  await assertAdministers(tx, userId)
  const own = await ownPlaybook(tx, seen.id)
  if (own.version === seen.version) return playbookItemModal(own, seen)
  // Drawn before somebody else's change: the item is looked for where it stands now.
  const index = await indexNow(tx, own, seen)
  return playbookItemModal(own, { ...seen, version: own.version, index })
}

/** Where the item stands now that somebody saw in an earlier version. @throws Refusal where it is not as it was. */
async function indexNow(tx: Tx, own: OwnPlaybook, seen: Seen): Promise<number | null> {
  if (seen.index === null || own.version === seen.version) return seen.index
  const as = JSON.stringify((await versionSeen(tx, seen)).items[seen.index])
  const index = own.items.findIndex((item) => JSON.stringify(item) === as)
  if (index >= 0) return index
  throw new Refusal(await meanwhile(tx, own, 'This very item was changed or removed.'), ITEM_FIELDS.text)
}

/** Keeps an item, at its place. @returns the playbook, in full. */
export async function keepItem(tx: Tx, userId: string, seen: Seen, entry: ItemEntry): Promise<Modal> {
  await assertAdministers(tx, userId)
  const own = await ownPlaybook(tx, seen.id)
  if (await isThere(tx, own, seen, entry)) return showPlaybook(tx, userId, own)
  const from = await indexNow(tx, own, seen)
  const stays = seen.index !== null && entry.place === seen.index + 1
  const last = own.items.length + (from === null ? 1 : 0)
  const place = stays ? from! + 1 : entry.place
  if (from === null && own.items.length >= MOST_ITEMS)
    throw new Refusal(`A checklist has at most ${MOST_ITEMS} items.`, ITEM_FIELDS.text)
  if (place === null || !Number.isInteger(place) || place < 1 || place > last)
    throw new Refusal(`Please give a whole number from 1 to ${last}.`, ITEM_FIELDS.place)
  const items = putItem(own.items, from, itemOf(entry), place)
  refuse(problemsIn({ ...own, items }), ITEM_FIELDS, ITEM_FIELDS.short)
  return showPlaybook(tx, userId, await keepPlaybook(tx, own, { items: parsed({ ...own, items }) }, userId))
}

const itemOf = ({ place: _, confirmation, ...typed }: ItemEntry) =>
  ({ ...typed, ...(confirmation ? { confirmedBy: 'newcomer', confirmation } : {}) }) as PlaybookItem

/** Whether the playbook is by now what this form makes of the one that was seen. */
async function isThere(tx: Tx, own: OwnPlaybook, seen: Seen, entry: ItemEntry): Promise<boolean> {
  if (own.version === seen.version || entry.place === null) return false
  const before = { ...own, items: putItem((await versionSeen(tx, seen)).items, seen.index, itemOf(entry), entry.place) }
  return problemsIn(before).length === 0 && same(own, { ...before, items: parsed(before) })
}

const parsed = ({ kind, name, anchor, anchorHint, givingRoles, receivingRoles, items, version }: OwnPlaybook) =>
  readPlaybook({ kind, name, anchor, anchorHint, givingRoles, receivingRoles, items, version }).items

/** Takes an item out. @returns the playbook, in full. */
export async function removeItem(tx: Tx, userId: string, seen: Seen): Promise<Modal> {
  await assertAdministers(tx, userId)
  const own = await ownPlaybook(tx, seen.id)
  const at = await indexNow(tx, own, seen)
  const items = own.items.filter((_, index) => index !== at)
  if (problemsIn({ ...own, items }).length > 0)
    throw new Refusal('At least one item of the short form has to stay. Please change this one instead.')
  return showPlaybook(tx, userId, await keepPlaybook(tx, own, { items }, userId))
}

/** Takes a playbook away. @returns those that are left. */
export async function removePlaybook(tx: Tx, userId: string, { id }: Seen): Promise<Modal> {
  await assertAdministers(tx, userId)
  await dropPlaybook(tx, await ownPlaybook(tx, id), userId)
  return openPlaybooks(tx, userId)
}
