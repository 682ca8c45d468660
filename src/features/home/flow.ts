import { COME_BACK, OPEN_AWAY, OPEN_CHECKIN, OPEN_REPEAT } from '#blocks/checkins.ts'
import type { ShownException } from '#blocks/exceptions.ts'
import {
  accountsModal,
  accountsOnPage,
  drawHome,
  exceptionsModal,
  type HomeAccount,
  type HomeCheckin,
  type HomeView,
  type HomeWaiting,
  MOST,
} from '#blocks/home.ts'
import { type HomeItem, itemsModal } from '#blocks/homeItems.ts'
import type { Modal } from '#blocks/kit.ts'
import { OPEN_RETRACTION, OPEN_WELCOME } from '#blocks/welcome.ts'
import { checkSoon, factsHeldBy, passReviewsOn } from '#features/accounts/flow.ts'
import { type AccountFacts, ROLES, whoAnswers } from '#features/accounts/model.ts'
import {
  absenceOf,
  moveQuestions,
  type OpenCheckin,
  openCheckinsOf,
  planMissingRounds,
} from '#features/checkins/flow.ts'
import type { Absence } from '#features/checkins/model.ts'
import { waitingWelcomes } from '#features/contacts/flow.ts'
import { LATE_AFTER_MS } from '#features/digests/model.ts'
import { allOpenExceptions } from '#features/exceptions/flow.ts'
import { type Exception, isOverdue } from '#features/exceptions/model.ts'
import { itemsOf, type MyItem, overdueOn } from '#features/handoffs/flow.ts'
import { peopleById, rememberPerson, troublesFor } from '#features/installations/flow.ts'
import { firstName, type SlackUser } from '#features/installations/model.ts'
import { localDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Message } from '#platform/outbox/message.ts'
import { showHome } from '#platform/outbox/say.ts'
import { standingsOf } from './accounts.ts'
import { administrationOf, wrongInSlack } from './administration.ts'
import { approvalsOf } from './approvals.ts'
import { FIGURE_WEEKS, figuresInWords, LONGEST_REVIEW_MS } from './figures.ts'
import { heardFor } from './heard.ts'
import { accountInWords, dueInWords, outlookOf } from './model.ts'
import { countFigures, hasHome, measureReviews } from './store.ts'
import { assertVendor, heldAs, type Viewer, viewerOf } from './viewer.ts'

/** Somebody opened their Home. Customers, guests and people of other organisations have none. */
export async function homeOpened(tx: Tx, event: { user: string; tab?: string }): Promise<void> {
  if (event.tab && event.tab !== 'home') return
  await publishHome(tx, event.user)
}

/** Brings somebody's Home up to date after something changed; for who has never opened it, nothing happens. */
export async function refreshHome(tx: Tx, userId: string): Promise<void> {
  if (await hasHome(tx.db, userId)) await publishHome(tx, userId)
}

/** Slack says that somebody is new, has changed or is gone; questions not yet sent follow their clock. */
export async function personChanged(tx: Tx, event: { user: SlackUser }): Promise<void> {
  const userId = event.user.id ?? ''
  const before = (await peopleById(tx, [userId])).get(userId)
  await rememberPerson(tx, event.user)
  const after = (await peopleById(tx, [userId])).get(userId)
  if (before?.zone !== after?.zone) await moveQuestions(tx, userId)
  if (before?.deactivated === after?.deactivated) return
  await planMissingRounds(tx)
  await passTasksOn(tx, userId)
}

/** The tasks of somebody who is gone from Slack are another's, and whoever that is hears of it; and the other way round. */
async function passTasksOn(tx: Tx, userId: string): Promise<void> {
  const ids = (await factsHeldBy(tx, userId, ROLES)).map(({ account }) => account.id)
  await passReviewsOn(
    tx,
    ids.map((accountId) => ({ accountId, role: 'owner' })),
  )
  if (ids.length > 0) await checkSoon(tx, ids)
}

async function publishHome(tx: Tx, userId: string): Promise<void> {
  const viewer = await viewerOf(tx, userId)
  if (viewer) await showHome(tx, userId, await homeOf(tx, viewer))
}

/** What somebody sees on their Home. As many statements for forty accounts as for one. */
export async function homeOf(tx: Tx, viewer: Viewer): Promise<Message> {
  const { userId, name } = viewer.person
  const owned = heldAs(viewer, 'owner')
  const open = await allOpenExceptions(tx)
  const absence = await absenceOf(tx, userId)
  const awayUntil = absence?.endsAt ?? null
  return drawHome({
    firstName: firstName(name),
    troubles: await troublesFor(tx, userId),
    exceptions: open.filter((one) => isMine(one, viewer)).map((one) => shownException(one, tx.now, viewer.zone)),
    checkins: (await openCheckinsOf(tx, userId)).map((checkin) => checkinOf(checkin, viewer.zone, awayUntil)),
    absence: absenceFor(viewer, absence),
    waiting: [
      ...(await approvalsOf(tx, viewer)),
      ...(await wrongInSlack(
        tx,
        owned.map(({ account }) => account),
      )),
      ...(await overdueOf(tx, owned)),
      ...(await welcomesOf(tx, owned)),
      ...(await heardFor(tx, owned)),
    ],
    accounts: await drawnAccounts(tx, owned.slice(0, MOST.accounts), viewer.zone),
    accountsLeft: Math.max(0, owned.length - MOST.accounts),
    figures: await figuresOf(tx, viewer, owned),
    items: (await itemsOf(tx, userId)).map(homeItemOf),
    administration: viewer.isAdministrator
      ? await administrationOf(tx, open.filter((one) => !isMine(one, viewer)).length)
      : null,
    outlook: outlookOf(userId, viewer),
  })
}

