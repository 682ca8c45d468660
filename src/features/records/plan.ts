import {
  type CriterionEntry,
  drawCriterion,
  drawMilestone,
  drawPlan,
  type MilestoneEntry,
  PLAN_FIELD,
  type PlanForm,
} from '#blocks/accountPlan.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf, lockAccount, record, removePart, savePart, watchStates } from '#features/accounts/flow.ts'
import {
  type AccountFacts,
  criterionInWords,
  type Milestone,
  type SuccessCriterion,
  valuesInWords,
} from '#features/accounts/model.ts'
import { assertMaySteer } from '#features/rounds/flow.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { seal } from './model.ts'

async function steered(tx: Tx, userId: string, accountId: string, lock = false): Promise<AccountFacts> {
  if (lock) await lockAccount(tx, accountId)
  const facts = await factsOf(tx, accountId)
  await assertMaySteer(tx, userId, facts)
  return facts
}

export async function openPlan(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  return planOf(await steered(tx, userId, accountId))
}

const planOf = ({ account, milestones, criteria }: AccountFacts): Modal =>
  drawPlan({
    accountId: account.id,
    accountName: account.called,
    milestones: milestones.map((one) => ({ id: one.id, name: one.name, words: datesInWords(one) })),
    criteria: criteria.map((one) => ({ id: one.id, name: one.name, words: valuesInWords(one) })),
  })

function datesInWords({ promisedOn, plannedOn, forecastOn, reachedOn, goLive }: Milestone): string {
  const parts = [
    `promised ${shortDay(promisedOn)}`,
    plannedOn === promisedOn ? null : `planned ${shortDay(plannedOn)}`,
    reachedOn ? `reached ${shortDay(reachedOn)}` : forecastOn === plannedOn ? null : `forecast ${shortDay(forecastOn)}`,
    goLive ? 'going live' : null,
  ]
  return parts.filter(Boolean).join(' · ')
}

const GONE = 'This is not here any more: somebody removed it.'

/** A row of the plan by its id; undefined for a new one. @throws Refusal where somebody removed it. */
function rowOf<T extends { id: string }>(rows: T[], id: string | null): T | undefined {
  const row = rows.find((one) => one.id === id)
  if (id && !row) throw new Refusal(GONE)
  return row
}

const milestoneEntry = (row: Milestone | undefined): MilestoneEntry => ({
  name: row?.name ?? '',
  promisedOn: row?.promisedOn ?? null,
  plannedOn: row?.plannedOn ?? null,
  goLive: row?.goLive ?? false,
  reason: null,
})
const criterionEntry = (row: SuccessCriterion | undefined): CriterionEntry => ({
  name: row?.name ?? '',
  unit: row?.unit || null,
  startValue: row?.startValue ?? null,
  currentValue: row?.currentValue ?? null,
  targetValue: row?.targetValue ?? null,
})
const sealOf = (entry: object): string => seal(JSON.stringify(entry))

export async function openMilestone(tx: Tx, userId: string, { accountId, id }: Omit<PlanForm, 'seal'>): Promise<Modal> {
  const { milestones } = await steered(tx, userId, accountId)
  const row = rowOf(milestones, id)
  const entry = milestoneEntry(row)
  return drawMilestone({ accountId, id, entry, seal: id ? sealOf(entry) : null, ...reachedOf(row), meanwhile: null })
}

const reachedOf = (row: Milestone | undefined) => ({ reached: row?.reachedOn ? shortDay(row.reachedOn) : null })

/** Keeps a milestone. @returns the plan, or the form again where somebody else changed it meanwhile. */
export async function keepMilestone(tx: Tx, userId: string, form: PlanForm, entry: MilestoneEntry): Promise<Modal> {
  const facts = await steered(tx, userId, form.accountId, true)
  const row = rowOf(facts.milestones, form.id)
  const now = milestoneEntry(row)
  if (isThere(facts, row, entry)) return afterwards(tx, form.accountId)
  if (row && form.seal !== sealOf(now))
    return drawMilestone({
      ...form,
      entry,
      seal: sealOf(now),
      ...reachedOf(row),
      meanwhile: `Now it reads: ${row.name}, ${datesInWords(row)}.`,
    })
  checkName(facts.milestones, form.id, entry.name)
  const kept = row?.reachedOn ? { ...row, name: entry.name } : milestoneFrom(form.accountId, facts, row, entry)
  await savePart(tx, 'milestones', kept)
  if (kept.goLive && !row?.goLive) await keepOneGoLive(tx, facts, kept.id)
  await keep(tx, userId, form.accountId, row ? 'milestone.changed' : 'milestone.added', { from: row ?? null, to: kept })
  if (row && row.promisedOn !== kept.promisedOn)
    await keep(tx, userId, form.accountId, 'milestone.promise_changed', {
      milestone: kept.name,
      from: row.promisedOn,
      to: kept.promisedOn,
      reason: entry.reason,
    })
  return afterwards(tx, form.accountId)
}

/** Of what was reached, only the name is typed. */
function isThere({ milestones }: AccountFacts, row: Milestone | undefined, { reason: _, ...entry }: MilestoneEntry) {
  if (row?.reachedOn) return row.name === entry.name
  const typed = { ...entry, plannedOn: entry.plannedOn ?? entry.promisedOn, reachedOn: null }
  return isKept(typed, row ?? milestones.find(({ name }) => name === entry.name))
}

