import { keyOf } from '#features/promises/model.ts'
import type { LocalDate } from '#platform/calendar.ts'
import { unique } from './lines.ts'
import type { Digest, DigestAsk, Edit } from './model.ts'
import { decidedLater } from './naming.ts'
import type { Report } from './store.ts'

/** The words of a report that are lists of lines. */
export const LISTS = ['progress', 'difficulties', 'next', 'decisionsAhead', 'decisionsMade', 'people'] as const
export type List = (typeof LISTS)[number]

/** What was added to a list goes in, and what was taken out of it goes out, whatever else was written there meanwhile. */
export function mergeLines(base: string[], ours: string[], theirs: string[]): string[] {
  const kept = ours.filter((line) => theirs.includes(line) || !base.includes(line))
  return [...kept, ...theirs.filter((line) => !base.includes(line) && !kept.includes(line))]
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const nameOf = ({ askId, who, what }: DigestAsk): string => askId ?? `${who}: ${keyOf(what)}`

function mergeAsks(base: DigestAsk[], ours: DigestAsk[], theirs: DigestAsk[]): DigestAsk[] {
  const of = (asks: DigestAsk[], ask: DigestAsk) => asks.find((other) => nameOf(other) === nameOf(ask))
  const kept = ours
    .filter((ask) => of(theirs, ask) || !of(base, ask))
    .map((ask) => (isSame(ask, of(base, ask)) ? (of(theirs, ask) ?? ask) : ask))
  return [...kept, ...theirs.filter((ask) => !of(base, ask) && !of(kept, ask))]
}

/**
 * What a later answer changes, over the words that stand now. `base` is what the answers without it made, `theirs` what
 * they make with it; figures and dates are never typed, so those with it count.
 */
export function mergeDigests(base: Digest, ours: Digest, theirs: Digest): Digest {
  const word = <K extends 'status' | 'reason'>(name: K): Digest[K] =>
    isSame(ours[name], base[name]) ? theirs[name] : ours[name]
  const lists = Object.fromEntries(LISTS.map((name) => [name, mergeLines(base[name], ours[name], theirs[name])]))
  const heard = mergeLines(base.satisfaction.heard, ours.satisfaction.heard, theirs.satisfaction.heard)
  return {
    ...theirs,
    ...lists,
    status: word('status'),
    reason: word('reason'),
    asks: mergeAsks(base.asks, ours.asks, theirs.asks),
    satisfaction: { ...theirs.satisfaction, heard },
    lateSince: ours.lateSince,
    // What was told since is listed in the next one.
    since: ours.since,
    corrections: ours.corrections,
  }
}

/**
 * What its reviewer took out of the last update, which is not out, stays out of the one that tells of it, and what they
 * wrote comes along; it held the words of any before. What comes next they wrote for whoever had not answered: who has
 * since, said it anew.
 */
export function withEdits(
  digest: Digest,
  { compiled, content, publishOn, internal }: Pick<Report, 'compiled' | 'content' | 'publishOn' | 'internal'>,
  answered: boolean,
): Digest {
  if (!compiled || isSame(compiled, content)) return digest
  const [base, ours] = [compiled, content].map((one) => dueLater(one, compiled.asks, publishOn, digest.publishOn)) as [
    Digest,
    Digest,
  ]
  const carried = LISTS.filter((name) => name !== 'next' || !answered || !internal.unanswered)
  const lists = Object.fromEntries(carried.map((name) => [name, bringAlong(base[name], ours[name], digest[name])]))
  const heard = bringAlong(base.satisfaction.heard, ours.satisfaction.heard, digest.satisfaction.heard)
  const isOpen = ({ askId }: DigestAsk) => askId === null || digest.asks.some((ask) => ask.askId === askId)
  const asks = mergeAsks(base.asks, ours.asks, digest.asks).filter(isOpen)
  return {
    ...digest,
    ...lists,
    asks: asks.toSorted((a, b) => a.dueOn.localeCompare(b.dueOn)),
    satisfaction: { ...digest.satisfaction, heard },
  }
}

/**
 * The lines of now, without those that were taken out, and with those that were written: but for one in the place of a
 * line that its author has said anew since. The first that was written stands for the first that was taken out.
 */
export function bringAlong(base: string[], ours: string[], now: string[]): string[] {
  const gone = base.filter((line) => !ours.includes(line))
  const written = ours.filter((line) => !base.includes(line))
  const stands = written.filter((_, index) => index >= gone.length || now.includes(gone[index]!))
  return unique([...now.filter((line) => !gone.includes(line)), ...stands])
}

/** A text that nobody has read, as it is read on a later day: what it asks for before that day is due on it. */
function dueLater(digest: Digest, known: DigestAsk[], from: LocalDate, publishOn: LocalDate): Digest {
  // The day of an open ask has been read, unless its reviewer named another one.
  const isRead = ({ askId, dueOn }: DigestAsk) =>
    askId !== null && known.some((ask) => ask.askId === askId && ask.dueOn === dueOn)
  const later = (ask: DigestAsk) => (ask.dueOn < publishOn && !isRead(ask) ? { ...ask, dueOn: publishOn } : ask)
  return {
    ...digest,
    asks: digest.asks.map(later),
    decisionsAhead: digest.decisionsAhead.map((line) => decidedLater(line, from, publishOn)),
  }
}

/** The digest with the owner's words. */
export function applyEdit(digest: Digest, edit: Edit): Digest {
  const { internalReason: _, heard, ...words } = edit
  return { ...digest, ...words, satisfaction: { ...digest.satisfaction, heard } }
}

/** The parts of a report that somebody edits, each as one thing. */
export type Part = Exclude<keyof Edit, 'internalReason'>
export const PARTS: readonly Part[] = ['status', 'reason', ...LISTS, 'heard', 'asks']

const partOf = (digest: Digest, part: Part): unknown => (part === 'heard' ? digest.satisfaction.heard : digest[part])

/** Whether everything that an edit says stands there. */
export const stands = (edit: Edit, now: Digest): boolean => PARTS.every((part) => isSame(edit[part], partOf(now, part)))

export interface MergedEdit {
  edit: Edit
  /** What another person wrote since, by part. */
  changed: Part[]
  /** What both wrote differently: the edit holds the words of whoever comes later. */
  both: Part[]
}

/**
 * The asks that a form began with, that it holds, and that stand now, as the customer has left them: what is done by
 * now is in none, and what was opened again since is in all of them. Nobody types an open one in.
 */
export function asksFollowed(base: DigestAsk[], mine: DigestAsk[], now: DigestAsk[], open: ReadonlySet<string>) {
  const isOpen = ({ askId }: DigestAsk) => askId === null || open.has(askId)
  const again = now.filter((ask) => ask.askId !== null && isOpen(ask) && !base.some(({ askId }) => askId === ask.askId))
  const followed = (asks: DigestAsk[]) => {
    const lacks = again.filter(({ askId }) => !asks.some((ask) => ask.askId === askId))
    const all = [...asks.filter(isOpen), ...lacks]
    return lacks.length > 0 ? all.toSorted((one, other) => one.dueOn.localeCompare(other.dueOn)) : all
  }
  return { base: followed(base), mine: followed(mine), now: now.filter(isOpen) }
}

/** Words that were begun over `base`, brought onto what stands now. */
export function mergeEdits(base: Digest, mine: Edit, now: Digest): MergedEdit {
  const changed = PARTS.filter((part) => !isSame(partOf(now, part), partOf(base, part)))
  const differ = changed.filter((part) => !isSame(mine[part], partOf(now, part)))
  const both = differ.filter((part) => !isSame(mine[part], partOf(base, part)))
  const taken = differ.filter((part) => !both.includes(part)).map((part) => [part, partOf(now, part)])
  return { edit: { ...mine, ...Object.fromEntries(taken) }, changed: differ, both }
}
