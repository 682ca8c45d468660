import { alertLetter, alertMessage, editModal, firstField, readEdit, readVersion } from '#blocks/alerts.ts'
import type { Values } from '#blocks/inputs.ts'
import { headed, type Modal } from '#blocks/kit.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import { type AccountFacts, apartAs, runsWeekly, STATE_NAMES } from '#features/accounts/model.ts'
import { mayAnswerFor, peopleById } from '#features/installations/flow.ts'
import { buyerPlaces, canTell, hasReached, tellBuyer } from '#features/letters/flow.ts'
import { isId } from '#features/promises/model.ts'
import { momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { findPosted, revise } from '#platform/outbox/say.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import { alertKey, nextUpdateOf, showDraft } from './drafting.ts'
import { LATE_AFTER_MS, LONGEST_SECTION, writeAlert } from './model.ts'
import * as store from './store.ts'

interface Decidable {
  alert: store.AlertRow
  facts: AccountFacts
}

/** The alert, locked, for whoever answers for its account. @throws Refusal for others, and once it is decided. */
async function decidable(tx: Tx, userId: string, id: string): Promise<Decidable> {
  const alert = isId(id) ? await store.lockAlert(tx.db, id) : undefined
  if (!alert) throw new Refusal('This alert is not here any more.')
  const facts = await factsOf(tx, alert.accountId)
  if (!(await mayAnswerFor(tx, facts, userId)))
    throw new Refusal(`Only whoever answers for ${facts.account.called} decides about this. Nothing was changed.`)
  if (alert.state !== 'draft') throw new Refusal(await decidedSentence(tx, alert, facts))
  return { alert, facts }
}

async function decidedSentence(tx: Tx, alert: store.AlertRow, facts: AccountFacts): Promise<string> {
  const { decidedBy, state } = alert
  const who = decidedBy ? ((await peopleById(tx, [decidedBy])).get(decidedBy)?.name ?? decidedBy) : ''
  if (state === 'sent' && !(await hasReached(tx, alertKey(alert.id))))
    return `${who} approved this alert before; it goes by itself as soon as it can. Nothing was changed.`
  if (state === 'sent') return `${who} approved this alert before, and it was sent once. Nothing was changed.`
  if (state === 'left') return `${who} left this for ${await nextUpdateOf(tx, facts)} before. Nothing was changed.`
  if (state === 'lapsed')
    return `Nobody decided on this in time. It was not sent; ${await nextUpdateOf(tx, facts)} says it.`
  return 'The answers changed since, and there is nothing to tell any more. Nothing was sent.'
}

function assertRead({ version }: store.AlertRow, seen: number): void {
  if (version !== seen)
    throw new Refusal('The text was changed meanwhile. Please read it again in the message; nothing was sent.')
}

/** Posts the text that was shown, once. */
export async function approveAlert(tx: Tx, userId: string, value: string): Promise<void> {
  const { id, version } = readVersion(value)
  const { alert, facts } = await decidable(tx, userId, id)
  assertRead(alert, version)
  const { called, state } = facts.account
  if (!runsWeekly(state))
    throw new Refusal(`${called} is ${STATE_NAMES[state]}, and its customer hears nothing from here. Nothing was sent.`)
  if (!(await sayToBuyer(tx, alert, facts)))
    throw new Refusal(
      `${called} has no channel and no e-mail for the buyer. Nothing was sent; please tell them yourself.`,
    )
  await decide(tx, userId, alert, 'sent')
}

/** Says it where the buyer reads. @returns false where they read nowhere. */
async function sayToBuyer(tx: Tx, { id, content }: store.AlertRow, facts: AccountFacts): Promise<boolean> {
  if (!canTell(tx, facts)) return false
  const said = { message: alertMessage(content, id), letter: alertLetter(content) }
  await tellBuyer(tx, facts, { key: alertKey(id), kind: 'alert', ...said })
  if (buyerPlaces(tx, facts).channel) await lookLater(tx, id)
  return true
}

async function lookLater(tx: Tx, alertId: string): Promise<void> {
  const dueAt = new Date(tx.now.getTime() + LATE_AFTER_MS)
  const key = `alerts.late:${alertId}:${dueAt.toISOString()}`
  await schedule(tx, { kind: 'alerts.late', key, subject: { alertId }, dueAt })
}

/** The update says it instead. */
export async function leaveAlert(tx: Tx, userId: string, value: string): Promise<void> {
  const { id, version } = readVersion(value)
  const { alert } = await decidable(tx, userId, id)
  assertRead(alert, version)
  await decide(tx, userId, alert, 'left')
}

async function decide(tx: Tx, userId: string, alert: store.AlertRow, state: 'sent' | 'left'): Promise<void> {
  await store.updateAlert(tx.db, alert.id, { state, decidedBy: userId, decidedAt: tx.now })
  const { accountId, id, version } = alert
  await record(tx, { accountId, actor: userId, action: `alert.${state}`, detail: { alertId: id, version } })
  await showDraft(tx, id)
}

/** The form in which the words are changed. */
export async function openEdit(tx: Tx, userId: string, value: string): Promise<Modal> {
  const { alert, facts } = await decidable(tx, userId, readVersion(value).id)
  return headed(editModal({ ...formOf(alert), texts: new Map(), meanwhile: false }), apartAs(facts.account))
}

const formOf = ({ id, version, content }: store.AlertRow) => ({ alertId: id, version, alert: content })

/** Keeps the words. @returns the form with both texts where they were changed meanwhile: nobody's words are lost. */
export async function saveEdit(tx: Tx, userId: string, metadata: string, values: Values): Promise<Modal | undefined> {
  const { id, version } = readVersion(metadata)
  const { alert, facts } = await decidable(tx, userId, id)
  const typed = readEdit(values, version)
  const texts = new Map([...typed].map(([cause, text]) => [cause, text ?? '']))
  if (alert.version > version && says(alert, texts)) return undefined
  if (alert.version !== version)
    return headed(editModal({ ...formOf(alert), texts, meanwhile: true }), apartAs(facts.account))
  const words = alert.content.sections.map((one) => ({ ...one, text: texts.get(one.cause) ?? one.text }))
  const sections = words.filter(({ text }) => text !== '')
  const field = firstField(alert.content, version)
  if (sections.length === 0)
    throw new Refusal('Please keep a line, or close this and leave the alert for the update.', field)
  const long = sections.find(({ text }) => text.length > LONGEST_SECTION)
  if (long) throw new Refusal(`Please shorten it to ${LONGEST_SECTION} characters.`, field)
  await noteWritten(tx, alert, sections)
  const content = writeAlert({ ...alert.content, sections })
  await store.updateAlert(tx.db, id, { content, version: version + 1 })
  await record(tx, {
    accountId: alert.accountId,
    actor: userId,
    action: 'alert.edited',
    detail: { alertId: id, content },
  })
  await showDraft(tx, id)
  return undefined
}

/** Whether it says just this by now: sent again, as the answer came too late. */
const says = ({ content }: store.AlertRow, texts: Map<string, string>): boolean => {
  const sections = [...texts].filter(([, text]) => text !== '')
  return JSON.stringify(content.sections.map(({ cause, text }) => [cause, text])) === JSON.stringify(sections)
}

/** Words that somebody wrote are not written over by later answers. */
async function noteWritten(tx: Tx, alert: store.AlertRow, sections: { cause: string; text: string }[]): Promise<void> {
  const before = new Map(alert.content.sections.map(({ cause, text }) => [cause, text]))
  for (const { id, said } of await store.listCauses(tx.db, [alert.id])) {
    const text = sections.find(({ cause }) => cause === id)?.text
    if (text !== before.get(id)) await store.updateCause(tx.db, id, { writtenOver: said })
  }
}

/** Nobody decided in time: nothing is posted, the message says so in place, and the next update lists it. */
export async function lapse(tx: Tx, { subject }: { subject: { alertId: string } }): Promise<Outcome> {
  const alert = await store.lockAlert(tx.db, subject.alertId)
  if (alert?.state !== 'draft') return { skip: 'It was decided on.' }
  if (alert.decideBy > tx.now) return { skip: 'There is more time by now.' }
  await store.updateAlert(tx.db, alert.id, { state: 'lapsed', decidedAt: tx.now })
  await showDraft(tx, alert.id)
  return undefined
}

/** What could not be posted for an hour says that it is late when it comes. The owner's message follows. */
export async function markLate(tx: Tx, { subject }: { subject: { alertId: string } }): Promise<Outcome> {
  const alert = await store.lockAlert(tx.db, subject.alertId)
  if (alert?.state !== 'sent' || !alert.decidedAt) return { skip: 'It was not sent.' }
  if (await findPosted(tx, alertKey(alert.id))) return void (await showDraft(tx, alert.id))
  await lookLater(tx, alert.id)
  if (alert.content.lateSince) return undefined
  const { account } = await factsOf(tx, alert.accountId)
  const lateSince = momentIn(alert.decidedAt, account.publishZone ?? account.zone)
  const content = writeAlert({ ...alert.content, lateSince })
  await store.updateAlert(tx.db, alert.id, { content })
  await revise(tx, alertKey(alert.id), alertMessage(content, alert.id))
  return undefined
}
