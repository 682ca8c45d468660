import { type ChangeForm, changeModal, FIELDS, readPersonWords, type TypedChange } from '#blocks/contacts.ts'
import type { Modal } from '#blocks/kit.ts'
import { saidModal } from '#blocks/under.ts'
import { factsHeldBy, factsOf, factsOfAll } from '#features/accounts/flow.ts'
import { type AccountFacts, ROLE_NAMES, VENDOR_ROLES, withTitle } from '#features/accounts/model.ts'
import { type Actor, checkVendor } from '#features/handoffs/flow.ts'
import { administratorsOf, isOutsider } from '#features/installations/flow.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { standing } from './acknowledging.ts'
import { holdersOf } from './leaver.ts'
import { isHeldBySeveral } from './lines.ts'
import {
  CHANGING_ROLES,
  isChanging,
  isEmpty,
  isUserId,
  PRIORITIES,
  type Report,
  type Subject,
  subjectName,
  type Who,
  whoComes,
} from './model.ts'
import { nameOf } from './planning.ts'
import { reportChange } from './reporting.ts'
import { checkUnfinished, mayDecide } from './rights.ts'
import * as store from './store.ts'
import { find as findSuspicion } from './suspicions.ts'

/** The form for a change, with the account filled in where it is known. @throws Refusal for who has no account. */
export async function openContactChange(
  tx: Tx,
  actor: Actor,
  accountId?: string,
  more: Partial<Pick<ChangeForm, 'role' | 'leaver' | 'about' | 'memory'>> = {},
): Promise<Modal> {
  if (await isOutsider(tx, actor))
    throw new Refusal('Only the vendor’s own team can record who takes over. Please tell your contact there.')
  const everywhere = (await administratorsOf(tx)).includes(actor.userId)
  const mine = everywhere ? await factsOfAll(tx) : await factsHeldBy(tx, actor.userId, VENDOR_ROLES)
  if (mine.length === 0)
    throw new Refusal('You have no role on any account yet. An account owner or an administrator can add you.')
  // Their other accounts would be offered in its place, and the wrong one is soon chosen.
  if (accountId && !mine.some(({ account }) => account.id === accountId))
    await checkVendor(tx, actor, await factsOf(tx, accountId))
  const chosen = mine.find(({ account }) => account.id === accountId) ?? (mine.length === 1 ? mine[0] : undefined)
  const first = chosen ? [chosen, ...mine.filter((facts) => facts !== chosen)] : mine
  return changeModal({
    accounts: first.map(({ account }) => ({ id: account.id, name: withTitle(account) })),
    accountId: chosen?.account.id ?? null,
    today: localDate(tx.now, (chosen ?? mine[0]!).account.zone),
    hasSeveral: mine.some((facts) => CHANGING_ROLES.some((role) => holdersOf(facts, role).length > 1)),
    ...more,
  })
}

/** What somebody typed, as a report. @throws Refusal at the input where it is not clear who comes. */
function reportOf(actor: Actor, typed: TypedChange, known: Who | null): Report {
  const { accountId, role, leaver, effectiveOn, temporaryUntil, notPublicYet, words, memory } = typed
  checkFits(typed)
  return {
    source: memory.suspicion ? 'suspicion' : 'slack',
    ...{ accountId, role, leaver, effectiveOn, temporaryUntil, notPublicYet, words },
    newcomer: role === PRIORITIES ? null : newcomerOf(typed, known),
    reportedBy: actor.userId,
    ...(memory.corrects ? { corrects: memory.corrects } : {}),
    fields: FIELDS,
  }
}

/** What is filled in beside what changes would be lost without a word. */
function checkFits({ role, leaver, userId, written, isEmpty: nobody, temporaryUntil, words }: TypedChange): void {
  const comes = userId || written || nobody
  if (role === PRIORITIES && (comes || leaver))
    throw new Refusal(
      'Where priorities change, nobody comes or goes. Please record that apart.',
      comes ? FIELDS.newcomer : FIELDS.leaver,
    )
  if (temporaryUntil && (nobody || role === PRIORITIES))
    throw new Refusal('A last day is for somebody who stands in. Please clear it, or say who does.', FIELDS.until)
  if (role !== PRIORITIES && words?.trim())
    throw new Refusal(
      `This is read only where the ${subjectName(PRIORITIES)} change. Please record that apart, and clear it here.`,
      FIELDS.words,
    )
}

/** `known`: whom the form named when it was opened. */
function newcomerOf({ userId, written, isEmpty: nobody }: TypedChange, known: Who | null): Report['newcomer'] {
  const said = [userId, written, nobody || null].filter((one) => one !== null)
  if (said.length === 0) throw new Refusal('Please say who comes, or tick that nobody follows yet.', FIELDS.newcomer)
  if (said.length > 1)
    throw new Refusal('Please name one person, in Slack or below, or tick that nobody follows yet.', FIELDS.newcomer)
  if (userId) return { userId }
  if (!written) return null
  // As it was filled in: a name from elsewhere may hold what nobody types into one.
  if (known && written === writtenAs(known)) return { name: (known.name ?? known.email)!, email: known.email }
  const person = readPersonWords(written)
  if (!person)
    throw new Refusal('Please write a name, an e-mail, or both: Anna Ruiz <anna@calder.example>.', FIELDS.newcomer)
  return person
}

