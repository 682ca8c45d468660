import type { Modal } from '#blocks/kit.ts'
import { noteLetter } from '#blocks/letters.ts'
import {
  draftWelcome,
  isUnmarked,
  WELCOME_FIELD,
  type Welcome,
  type WelcomeMemory,
  welcomeMessage,
  welcomeModal,
} from '#blocks/welcome.ts'
import { factsOf, noteWord, record } from '#features/accounts/flow.ts'
import {
  type AccountFacts,
  criterionInWords,
  holderOf,
  ROLE_NAMES,
  type Role,
  sideOf,
} from '#features/accounts/model.ts'
import { type Actor, confirmationPoints, getHandoff, welcomeNewcomer } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { buyerPlaces, tellBuyer, writeLetter } from '#features/letters/flow.ts'
import { openRoundOf } from '#features/rounds/flow.ts'
import { localDate, longDay, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { revise } from '#platform/outbox/say.ts'
import { standing } from './acknowledging.ts'
import { type ContactChange, isUserId, WELCOMED_ROLES, whoComes } from './model.ts'
import { showOffer, strayOf } from './offering.ts'
import { checkPlace, checkSender } from './sending.ts'
import { showAgain, showAlert } from './showing.ts'
import * as store from './store.ts'
import { changesBeside, greetedAs } from './welcomed.ts'

/** What the customer calls our own people. */
const OUR_ROLES: Partial<Record<Role, string>> = { owner: 'your contact with us' }

/** What the customer calls whoever holds a role. */
export const calledByThem = (role: Role): string =>
  OUR_ROLES[role] ?? (sideOf(role) === 'customer' ? ROLE_NAMES[role] : `your ${ROLE_NAMES[role]}`)

/** Under which key the customer is told of somebody new. */
export const welcomeKey = ({ id }: Pick<ContactChange, 'id'>): string => `contact.welcome:${id}`

interface Welcomable {
  change: ContactChange
  facts: AccountFacts
}

async function welcomable(tx: Tx, actor: Actor, changeId: string): Promise<Welcomable> {
  const change = await standing(tx, changeId)
  const facts = await factsOf(tx, change.accountId)
  await checkSender(tx, actor, facts)
  if (change.private) throw new Refusal('This is not public yet. Please tell the team first.')
  if (!whoComes(change) || !WELCOMED_ROLES.includes(change.role)) throw new Refusal('There is nobody to welcome here.')
  if (change.welcomedAt) throw new Refusal('The customer has read a welcome already.')
  const as = change.handoffId && (await greetedAs(tx, await getHandoff(tx, change.handoffId)))
  if (as)
    throw new Refusal(
      `The customer has read a welcome already, as ${as}. What is confirmed there counts for this, too.`,
    )
  await checkPlace(tx, facts)
  return { change, facts }
}

/** The draft of what the customer will read. @throws Refusal for who may not send it, or where it cannot be. */
export async function openWelcome(tx: Tx, actor: Actor, changeId: string): Promise<Modal> {
  const found = await welcomable(tx, actor, changeId)
  const { change, facts } = found
  const { by } = await pointsOf(tx, change)
  const isReader = change.newcomer !== null || (await readersOf(tx, facts, change, by)).newcomer !== null
  return formOf(tx, found, draftWelcome(await welcomeOf(tx, facts, change), isReader))
}

async function formOf(tx: Tx, { change, facts }: Welcomable, draft: string): Promise<Modal> {
  const { by, words, why } = await pointsOf(tx, change)
  return welcomeModal({
    changeId: change.id,
    accountName: facts.account.called,
    draft,
    where: whereWords(await readersOf(tx, facts, change, by)),
    ...{ points: words, by, why },
  })
}

type Points = Awaited<ReturnType<typeof confirmationPoints>>
const pointsOf = async (tx: Tx, { handoffId }: ContactChange): Promise<Points> =>
  handoffId ? confirmationPoints(tx, handoffId) : { by: 'nobody', words: [], why: null }

/** Who reads a welcome: the customer's channel, the senior buyer by letter, and the newcomer by a letter of their own. */
interface Readers {
  channel: string | null
  email: string | null
  newcomer: string | null
}

async function readersOf(tx: Tx, facts: AccountFacts, change: ContactChange, by: Points['by']): Promise<Readers> {
  const { channel, email } = buyerPlaces(tx, facts)
  const newcomer = by === 'channel' ? null : await addressOf(tx, facts, change)
  // The senior buyer who is new gets one letter.
  return { channel, email: isSame(email, newcomer) ? null : email, newcomer }
}

const isSame = (one: string | null, other: string | null): boolean => one?.toLowerCase() === other?.toLowerCase()

/** Where a newcomer of the customer reads letters, who does not read in the channel. */
async function addressOf(tx: Tx, { account }: AccountFacts, change: ContactChange): Promise<string | null> {
  const { role, newcomer, newcomerEmail } = change
  if (!tx.mails || sideOf(role as Role) !== 'customer') return null
  if (!newcomer) return newcomerEmail
  return account.buyerChannel ? null : ((await peopleById(tx, [newcomer])).get(newcomer)?.email ?? null)
}

function whereWords({ channel, email, newcomer }: Readers): string {
  const rows = [
    ...(channel ? ['the customer reads it in their channel'] : []),
    ...(email ? ['the senior buyer reads it by e-mail'] : []),
    ...(newcomer ? [`it is sent to ${newcomer}`] : []),
  ]
  const [first = '', ...more] = rows
  return `${first.charAt(0).toUpperCase()}${[first.slice(1), ...more].join(', and ')}.`
}

async function welcomeOf(tx: Tx, facts: AccountFacts, change: ContactChange): Promise<Welcome> {
  const { account, stakeholders, criteria, milestones } = facts
  const role = change.role as Role
  const comer = whoComes(change)!
  const owner = holderOf(stakeholders, 'owner')?.userId ?? null
  const people = await peopleById(tx, [comer.userId, change.leaver, owner].filter(isUserId))
  const name = (id: string) => people.get(id)?.name ?? id
  const today = localDate(tx.now, account.zone)
  const next = milestones.find(({ reachedOn, forecastOn }) => reachedOn === null && forecastOn >= today)
  const round = await openRoundOf(tx, account.id)
  return {
    title: account.title,
    newcomer: comer.userId ? name(comer.userId) : (comer.name ?? comer.email!),
    leaver: change.leaver && name(change.leaver),
    as: calledByThem(role),
    isTheirs: sideOf(role) === 'customer',
    from: shortDay(change.effectiveOn),
    until: change.temporaryUntil && shortDay(change.temporaryUntil),
    goals: criteria.map(criterionInWords),
    next: next ? `${next.name}, ${shortDay(next.forecastOn)}` : null,
    update: round ? longDay(round.publishOn) : null,
    owner: owner && name(owner),
  }
}

/**
 * Whoever answers for the account has read and changed the draft, and sends it. @returns the form once more where it holds
 * a word that we keep to ourselves and that they have not read of: then they decide.
 */
export async function sendWelcome(
  tx: Tx,
  actor: Actor,
  memory: WelcomeMemory,
  text: string | null,
): Promise<Modal | undefined> {
  const { changeId } = memory
  // Sent again, as the answer came too late.
  const sent = { welcome: text, welcomedBy: actor.userId }
  if (text && isKept(sent, await store.lockChange(tx.db, changeId))) return undefined
  const { change, facts } = await welcomable(tx, actor, changeId)
  if (!text) throw new Refusal('Please write a line, or close this: then the customer is told nothing.', WELCOME_FIELD)
  if (isUnmarked(text, memory)) return formOf(tx, { change, facts }, text)
  await tell(tx, actor, { change, facts }, text)
  const { accountId } = change
  await noteWord(tx, accountId)
  // Where somebody else had been welcomed before, this is what holds.
  const welcomed = { welcome: text, welcomedBy: actor.userId, welcomedAt: tx.now, misleads: false }
  await store.updateChange(tx.db, changeId, welcomed)
  if (change.misleads) await showOffer(tx, changeId)
  await record(tx, { accountId, actor: actor.userId, action: 'contact.welcomed', detail: { changeId, text } })
  await showAlert(tx, { ...change, ...welcomed })
  if (change.handoffId) for (const id of await changesBeside(tx, change.handoffId)) await showAgain(tx, id)
  return undefined
}

/** Where the newcomer confirms something, that and the welcome are one message, or one letter. */
async function tell(tx: Tx, { userId }: Actor, { change, facts }: Welcomable, text: string): Promise<void> {
  const { handoffId, turn } = change
  const { name, title } = facts.account
  const { by } = await pointsOf(tx, change)
  const { channel, email, newcomer } = await readersOf(tx, facts, change, by)
  const message = welcomeMessage({ account: name, title }, text)
  const word = { kind: 'contact_welcome', message, letter: noteLetter(`${name}: welcome`, message) }
  const key = welcomeKey(change)
  await tellBuyer(tx, facts, { key, ...word }, { channel: by === 'channel' ? null : channel, email: null })
  // A welcome of somebody who confirms nothing there may stand in the channel: it says what holds from now on, too.
  if (by === 'channel') await revise(tx, key, message)
  // A letter that has left stays as it is: what was put right since is said in another one.
  const letter = (whose: string) => ({ ...word, key: turn === 0 ? `${key}:${whose}` : `${key}:${whose}:${turn}` })
  if (email) await writeLetter(tx, facts, { ...letter('email'), to: email })
  if (handoffId && by !== 'nobody') await welcomeNewcomer(tx, handoffId, userId, text)
  else if (newcomer) await writeLetter(tx, facts, { ...letter(`newcomer:${newcomer}`), to: newcomer })
}

/** Who was not welcomed yet on these accounts, though their change is known for so long. */
const WAITING_DAYS = 14

export interface WaitingWelcome {
  changeId: string
  accountId: string
  /** Null where nobody comes. */
  newcomerName: string | null
  /** Whether the customer has read a welcome that does not hold. */
  misleads: boolean
  /** Whom a letter welcomed by mistake, and nobody has told them so; null where there is nobody. */
  stray: string | null
}

const isWrong = (change: ContactChange): boolean => change.misleads || strayOf(change).length > 0

/** Whether they were welcomed in another role, which counts for this one. */
const isGreeted = async (tx: Tx, { handoffId, role }: ContactChange): Promise<boolean> =>
  handoffId !== null &&
  sideOf(role as Role) === 'customer' &&
  (await greetedAs(tx, await getHandoff(tx, handoffId))) !== null

/** Welcomes that somebody has not sent yet, and those that turned out wrong. */
export async function waitingWelcomes(tx: Tx, accountIds: string[]): Promise<WaitingWelcome[]> {
  const since = new Date(tx.now.getTime() - WAITING_DAYS * 86_400_000)
  const changes: ContactChange[] = []
  for (const change of await store.listUntold(tx.db, accountIds, since)) {
    const waits = whoComes(change) && WELCOMED_ROLES.includes(change.role)
    if (isWrong(change) || (waits && !(await isGreeted(tx, change)))) changes.push(change)
  }
  const people = await peopleById(
    tx,
    changes.map(({ newcomer }) => newcomer),
  )
  return changes.map(({ id, accountId, newcomer, newcomerName, newcomerEmail, misleads, stray }) => ({
    ...{ changeId: id, accountId, misleads, stray: strayOf({ stray })[0]?.name ?? null },
    newcomerName: newcomer ? people.get(newcomer)!.name : (newcomerName ?? newcomerEmail),
  }))
}
