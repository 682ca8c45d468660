import { type DraftView, draftMessage } from '#blocks/alerts.ts'
import { factsOf, pastHolders, record } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { raiseException, settleException } from '#features/exceptions/flow.ts'
import { administratorsOf, peopleById, responsibleOf, speakerOf } from '#features/installations/flow.ts'
import { buyerPlaces } from '#features/letters/flow.ts'
import { nameOf } from '#features/promises/flow.ts'
import { afterWorkingHours } from '#features/promises/model.ts'
import { openRoundOf, ownerCalendar, type Round, roundsOf } from '#features/rounds/flow.ts'
import { daysBetween, localDate, longDay, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { findPosted, revise, say } from '#platform/outbox/say.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type Alert, type Cause, DECIDE_HOURS, MOST_SECTIONS, writeAlert } from './model.ts'
import * as store from './store.ts'

/** The alert's message in the buyer's channel. */
export const alertKey = (alertId: string): string => `alert:${alertId}`

const exceptionKey = (alertId: string): string => `alert:${alertId}`

/** A new cause becomes a part of the day's draft, or begins one. */
export async function addCause(
  tx: Tx,
  facts: AccountFacts,
  cause: Omit<Cause, 'alertId' | 'writtenOver' | 'notedAt'>,
): Promise<void> {
  const { account } = facts
  const section = { cause: cause.id, text: cause.said }
  const today = localDate(tx.now, account.zone)
  const open = (await store.lockDrafts(tx.db, account.id)).find(
    ({ content }) => content.on === today && content.sections.length < MOST_SECTIONS,
  )
  const decideBy = await deadlineOf(tx, facts)
  if (open) {
    const content = writeAlert({ ...open.content, sections: [...open.content.sections, section] })
    await store.updateAlert(tx.db, open.id, { content, version: open.version + 1, decideBy })
  }
  const id = open?.id ?? (await begin(tx, facts, section, decideBy))
  await store.insertCause(tx.db, { ...cause, alertId: id, notedAt: tx.now })
  const subject = { alertId: id }
  const key = `alerts.lapse:${id}:${decideBy.toISOString()}`
  await schedule(tx, { kind: 'alerts.lapse', key, subject, dueAt: decideBy })
  await record(tx, {
    accountId: account.id,
    actor: cause.notedBy[0] ?? 'throughline',
    action: 'alert.drafted',
    detail: { alertId: id, kind: cause.kind },
  })
  await showDraft(tx, id)
}

async function begin(tx: Tx, facts: AccountFacts, section: Alert['sections'][number], decideBy: Date): Promise<string> {
  const { account } = facts
  const speaker = await speakerOf(tx, facts)
  const content = writeAlert({
    account: account.name,
    title: account.title,
    on: localDate(tx.now, account.zone),
    sections: [section],
    contact: speaker ? await nameOf(tx, speaker) : null,
    lateSince: null,
  })
  return store.insertAlert(tx.db, { accountId: account.id, content, draftedAt: tx.now, decideBy })
}

/** A working day of whoever decides; not beyond the next update, which says it anyway. */
async function deadlineOf(tx: Tx, facts: AccountFacts): Promise<Date> {
  const within = afterWorkingHours(tx.now, DECIDE_HOURS, await ownerCalendar(tx, facts))
  const next = (await openRoundOf(tx, facts.account.id))?.publishAt
  return next && next > tx.now && next < within ? next : within
}

/** 'Friday’s update', 'the update of Fri 27 Nov', 'the next update': the one that is not put together yet. */
export async function nextUpdateOf(tx: Tx, { account }: Pick<AccountFacts, 'account'>): Promise<string> {
  const day = (await openRoundOf(tx, account.id))?.publishOn
  if (!day) return 'the next update'
  const isNear = daysBetween(localDate(tx.now, account.zone), day) < 7
  return isNear ? `${longDay(day).split(' ')[0]}’s update` : `the update of ${shortDay(day)}`
}

const draftKey = (alertId: string, userId: string): string => `alert_draft:${alertId}:${userId}`

/** Draws the draft, or what became of it, where whoever answers for the account reads: one message, in place. */
export async function showDraft(tx: Tx, alertId: string): Promise<void> {
  const alert = (await store.findAlert(tx.db, alertId))!
  const facts = await factsOf(tx, alert.accountId)
  await needSomebody(tx, facts, alert)
  const responsible = await responsibleOf(tx, facts)
  if (!responsible) return
  const message = draftMessage(await viewOf(tx, facts, alert, null))
  const saying = { kind: 'alert_draft', audience: 'vendor' as const, message, accountId: alert.accountId }
  // What is decided is news for nobody who did not have it before them.
  if (alert.state !== 'draft') return reviseAll(tx, facts, alertId, message)
  await say(tx, { ...saying, key: draftKey(alertId, responsible), channel: responsible })
}

/** Those who may have a draft before them: whoever answers for the account now, or did. */
async function readersOf(tx: Tx, { account, stakeholders }: AccountFacts): Promise<string[]> {
  const holders = [...stakeholders, ...(await pastHolders(tx, account.id))]
  const named = holders.flatMap(({ role, userId }) =>
    userId && (role === 'owner' || role === 'leader') ? [userId] : [],
  )
  return [...new Set([...named, ...(await administratorsOf(tx))])].sort()
}

async function reviseAll(tx: Tx, facts: AccountFacts, alertId: string, message: Message, but?: string): Promise<void> {
  for (const reader of await readersOf(tx, facts))
    if (reader !== but) await revise(tx, draftKey(alertId, reader), message)
}

/** Somebody else answers for an account: what nobody has decided on waits for them, and says so where it waited before. */
export async function passDraftsOn(tx: Tx, accountId: string): Promise<void> {
  const drafts = await store.lockDrafts(tx.db, accountId)
  if (drafts.length === 0) return
  const facts = await factsOf(tx, accountId)
  const responsible = await responsibleOf(tx, facts)
  if (!responsible) return
  const name = (await namesOf(tx, [responsible]))(responsible)
  for (const alert of drafts) {
    await showDraft(tx, alert.id)
    await reviseAll(tx, facts, alert.id, draftMessage(await viewOf(tx, facts, alert, name)), responsible)
  }
}

async function viewOf(tx: Tx, facts: AccountFacts, alert: store.AlertRow, passedTo: string | null): Promise<DraftView> {
  const { zone } = await ownerCalendar(tx, facts)
  const nextUpdate = await nextUpdateOf(tx, facts)
  return {
    ...{ alertId: alert.id, passedTo, version: alert.version, state: alert.state, alert: alert.content, nextUpdate },
    account: facts.account.called,
    ...buyerPlaces(tx, facts),
    inside: await insideOf(tx, alert, zone),
    decideBy: momentIn(alert.decideBy, zone),
    waits: await unawareOf(tx, alert, await waitsFor(tx, facts, alert)),
    decided: await decidedWords(tx, alert, { zone, nextUpdate }),
    seen: await seenWords(tx, alert, zone),
  }
}

async function namesOf(tx: Tx, ids: string[]): Promise<(id: string) => string> {
  const people = await peopleById(tx, ids)
  return (id) => people.get(id)?.name ?? id
}

/** Who noted what, and what the answers say by now where somebody wrote other words. */
async function insideOf(tx: Tx, { id }: store.AlertRow, zone: string): Promise<string[]> {
  const causes = await store.listCauses(tx.db, [id])
  const called = await namesOf(
    tx,
    causes.flatMap(({ notedBy }) => notedBy),
  )
  return causes.flatMap(({ kind, notedBy, notedAt, note, said, writtenOver }) => {
    const where = kind === 'fault' ? 'told of it' : 'said it in the check-in'
    const who = `${notedBy.map(called).join(' and ')} ${where} on ${momentIn(notedAt, zone)}.`
    const now = writtenOver !== null && writtenOver !== said ? [`Since this was edited, the answers say: ${said}`] : []
    return [note ? `${who} For us only: ${note}` : who, ...now]
  })
}

/** What is still in the way of posting, in a sentence; null where nothing is, or where it is posted or never will be. */
async function waitsFor(tx: Tx, { account }: AccountFacts, { id, state }: store.AlertRow): Promise<string | null> {
  if (state !== 'draft' && state !== 'sent') return null
  if (state === 'sent' && (await findPosted(tx, alertKey(id)))) return null
  const obstacle = await obstacleOf(tx, account)
  if (!obstacle) return null
  const until =
    obstacle === 'unconfirmed' ? 'somebody has confirmed who reads in the channel' : 'the channel is there again'
  return `It is not posted before ${until}; then it goes by itself.`
}

/** An update that is put together and not out yet would contradict what the customer reads in this. */
async function unawareOf(
  tx: Tx,
  { id, accountId, state }: store.AlertRow,
  waits: string | null,
): Promise<string | null> {
  if (state !== 'draft') return waits
  const causes = await store.listCauses(tx.db, [id])
  const closed = (await roundsOf(tx, accountId, 3)).filter((round) => round.state === 'closed')
  const sinceOf = ({ closeAt }: Round) => causes.filter(({ notedAt }) => notedAt >= closeAt)
  const unaware = closed.find((round) => sinceOf(round).length > 0)
  const follows = unaware && sinceOf(unaware).every(({ kind }) => kind !== 'fault')
  const advice = unaware
    ? `The update of ${shortDay(unaware.publishOn)} was put together before this: ${follows ? 'once this is posted, it tells the same date, and waits for your approval.' : 'please see that it says the same, or hold it.'}`
    : null
  return [waits, advice].filter(Boolean).join(' ') || null
}

async function decidedWords(
  tx: Tx,
  { state, decidedBy, decidedAt }: store.AlertRow,
  { zone, nextUpdate }: { zone: string; nextUpdate: string },
): Promise<string | null> {
  if (state === 'draft' || !decidedAt) return null
  const who = decidedBy ? (await namesOf(tx, [decidedBy]))(decidedBy) : ''
  const when = momentIn(decidedAt, zone)
  if (state === 'sent') return `the alert was approved by ${who}, ${when}.`
  if (state === 'left') return `${who} left the alert for ${nextUpdate}, ${when}. Nothing was posted.`
  if (state === 'lapsed') return `nobody decided on the alert in time, so nothing was posted; ${nextUpdate} says it.`
  return 'the alert was taken back, because the answers changed. Nothing was posted.'
}

async function seenWords(tx: Tx, { id }: store.AlertRow, zone: string): Promise<string[]> {
  const seen = await store.listSeen(tx.db, id)
  const called = await namesOf(
    tx,
    seen.map(({ userId }) => userId),
  )
  return seen.map(({ userId, seenAt }) => `${called(userId)} has read it, ${momentIn(seenAt, zone)}.`)
}

const SETTLED = {
  sent: 'The alert was approved.',
  left: 'It was left for the next update.',
  lapsed: 'Nobody decided in time; the next update says it.',
  withdrawn: 'The answers changed, and there is nothing to tell any more.',
}

/** A draft waits for somebody, on the list of what does. */
async function needSomebody(tx: Tx, facts: AccountFacts, alert: store.AlertRow): Promise<void> {
  const key = exceptionKey(alert.id)
  if (alert.state !== 'draft') return settleException(tx, key, SETTLED[alert.state], alert.decidedBy ?? undefined)
  const { zone } = await ownerCalendar(tx, facts)
  await raiseException(tx, {
    key,
    accountId: alert.accountId,
    cause: 'An alert for the customer is drafted and not decided on.',
    action: `Approve it, edit it, or leave it for ${await nextUpdateOf(tx, facts)}, in the message from Throughline.`,
    dueOn: localDate(alert.decideBy, zone),
  })
}
