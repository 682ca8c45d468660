import { type ConcernView, concernMessage, furtherDown, type Why } from '#blocks/concernAlert.ts'
import { factsOf, record } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { raiseException } from '#features/exceptions/flow.ts'
import { mayAnswerFor, peopleById, settingsOf } from '#features/installations/flow.ts'
import { firstName } from '#features/installations/model.ts'
import { ownerCalendar } from '#features/rounds/flow.ts'
import { localDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { revise, say } from '#platform/outbox/say.ts'
import { type Outcome, schedule } from '#platform/scheduling/occurrences.ts'
import {
  afterWorkingHours,
  type Concern,
  type ConcernWord,
  dayAndMonth,
  mayClose,
  responseDue,
  STEP_HOURS,
  STEPS,
  type Step,
  writerOf,
} from './model.ts'
import { addressOf, answerersOf, hasLeft, namesOf } from './place.ts'
import * as store from './store.ts'

export const exceptionKey = (concernId: string): string => `concern:${concernId}`

/** Keeps a new concern, and sees to it that it is answered. What was raised before stays as it is. */
export async function begin(
  tx: Tx,
  facts: AccountFacts,
  raised: Omit<store.NewConcern, 'accountId' | 'raisedAt' | 'dueAt'>,
): Promise<Concern> {
  const accountId = facts.account.id
  const isNew = await store.insertConcern(tx.db, { ...raised, accountId, raisedAt: tx.now, dueAt: tx.now })
  if (isNew) {
    const detail = { concernId: raised.id, loggedBy: raised.loggedBy }
    await record(tx, { accountId, actor: raised.raisedBy, action: 'concern.raised', detail })
    await waitForAnswer(tx, facts, raised.id, 'raised')
  }
  return (await store.findConcern(tx.db, raised.id))!
}

/** An answer is due from now on: whoever answers hears of it at once, and of what happens without one. */
export async function waitForAnswer(tx: Tx, facts: AccountFacts, id: string, why: 'raised' | 'not_yet'): Promise<void> {
  const calendar = await ownerCalendar(tx, facts)
  const { concernDueDays } = await settingsOf(tx)
  const dueAt = responseDue(tx.now, concernDueDays, calendar)
  await store.updateConcern(tx.db, id, { dueAt })
  const concern = (await store.findConcern(tx.db, id))!
  await planStep(tx, concern, 'owner', dueAt)
  await needSomebody(tx, facts, concern)
  const { responsible } = await answerersOf(tx, facts)
  if (responsible) await tell(tx, facts, concern, responsible, why)
  await redraw(tx, facts, id)
}

const planStep = (tx: Tx, { id, turn }: Concern, step: Step, dueAt: Date): Promise<unknown> =>
  schedule(tx, {
    kind: 'promises.concern_overdue',
    key: `concern_overdue:${id}:${turn}:${step}`,
    subject: { concernId: id, turn, step },
    dueAt,
  })

/** The concern on the list of what needs somebody, with nothing of what it says. */
export async function needSomebody(tx: Tx, facts: AccountFacts, concern: Concern, overdue = false): Promise<void> {
  const { zone } = await ownerCalendar(tx, facts)
  const raiser = (await namesOf(tx, [concern.raisedBy]))(concern.raisedBy)
  const raised = `${raiser} raised a concern on ${dayAndMonth(localDate(concern.raisedAt, zone))}`
  const answered = concern.state === 'answered'
  const mailed = writerOf(concern.raisedBy) !== null
  const left = await hasLeft(tx, facts, concern.raisedBy)
  const closable = mayClose(concern, left)
  const state = answered ? '; it is answered, and not resolved yet' : overdue ? '; nobody has answered in time' : ''
  await raiseException(tx, {
    key: exceptionKey(concern.id),
    accountId: concern.accountId,
    cause: `${raised}${state}.`,
    action:
      closable && left
        ? `${firstName(raiser)} has left: close it with “We did this” once it is dealt with, with what was done.`
        : answered
          ? mailed
            ? `Ask ${firstName(raiser)} whether it is resolved, and close it with what ${firstName(raiser)} says.`
            : `Ask ${firstName(raiser)} whether it is resolved; only ${firstName(raiser)} can say so.`
          : `Answer ${firstName(raiser)}, and then say with “${mailed ? 'Answer' : 'We did this'}” what you did.`,
    dueOn: localDate(concern.dueAt, zone),
  })
}

/** Nobody has answered in time: the owner is reminded once, then the leader hears of it, then the administrators. */
export async function escalate(
  tx: Tx,
  { subject }: { subject: { concernId: string; turn: number; step: Step } },
): Promise<Outcome> {
  const concern = await store.lockConcern(tx.db, subject.concernId)
  if (concern?.state !== 'open' || concern.turn !== subject.turn) return { skip: 'It was answered.' }
  const facts = await factsOf(tx, concern.accountId)
  await needSomebody(tx, facts, concern, true)
  const { responsible, leader, administrators } = await answerersOf(tx, facts)
  const whom = { owner: [responsible], leader: [leader], administrators }[subject.step]
  const known = concern.shownIn.filter(({ turn }) => turn === concern.turn).map(({ reader }) => reader)
  // Beyond the owner nobody hears of the same thing twice, whatever their roles.
  const others = whom.filter((id) => id !== null && (subject.step === 'owner' || !known.includes(id))) as string[]
  for (const id of others) await tell(tx, facts, (await store.findConcern(tx.db, concern.id))!, id, subject.step)
  await redraw(tx, facts, concern.id)
  const next = STEPS[STEPS.indexOf(subject.step) + 1]
  // Where there is nobody at a step, the next is not kept waiting.
  if (next) {
    const at = others.length > 0 ? afterWorkingHours(tx.now, STEP_HOURS, await ownerCalendar(tx, facts)) : tx.now
    await planStep(tx, concern, next, at)
  }
  return undefined
}

/** A direct message about the concern; it changes in place with it. */
async function tell(tx: Tx, facts: AccountFacts, concern: Concern, userId: string, why: Why): Promise<void> {
  const { id, turn, shownIn } = concern
  const key = `concern:${id}:${turn}:${why}:${userId}`
  const message = concernMessage(await viewOf(tx, facts, concern, userId), why)
  const saying = { key, kind: 'concern', audience: 'vendor' as const, channel: userId, message }
  await say(tx, { ...saying, accountId: concern.accountId })
  if (shownIn.some((one) => one.key === key)) return
  await store.updateConcern(tx.db, id, { shownIn: [...shownIn, { key, turn, why, reader: userId }] })
}

/** All messages that show a concern, drawn anew: in full the last that somebody got, the others lead there. */
export async function redraw(tx: Tx, facts: AccountFacts, concernId: string): Promise<void> {
  const concern = (await store.findConcern(tx.db, concernId))!
  const newest = new Map(concern.shownIn.map(({ reader, key }) => [reader, key]))
  for (const { key, reader, why } of concern.shownIn.toSorted((one, other) => (one.key < other.key ? -1 : 1))) {
    const view = await viewOf(tx, facts, concern, reader)
    await revise(tx, key, newest.get(reader) === key ? concernMessage(view, why) : furtherDown(view))
  }
}

/** How whoever raised it is answered by e-mail; null for somebody in Slack. */
async function mailOf(
  tx: Tx,
  facts: AccountFacts,
  { raisedBy }: Concern,
  reader: string,
): Promise<ConcernView['mail']> {
  if (writerOf(raisedBy) === null) return null
  const address = addressOf(facts, raisedBy)
  return { address, sends: tx.mails && address !== null && (await mayAnswerFor(tx, facts, reader)) }
}

const SAID = { answered: '', not_yet: 'not resolved yet.', resolved: 'it is resolved.' }

/** A concern as somebody of ours reads it, on their clock. */
export async function viewOf(
  tx: Tx,
  facts: AccountFacts,
  concern: Concern,
  reader: string,
  said?: ConcernWord[],
): Promise<ConcernView> {
  const { account } = facts
  const words = said ?? (await store.listConcernWords(tx.db, [concern.id]))
  const { owner } = await answerersOf(tx, facts)
  const { raisedBy, loggedBy } = concern
  const nameOf = await namesOf(tx, [owner, raisedBy, loggedBy, ...words.map(({ actor }) => actor)])
  const left = await hasLeft(tx, facts, raisedBy)
  // Whoever raised it says so without a reason; our own people give one.
  const closing = words.findLast(({ said, words }) => said === 'resolved' && words !== null)
  const zone = (await peopleById(tx, [reader])).get(reader)?.zone ?? account.zone
  const raiser = nameOf(raisedBy)
  return {
    ...{ concernId: concern.id, account: account.called, state: concern.state, public: concern.public },
    ...{ what: concern.what, raiser, first: firstName(raiser), line: concern.line },
    ...{ left, closable: mayClose(concern, left), closedBy: closing ? nameOf(closing.actor) : null },
    mail: await mailOf(tx, facts, concern, reader),
    loggedBy: loggedBy && nameOf(loggedBy),
    raisedOn: dayAndMonth(localDate(concern.raisedAt, zone)),
    due: momentIn(concern.dueAt, zone),
    owner: owner && owner !== reader ? nameOf(owner) : null,
    words: words.map((one) => ({
      who: nameOf(one.actor),
      on: shortDay(localDate(one.at, zone)),
      said: one === closing ? 'closed it.' : SAID[one.said],
      words: one.words,
    })),
  }
}
