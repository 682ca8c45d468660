import { OPEN_CHECKIN } from '#blocks/checkins.ts'
import { READ } from '#blocks/digestReview.ts'
import { drawHome, type HomeAccount, type HomeCheckin, type HomeWaiting, MOST } from '#blocks/home.ts'
import { moveQuestions, type OpenCheckin, openCheckinsOf } from '#features/checkins/flow.ts'
import { digestsOfOwner, punctualityOf } from '#features/digests/flow.ts'
import { itemsOf, type MyItem, runningHandoffs } from '#features/handoffs/flow.ts'
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
  const { accounts, overdue } = await ownedOf(tx, viewer)
  const left = heldAs(viewer, 'owner').length - accounts.length
  return drawHome({
    firstName: firstName(name),
    troubles: await troublesFor(tx, userId),
    checkins: (await openCheckinsOf(tx, userId)).map((checkin) => checkinOf(checkin, viewer.zone)),
    waiting: [...(await digestsOfOwner(tx, userId)).flatMap(toApprove), ...overdue],
    accounts,
    accountsLeft: left,
    promise: accounts.length > 0 ? promiseInWords(await punctualityOf(tx)) : null,
    items: (await itemsOf(tx, userId)).map(itemInWords),
    outlook: outlookOf(userId, viewer),
  })
}

/** The viewer's own accounts, as many as Home shows, and what is overdue in their handoffs. */
async function ownedOf(tx: Tx, viewer: Viewer): Promise<{ accounts: HomeAccount[]; overdue: HomeWaiting[] }> {
  const accounts: HomeAccount[] = []
  const overdue: HomeWaiting[] = []
  for (const facts of heldAs(viewer, 'owner').slice(0, MOST.accounts)) {
    const { id: accountId, name } = facts.account
    accounts.push({ accountId, name, facts: accountInWords(facts, await standingOf(tx, facts)) })
    overdue.push(...(await runningHandoffs(tx, accountId)).flatMap(overdueIn))
  }
  return { accounts, overdue }
}

function overdueIn({ playbook, items, accountName, today }: Checklist): HomeWaiting[] {
  const { overdue } = progressOf(items, today)
  if (overdue === 0) return []
  const what = `${overdue} ${overdue === 1 ? 'item' : 'items'} of the handoff “${playbook.name}” overdue`
  return [{ sentence: `${accountName}: ${what}`, action: null }]
}

/** What is published only once the viewer has approved it, or is held by somebody. */
function toApprove({
  digestId,
  account,
  state,
  needsApproval,
  publishAt,
  holdEndsAt,
}: Awaited<ReturnType<typeof digestsOfOwner>>[number]): HomeWaiting[] {
  const action = { id: READ, value: digestId, text: 'Read it' }
  if (state === 'held')
    return [{ sentence: `${account}: the update is held${holdEndsAt ? ` until ${holdEndsAt}` : ''}`, action }]
  if (state !== 'waiting' || !needsApproval) return []
  return [{ sentence: `${account}: the update for ${publishAt} waits for your approval`, action }]
}

function promiseInWords({ due, onTime }: { due: number; onTime: number }): string | null {
  return due > 0 ? `The promise of a weekly word, over all accounts: ${onTime} of ${due} updates on time.` : null
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
