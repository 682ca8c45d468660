import type { Modal } from '#blocks/kit.ts'
import { type DecisionEntry, decidedModal, decisionModal, type MatterForm, SOLD_FIELD } from '#blocks/sold.ts'
import { factsOf, lookSoon, record, savePart, watchStates } from '#features/accounts/flow.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import { isLocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { holdKickoff, mayDecide, open } from './holding.ts'
import { type Compared, type Holding, promiseMoved } from './model.ts'
import { matterOf, openSold } from './selling.ts'
import { saveCompared } from './store.ts'

const NOT_YOURS =
  'A difference is decided with whoever gives or receives, the owner, or an administrator; one of them writes it down.'

async function checkDecides(tx: Tx, actor: Actor, holding: Holding): Promise<void> {
  if (!(await mayDecide(tx, actor, holding))) throw new Refusal(NOT_YOURS)
}

const todayFor = async (tx: Tx, { accountId }: Holding): Promise<string> =>
  localDate(tx.now, (await factsOf(tx, accountId)).account.zone)

export async function openDecision(tx: Tx, actor: Actor, asked: { place: string; id: string | null }): Promise<Modal> {
  const holding = await open(tx, actor, asked.place)
  await checkDecides(tx, actor, holding)
  const row = theMatter(holding, asked.id)
  if (row.decision !== null) return decidedModal(holding, row, true)
  const newPromise = holding.milestones.find(({ id }) => id === row.milestoneId)?.promisedOn ?? null
  const entry = { decision: null, decidedBy: null, decidedOn: await todayFor(tx, holding), newPromise }
  return decisionModal(holding, { ...asked, seal: null }, row, entry)
}

function theMatter(holding: Holding, id: string | null): Compared {
  const row = matterOf(holding, id)
  if (!row) throw new Refusal('This is not here any more. Please open it again.')
  return row
}

/** Somebody decided a difference, and one of ours writes it down. @returns the list. */
export async function decide(tx: Tx, actor: Actor, form: MatterForm, entry: DecisionEntry): Promise<Modal> {
  const holding = await holdKickoff(tx, actor, form.place)
  await checkDecides(tx, actor, holding)
  const row = theMatter(holding, form.id)
  if (isThere(holding, row, entry)) return openSold(tx, actor, form.place)
  // Somebody was faster: what they wrote stands, and is shown.
  if (row.decision !== null) return decidedModal(holding, row, true)
  const decided = checked(holding, entry, await todayFor(tx, holding))
  await saveCompared(tx.db, { ...row, ...decided, notedBy: actor.userId, notedAt: tx.now })
  const detail = { handoffId: row.handoffId, subject: row.subject, ...decided }
  await record(tx, { accountId: row.accountId, actor: actor.userId, action: 'difference.decided', detail })
  await lookSoon(tx, [row.accountId])
  await movePromise(tx, actor, holding, row, entry)
  return openSold(tx, actor, form.place)
}

function isThere({ milestones }: Holding, row: Compared, { newPromise, ...said }: DecisionEntry): boolean {
  const promised = milestones.find(({ id }) => id === row.milestoneId)?.promisedOn
  return row.decision !== null && isKept(said, row) && (!promised || !newPromise || newPromise === promised)
}

function checked({ people }: Holding, { decision, decidedBy, decidedOn }: DecisionEntry, today: string) {
  if (!decision) throw new Refusal('Please write what was decided.', SOLD_FIELD.decision)
  if (!people.some(({ key }) => key === decidedBy))
    throw new Refusal('Please choose who decided.', SOLD_FIELD.decidedBy)
  if (!decidedOn || !isLocalDate(decidedOn) || decidedOn > today)
    throw new Refusal('Please choose the day on which it was decided: today or before.', SOLD_FIELD.decidedOn)
  return { decision, decidedBy, decidedOn }
}

/** Another day is promised from now on, with the decision as its reason. */
async function movePromise(
  tx: Tx,
  { userId }: Actor,
  { accountId, milestones }: Holding,
  row: Compared,
  { newPromise, decision }: DecisionEntry,
): Promise<void> {
  const milestone = milestones.find(({ id, reachedOn }) => id === row.milestoneId && !reachedOn)
  if (!milestone || !newPromise || newPromise === milestone.promisedOn) return
  if (!isLocalDate(newPromise)) throw new Refusal('Please choose a day.', SOLD_FIELD.newPromise)
  const moved = promiseMoved(milestone, newPromise)
  await savePart(tx, 'milestones', moved)
  await record(tx, { accountId, actor: userId, action: 'milestone.changed', detail: { from: milestone, to: moved } })
  const change = { milestone: milestone.name, from: milestone.promisedOn, to: newPromise, reason: decision }
  await record(tx, { accountId, actor: userId, action: 'milestone.promise_changed', detail: change })
  await watchStates(tx, [await factsOf(tx, accountId)])
}

/** A decision is taken back: the difference is open again. */
export async function reopen(tx: Tx, actor: Actor, asked: { place: string; id: string | null }): Promise<Modal> {
  const holding = await holdKickoff(tx, actor, asked.place)
  await checkDecides(tx, actor, holding)
  const row = theMatter(holding, asked.id)
  if (row.decision !== null) {
    await saveCompared(tx.db, {
      ...row,
      ...{ decision: null, decidedBy: null, decidedOn: null, notedBy: null, notedAt: null },
    })
    const { handoffId, subject, decision, decidedBy } = row
    const detail = { handoffId, subject, decision, decidedBy }
    await record(tx, { accountId: row.accountId, actor: actor.userId, action: 'difference.reopened', detail })
    await lookSoon(tx, [row.accountId])
  }
  return openSold(tx, actor, asked.place)
}
