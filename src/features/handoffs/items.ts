import { itemModal, type Seen, wishModal } from '#blocks/handoffItem.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { localDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { applyAct, isSentAgain, type WishFields } from './acting.ts'
import * as events from './eventsStore.ts'
import { getHandoff, getItem, holdHandoff } from './flow.ts'
import { keepChange } from './keeping.ts'
import { type Act, type Handoff, type Item, needsEvidence, SIDE_WORDS, type Wish } from './model.ts'
import { actsFor, mayAct } from './rights.ts'
import { type Actor, checklistOf, isColleague, standingOf } from './side.ts'
import { showAsked } from './twins.ts'

/** Somebody changes an item, having seen one version of it. @returns the form as it is now where somebody was faster. */
export async function changeItem(
  tx: Tx,
  actor: Actor,
  change: { itemId: string; version: number; wish: Wish; fields: WishFields; beneath?: string },
): Promise<Modal | undefined> {
  const { wish, fields, beneath } = change
  const handoff = await holdHandoff(tx, (await getItem(tx, change.itemId)).handoffId)
  const item = await getItem(tx, change.itemId)
  const facts = await factsOf(tx, handoff.accountId)
  const standing = await standingOf(tx, actor, facts, handoff, item)
  if (handoff.state !== 'running') throw new Refusal('This handoff is over; its checklist stays as it is.')
  if (item.version !== change.version) {
    const last = (await events.listEvents(tx.db, item.id)).at(-1)
    if (isSentAgain(last, actor.userId, change)) return undefined
    return overtaken(tx, actor, handoff, item, { typed: wish, beneath })
  }
  if (!mayAct(wish.act, item, standing)) throw await notYours(tx, handoff, item)
  // Sent before the form had asked for what calling it done takes.
  if (wish.act === 'done' && needsEvidence(item) && !fields.evidence)
    return drawItem(tx, actor, handoff, item, { typed: wish, beneath })
  const by = { userId: actor.userId, now: tx.now, today: localDate(tx.now, facts.account.zone) }
  const after = applyAct(item, wish, by, fields)
  if (wish.act === 'assign') await checkAssignee(tx, facts, { handoff, item }, after.person!, fields.person)
  await keepChange(tx, actor.userId, handoff, item, wish.act, after, wish)
  // What was opened again is asked again where they were asked.
  if (item.confirmation !== null) await showAsked(tx, handoff)
  return undefined
}

async function notYours(tx: Tx, handoff: Handoff, item: Item): Promise<Refusal> {
  if (item.confirmation !== null && !handoff.newcomer)
    return new Refusal('Only whoever follows can confirm this, and nobody has been named yet: press Contact change.')
  const side = item.side === 'giving' ? handoff.giver : handoff.receiver
  const whose = item.confirmation !== null && handoff.newcomer ? handoff.newcomer : side
  const name = (await peopleById(tx, [whose])).get(whose)?.name ?? whose
  if (item.confirmation !== null)
    return new Refusal(`Only ${name} can confirm this: nobody says in another’s place that they are ready.`)
  return new Refusal(`This is the ${SIDE_WORDS[item.side]}’s: ${name} does it or hands it on.`)
}

/** @throws Refusal where an item is handed to the other side, or to somebody who is not here. */
async function checkAssignee(
  tx: Tx,
  facts: AccountFacts,
  { handoff, item }: { handoff: Handoff; item: Item },
  userId: string,
  field: string,
): Promise<void> {
  const person = (await peopleById(tx, [userId])).get(userId)!
  const ours = !person.deactivated && (await isColleague(tx, { userId, userTeamId: person.teamId }, facts))
  if (!ours) throw new Refusal('Please choose a colleague of our own team.', field)
  const gives = userId === handoff.giver && userId !== handoff.receiver
  if (item.side === 'receiving' && gives)
    throw new Refusal(`${person.name} gives here: the receiving side says for itself what it has.`, field)
}

/** Somebody was faster: shows the item as it is now, with what happened and with what this person had typed. */
async function overtaken(
  tx: Tx,
  actor: Actor,
  handoff: Handoff,
  item: Item,
  seen: Pick<Seen, 'typed' | 'beneath'>,
): Promise<Modal> {
  const who = (await events.listEvents(tx.db, item.id)).at(-1)
  const name = who ? ((await peopleById(tx, [who.actor])).get(who.actor)?.name ?? who.actor) : ''
  const did = who ? DID[who.act] : 'changed it'
  const meanwhile = `Meanwhile ${name} has ${did} (item ${item.position}). Nothing of yours was saved yet: below is the item as it is now, with what you wrote.`
  return drawItem(tx, actor, handoff, item, { ...seen, meanwhile })
}

const DID: Record<Act, string> = {
  take: 'taken it',
  done: 'marked it done',
  reopen: 'opened it again',
  assign: 'handed it on',
  not_applicable: 'marked it as not applicable',
  snooze: 'put it off',
  confirm: 'confirmed it',
}

/** One item, with what this person can do about it and what was done before. */
export async function openItem(tx: Tx, actor: Actor, itemId: string, beneath: string): Promise<Modal> {
  const item = await getItem(tx, itemId)
  return drawItem(tx, actor, await getHandoff(tx, item.handoffId), item, { beneath })
}

/** Somebody has chosen what they want to do with an item: the form asks for what that takes. */
export async function chooseAct(
  tx: Tx,
  actor: Actor,
  { itemId, version, wish, beneath }: { itemId: string; version: number; wish: Wish; beneath: string },
): Promise<Modal> {
  const item = await getItem(tx, itemId)
  const handoff = await getHandoff(tx, item.handoffId)
  const seen = { typed: wish, beneath }
  return (item.version === version ? drawItem : overtaken)(tx, actor, handoff, item, seen)
}

async function drawItem(
  tx: Tx,
  actor: Actor,
  handoff: Handoff,
  item: Item,
  seen: Omit<Seen, 'events'>,
): Promise<Modal> {
  const facts = await factsOf(tx, handoff.accountId)
  const standing = await standingOf(tx, actor, facts, handoff, item)
  const checklist = await checklistOf(tx, handoff)
  const acts = handoff.state === 'running' ? actsFor(item, standing, checklist.given.has(item.id)) : []
  return itemModal(checklist, item, acts, { ...seen, events: await told(tx, item, facts.account.zone) })
}

/** What was done with an item, the last first, in words. */
async function told(tx: Tx, item: Item, zone: string): Promise<string[]> {
  const all = await events.listEvents(tx.db, item.id)
  const people = await peopleById(
    tx,
    all.flatMap(({ actor, person }) => [actor, person]),
  )
  const name = (id: string) => people.get(id)?.name ?? id
  return all.toReversed().map(({ act, actor, person, words, until, at }) => {
    const to = person ? ` to ${name(person)}` : ''
    const day = until ? ` until ${shortDay(until)}` : ''
    return `${momentIn(at, zone)}: ${name(actor)} has ${DID[act]}${to}${day}${words ? `: ${words}` : ''}`
  })
}

/** The form of an act that asks for more than a tick. */
export async function openWish(
  tx: Tx,
  actor: Actor,
  { itemId, act, beneath }: { itemId: string; act: Act; beneath: string },
): Promise<Modal> {
  const item = await getItem(tx, itemId)
  const handoff = await getHandoff(tx, item.handoffId)
  const standing = await standingOf(tx, actor, await factsOf(tx, handoff.accountId), handoff, item)
  if (!mayAct(act, item, standing)) throw await notYours(tx, handoff, item)
  return wishModal(await checklistOf(tx, handoff), item, act, beneath)
}