function checkName(rows: { id: string; name: string }[], id: string | null, name: string): void {
  if (!name) throw new Refusal('Please give it a name.', PLAN_FIELD.name)
  if (rows.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
    throw new Refusal('There is one of this name already. Please choose another name.', PLAN_FIELD.name)
}

/** The promise is what slips are counted from, so nobody rewrites it without saying why. */
function milestoneFrom(
  accountId: string,
  { milestones }: AccountFacts,
  row: Milestone | undefined,
  entry: MilestoneEntry,
): Milestone {
  const { name, promisedOn, goLive } = entry
  if (!promisedOn) throw new Refusal('Please choose the day that was promised.', PLAN_FIELD.promisedOn)
  if (row && row.promisedOn !== promisedOn && !entry.reason)
    throw new Refusal(
      `${shortDay(row.promisedOn)} was promised. Please say in a line why that changes.`,
      PLAN_FIELD.reason,
    )
  const plannedOn = entry.plannedOn ?? promisedOn
  return {
    id: row?.id ?? crypto.randomUUID(),
    accountId,
    name,
    position: row?.position ?? Math.max(0, ...milestones.map(({ position }) => position)) + 1,
    goLive,
    promisedOn,
    plannedOn,
    forecastOn: row && row.plannedOn === plannedOn ? row.forecastOn : plannedOn,
    reachedOn: null,
  }
}

async function keepOneGoLive(tx: Tx, { milestones }: AccountFacts, id: string): Promise<void> {
  for (const other of milestones.filter((one) => one.goLive && one.id !== id))
    await savePart(tx, 'milestones', { ...other, goLive: false })
}

/** What was reached is history and stays. @returns the plan. */
export async function removeMilestone(
  tx: Tx,
  userId: string,
  { accountId, id }: Omit<PlanForm, 'seal'>,
): Promise<Modal> {
  const facts = await steered(tx, userId, accountId, true)
  const row = rowOf(facts.milestones, id)
  if (row?.reachedOn) throw new Refusal('This milestone was reached. What was reached stays.')
  if (row) await removePart(tx, 'milestones', row.id)
  await keep(tx, userId, accountId, 'milestone.removed', { from: row })
  return afterwards(tx, accountId)
}

export async function openCriterion(tx: Tx, userId: string, { accountId, id }: Omit<PlanForm, 'seal'>): Promise<Modal> {
  const { criteria } = await steered(tx, userId, accountId)
  const entry = criterionEntry(rowOf(criteria, id))
  return drawCriterion({ accountId, id, entry, seal: id ? sealOf(entry) : null, meanwhile: null })
}

/** Keeps a success criterion. @returns the plan, or the form again where somebody else changed it meanwhile. */
export async function keepCriterion(tx: Tx, userId: string, form: PlanForm, entry: CriterionEntry): Promise<Modal> {
  const { criteria } = await steered(tx, userId, form.accountId, true)
  const row = rowOf(criteria, form.id)
  const now = criterionEntry(row)
  const there = row ?? criteria.find(({ name }) => name === entry.name)
  if (there && isKept(entry, criterionEntry(there))) return afterwards(tx, form.accountId)
  if (row && form.seal !== sealOf(now)) {
    const meanwhile = `Now it reads: ${criterionInWords(row)}.`
    return drawCriterion({ ...form, entry, seal: sealOf(now), meanwhile })
  }
  checkName(criteria, form.id, entry.name)
  const { name, unit, startValue, currentValue, targetValue } = entry
  if (startValue === null) throw new Refusal('Please give a number.', PLAN_FIELD.startValue)
  if (targetValue === null) throw new Refusal('Please give a number.', PLAN_FIELD.targetValue)
  const position = row?.position ?? Math.max(0, ...criteria.map((one) => one.position)) + 1
  const values = { name, unit: unit ?? '', startValue, currentValue, targetValue, position }
  const kept = { id: row?.id ?? crypto.randomUUID(), accountId: form.accountId, ...values }
  await savePart(tx, 'successCriteria', kept)
  await keep(tx, userId, form.accountId, row ? 'criterion.changed' : 'criterion.added', { from: row ?? null, to: kept })
  return afterwards(tx, form.accountId)
}

export async function removeCriterion(
  tx: Tx,
  userId: string,
  { accountId, id }: Omit<PlanForm, 'seal'>,
): Promise<Modal> {
  const { criteria } = await steered(tx, userId, accountId, true)
  const row = rowOf(criteria, id)
  if (row) await removePart(tx, 'successCriteria', row.id)
  await keep(tx, userId, accountId, 'criterion.removed', { from: row })
  return afterwards(tx, accountId)
}

async function afterwards(tx: Tx, accountId: string): Promise<Modal> {
  const facts = await factsOf(tx, accountId)
  await watchStates(tx, [facts])
  return planOf(facts)
}

const keep = (tx: Tx, actor: string, accountId: string, action: string, detail: object): Promise<void> =>
  record(tx, { accountId, actor, action, detail })
