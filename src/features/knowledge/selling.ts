import type { Modal } from '#blocks/kit.ts'
import { decidedModal, type MatterEntry, type MatterForm, matterModal, SOLD_FIELD, soldModal } from '#blocks/sold.ts'
import { factsOf, lookSoon, record, savePart, watchStates } from '#features/accounts/flow.ts'
import type { Milestone } from '#features/accounts/model.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import { seal } from '#features/records/model.ts'
import { isLocalDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { holdKickoff, mayDecide, open } from './holding.ts'
import { type Compared, type Holding, isOpen } from './model.ts'
import { listCompared, saveCompared } from './store.ts'

export const openSold = async (tx: Tx, actor: Actor, place: string): Promise<Modal> =>
  soldModal(await open(tx, actor, place))

/** The differences of a kickoff that nobody has decided yet; of another handoff none. */
export const openDifferences = async (tx: Tx, handoffId: string): Promise<Compared[]> =>
  (await listCompared(tx.db, handoffId)).filter(isOpen)

const entryOf = (row: Compared | undefined): MatterEntry => ({
  subject: row?.subject ?? '',
  nature: row?.nature ?? 'agreed',
  sold: row?.sold ?? null,
  bought: row?.bought ?? null,
  same: row?.same ?? false,
  promisedOn: null,
  goLive: false,
})
const sealOf = (row: Compared): string => seal(JSON.stringify([entryOf(row), row.milestoneId, row.decision]))

/** @throws Refusal where there is no such matter, or nothing was sold yet. */
export function matterOf({ compared, kickoffId }: Holding, id: string | null): Compared | undefined {
  if (!kickoffId) throw new Refusal('No kickoff has begun yet: /handoff starts one.')
  const row = compared.find((one) => one.id === id)
  if (id && !row) throw new Refusal('This is not here any more. Please open it again.')
  return row
}

export async function openMatter(tx: Tx, actor: Actor, asked: { place: string; id: string | null }): Promise<Modal> {
  const holding = await open(tx, actor, asked.place)
  const row = matterOf(holding, asked.id)
  const may = await mayDecide(tx, actor, holding)
  if (row && row.decision !== null) return decidedModal(holding, row, may)
  const form = { ...asked, seal: row ? sealOf(row) : null }
  return matterModal(holding, { form, entry: entryOf(row), row: row ?? null, mayDecide: may })
}

/** Keeps what was sold and bought in one matter. @returns the list, or the form where somebody was faster. */
export async function keepMatter(tx: Tx, actor: Actor, form: MatterForm, entry: MatterEntry): Promise<Modal> {
  const holding = await holdKickoff(tx, actor, form.place)
  const row = matterOf(holding, form.id)
  const may = await mayDecide(tx, actor, holding)
  if (row && row.decision !== null) return decidedModal(holding, row, may)
  if (isThere(holding, row, entry)) return openSold(tx, actor, form.place)
  if (row && form.seal !== sealOf(row)) return again(holding, form, row, entry, may)
  checkMatter(holding, row, entry, may)
  const promised = entry.promisedOn ? await keepPromise(tx, actor, holding, entry) : null
  const kept = merged(holding, row, entry, actor.userId, promised)
  await saveCompared(tx.db, kept)
  const detail = { from: row ?? null, to: kept }
  await record(tx, { accountId: holding.accountId, actor: actor.userId, action: 'sold.written', detail })
  await lookSoon(tx, [holding.accountId])
  return openSold(tx, actor, form.place)
}

/** A promised day stands in the plan by then. */
function isThere({ compared, milestones }: Holding, row: Compared | undefined, entry: MatterEntry): boolean {
  const { promisedOn, goLive: _, ...words } = entry
  const there = row ?? compared.find(({ subject, decision }) => subject === entry.subject && decision === null)
  const promised = milestones.find(({ id }) => id === there?.milestoneId)?.promisedOn
  return isKept(words, there) && (promisedOn === null || promisedOn === promised)
}

function again(holding: Holding, form: MatterForm, row: Compared, entry: MatterEntry, may: boolean): Modal {
  const meanwhile = [`Sold: ${row.sold ?? 'empty'}`, `Bought: ${row.bought ?? 'empty'}`]
  const view = { form: { ...form, seal: sealOf(row) }, entry, row, mayDecide: may, meanwhile }
  return matterModal(holding, view)
}

function merged(
  { accountId, kickoffId, compared }: Holding,
  row: Compared | undefined,
  entry: MatterEntry,
  userId: string,
  milestoneId: string | null,
): Compared {
  const { subject, nature, sold, bought, same } = entry
  const last = Math.max(0, ...compared.map(({ position }) => position))
  const by = (words: string | null, before: string | null = null, writer: string | null = null) =>
    words === null ? null : words === before ? writer : userId
  return {
    ...(row ?? { ...NEW, id: crypto.randomUUID(), accountId, handoffId: kickoffId!, position: last + 1 }),
    ...{ subject, nature, sold, bought, same },
    soldBy: by(sold, row?.sold, row?.soldBy),
    boughtBy: by(bought, row?.bought, row?.boughtBy),
    milestoneId: milestoneId ?? row?.milestoneId ?? null,
  }
}

const NEW = { milestoneId: null, decision: null, decidedBy: null, decidedOn: null, notedBy: null, notedAt: null }

function checkMatter({ compared }: Holding, row: Compared | undefined, entry: MatterEntry, may: boolean): void {
  const { subject, sold, bought, same, nature, promisedOn } = entry
  if (!subject) throw new Refusal('Please say in a few words what it is about.', SOLD_FIELD.subject)
  if (compared.some((one) => one.id !== row?.id && one.subject.toLowerCase() === subject.toLowerCase()))
    throw new Refusal('This is spoken of already. Please open that one, or choose other words.', SOLD_FIELD.subject)
  if (!sold && !bought) throw new Refusal('Please write what was sold, what was bought, or both.', SOLD_FIELD.sold)
  if (same && !(sold && bought)) throw new Refusal('They can be the same once both are written down.', SOLD_FIELD.same)
  if (same && nature === 'later')
    throw new Refusal('What was put off has to be decided: Save it, and then Decide.', SOLD_FIELD.same)
  if (promisedOn && !may)
    throw new Refusal(
      'A promised day is kept by whoever gives or receives, the owner, or an administrator. Please ask one of them.',
      SOLD_FIELD.promisedOn,
    )
}

/** Keeps a promised day as a milestone. @returns its id. @throws Refusal where another day was promised already. */
async function keepPromise(tx: Tx, { userId }: Actor, holding: Holding, entry: MatterEntry): Promise<string> {
  const { accountId, milestones } = holding
  const promisedOn = entry.promisedOn!
  if (!isLocalDate(promisedOn)) throw new Refusal('Please choose a day.', SOLD_FIELD.promisedOn)
  const known = milestones.find(({ name }) => name.toLowerCase() === entry.subject.toLowerCase())
  if (known && known.promisedOn !== promisedOn)
    throw new Refusal(
      `The plan says that ${known.name} was promised for ${shortDay(known.promisedOn)}. Choose that day here; a decision, or Plan in the account’s view, changes it.`,
      SOLD_FIELD.promisedOn,
    )
  if (known) return known.id
  const position = Math.max(0, ...milestones.map((one) => one.position)) + 1
  const days = { promisedOn, plannedOn: promisedOn, forecastOn: promisedOn, reachedOn: null }
  const goLive = entry.goLive && !milestones.some((one) => one.goLive)
  const milestone: Milestone = { id: crypto.randomUUID(), accountId, name: entry.subject, position, goLive, ...days }
  await savePart(tx, 'milestones', milestone)
  await record(tx, { accountId, actor: userId, action: 'milestone.added', detail: { from: null, to: milestone } })
  await watchStates(tx, [await factsOf(tx, accountId)])
  return milestone.id
}