/** Keeps what somebody recorded. @returns what they should read where it was known before. */
export async function recordContactChange(tx: Tx, actor: Actor, typed: TypedChange): Promise<Modal | undefined> {
  const facts = await factsOf(tx, typed.accountId)
  await checkVendor(tx, actor, facts)
  if (!isChanging(typed.role) && typed.role !== PRIORITIES)
    throw new Refusal('Please choose what changes.', FIELDS.role)
  const known = typed.memory.corrects ? await correctable(tx, actor, facts, typed.memory.corrects) : null
  const { changeId, outcome } = await reportChange(
    tx,
    reportOf(actor, { ...typed, leaver: await leaverIn(tx, typed) }, known),
  )
  if (facts.account.state === 'ended')
    return saidModal(
      'Contact change',
      `It is recorded. ${facts.account.name} has ended: nobody is told of it, and no handoff starts.`,
    )
  if (outcome === 'new' || typed.memory.corrects) return undefined
  return saidModal('Contact change', await knownBefore(tx, facts, { changeId, typed, outcome }))
}

/** Who leaves, as it was typed or as Slack shows it; null where whoever holds the role does. */
async function leaverIn(tx: Tx, { accountId, role, leaver, memory }: TypedChange): Promise<string | null> {
  if (leaver || !memory.suspicion) return leaver
  const suspected = await findSuspicion(tx.db, memory.suspicion)
  return suspected?.accountId === accountId && suspected.role === role ? suspected.userId : null
}

/** Who comes in a change that is put right. @throws Refusal for who may not. */
async function correctable(tx: Tx, actor: Actor, facts: AccountFacts, changeId: string): Promise<Who | null> {
  const change = await standing(tx, changeId)
  await mayDecide(tx, actor, facts, change)
  await checkUnfinished(tx, change, 'put right')
  return whoComes(change)
}

const SAID: Record<string, string> = {
  merged: 'Your report stands beside it now.',
  known: 'Your report stands beside it now.',
  corrected: 'It was another person or day until now: the alert says so, and is acknowledged anew.',
}

async function knownBefore(
  tx: Tx,
  facts: AccountFacts,
  { changeId, typed, outcome }: { changeId: string; typed: TypedChange; outcome: string },
): Promise<string> {
  const change = (await store.findChange(tx.db, changeId))!
  const isBack = typed.userId !== null && typed.userId === change.leaver
  const comer = whoComes(change)
  const who = comer?.userId ? await nameOf(tx, comer.userId) : (comer?.name ?? comer?.email)
  const what = subjectName(change.role)
  if (outcome === 'reversed' && change.state === 'ended')
    return `${change.leaver && (await nameOf(tx, change.leaver))} is the ${what} of ${facts.account.name} again, and the alert says so.`
  if (outcome === 'reversed')
    return `The change of the ${what} of ${facts.account.called} is taken back, and the alert says so.`
  // They are back on a day that lies ahead: who stands in does so until the day before.
  if (outcome === 'corrected' && change.temporaryUntil && isBack)
    return `${await nameOf(tx, change.leaver!)} is the ${what} of ${facts.account.name} again after ${shortDay(change.temporaryUntil)}, and it happens by itself then.`
  const says = who ? `${who} as ${what}` : `the ${what}`
  const by = await nameOf(tx, change.recordedBy)
  return `This is recorded already: ${says} from ${shortDay(change.effectiveOn)}, by ${by}. ${SAID[outcome]}`
}

/** The form that puts a change right. @throws Refusal for who may not. */
export async function openCorrection(tx: Tx, actor: Actor, changeId: string): Promise<Modal> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await mayDecide(tx, actor, facts, change)
  await checkUnfinished(tx, change, 'put right')
  const comer = whoComes(change)
  return changeModal({
    accounts: [],
    accountId: change.accountId,
    today: localDate(tx.now, facts.account.zone),
    role: change.role,
    ...(isHeldBySeveral(change.role) ? { hasSeveral: holdersOf(facts, change.role).length > 1 } : {}),
    ...(isUserId(change.leaver) ? { leaver: change.leaver } : {}),
    known: {
      newcomer: comer?.userId ?? null,
      written: comer && !comer.userId ? writtenAs(comer) : null,
      isEmpty: isEmpty(change),
      effectiveOn: change.effectiveOn,
      temporaryUntil: comer ? change.temporaryUntil : null,
      isPrivate: change.private,
      words: change.words,
    },
    about: `${facts.account.called}: ${aboutWhat(change.role)}. The alert changes in place, and is acknowledged anew.`,
    memory: { corrects: changeId, accountId: change.accountId, role: change.role },
  })
}

const aboutWhat = (role: Subject): string =>
  role === PRIORITIES ? 'what matters to them' : `who is the ${ROLE_NAMES[role]}`

const writtenAs = ({ name, email }: { name: string | null; email: string | null }): string =>
  (email && name && email !== name ? `${name} <${email}>` : (name ?? email ?? '')).trim()
