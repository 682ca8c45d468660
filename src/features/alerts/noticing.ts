import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, runsWeekly } from '#features/accounts/model.ts'
import { answersOf } from '#features/checkins/flow.ts'
import { settingsOf } from '#features/installations/flow.ts'
import { getRound, type Round } from '#features/rounds/flow.ts'
import { calendarOf } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { lock } from '#platform/postgres/lock.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { addCause, showDraft } from './drafting.ts'
import { type AlertState, type Cause, causesOf, type Noted, SOON_MS, writeAlert } from './model.ts'
import * as store from './store.ts'

type Known = Cause & { state: AlertState }

/** Somebody answered: what the round's answers give cause for is drafted, changed or taken back. */
export async function noticeAnswer(tx: Tx, { subject }: { subject: { roundId: string } }): Promise<Outcome> {
  const round = await getRound(tx, subject.roundId)
  if (round.state !== 'open') return { skip: 'The round is closed: its update says it.' }
  const facts = await factsOf(tx, round.accountId)
  if (!runsWeekly(facts.account.state)) return { skip: `The account is ${facts.account.state} now.` }
  await lock(tx.db, 'alerts', round.accountId)
  const known = await store.listFromAnswers(tx.db, round.accountId)
  const noted = await notedIn(tx, facts, round, known)
  const drafted = known.filter(({ state, roundId }) => state === 'draft' && roundId === round.id)
  for (const cause of drafted) await follow(tx, cause, noted.find(isSame(cause)))
  if (round.publishAt.getTime() - tx.now.getTime() <= SOON_MS) return undefined
  for (const one of noted) {
    if (drafted.some((cause) => isSame(cause)(one))) continue
    await addCause(tx, facts, { ...one, id: crypto.randomUUID(), roundId: round.id, note: null })
  }
  return undefined
}

const isSame =
  ({ milestoneId }: Pick<Cause, 'milestoneId'>) =>
  (noted: Noted): boolean =>
    noted.milestoneId === milestoneId

/** What the answers give cause for now, without what was decided on before. */
async function notedIn(tx: Tx, facts: AccountFacts, round: Round, known: Known[]): Promise<Noted[]> {
  const { account, milestones } = facts
  const decided = known.filter(({ state }) => state !== 'draft')
  const told = new Map(
    decided
      .filter(({ kind, roundId }) => kind === 'slip' && roundId === round.id)
      .map(({ milestoneId, onDay }) => [milestoneId!, onDay!]),
  )
  const reached = new Set(decided.filter(({ kind }) => kind === 'reached').map(({ milestoneId }) => milestoneId))
  const { alertSlipDays: slipDays } = await settingsOf(tx)
  const calendar = calendarOf(account.zone, account.workingDays, account.country)
  const noted = causesOf(await answersOf(tx, round.id), milestones, { told, slipDays, calendar })
  return noted.filter(({ milestoneId }) => !reached.has(milestoneId))
}

/** A draft follows the answers it came from; words that somebody wrote stay. */
async function follow(tx: Tx, cause: Known, noted: Noted | undefined): Promise<void> {
  const alert = await store.lockAlert(tx.db, cause.alertId)
  if (alert?.state !== 'draft') return
  if (!noted) return takeBack(tx, alert, cause.id)
  const { kind, said, notedBy, onDay } = noted
  if (said === cause.said && notedBy.join() === cause.notedBy.join()) return
  await store.updateCause(tx.db, cause.id, { kind, said, notedBy, onDay })
  const isOurs = cause.writtenOver === null
  const sections = alert.content.sections.map((one) =>
    one.cause === cause.id && isOurs ? { ...one, text: said } : one,
  )
  // Also where the words stay, whoever approves has to have read that the answers say something else.
  const content = writeAlert({ ...alert.content, sections })
  await store.updateAlert(tx.db, alert.id, { content, version: alert.version + 1 })
  await showDraft(tx, alert.id)
}

async function takeBack(tx: Tx, alert: store.AlertRow, causeId: string): Promise<void> {
  const sections = alert.content.sections.filter(({ cause }) => cause !== causeId)
  if (sections.length === 0) {
    await store.updateAlert(tx.db, alert.id, { state: 'withdrawn', decidedAt: tx.now })
  } else {
    await store.removeCause(tx.db, causeId)
    const content = writeAlert({ ...alert.content, sections })
    await store.updateAlert(tx.db, alert.id, { content, version: alert.version + 1 })
  }
  await showDraft(tx, alert.id)
}
