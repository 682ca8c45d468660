import type { Modal } from '#blocks/kit.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type Actor, contactOf, notForUs, openTalk, placeOf } from '#features/promises/flow.ts'
import { isId } from '#features/promises/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { findPosted } from '#platform/outbox/say.ts'
import { alertKey, showDraft } from './drafting.ts'
import * as store from './store.ts'

/** Somebody who presses under an alert, and where it stands. */
export interface Reader extends Actor {
  channel: string | undefined
  messageTs: string | undefined
}

/** The alert under which somebody presses. Whatever the senior buyer presses, they have read it. */
async function readBy(tx: Tx, reader: Reader, alertId: string) {
  const alert = isId(alertId) ? await store.findAlert(tx.db, alertId) : undefined
  const posted = alert && (await findPosted(tx, alertKey(alert.id)))
  // Nobody reads another account's by its id.
  if (alert?.state !== 'sent' || !posted || posted.ts !== reader.messageTs)
    throw new Refusal('This alert is not here any more.')
  const facts = await factsOf(tx, alert.accountId)
  const place = await placeOf(tx, facts, reader)
  if (place === 'vendor') throw new Refusal(notForUs(facts.account.name))
  if (place === 'senior_buyer') {
    await store.insertSeen(tx.db, alert.id, reader.userId, tx.now)
    await showDraft(tx, alert.id)
  }
  return { alert, place, first: await contactOf(tx, facts) }
}

/** Somebody says that they have read it. @returns what they are told; nobody else sees anything. */
export async function seeAlert(tx: Tx, reader: Reader, alertId: string): Promise<string> {
  const { place, first } = await readBy(tx, reader, alertId)
  if (place === 'customer') return 'Thank you for reading.'
  return `Thank you. ${first ?? 'Your contact'} knows now that you have read it.`
}

/** The form in which a customer asks to talk, under an alert. */
export async function openTalkUnderAlert(tx: Tx, reader: Reader, alertId: string): Promise<Modal> {
  const { alert } = await readBy(tx, reader, alertId)
  return openTalk(tx, reader, { accountId: alert.accountId, digestId: null })
}
