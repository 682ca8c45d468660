import { factsOf } from '#features/accounts/flow.ts'
import { reportChange } from '#features/contacts/flow.ts'
import { type Report as ContactReport, PRIORITIES, subjectName } from '#features/contacts/model.ts'
import { raiseException, settleException } from '#features/exceptions/flow.ts'
import { addWorkingDays, calendarOf, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { type Occurrence, type Outcome, settle, takeWaiting } from '#platform/scheduling/occurrences.ts'
import * as store from './store.ts'

/** What is told of a change, once it is known whom it is about. */
export interface Report
  extends Pick<
    ContactReport,
    | 'accountId'
    | 'role'
    | 'leaver'
    | 'newcomer'
    | 'effectiveOn'
    | 'isDayAssumed'
    | 'temporaryUntil'
    | 'notPublicYet'
    | 'words'
  > {}

/** A message that was taken in and has to be passed on. */
export interface Told {
  key: string
  /** What its sender calls it. */
  id: string | undefined
  endpointId: string
  /** Who tells us, as people read it. */
  by: string
  accountId: string
  /** In which order they came. */
  turn: number
  report: Report
}

/** The kind of occurrence that passes a message on. */
export const REPORT = 'endpoints.report'

type Waiting = Occurrence<Omit<Told, 'key'>>

const REPEAT = { skip: 'The same was told just before.' }
/** Each of them may take an alert and a checklist; what is left over is taken by the next. */
const MOST_AT_ONCE = 20

/**
 * Passes on what was told of one account, in the order in which it came. Who finds somebody else at it lets them: they
 * take all that waits. The same told many times in a row is told once.
 */
export async function passOn(tx: Tx, first: Waiting): Promise<Outcome> {
  const { accountId } = first.subject
  if (!(await store.tryLockReports(tx.db, accountId))) return 'later'
  const waiting = (await takeWaiting(tx, REPORT, { accountId })) as Waiting[]
  const others = waiting.filter(({ id }) => id !== first.id)
  const all = [first, ...others].toSorted((a, b) => a.subject.turn - b.subject.turn)
  let [last, passed, own]: [string, number, Outcome] = ['', 0, 'later']
  const repeats: string[] = []
  for (const each of all) {
    const words = JSON.stringify(each.subject.report)
    const isRepeat = words === last
    if (!isRepeat && ++passed > MOST_AT_ONCE) break
    const outcome = isRepeat ? REPEAT : await passIn(tx, each, first.id)
    if (outcome === 'later') continue
    last = words
    if (each.id === first.id) own = outcome
    else if (isRepeat) repeats.push(each.id)
    else await settle(tx, [each.id], outcome)
  }
  await settle(tx, repeats, REPEAT)
  return own
}

/** What goes wrong with another's message is for its own turn, so that one message cannot hold up the rest. */
async function passIn(tx: Tx, each: Waiting, own: string): Promise<Outcome> {
  try {
    return await passOne(tx, each)
  } catch (error) {
    if (each.id === own) throw error
    tx.log.warn({ error, occurrence: each.id }, 'report.left_to_its_turn')
    return 'later'
  }
}

/** @returns why it was not recorded, if it was not; then whoever owns the account knows. */
async function passOne(tx: Tx, { key, subject: { by, report } }: Waiting): Promise<Outcome> {
  const trouble = `report:${report.accountId}:${report.role}`
  try {
    const { outcome } = await store.attempt(tx.db, () =>
      reportChange(tx, { ...report, source: 'webhook', reportedBy: by, reportId: key }),
    )
    await settleException(tx, trouble, 'A later message was recorded.')
    return outcome === 'known' || outcome === 'merged' ? { skip: `It is ${outcome}.` } : undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // A CRM tells again what has been so for long, and nobody has to do anything about it.
    if (!(await isSoAlready(tx, report))) await tellOwner(tx, trouble, by, report, error.message)
    return { skip: error.message }
  }
}

async function isSoAlready(tx: Tx, { accountId, role, newcomer }: Report): Promise<boolean> {
  if (role === PRIORITIES) return false
  const { stakeholders } = await factsOf(tx, accountId)
  const holders = stakeholders.filter((one) => one.role === role)
  if (!newcomer) return holders.length === 0
  if ('userId' in newcomer) return holders.some(({ userId }) => userId === newcomer.userId)
  const { name, email } = newcomer
  return holders.some((one) =>
    one.email && email ? same(one.email, email) : one.name !== null && same(one.name, name),
  )
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()

async function tellOwner(tx: Tx, key: string, by: string, { accountId, role }: Report, why: string): Promise<void> {
  const { account } = await factsOf(tx, accountId)
  const today = localDate(tx.now, account.zone)
  await raiseException(tx, {
    key,
    accountId,
    cause: `${by} tells of ${role === PRIORITIES ? 'new priorities' : `a new ${subjectName(role)}`}, which could not be recorded: ${why}`,
    action: 'Record the change by hand where it is true, and mend the entry in the CRM where it is not.',
    dueOn: addWorkingDays(today, 1, calendarOf(account.zone, account.workingDays, account.country)),
  })
}
