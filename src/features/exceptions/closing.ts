import { closingModal, DONE } from '#blocks/exceptions.ts'
import type { Modal } from '#blocks/kit.ts'
import { wasJustDone } from '#features/accounts/flow.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import { momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { type Exception, type ExceptionEvent, ITSELF } from './model.ts'
import { allOpenExceptions, settleException } from './raising.ts'
import { listEvents } from './store.ts'

/** The form in which whoever has it writes what was done. @throws Refusal for others, and where it is closed. */
export async function openClosing(tx: Tx, userId: string, id: string): Promise<Modal> {
  const exception = await exceptionFor(tx, userId, id)
  return closingModal({ ...exception, history: await historyOf(tx, userId, exception) })
}

async function historyOf(tx: Tx, userId: string, { accountId, id }: Exception): Promise<string[]> {
  const events = await listEvents(tx.db, accountId, id)
  const people = await peopleById(tx, [userId, ...events.map(({ actor }) => actor)])
  const zone = people.get(userId)?.zone ?? 'Etc/UTC'
  const by = ({ actor }: ExceptionEvent) => (actor === ITSELF ? '' : `, ${people.get(actor)?.name}`)
  return events.map((event) => `${momentIn(event.at, zone)}${by(event)}: ${WORDS[event.what]}. ${event.words}`)
}

const WORDS: Record<ExceptionEvent['what'], string> = {
  raised: 'came up',
  changed: 'changed',
  reopened: 'came up again',
  closed: 'closed',
}

/** Closes it with what was done. */
export async function closeByHand(tx: Tx, userId: string, id: string, done: string | null): Promise<void> {
  // Sent again, as the answer came too late.
  const isOpen = (await allOpenExceptions(tx)).some((one) => one.id === id)
  const detail = { exceptionId: id, words: done }
  if (!isOpen && (await wasJustDone(tx, { actor: userId, action: 'exception.closed', detail }))) return
  const { key } = await exceptionFor(tx, userId, id)
  if (!done) throw new Refusal('Please write what was done, in a sentence.', DONE)
  await settleException(tx, key, done, userId)
}

async function exceptionFor(tx: Tx, userId: string, id: string): Promise<Exception> {
  const exception = (await allOpenExceptions(tx)).find((one) => one.id === id)
  if (!exception) throw new Refusal('This has been taken care of already.')
  if (exception.ownerId === userId || (await administratorsOf(tx)).includes(userId)) return exception
  const name = (await peopleById(tx, [exception.ownerId])).get(exception.ownerId ?? '')?.name
  throw new Refusal(`Only ${name ?? 'an administrator'}, whose it is, or an administrator can close this.`)
}
