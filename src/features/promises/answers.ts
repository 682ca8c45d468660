import { ANSWER_FIELD, answerModal, readAnswer } from '#blocks/concernAlert.ts'
import { logModal, readLogged, WHAT_FIELD } from '#blocks/concerns.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { recall, remember, saidModal } from '#blocks/under.ts'
import { accountsInChannel, factsOf, record } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { settleException } from '#features/exceptions/flow.ts'
import { isOutsider } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { begin, exceptionKey, needSomebody, redraw, viewOf } from './escalation.ts'
import { followSoon } from './heard.ts'
import { assertSends, sendAnswer } from './mailed.ts'
import { asTyped, type Concern, isId, mayClose, mentionedIn } from './model.ts'
import { type Actor, assertAnswers, hasLeft, namesOf, placeOf } from './place.ts'
import * as store from './store.ts'

/** A concern with all that was said, and where what was done is written down. */
export async function openConcern(tx: Tx, userId: string, concernId: string): Promise<Modal> {
  const concern = isId(concernId) ? await store.findConcern(tx.db, concernId) : undefined
  if (!concern) throw new Refusal('This concern is not here any more.')
  const facts = await factsOf(tx, concern.accountId)
  await assertAnswers(tx, facts, userId)
  const form = { accountId: concern.accountId, digestId: null, id: crypto.randomUUID(), concernId }
  return answerModal(await viewOf(tx, facts, concern, userId), remember(form))
}

/** Writes down what was done. Whoever raised it reads it, and says whether it is resolved. */
export async function answerConcern(tx: Tx, userId: string, metadata: string, values: Values): Promise<void> {
  const form = recall(metadata)
  const concern = form?.concernId ? await store.lockConcern(tx.db, form.concernId) : undefined
  if (!form || !concern) throw new Refusal('This concern is not here any more.')
  const facts = await factsOf(tx, concern.accountId)
  await assertAnswers(tx, facts, userId)
  const { words, line, closes, sends } = readAnswer(values)
  if (!words) throw new Refusal('Please say what you did.', ANSWER_FIELD)
  if (await store.isSaid(tx.db, form.id, userId)) return
  if (concern.state === 'resolved') {
    const who = (await namesOf(tx, [concern.raisedBy]))(concern.raisedBy)
    throw new Refusal(`The concern of ${who} was resolved meanwhile, so nothing was kept.`)
  }
  if (closes && sends)
    throw new Refusal(
      'Please send the answer first, and close the concern once they have said that it is resolved.',
      ANSWER_FIELD,
    )
  if (closes && mayClose(concern, await hasLeft(tx, facts, concern.raisedBy)))
    return closeConcern(tx, userId, facts, concern, { id: form.id, words })
  const word = { id: form.id, concernId: concern.id, actor: userId, said: 'answered' as const, words, at: tx.now }
  const to = sends ? await assertSends(tx, userId, facts, concern) : null
  if (!(await store.insertConcernWord(tx.db, word))) return
  if (to) await sendAnswer(tx, facts, concern, { wordId: form.id, words, to })
  const answered = { ...concern, state: 'answered' as const, turn: concern.turn + 1 }
  const shown = concern.public ? { line } : {}
  await store.updateConcern(tx.db, concern.id, { state: answered.state, turn: answered.turn, ...shown })
  const detail = { concernId: concern.id, ...(to ? { letterTo: to } : {}) }
  await record(tx, { accountId: concern.accountId, actor: userId, action: 'concern.answered', detail })
  await needSomebody(tx, facts, answered)
  await redraw(tx, facts, concern.id)
  if (concern.public) await followSoon(tx, concern.accountId)
}

/** Nobody at the customer can say any more that it is resolved: our own people close it, and why stays on record. */
async function closeConcern(
  tx: Tx,
  userId: string,
  facts: AccountFacts,
  { id, turn, accountId }: Concern,
  reason: { id: string; words: string },
): Promise<void> {
  const word = { ...reason, concernId: id, actor: userId, said: 'resolved' as const, at: tx.now }
  if (!(await store.insertConcernWord(tx.db, word))) return
  await store.updateConcern(tx.db, id, { state: 'resolved', resolvedAt: tx.now, turn: turn + 1 })
  const detail = { concernId: id, reason: reason.words }
  await record(tx, { accountId, actor: userId, action: 'concern.closed', detail })
  await settleException(tx, exceptionKey(id), reason.words, userId)
  await redraw(tx, facts, id)
}

