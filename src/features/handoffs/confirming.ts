import { askNewcomerModal, type Confirmations } from '#blocks/confirmations.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf, wasJustDone } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { obstacleOf } from '#features/channels/flow.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { lock } from '#platform/postgres/lock.ts'
import { applyAct } from './acting.ts'
import { askedNow, confirmationsOf, tellNewcomer, type Way, wayTo } from './asking.ts'
import { askedIn } from './companions.ts'
import { getHandoff, getItem, holdHandoff, note, showChecklist } from './flow.ts'
import { keepChange } from './keeping.ts'
import type { Handoff, Item } from './model.ts'
import { nameOf } from './playbooks.ts'
import { mayAct } from './rights.ts'
import { type Actor, checkVendor, responsibleFor } from './side.ts'
import * as store from './store.ts'
import { countElsewhere, showAsked, showCompanions } from './twins.ts'

export const OVER = 'Thank you. This is settled already, there is nothing left to confirm.'

/** The customer's newcomer says that something is so. @throws Refusal for anybody else. */
export async function confirmItem(tx: Tx, actor: Actor, itemId: string): Promise<void> {
  const { handoffId } = await getItem(tx, itemId)
  // What counts in two handoffs is kept by one after the other.
  await lock(tx.db, 'confirmations', (await getHandoff(tx, handoffId)).accountId)
  const handoff = await holdHandoff(tx, handoffId)
  const item = await getItem(tx, itemId)
  const isNewcomer = handoff.newcomer === actor.userId
  if (!mayAct('confirm', item, { ...NOBODY, isNewcomer })) {
    const name = handoff.newcomer && (await peopleById(tx, [handoff.newcomer])).get(handoff.newcomer)?.name
    throw new Refusal(`Only ${name ?? 'the person who is asked'} can confirm this.`)
  }
  if (handoff.state !== 'running') throw new Refusal(OVER)
  // Pressed twice: it is confirmed, and stays so.
  if (item.state === 'done') return
  await keepConfirmed(tx, await factsOf(tx, handoff.accountId), handoff, item)
}

/** Keeps that the newcomer confirmed an item just now; `how` is said where it was not in Slack. */
export async function keepConfirmed(
  tx: Tx,
  facts: AccountFacts,
  handoff: Handoff,
  item: Item,
  how: string | null = null,
): Promise<void> {
  const userId = handoff.newcomer!
  const by = { userId, now: tx.now, today: localDate(tx.now, facts.account.zone) }
  const after = applyAct(item, { act: 'confirm', evidence: how }, by, NO_FIELDS)
  await keepChange(tx, userId, handoff, item, 'confirm', after)
  await countElsewhere(tx, handoff, item, how)
  await showAsked(tx, handoff)
}

const NOBODY = {
  gives: false,
  receives: false,
  holds: false,
  owns: false,
  administers: false,
  works: false,
  isNewcomer: false,
}
const NO_FIELDS = { evidence: '', person: '', until: '', why: '' }

/** The exact text that asks the newcomer. @throws Refusal for who may not send it, or where nobody can be asked. */
export async function openAskNewcomer(tx: Tx, actor: Actor, handoffId: string): Promise<Modal> {
  const handoff = await getHandoff(tx, handoffId)
  const { asked, way } = await askable(tx, actor, handoff)
  return askNewcomerModal(asked, formOf(handoff), way.by === 'letter' ? way.address : null)
}

/** Which handoff a form is for, and after which letter it was opened: sent twice, it is one letter. */
const formOf = ({ id, newcomerAsking }: Handoff): string => (newcomerAsking ? `${id}:${newcomerAsking}` : id)

/** Somebody who answers for the account has read the text, and sends it. */
export async function askNewcomer(tx: Tx, actor: Actor, form: string): Promise<void> {
  const handoffId = form.split(':')[0]!
  const handoff = await holdHandoff(tx, handoffId)
  const { facts, way } = await askable(tx, actor, handoff)
  if (await isAsked(tx, actor.userId, handoff, form)) return
  if (form !== formOf(handoff))
    throw new Refusal('They were asked by letter meanwhile, so nothing was sent. To ask once more, open this again.')
  const asked = askedNow(tx, way)
  await store.updateHandoff(tx.db, handoffId, asked)
  const { newcomerAsking } = asked
  const detail = { newcomer: handoff.newcomer, by: way.by, form, newcomerAsking }
  await note(tx, handoff, actor.userId, 'handoff.newcomer_asked', detail)
  await tellNewcomer(tx, facts, { ...handoff, ...asked }, way)
  await showChecklist(tx, { ...handoff, ...asked })
  await showCompanions(tx, handoff)
}

/** Sent again, as the answer came too late: what they were asked by is what came of this form. */
async function isAsked(tx: Tx, actor: string, handoff: Handoff, form: string): Promise<boolean> {
  const { id: handoffId, accountId, newcomer, newcomerAskedAt, newcomerAsking } = handoff
  const detail = { handoffId, newcomer, form, newcomerAsking }
  return newcomerAskedAt !== null && wasJustDone(tx, { accountId, actor, action: 'handoff.newcomer_asked', detail })
}

interface Askable {
  facts: AccountFacts
  asked: Confirmations
  way: Way
}

async function askable(tx: Tx, actor: Actor, handoff: Handoff): Promise<Askable> {
  const facts = await factsOf(tx, handoff.accountId)
  await checkVendor(tx, actor, facts, handoff)
  const owner = await responsibleFor(tx, facts)
  if (owner !== actor.userId && !(await administratorsOf(tx)).includes(actor.userId)) {
    const name = owner ? (await peopleById(tx, [owner])).get(owner)?.name : 'an administrator'
    throw new Refusal(`Only ${name}, who answers for this account, sends something to the customer.`)
  }
  if (handoff.state !== 'running') throw new Refusal('This handoff is over; its checklist stays as it is.')
  const asked = await confirmationsOf(tx, facts, handoff)
  if (!asked) throw new Refusal('Nobody has to confirm anything here. Contact change names who takes over.')
  const elsewhere = await askedIn(tx, handoff)
  if (elsewhere)
    throw new Refusal(
      `They were asked already, in “${nameOf(elsewhere)}”: they are welcomed once, and what they confirm there counts here, too.`,
    )
  const way = await wayTo(tx, facts, handoff)
  if (way.by === 'nobody') throw new Refusal(way.why)
  if (way.by === 'letter' && asked.points.every(({ confirmedOn }) => confirmedOn))
    throw new Refusal('Everything is confirmed already.')
  if (way.by === 'channel' && (await obstacleOf(tx, facts.account)))
    throw new Refusal(`Nothing can be sent to ${facts.account.called} now: its buyer channel needs attention first.`)
  return { facts, asked, way }
}
