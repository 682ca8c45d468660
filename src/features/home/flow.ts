import { OPEN_CHECKIN } from '#blocks/checkins.ts'
import { drawHome, type HomeAccount, type HomeCheckin } from '#blocks/home.ts'
import { moveQuestions, openCheckinsOf, type OpenCheckin } from '#features/checkins/flow.ts'
import { type MyItem, itemsOf, runningHandoffs } from '#features/handoffs/flow.ts'
import { type Checklist, progressOf } from '#features/handoffs/model.ts'
import { peopleById, rememberPerson, troublesFor } from '#features/installations/flow.ts'
import { firstName, type SlackUser } from '#features/installations/model.ts'
import { momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { showHome } from '#platform/outbox/say.ts'
import { standingOf } from './accounts.ts'
import { accountInWords, outlookOf } from './model.ts'
import { hasHome } from './store.ts'
import { heldAs, type Viewer, viewerOf } from './viewer.ts'

/** Somebody opened their Home. Customers, guests and people of other organisations have none. */
export async function homeOpened(tx: Tx, event: { user: string; tab?: string }): Promise<void> {
  if (event.tab && event.tab !== 'home') return
  await publishHome(tx, event.user)
}

/** Brings somebody's Home up to date after they did something; for who has never opened it, nothing happens. */
export async function refreshHome(tx: Tx, userId: string): Promise<void> {
  if (await hasHome(tx.db, userId)) await publishHome(tx, userId)
}

/** Slack says that somebody is new or has changed; questions not yet sent follow their clock. */
export async function personChanged(tx: Tx, event: { user: SlackUser }): Promise<void> {
  const userId = event.user.id ?? ''
  const before = (await peopleById(tx, [userId])).get(userId)
  const after = await rememberPerson(tx, event.user)
  if (before?.zone !== after.zone) await moveQuestions(tx, userId)
}

async function publishHome(tx: Tx, userId: string): Promise<void> {
  const viewer = await viewerOf(tx, userId)
  if (viewer) await showHome(tx, userId, await homeOf(tx, viewer))
}

async function homeOf(tx: Tx, viewer: Viewer): Promise<Message> {
  const { userId, name } = viewer.person
  const { accounts, waiting } = await ownedOf(tx, viewer)
  return drawHome({
    firstName: firstName(name),
    troubles: await troublesFor(tx, userId),
    checkins: (await openCheckinsOf(tx, userId)).map((checkin) => checkinOf(checkin, viewer.zone)),
    waiting,
    accounts,
    items: (await itemsOf(tx, userId)).map(itemInWords),
    outlook: outlookOf(viewer.person.userId, viewer),
  })
}

/** The viewer's own accounts, and what on them waits for the viewer. */
async function ownedOf(tx: Tx, viewer: Viewer): Promise<{ accounts: HomeAccount[]; waiting: string[] }> {
  const accounts: HomeAccount[] = []
  const waiting: string[] = []
  for (const facts of heldAs(viewer, 'owner')) {
    const { id: accountId, name } = facts.account
    accounts.push({ accountId, name, facts: accountInWords(facts, await standingOf(tx, facts)) })
    waiting.push(...(await runningHandoffs(tx, accountId)).flatMap(overdueInWords))
  }
  return { accounts, waiting }
}

function overdueInWords({ playbook, items, accountName, today }: Checklist): string[] {
  const { overdue } = progressOf(items, today)
  if (overdue === 0) return []
  return [`${accountName}: ${overdue} ${overdue === 1 ? 'item' : 'items'} of the handoff “${playbook.name}” overdue`]
}

const itemInWords = ({ accountName, text, dueOn, overdue }: MyItem): string =>
  `${accountName}: ${text} (${overdue ? 'was ' : ''}due ${shortDay(dueOn)})`

function checkinOf({ roundId, accountName, closeAt, answered, closed }: OpenCheckin, zone: string): HomeCheckin {
  const by = momentIn(closeAt, zone)
  const open = answered ? `answered; you can edit until ${by}` : `please answer by ${by}`
  const late = `closed ${by}; an answer now is late and goes to the account owner`
  const text = answered ? 'Edit' : 'Check in'
  return { accountName, due: closed ? late : open, action: { id: OPEN_CHECKIN, value: roundId, text } }
}