/** A message in Slack of which one of our people makes a concern. */
export interface Found {
  channel: string
  ts: string
  text: string
  userId: string | undefined
  userTeamId: string | undefined
  isBots: boolean
}

/** The form in which one of our people makes a concern of a customer's message. */
export async function openLog(tx: Tx, actor: Actor, found: Found): Promise<Modal> {
  if (await isOutsider(tx, actor)) throw new Refusal('This is for the team that implements.')
  const accounts = await accountsInChannel(tx, found.channel)
  if (accounts.length === 0)
    throw new Refusal('No account’s customer reads in this channel, so there is no account to log a concern on.')
  const logged = await store.findLogged(tx.db, found.channel, found.ts)
  if (logged) throw new Refusal(`This message was logged as a concern already. ${await loggedBy(tx, logged.loggedBy)}`)
  const facts = await Promise.all(accounts.map(({ id }) => factsOf(tx, id)))
  const author = found.isBots ? undefined : found.userId
  const by = author ? { userId: author, userTeamId: found.userTeamId ?? '' } : undefined
  const possible = by ? await ofCustomers(tx, facts, by) : []
  if (!author || possible.length === 0)
    throw new Refusal('Only a message of somebody of the customer can be logged as a concern.')
  if (await isTheirs(tx, facts, actor)) throw new Refusal('This is for the team that implements.')
  const nameOf = await namesOf(tx, [author, ...mentionedIn(found.text)])
  const message = { channel: found.channel, ts: found.ts, author }
  const under = { accountId: possible[0]!.account.id, digestId: null, id: crypto.randomUUID(), message }
  const choices = possible.map(({ account: { id, called } }) => ({ id, name: called }))
  return logModal(firstName(nameOf(author)), asTyped(found.text, nameOf), choices, under)
}

async function loggedBy(tx: Tx, userId: string | null): Promise<string> {
  return userId ? `${(await namesOf(tx, [userId]))(userId)} did it.` : ''
}

/** The accounts as whose customer somebody reads and writes here. */
async function ofCustomers(tx: Tx, facts: AccountFacts[], actor: Actor): Promise<AccountFacts[]> {
  const places = await Promise.all(facts.map((one) => placeOf(tx, one, actor)))
  return facts.filter((_, index) => places[index] !== 'vendor')
}

const isTheirs = async (tx: Tx, facts: AccountFacts[], actor: Actor): Promise<boolean> =>
  (await ofCustomers(tx, facts, actor)).length > 0

/** Keeps it as a concern of whoever wrote the message: private, and open until they say that it is resolved. */
export async function logConcern(tx: Tx, actor: Actor, metadata: string, values: Values): Promise<Modal> {
  const form = recall(metadata)
  if (!form?.message) throw new Refusal('This form is not here any more.')
  const { channel, ts, author } = form.message
  const { accountId, what } = readLogged(values)
  if (!what) throw new Refusal('Please say what the concern is.', WHAT_FIELD)
  const here = await accountsInChannel(tx, channel)
  const chosen = here.find(({ id }) => id === (accountId ?? form.accountId))
  if (!chosen) throw new Refusal('This account’s customer does not read in this channel any more.')
  const facts = await factsOf(tx, chosen.id)
  if ((await isOutsider(tx, actor)) || (await isTheirs(tx, [facts], actor)))
    throw new Refusal('This is for the team that implements.')
  const logged = await store.findLogged(tx.db, channel, ts)
  // Sent twice, a form logs one.
  if (logged && logged.id !== form.id)
    throw new Refusal(`This message was logged as a concern already. ${await loggedBy(tx, logged.loggedBy)}`)
  const made = { what, public: false, raisedBy: author, loggedBy: actor.userId, messageChannel: channel, messageTs: ts }
  await begin(tx, facts, { id: form.id, ...made })
  const who = (await namesOf(tx, [author]))(author)
  return saidModal(
    'Logged',
    `The owner of ${chosen.name} knows. Nothing was posted; ${firstName(who)} finds it under Raise a concern.`,
  )
}
