import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { type LocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { lock } from '#platform/postgres/lock.ts'
import { begin, closeUntold, noteChange } from './effecting.ts'
import { fillGap } from './filling.ts'
import { areSame, canUndo, saysMore, saysOtherDay } from './judging.ts'
import { checkActive, checkNewcomer, type Judged, judged } from './learning.ts'
import { checkBegan, checkLeaver, holdersOf, keptAs } from './leaver.ts'
import { correct, kept, undo } from './mending.ts'
import {
  type ContactChange,
  checkDay,
  type Outcome,
  PRIORITIES,
  type Report,
  subjectName,
  type Who,
  whoComes,
} from './model.ts'
import { findLastReport } from './reportsStore.ts'
import { comeBackOn, giveBack } from './returning.ts'
import { renewed, stakesNow, untold } from './reviving.ts'
import { showAgain } from './showing.ts'
import * as store from './store.ts'
import { withdrawChange } from './withdrawing.ts'

const MOST_UNTOLD = 20

export interface Reported {
  changeId: string
  outcome: Outcome
}

/**
 * Somebody or something tells of a change. Several reports of one change are one change: a later one puts right, takes
 * back or only confirms what was told before. @throws Refusal for what cannot be.
 */
export async function reportChange(tx: Tx, report: Report): Promise<Reported> {
  await lock(tx.db, 'contacts', report.accountId)
  const before = report.reportId ? await store.findReport(tx.db, report.reportId) : undefined
  if (before) return { changeId: before, outcome: 'known' }
  const facts = await factsOf(tx, report.accountId)
  const found = await judged(tx, facts, report)
  const again = await sentAgain(tx, report, found)
  if (again) return again
  const reported = await follow(tx, facts, report, found)
  const { source, reportedBy, reportId = null } = report
  await store.insertReport(tx.db, { ...reported, source, reportedBy, reportedAt: tx.now, reportId })
  // Who else knows of it stands in the alert.
  if (reported.outcome !== 'new') await showAgain(tx, reported.changeId)
  else await begin(tx, (await store.findChange(tx.db, reported.changeId))!)
  return reported
}

const AGAIN_MS = 15 * 60_000

/** The same form once more from the same person, as its answer came too late: answered as the first time. */
async function sentAgain(tx: Tx, report: Report, { verdict, newcomer }: Judged): Promise<Reported | undefined> {
  if (!report.fields || verdict.is === 'new' || verdict.is === 'revived') return undefined
  const last = await findLastReport(tx.db, report, new Date(tx.now.getTime() - AGAIN_MS))
  if (verdict.is === 'held') return last?.outcome === 'reversed' ? last : undefined
  const { change } = verdict
  const leaver = report.corrects && report.leaver ? { leaver: report.leaver } : {}
  const sent = { ...kept(report, newcomer), ...leaver, effectiveOn: report.effectiveOn }
  return last?.changeId === change.id && isKept(sent, change) ? last : undefined
}

async function follow(tx: Tx, facts: AccountFacts, report: Report, found: Judged): Promise<Reported> {
  const { verdict, newcomer } = found
  if (verdict.is === 'held')
    throw new Refusal(
      `${newcomer?.name ?? newcomer?.userId} is the ${subjectName(report.role)} already.`,
      report.fields?.newcomer,
    )
  if (verdict.is === 'new') {
    const { id } = await keep(tx, facts, report, found)
    if (!report.notPublicYet) await closeSame(tx, report, id, newcomer)
    return { changeId: id, outcome: 'new' }
  }
  const { change } = verdict
  if (verdict.is === 'same') {
    if (saysMore(change, newcomer)) await correct(tx, report, { change, newcomer, again: false })
    return { changeId: change.id, outcome: 'merged' }
  }
  if (verdict.is === 'moved') return move(tx, facts, report, change, newcomer)
  if (verdict.is === 'return' && report.effectiveOn > todayOf(tx, facts)) {
    await check(tx, facts, report, newcomer)
    await comeBackOn(tx, change, { on: report.effectiveOn, actor: report.reportedBy, back: verdict.back })
    return { changeId: change.id, outcome: 'corrected' }
  }
  if (verdict.is === 'return' || verdict.is === 'reversal')
    checkActive((await peopleById(tx, [newcomer?.userId ?? null])).get(newcomer?.userId ?? ''), report.fields?.newcomer)
  if (verdict.is === 'return') {
    const leaver = facts.stakeholders.find(({ id }) => id === change.assignmentId)
    await giveBack(tx, change, {
      ...{ leaver, actor: report.reportedBy, on: report.effectiveOn, back: verdict.back },
    })
    return { changeId: change.id, outcome: 'reversed' }
  }
  if (verdict.is === 'reversal') {
    await reverse(tx, change, report.reportedBy)
    return { changeId: change.id, outcome: 'reversed' }
  }
  if (verdict.is === 'revived') {
    await checkNew(tx, facts, report, found)
    const again = { newcomer, again: true, renewed: await renewed(tx, facts, report, { change, newcomer }) }
    await correct(tx, report, { change: untold(change), ...again })
    return { changeId: change.id, outcome: 'revived' }
  }
  await check(tx, facts, report, newcomer)
  if (report.corrects) checkOther(facts, report, change, found)
  if (report.notPublicYet && !change.private)
    throw new Refusal(
      'The team has read of this change. Please record what is not public yet with Contact change.',
      report.fields?.newcomer,
    )
  if (change.private && !report.notPublicYet) {
    const right = { ...change, ...kept(report, newcomer), effectiveOn: report.effectiveOn }
    const gap = await fillGap(tx, right)
    if (gap) return { changeId: gap, outcome: 'corrected' }
  }
  const changed = await correct(tx, report, { change, newcomer, again: true })
  return { changeId: change.id, outcome: changed ? 'corrected' : 'known' }
}

/** @throws Refusal where a change is put right so that somebody leaves by it who does not hold the role. */
function checkOther(facts: AccountFacts, report: Report, change: ContactChange, { asked }: Judged): void {
  if (!report.leaver || report.leaver === change.leaver) return
  const holders = holdersOf(facts, report.role).filter(({ id }) => id !== change.assignmentId)
  const who = holders.find((one) => keptAs(one) === report.leaver)
  checkLeaver(report, { ...asked, isNamed: who !== undefined })
  checkBegan(report, who, asked.called)
}

/** The same on another day, or until another one. What was not said of it stays. */
async function move(
  tx: Tx,
  facts: AccountFacts,
  report: Report,
  change: ContactChange,
  newcomer: Who | null,
): Promise<Reported> {
  const day = saysOtherDay(report, change, todayOf(tx, facts)) ? report.effectiveOn : change.effectiveOn
  const until = report.temporaryUntil ?? change.temporaryUntil
  const moved = { ...report, effectiveOn: day, temporaryUntil: until, notPublicYet: change.private }
  await check(tx, facts, moved, newcomer)
  const left = change.leftId ? await store.findAssignment(tx.db, change.leftId) : undefined
  if (left) checkBegan(moved, { ...left, id: change.leftId }, 'Whoever left')
  await correct(tx, moved, { change, newcomer: saysMore(change, newcomer) ? newcomer : whoComes(change), again: true })
  return { changeId: change.id, outcome: 'corrected' }
}

// Somebody who did not know of it told of what was not public yet: from now on the team knows, once.
async function closeSame(tx: Tx, { accountId, role }: Report, id: string, newcomer: Who | null): Promise<void> {
  const others = (await store.listStanding(tx.db, accountId, role, MOST_UNTOLD)).filter(
    (change) => change.private && change.id !== id && areSame(whoComes(change), newcomer),
  )
  for (const change of others) await closeUntold(tx, change)
}

async function check(tx: Tx, facts: AccountFacts, report: Report, newcomer: Who | null): Promise<void> {
  const today = todayOf(tx, facts)
  checkDay(report, today)
  await checkNewcomer(tx, facts, report, newcomer)
  if (report.role === PRIORITIES && !report.words?.trim())
    throw new Refusal('Please write in a sentence what matters to them now.', report.fields?.words)
  if (report.notPublicYet && report.effectiveOn <= today)
    throw new Refusal(
      'What holds already cannot stay unsaid. Please choose a later day, or untick it.',
      report.fields?.on,
    )
}

const todayOf = (tx: Tx, { account }: AccountFacts): LocalDate => localDate(tx.now, account.zone)

async function keep(tx: Tx, facts: AccountFacts, report: Report, found: Judged): Promise<ContactChange> {
  await checkNew(tx, facts, report, found)
  const { newcomer, leaver } = found
  return keepChange(tx, facts, report, { newcomer, leaver: leaver ? keptAs(leaver) : null })
}

async function checkNew(
  tx: Tx,
  facts: AccountFacts,
  report: Report,
  { newcomer, leaver, leaverName, asked }: Judged,
): Promise<void> {
  await check(tx, facts, report, newcomer)
  if (report.role !== PRIORITIES && !leaver && !newcomer)
    throw new Refusal(`Nobody is the ${subjectName(report.role)}, so nobody can leave.`, report.fields?.newcomer)
  if (report.role !== PRIORITIES) checkLeaver(report, asked)
  checkBegan(report, leaver, leaverName ?? 'Whoever leaves')
}

/** Keeps a change with what is at stake while it happens. */
export async function keepChange(
  tx: Tx,
  facts: AccountFacts,
  report: Report,
  { newcomer, leaver }: { newcomer: Who | null; leaver: string | null },
): Promise<ContactChange> {
  const { accountId, role, effectiveOn, reportedBy } = report
  const change = await store.insertChange(tx.db, {
    ...{ accountId, role, effectiveOn, leaver, ...kept(report, newcomer) },
    stakes: await stakesNow(tx, facts),
    recordedBy: reportedBy,
    recordedAt: tx.now,
  })
  await noteChange(tx, change, reportedBy, 'contact.changed')
  return change
}

/** It does not change after all: whoever held the role goes on, and everything says so in place. */
export async function reverse(tx: Tx, change: ContactChange, actor: string): Promise<void> {
  if (!canUndo(change))
    throw new Refusal(
      'Nobody took a role over by this: whoever comes held it before. Please record what holds now with Contact change.',
    )
  if (change.tookEffectAt || change.leftId) await undo(tx, change)
  await withdrawChange(tx, change, actor)
}
