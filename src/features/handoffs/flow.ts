import { factsOf } from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, goLiveOf, type HandoffStanding } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { type LocalDate, localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { showConfirmations } from './asking.ts'
import {
  type Checklist,
  type Form,
  type Handoff,
  type Item,
  type Kind,
  planItems,
  runsBeside,
  transitionParties,
} from './model.ts'
import { playbookFor } from './playbooks/own.ts'
import { nameOf, PLAYBOOKS } from './playbooks.ts'
import { planReminders, watchDueDates } from './reminding.ts'
import { note, showChecklist, tellOfEnd } from './showing.ts'
import {
  type Actor,
  calendarsFor,
  checklistOf,
  checklistsOf,
  checkVendor,
  internalPlace,
  responsibleFor,
  standingOf as standingIn,
} from './side.ts'
import * as store from './store.ts'
import { countBefore } from './twins.ts'

export { completedFor } from './announcing.ts'
export { confirmationsKey } from './asking.ts'
export { askedIn, companionsOf } from './companions.ts'
export {
  confirmationPoints,
  correctNewcomer,
  reopenHandoff,
  undoAcceptance,
  welcomeNewcomer,
  withdrawHandoff,
} from './correcting.ts'
export { moveHandoff } from './following.ts'
export { passAccount } from './passing.ts'
export { proposeForm } from './playbooks/model.ts'
export { besidesQuestion } from './reminding.ts'
export {
  acceptedUnnamed,
  inTransition,
  itemsOf,
  type MyItem,
  type Overdue,
  overdueOn,
  type Transition,
  transitionsOn,
} from './waiting.ts'
export { type Actor, checklistOf, checkVendor, internalPlace, note, responsibleFor, showChecklist, standingIn }

export interface Begin {
  accountId: string
  kind: Kind
  form: Form
  /** Why in this form, where nobody chose it. */
  formWhy?: string
  anchorOn: LocalDate
  giver: string
  receiver: string
  startedBy: string
  /** Whose role changes hands, where the handoff is about a person. */
  leaver?: string | null
  newcomer?: string | null
  newcomerEmail?: string | null
  /** One of the workspace's own, null for the ready-made one; left out, the one that is preferred. */
  playbookId?: string | null
}

/** Who gives and who receives where a role changes hands. */
export const partiesFor = async (
  tx: Tx,
  kind: Kind,
  { stakeholders }: AccountFacts,
  change: { leaver: string | null; newcomer: string | null; responsible: string },
): Promise<{ giver: string; receiver: string }> =>
  transitionParties(await playbookFor(tx, kind, undefined), stakeholders, change)

/** Starts a handoff: copies the playbook's items with their dates and posts the checklist. */
export async function startHandoff(tx: Tx, begin: Begin): Promise<Handoff> {
  const { account, milestones } = await factsOf(tx, begin.accountId)
  const playbook = await playbookFor(tx, begin.kind, begin.playbookId)
  const { formWhy, ...asked } = begin
  const handoff = await store.insertHandoff(tx.db, {
    ...asked,
    leaver: begin.leaver ?? null,
    newcomer: begin.newcomer ?? null,
    newcomerEmail: begin.newcomerEmail ?? null,
    followsForecast: begin.kind === 'go_live' && begin.anchorOn === goLiveOf(milestones)?.forecastOn,
    playbookId: playbook.id,
    playbookName: playbook.name,
    playbookVersion: playbook.version,
    startedAt: tx.now,
  })
  if (!handoff) throw await alreadyRunning(tx, account, begin.kind)
  await store.insertItems(
    tx.db,
    handoff.id,
    planItems(playbook, begin.form, begin.anchorOn, await calendarsFor(tx, account, begin)),
  )
  await note(tx, handoff, begin.startedBy, 'handoff.started', {
    ...{ form: begin.form, anchorOn: begin.anchorOn },
    ...(formWhy ? { formWhy } : {}),
  })
  await showChecklist(tx, handoff)
  await watchDueDates(tx, account, handoff.id)
  await planReminders(tx)
  await countBefore(tx, handoff)
  return handoff
}

/** The same where one of this kind may be running: it ends as replaced, because somebody else takes over now. */
export async function restartHandoff(tx: Tx, begin: Begin): Promise<Handoff> {
  const running = await store.listRunningOf(tx.db, begin.accountId, begin.kind)
  for (const one of running.filter((other) => replaces(begin, other))) await replace(tx, one, begin.startedBy)
  return startHandoff(tx, begin)
}

/** Of several who hold a role, one change takes the place of another where its leaver is who came by that, or who left. */
const replaces = ({ kind, leaver = null }: Begin, running: Handoff): boolean =>
  !runsBeside(kind) || [running.newcomer, running.leaver].includes(leaver)

async function replace(tx: Tx, running: Handoff, actor: string): Promise<void> {
  if (!(await store.endHandoff(tx.db, running.id, { state: 'replaced' }))) return
  await note(tx, running, actor, 'handoff.replaced', {})
  await showChecklist(tx, { ...running, state: 'replaced' })
  // Whoever was asked in it is asked no more.
  await showConfirmations(tx, await factsOf(tx, running.accountId), { ...running, state: 'replaced' })
  await tellOfEnd(tx, running)
}

/** What runs without anybody who takes over, because it was begun by hand before somebody was named. */
export async function awaitingNewcomer(tx: Tx, accountId: string, kind: Kind): Promise<Handoff | undefined> {
  const running = await store.findRunning(tx.db, accountId, kind)
  const held = running?.newcomer === null ? await store.lockHandoff(tx.db, running.id) : undefined
  return held?.state === 'running' && held.newcomer === null ? held : undefined
}

async function alreadyRunning(tx: Tx, account: Account, kind: Kind): Promise<Refusal> {
  const running = await store.findRunning(tx.db, account.id, kind)
  const started = running ? ` since ${shortDay(localDate(running.startedAt, account.zone))}` : ''
  const names = running ? await peopleById(tx, [running.receiver]) : undefined
  const place = running ? await internalPlace(tx, account, running.receiver) : undefined
  const where = place?.why ? `in the direct messages of ${names?.get(running!.receiver)?.name}` : 'in the team channel'
  return new Refusal(
    `“${running ? nameOf(running) : PLAYBOOKS[kind].name}” is running for ${account.called}${started}; its checklist is ${where}.`,
  )
}

export async function getHandoff(tx: Tx, id: string): Promise<Handoff> {
  return found(await store.findHandoff(tx.db, id))
}

export async function getItem(tx: Tx, id: string): Promise<Item> {
  return found(await store.findItem(tx.db, id))
}

/** The same, held until the transaction ends: whoever accepts or changes an item comes one after the other. */
export async function holdHandoff(tx: Tx, id: string): Promise<Handoff> {
  return found(await store.lockHandoff(tx.db, id))
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Refusal('This handoff is not here any more.')
  return row
}

/** Where the handoffs of a kind stand, by account; one that runs now counts before one that was accepted. */
export async function handoffStandings(tx: Tx, kind: Kind, accountId?: string): Promise<Map<string, HandoffStanding>> {
  const states = Map.groupBy(await store.listStates(tx.db, kind, accountId), (row) => row.accountId)
  return new Map([...states].map(([id, rows]) => [id, standingOf(rows.map(({ state }) => state))]))
}

export const handoffStanding = async (tx: Tx, accountId: string, kind: Kind): Promise<HandoffStanding> =>
  (await handoffStandings(tx, kind, accountId)).get(accountId) ?? 'none'

function standingOf(states: Handoff['state'][]): HandoffStanding {
  if (states.includes('running')) return 'running'
  return states.includes('accepted') ? 'accepted' : 'none'
}

/** What runs now, with its items. */
export const runningHandoffs = async (tx: Tx): Promise<Checklist[]> => checklistsOf(tx, await store.listRunning(tx.db))

/** How many items a handoff has. */
export const itemCount = async (tx: Tx, handoffId: string): Promise<number> =>
  (await store.listItems(tx.db, [handoffId])).length
