import type { Role } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { type LocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { listAcceptedUnnamed } from './acceptedStore.ts'
import { type Handoff, type Item, isOverdue, transitionOf, waitsFor } from './model.ts'
import { peopleIn, textFor } from './overdue.ts'
import { calledOf } from './playbooks.ts'
import { listItems, listOpenItems, listRunning } from './store.ts'

export interface MyItem extends Item {
  accountId: string
  accountName: string
  overdue: boolean
}

/** What waits for somebody over all running handoffs, the earliest due first. Three statements, however many run. */
export async function itemsOf(tx: Tx, userId: string): Promise<MyItem[]> {
  const open = await listOpenItems(tx.db)
  const people = await peopleById(tx, peopleIn(open))
  const gone = new Set([...people.values()].filter(({ deactivated }) => deactivated).map((one) => one.userId))
  const mine = open
    .filter((item) => waitsFor(item, item, gone) === userId)
    .map((item) => ({
      ...item,
      text: textFor(userId, item, (id) => people.get(id)?.name ?? id),
      overdue: isOverdue(item, localDate(tx.now, item.zone)),
    }))
  return mine.sort((a, b) => a.dueOn.localeCompare(b.dueOn))
}

/** A running handoff in which something is past its day. */
export interface Overdue {
  accountId: string
  handoffName: string
  count: number
}

/** The handoffs of these accounts in which something is overdue. */
export async function overdueOn(tx: Tx, accountIds: string[]): Promise<Overdue[]> {
  const open = await listOpenItems(tx.db, accountIds)
  const overdue = open.filter((item) => isOverdue(item, localDate(tx.now, item.zone)))
  const people = await peopleById(
    tx,
    overdue.map(({ receiver }) => receiver),
  )
  return [...Map.groupBy(overdue, ({ handoffId }) => handoffId).values()].map((items) => ({
    accountId: items[0]!.accountId,
    handoffName: calledOf(items[0]!, (one) => people.get(one)?.name ?? one),
    count: items.length,
  }))
}

export interface Transition {
  role: Role | 'priorities'
  handoffId: string
  newcomer: string | null
  /** The day on which the last item is due. */
  until: LocalDate
}

/** What is new on an account, such as who holds a role: from the change until its handoff is accepted. */
export const inTransition = async (tx: Tx, accountId: string): Promise<Transition[]> =>
  (await transitionsOn(tx, [accountId])).get(accountId) ?? []

/** The same for many accounts, by account. */
export async function transitionsOn(tx: Tx, accountIds: string[]): Promise<Map<string, Transition[]>> {
  const running = (await listRunning(tx.db, accountIds)).filter(({ kind }) => transitionOf(kind))
  const items = await listItems(
    tx.db,
    running.map(({ id }) => id),
  )
  const due = Map.groupBy(items, ({ handoffId }) => handoffId)
  const transitions = running.map(({ id, accountId, kind, newcomer }) => {
    const until = (due.get(id) ?? []).map(({ dueOn }) => dueOn).sort()
    return { accountId, role: transitionOf(kind)!, handoffId: id, newcomer, until: until.at(-1)! }
  })
  return Map.groupBy(transitions, ({ accountId }) => accountId)
}

/** Transitions of these accounts that were accepted before anybody had been named who takes over. */
export const acceptedUnnamed = async (tx: Tx, accountIds: string[]): Promise<Handoff[]> =>
  (await listAcceptedUnnamed(tx.db, accountIds)).filter(({ kind }) => transitionOf(kind))