/** Administrators share what nobody on the account can take. */
const isMine = ({ ownerId, orphaned }: Exception, { person, isAdministrator }: Viewer): boolean =>
  ownerId === person.userId || (orphaned && isAdministrator)

function shownException(exception: Exception, now: Date, zone: string): ShownException {
  const { id, accountName, cause, action, dueOn } = exception
  const overdue = isOverdue(exception, localDate(now, zone))
  return { id, accountName, cause, action, due: shortDay(dueOn), overdue }
}

async function drawnAccounts(tx: Tx, all: AccountFacts[], zone: string): Promise<HomeAccount[]> {
  const standings = await standingsOf(tx, all)
  return all.map((facts) => {
    const { id: accountId, called: name } = facts.account
    return { accountId, name, facts: accountInWords(facts, standings.get(accountId)!, { now: tx.now, zone }) }
  })
}

/** Whoever answers can say that they are away, and that they are back. */
function absenceFor({ person, held }: Viewer, absence: Absence | undefined): HomeView['absence'] {
  if (absence) {
    const words = `You are away until ${shortDay(absence.backOn)}: nothing is asked of you.`
    return { words, action: { id: COME_BACK, value: 'now', text: 'I’m back' } }
  }
  const answers = held.some(({ account, stakeholders }) =>
    whoAnswers(account.state, stakeholders).includes(person.userId),
  )
  return answers ? { words: null, action: { id: OPEN_AWAY, value: 'now', text: 'I’m away until…' } } : null
}

async function overdueOf(tx: Tx, owned: AccountFacts[]): Promise<HomeWaiting[]> {
  const names = new Map(owned.map(({ account }) => [account.id, account.called]))
  return (await overdueOn(tx, [...names.keys()])).map(({ accountId, handoffName, count }) => {
    const what = `${count} ${count === 1 ? 'item' : 'items'} of the handoff “${handoffName}” overdue`
    return { sentence: `${names.get(accountId)}: ${what}`, action: null }
  })
}

/** Newcomers whose welcome has not been sent yet, and those of whom they have read what does not hold. */
async function welcomesOf(tx: Tx, owned: AccountFacts[]): Promise<HomeWaiting[]> {
  const names = new Map(owned.map(({ account }) => [account.id, account.called]))
  return (await waitingWelcomes(tx, [...names.keys()])).map(
    ({ changeId, accountId, newcomerName, misleads, stray }) => {
      const name = names.get(accountId)
      const wrong = (what: string, text: string) => ({
        sentence: `${name}: ${what}`,
        action: { id: OPEN_RETRACTION, value: changeId, text },
      })
      if (misleads) return wrong('the customer has read a welcome that does not hold', 'Tell the customer')
      if (stray) return wrong(`a letter has welcomed ${stray} by mistake`, 'Write to them')
      return {
        sentence: `${name}: the welcome of ${newcomerName} has not been sent yet`,
        action: { id: OPEN_WELCOME, value: changeId, text: 'Write the welcome' },
      }
    },
  )
}

const WEEK_MS = 7 * 24 * 3_600_000

async function figuresOf(tx: Tx, { person }: Viewer, owned: AccountFacts[]): Promise<string[]> {
  if (owned.length === 0) return []
  const ids = owned.map(({ account }) => account.id)
  const since = new Date(tx.now.getTime() - FIGURE_WEEKS * WEEK_MS)
  const figures = await countFigures(tx.db, ids, { since, now: tx.now, allowanceMs: LATE_AFTER_MS })
  return figuresInWords(figures, await measureReviews(tx.db, person.userId, { since, mostMs: LONGEST_REVIEW_MS }))
}

const homeItemOf = ({ id, accountName, text, dueOn, overdue }: MyItem): HomeItem => ({
  itemId: id,
  sentence: `${accountName}: ${text} (${overdue ? 'was ' : ''}due ${shortDay(dueOn)})`,
})

/** What waits for somebody in handoffs, a page of it. */
export async function openItems(tx: Tx, userId: string, page = 0): Promise<Modal> {
  await assertVendor(tx, userId)
  return itemsModal((await itemsOf(tx, userId)).map(homeItemOf), page)
}

function checkinOf(
  { roundId, accountName, closeAt, answered, closed, mayRepeat }: OpenCheckin,
  zone: string,
  awayUntil: Date | null,
): HomeCheckin {
  const due = dueInWords({
    answered,
    closed,
    by: momentIn(closeAt, zone),
    away: awayUntil ? closeAt < awayUntil : false,
  })
  const text = answered ? 'Edit' : 'Check in'
  const repeat = mayRepeat ? { id: OPEN_REPEAT, value: roundId, text: 'Nothing changed' } : null
  return { accountName, due, action: { id: OPEN_CHECKIN, value: roundId, text }, repeat }
}

/** All accounts that somebody owns, a page at a time. */
export async function openAccounts(tx: Tx, userId: string, page = 0): Promise<Modal> {
  const viewer = await assertVendor(tx, userId)
  const owned = heldAs(viewer, 'owner')
  const shown = await drawnAccounts(tx, accountsOnPage(owned, page), viewer.zone)
  return accountsModal(shown, owned.length, page)
}

/** Everything that needs somebody's own action, or, for an administrator, anybody's. */
export async function openAllExceptions(tx: Tx, userId: string, whose: string, page = 0): Promise<Modal> {
  const viewer = await assertVendor(tx, userId)
  if (whose === 'all' && !viewer.isAdministrator) throw new Refusal('Only an administrator sees what needs others.')
  const open = (await allOpenExceptions(tx)).filter((one) => whose === 'all' || isMine(one, viewer))
  return exceptionsModal(
    open.map((one) => shownException(one, tx.now, viewer.zone)),
    whose,
    page,
  )
}
