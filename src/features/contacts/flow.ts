import { changeAlert, changeModal } from '#blocks/contacts.ts'
import type { Modal } from '#blocks/kit.ts'
import { factsHeldBy, factsOf, factsOfAll, handRoleOver, record } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, ROLE_NAMES, type Role, VENDOR_ROLES } from '#features/accounts/model.ts'
import {
  type Actor,
  checkVendor,
  getHandoff,
  inTransition,
  internalPlace,
  itemCount,
  partiesFor,
  responsibleFor,
  restartHandoff,
} from '#features/handoffs/flow.ts'
import { transitionKindOf } from '#features/handoffs/model.ts'
import { administratorsOf, isOutsider, peopleById } from '#features/installations/flow.ts'
import { openAsksOf } from '#features/promises/flow.ts'
import { instantAt, type LocalDate, localDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { say } from '#platform/outbox/say.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { type ContactChange, checkDay, checkHolder, checkSide, type NewChange, stakesOf } from './model.ts'
import * as store from './store.ts'

/** The form for a change, with the account filled in where it is known. @throws Refusal for who has no account. */
export async function openContactChange(tx: Tx, actor: Actor, accountId?: string): Promise<Modal> {
  if (await isOutsider(tx, actor))
    throw new Refusal('Only the vendor’s own team can record who takes over. Please tell your contact there.')
  const everywhere = (await administratorsOf(tx)).includes(actor.userId)
  const mine = everywhere ? await factsOfAll(tx) : await factsHeldBy(tx, actor.userId, VENDOR_ROLES)
  if (mine.length === 0)
    throw new Refusal('You have no role on any account yet. An account owner or an administrator can add you.')
  const chosen = mine.find(({ account }) => account.id === accountId) ?? (mine.length === 1 ? mine[0] : undefined)
  const first = chosen ? [chosen, ...mine.filter((facts) => facts !== chosen)] : mine
  return changeModal({
    accounts: first.map(({ account: { id, name, title } }) => ({ id, name, title })),
    accountId: chosen?.account.id ?? null,
    today: localDate(tx.now, (chosen ?? mine[0]!).account.zone),
  })
}

/** Keeps that somebody takes a role over, hands it over on its day, tells our team, and starts the transition. */
export async function recordContactChange(tx: Tx, actor: Actor, wanted: NewChange): Promise<void> {
  await store.lockAccount(tx.db, wanted.accountId)
  const facts = await factsOf(tx, wanted.accountId)
  await checkVendor(tx, actor, facts)
  await checkChange(tx, facts, wanted)
  const change = await keepChange(tx, actor, facts, wanted)
  if (change.effectiveOn <= todayOf(tx, facts)) await handOver(tx, change)
  else await scheduleEffect(tx, facts, change)
  await showAlert(tx, change)
  const handoffId = await startTransition(tx, change)
  if (!handoffId) return
  await store.updateChange(tx.db, change.id, { handoffId })
  await showAlert(tx, { ...change, handoffId })
}

const todayOf = (tx: Tx, { account }: AccountFacts): LocalDate => localDate(tx.now, account.zone)

async function checkChange(tx: Tx, facts: AccountFacts, wanted: NewChange): Promise<void> {
  const people = await peopleById(tx, [wanted.newcomer])
  const newcomer = people.get(wanted.newcomer)!
  const same = await store.findSame(tx.db, wanted)
  if (same) throw await recordedAlready(tx, same, wanted)
  checkDay(wanted, todayOf(tx, facts))
  checkHolder(wanted, facts, newcomer.name)
  checkSide(wanted, await isOutsider(tx, { userId: newcomer.userId, userTeamId: newcomer.teamId }), newcomer.name)
}

async function recordedAlready(tx: Tx, same: ContactChange, { fields }: NewChange): Promise<Refusal> {
  const people = await peopleById(tx, [same.newcomer, same.recordedBy])
  const name = (id: string) => people.get(id)?.name ?? id
  const what = `${name(same.newcomer)} as ${ROLE_NAMES[same.role]} from ${shortDay(same.effectiveOn)}`
  return new Refusal(`This is recorded already: ${what}, by ${name(same.recordedBy)}.`, fields.newcomer)
}

async function keepChange(tx: Tx, actor: Actor, facts: AccountFacts, wanted: NewChange): Promise<ContactChange> {
  const { accountId, role, newcomer, effectiveOn } = wanted
  const holder = holderOf(facts.stakeholders, role)
  const stakes = stakesOf(facts, await openAsksOf(tx, accountId), todayOf(tx, facts))
  const leaver = holder?.userId ?? holder?.name ?? null
  const by = { recordedBy: actor.userId, recordedAt: tx.now }
  const change = await store.insertChange(tx.db, { accountId, role, leaver, newcomer, effectiveOn, stakes, ...by })
  if (!change) throw new Refusal('This is recorded already.', wanted.fields.newcomer)
  await record(tx, {
    accountId,
    actor: actor.userId,
    action: 'contact.changed',
    detail: { changeId: change.id, role, leaver, newcomer, effectiveOn },
  })
  return change
}

async function scheduleEffect(tx: Tx, { account }: AccountFacts, { id, effectiveOn }: ContactChange): Promise<void> {
  const dueAt = instantAt(effectiveOn, '00:00', account.zone)
  await schedule(tx, { kind: 'contacts.take_effect', key: `contact:${id}`, subject: { changeId: id }, dueAt })
}

/** The day of a change has come. @returns why nothing was handed over, if nothing was. */
export async function takeEffect(tx: Tx, changeId: string): Promise<string | undefined> {
  const change = await store.lockChange(tx.db, changeId)
  if (!change || change.tookEffectAt) return 'It took effect before.'
  await store.lockAccount(tx.db, change.accountId)
  return handOver(tx, change)
}

/** Ends the assignment of whoever holds the role now and begins the newcomer's. */
async function handOver(
  tx: Tx,
  { id, accountId, role, newcomer, effectiveOn }: ContactChange,
): Promise<string | undefined> {
  const { stakeholders } = await factsOf(tx, accountId)
  await store.updateChange(tx.db, id, { tookEffectAt: tx.now })
  if (stakeholders.some((each) => each.role === role && each.userId === newcomer))
    return 'The newcomer held the role before.'
  await handRoleOver(tx, { accountId, role, leaver: holderOf(stakeholders, role), newcomer, on: effectiveOn })
  return undefined
}

/** For our team: says who comes, or changes what was said in place. */
async function showAlert(tx: Tx, change: ContactChange): Promise<void> {
  const facts = await factsOf(tx, change.accountId)
  const responsible = await responsibleFor(tx, facts)
  if (!responsible) return
  const { channel, why } = await internalPlace(tx, facts.account, responsible)
  const message = changeAlert(await alertOf(tx, facts, change, why))
  const { id, accountId } = change
  await say(tx, { key: `contact:${id}`, kind: 'contact_change', audience: 'vendor', channel, message, accountId })
}

async function alertOf(tx: Tx, { account, stakeholders }: AccountFacts, change: ContactChange, whyHere: string | null) {
  const { leaver, newcomer, recordedBy, acknowledgedBy, acknowledgedAt, handoffId } = change
  const others = stakeholders.filter(({ userId }) => userId !== leaver && userId !== newcomer)
  const handoff = handoffId ? await getHandoff(tx, handoffId) : null
  const ids = [
    leaver,
    newcomer,
    recordedBy,
    acknowledgedBy,
    handoff?.receiver ?? null,
    ...others.map(({ userId }) => userId),
  ]
  const people = await peopleById(tx, ids)
  const name = (id: string) => people.get(id)?.name ?? id
  const zone = people.get(acknowledgedBy ?? '')?.zone ?? account.zone
  return {
    ...change,
    changeId: change.id,
    accountName: account.name,
    leaverName: leaver && name(leaver),
    newcomerName: name(newcomer),
    recorderName: name(recordedBy),
    stakeholders: others.map(({ userId, name: written, role }) => ({
      name: userId ? name(userId) : (written ?? ''),
      role,
    })),
    handoff: handoff && { receiverName: name(handoff.receiver), items: await itemCount(tx, handoff.id) },
    acknowledged: acknowledgedBy && acknowledgedAt && `${name(acknowledgedBy)}, ${momentIn(acknowledgedAt, zone)}`,
    whyHere,
  }
}

/** Where the role has a playbook, its transition begins by itself. @returns the handoff's id. */
async function startTransition(tx: Tx, change: ContactChange): Promise<string | undefined> {
  const kind = transitionKindOf(change.role)
  const facts = await factsOf(tx, change.accountId)
  const giver = await responsibleFor(tx, facts)
  if (!kind || !giver) return undefined
  const today = todayOf(tx, facts)
  const { accountId, effectiveOn, leaver, newcomer, recordedBy } = change
  // From the day on which it takes effect, or on which it is known if that is later.
  const anchorOn = [effectiveOn, today].sort()[1]!
  const parties = await partiesFor(tx, kind, facts, { leaver, newcomer, responsible: giver })
  const people = { ...parties, leaver, newcomer, startedBy: recordedBy }
  return (await restartHandoff(tx, { accountId, kind, form: 'short', anchorOn, ...people })).id
}

/** The owner has taken note. @throws Refusal for anybody else. */
export async function acknowledgeChange(tx: Tx, actor: Actor, changeId: string): Promise<void> {
  const change = await store.lockChange(tx.db, changeId)
  if (!change) throw new Refusal('This change is not here any more.')
  const facts = await factsOf(tx, change.accountId)
  await checkVendor(tx, actor, facts)
  if (change.acknowledgedBy) throw new Refusal('This is acknowledged already.')
  const responsible = (await responsibleFor(tx, facts)) ?? actor.userId
  if (responsible !== actor.userId) {
    const name = (await peopleById(tx, [responsible])).get(responsible)?.name
    throw new Refusal(`Only ${name}, who answers for this account, can acknowledge this.`)
  }
  const by = { acknowledgedBy: actor.userId, acknowledgedAt: tx.now }
  await store.updateChange(tx.db, change.id, by)
  await record(tx, {
    accountId: change.accountId,
    actor: actor.userId,
    action: 'contact.acknowledged',
    detail: { changeId },
  })
  await showAlert(tx, { ...change, ...by })
}

export interface RecentChange {
  role: Role
  leaverName: string | null
  newcomerName: string
  effectiveOn: LocalDate
  /** The day until which the newcomer is being brought in; null where no transition runs. */
  inTransitionUntil: LocalDate | null
}

/** Who took a role over on an account since an instant, the oldest first; what lies ahead is told when it has come. */
export async function recentChanges(tx: Tx, accountId: string, since: Date): Promise<RecentChange[]> {
  const changes = await store.listChanges(tx.db, accountId, since)
  if (changes.length === 0) return []
  const transitions = await inTransition(tx, accountId)
  const people = await peopleById(
    tx,
    changes.flatMap(({ leaver, newcomer }) => [leaver, newcomer]),
  )
  const name = (id: string) => people.get(id)?.name ?? id
  return changes.map(({ role, leaver, newcomer, effectiveOn }) => {
    const running = transitions.find((transition) => transition.role === role && transition.newcomer === newcomer)
    const inTransitionUntil = running?.until ?? null
    return { role, leaverName: leaver && name(leaver), newcomerName: name(newcomer), effectiveOn, inTransitionUntil }
  })
}
