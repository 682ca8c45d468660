import type { Modal } from '#blocks/kit.ts'
import {
  FEEDBACK_FIELD,
  type FeedbackEntry,
  feedbackForm,
  feedbackModal,
  NOTE_FIELD,
  type NoteEntry,
  noteModal,
  notesModal,
  type PaperForm,
} from '#blocks/papers.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import { isLocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { open } from './holding.ts'
import { FEEDBACK_PARTS, type Holding, NOTE_PARTS } from './model.ts'
import { saveFeedback, saveNote } from './store.ts'

export const openNotes = async (tx: Tx, actor: Actor, place: string): Promise<Modal> =>
  notesModal(await open(tx, actor, place), actor.userId)

export const openFeedback = async (tx: Tx, actor: Actor, place: string): Promise<Modal> =>
  feedbackModal(await open(tx, actor, place), actor.userId)

/** One that somebody wrote, for them to change. @throws Refusal for everybody else. */
function ownOf<T extends { id: string; writtenBy: string }>(rows: T[], id: string | null, actor: Actor): T | undefined {
  const row = rows.find((one) => one.id === id)
  if (id && !row) throw new Refusal('This is not here any more. Please open it again.')
  if (row && row.writtenBy !== actor.userId) throw new Refusal('Only whoever wrote this can change it.')
  return row
}

/** Whether they have written just this: another one in the same words would say nothing more. */
const isThere = <T extends { writtenBy: string }>(
  rows: T[],
  before: T | undefined,
  entry: NoteEntry | FeedbackEntry,
  { userId }: Actor,
): boolean => (before ? [before] : rows).some((row) => row.writtenBy === userId && isKept(entry, row as object))

/** Notes and feedback belong to a handoff. */
function handoffOf({ handoffId }: Holding): string {
  if (!handoffId) throw new Refusal('This belongs to a handoff. Please open it from a checklist.')
  return handoffId
}

export async function openNote(tx: Tx, actor: Actor, form: PaperForm): Promise<Modal> {
  const holding = await open(tx, actor, form.place)
  const today = localDate(tx.now, (await factsOf(tx, holding.accountId)).account.zone)
  const empty = { occasion: '', heldOn: today, present: null, said: null, agreed: null, stillOpen: null }
  return noteModal(form, ownOf(holding.notes, form.id, actor) ?? empty)
}

/** Keeps a note. @returns all of them. */
export async function keepNote(tx: Tx, actor: Actor, form: PaperForm, entry: NoteEntry): Promise<Modal> {
  const holding = await open(tx, actor, form.place)
  const before = ownOf(holding.notes, form.id, actor)
  if (isThere(holding.notes, before, entry, actor)) return openNotes(tx, actor, form.place)
  const { occasion, heldOn } = entry
  if (!occasion) throw new Refusal('Please say what the occasion was.', NOTE_FIELD.occasion)
  if (!heldOn || !isLocalDate(heldOn)) throw new Refusal('Please choose the day.', NOTE_FIELD.heldOn)
  if (NOTE_PARTS.every((part) => !entry[part]))
    throw new Refusal('Please write at least what was said.', NOTE_FIELD.said)
  const id = before?.id ?? crypto.randomUUID()
  const written = { writtenBy: actor.userId, writtenAt: before?.writtenAt ?? tx.now }
  await saveNote(tx.db, { ...entry, id, heldOn, handoffId: handoffOf(holding), ...written })
  await noted(tx, actor, holding, 'handoff.note', { from: before ?? null, to: entry })
  return openNotes(tx, actor, form.place)
}

export async function openOneFeedback(tx: Tx, actor: Actor, form: PaperForm): Promise<Modal> {
  const holding = await open(tx, actor, form.place)
  const empty = { side: 'giving' as const, situation: '', behaviour: '', impact: '' }
  return feedbackForm(form, ownOf(holding.feedback, form.id, actor) ?? empty)
}

/** Keeps feedback. @returns all of it. */
export async function keepFeedback(tx: Tx, actor: Actor, form: PaperForm, entry: FeedbackEntry): Promise<Modal> {
  const holding = await open(tx, actor, form.place)
  const before = ownOf(holding.feedback, form.id, actor)
  if (isThere(holding.feedback, before, entry, actor)) return openFeedback(tx, actor, form.place)
  for (const part of FEEDBACK_PARTS)
    if (!entry[part]) throw new Refusal('Please write a sentence.', FEEDBACK_FIELD[part])
  const id = before?.id ?? crypto.randomUUID()
  const written = { writtenBy: actor.userId, writtenAt: before?.writtenAt ?? tx.now }
  await saveFeedback(tx.db, { ...entry, id, handoffId: handoffOf(holding), ...written })
  await noted(tx, actor, holding, 'handoff.feedback', { id, side: entry.side })
  return openFeedback(tx, actor, form.place)
}

const noted = (tx: Tx, { userId }: Actor, holding: Holding, action: string, detail: object): Promise<void> =>
  record(tx, {
    accountId: holding.accountId,
    actor: userId,
    action,
    detail: { handoffId: holding.handoffId, ...detail },
  })
