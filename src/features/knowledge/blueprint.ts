import { blueprintModal, PART_FIELD, type PartEntry, type PartForm, partModal } from '#blocks/blueprint.ts'
import type { Modal } from '#blocks/kit.ts'
import { record } from '#features/accounts/flow.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import { seal } from '#features/records/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { hold, open } from './holding.ts'
import { type Holding, nameOf, type Part } from './model.ts'
import { removePart, savePart } from './store.ts'

export const openBlueprint = async (tx: Tx, actor: Actor, place: string): Promise<Modal> =>
  blueprintModal(await open(tx, actor, place))

const entryOf = (part: Part | undefined): PartEntry => ({
  kind: part?.kind ?? 'asset',
  text: part?.text ?? '',
  responsible: part?.responsible ?? null,
})
const sealOf = (entry: PartEntry): string => seal(JSON.stringify(entry))

/** @throws Refusal where somebody removed it. */
function partOf({ parts }: Holding, id: string | null): Part | undefined {
  const part = parts.find((one) => one.id === id)
  if (id && !part) throw new Refusal('This is not here any more: somebody removed it.')
  return part
}

export async function openPart(tx: Tx, actor: Actor, asked: { place: string; id: string | null }): Promise<Modal> {
  const holding = await open(tx, actor, asked.place)
  const entry = entryOf(partOf(holding, asked.id))
  return partModal({ ...asked, seal: asked.id ? sealOf(entry) : null }, entry, holding.people)
}

/** Keeps a part. @returns the blueprint, or the form again where somebody else changed the part meanwhile. */
export async function keepPart(tx: Tx, actor: Actor, form: PartForm, entry: PartEntry): Promise<Modal> {
  const holding = await hold(tx, actor, form.place)
  const before = partOf(holding, form.id)
  const now = entryOf(before)
  if ((before ? [before] : holding.parts).some((part) => isKept(entry, part)))
    return openBlueprint(tx, actor, form.place)
  if (before && form.seal !== sealOf(now)) {
    const meanwhile = [`Now it reads: ${now.text} (${nameOf(holding, now.responsible)})`]
    return partModal({ ...form, seal: sealOf(now) }, entry, holding.people, meanwhile)
  }
  const { kind, text, responsible } = checked(holding, entry)
  const last = Math.max(0, ...holding.parts.map(({ position }) => position))
  const { id = crypto.randomUUID(), position = last + 1 } = before ?? {}
  const part: Part = { id, accountId: holding.accountId, kind, position, text, responsible }
  await savePart(tx.db, part)
  await note(tx, actor, holding, before ? 'blueprint.changed' : 'blueprint.added', { from: before ?? null, to: part })
  return openBlueprint(tx, actor, form.place)
}

function checked({ people }: Holding, { kind, text, responsible }: PartEntry) {
  if (!text) throw new Refusal('Please write it in a sentence.', PART_FIELD.text)
  if (!responsible) throw new Refusal('Please choose who sees to it.', PART_FIELD.responsible)
  if (!people.some(({ key }) => key === responsible))
    throw new Refusal('They have no role here any more. Please choose somebody else.', PART_FIELD.responsible)
  return { kind, text, responsible }
}

export async function dropPart(tx: Tx, actor: Actor, asked: { place: string; id: string | null }): Promise<Modal> {
  const holding = await hold(tx, actor, asked.place)
  const part = holding.parts.find(({ id }) => id === asked.id)
  if (part) {
    await removePart(tx.db, part.id)
    await note(tx, actor, holding, 'blueprint.removed', { from: part })
  }
  return openBlueprint(tx, actor, asked.place)
}

const note = (tx: Tx, { userId }: Actor, { accountId }: Holding, action: string, detail: object): Promise<void> =>
  record(tx, { accountId, actor: userId, action, detail })
