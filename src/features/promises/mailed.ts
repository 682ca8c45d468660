import { concernLetter, MAILED, mailedModal, readMailed } from '#blocks/concernMail.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { recall, saidModal } from '#blocks/under.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, sideOf } from '#features/accounts/model.ts'
import { mayAnswerFor } from '#features/installations/flow.ts'
import { writeLetter } from '#features/letters/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { begin } from './escalation.ts'
import { asWriter, type Concern, dayAndMonth } from './model.ts'
import { type Actor, addressOf, placeOf } from './place.ts'

/** The customer's people who are not in Slack: what concerns them reaches us in a mailbox or by phone. */
const writersOf = ({ stakeholders }: AccountFacts): string[] => [
  ...new Set(
    stakeholders.flatMap(({ role, userId, name }) => (sideOf(role) === 'customer' && !userId && name ? [name] : [])),
  ),
]

/** @throws Refusal for customers and guests, and where everybody of the customer is in Slack. */
async function loggable(tx: Tx, actor: Actor, accountId: string): Promise<{ facts: AccountFacts; writers: string[] }> {
  const facts = await factsOf(tx, accountId)
  if ((await placeOf(tx, facts, actor)) !== 'vendor') throw new Refusal('This is for the team that implements.')
  const writers = writersOf(facts)
  if (writers.length === 0)
    throw new Refusal(`Everybody of ${facts.account.name} is in Slack: they raise a concern there themselves.`)
  return { facts, writers }
}

/** The form in which any of our people keeps a concern that came by e-mail or by phone. */
export async function openMailed(tx: Tx, actor: Actor, accountId: string): Promise<Modal> {
  const { writers } = await loggable(tx, actor, accountId)
  return mailedModal(writers, { accountId, digestId: null, id: crypto.randomUUID() })
}

/** Keeps it as a concern of whoever wrote: private, with an answer due. Sent twice, a form keeps one. */
export async function keepMailed(tx: Tx, actor: Actor, metadata: string, values: Values): Promise<Modal> {
  const form = recall(metadata)
  const { facts, writers } = await loggable(tx, actor, form?.accountId ?? '')
  const { who, what } = readMailed(values, writers)
  if (!who) throw new Refusal('Please choose who is concerned.', MAILED.who)
  if (!what) throw new Refusal('Please say what the concern is.', MAILED.what)
  const made = { what, public: false, raisedBy: asWriter(who), loggedBy: actor.userId }
  await begin(tx, facts, { id: form!.id, ...made, messageChannel: null, messageTs: null })
  return saidModal('Kept', `The owner of ${facts.account.called} knows, and has to answer. Nothing was sent.`)
}

/** @throws Refusal where these words cannot go as a letter. */
export async function assertSends(tx: Tx, userId: string, facts: AccountFacts, concern: Concern): Promise<string> {
  const to = addressOf(facts, concern.raisedBy)
  if (!to || !tx.mails) throw new Refusal('No letter can be sent to them. Please answer by e-mail or by phone.')
  if (!(await mayAnswerFor(tx, facts, userId)))
    throw new Refusal(
      `Only whoever answers for ${facts.account.called} sends letters to its customer. Nothing was kept.`,
    )
  return to
}

/** Sends the words that were approved, once. `wordId` names them. */
export async function sendAnswer(
  tx: Tx,
  facts: AccountFacts,
  { what, raisedAt }: Concern,
  { wordId, words, to }: { wordId: string; words: string; to: string },
): Promise<void> {
  const { name: account, title, publishZone, zone } = facts.account
  const raisedOn = dayAndMonth(localDate(raisedAt, publishZone ?? zone))
  const letter = concernLetter({ account, title, raisedOn, what, words })
  await writeLetter(tx, facts, { key: `concern_answer:${wordId}:email`, kind: 'concern_answer', to, letter })
}
