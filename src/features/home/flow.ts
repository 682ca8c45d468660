import { drawHome, type HomeAccount } from '#blocks/home.ts'
import { type AccountFacts, missingForActive, whoAnswers } from '#features/accounts/model.ts'
import { rememberPerson, troublesFor } from '#features/installations/flow.ts'
import { firstName, type SlackUser } from '#features/installations/model.ts'
import { type Round, roundsOf } from '#features/rounds/flow.ts'
import { shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { showHome } from '#platform/outbox/say.ts'
import { goLiveInWords, stateInWords, statusInWords } from './model.ts'
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

/** Slack says that somebody is new or has changed: their zone, their name, or that they are gone. */
export async function personChanged(tx: Tx, event: { user: SlackUser }): Promise<void> {
  await rememberPerson(tx, event.user)
}

async function publishHome(tx: Tx, userId: string): Promise<void> {
  const viewer = await viewerOf(tx, userId)
  if (viewer) await showHome(tx, userId, await homeOf(tx, viewer))
}

async function homeOf(tx: Tx, viewer: Viewer): Promise<Message> {
  const accounts: HomeAccount[] = []
  for (const facts of heldAs(viewer, 'owner')) accounts.push(await accountOf(tx, facts))
  return drawHome({
    firstName: firstName(viewer.person.name),
    troubles: await troublesFor(tx, viewer.person.userId),
    checkins: [],
    waiting: [],
    accounts,
    items: [],
    outlook: outlookOf(viewer),
  })
}

async function accountOf(tx: Tx, facts: AccountFacts): Promise<HomeAccount> {
  const { account } = facts
  const rounds = await roundsOf(tx, account.id, 8)
  const said = statusInWords(rounds.find(({ state }) => state === 'published'))
  const state = stateInWords(account)
  const facts_ = [
    said ? `${said}, ${state}` : `${state.charAt(0).toUpperCase()}${state.slice(1)}`,
    goLiveInWords(facts),
    nextInWords(facts, rounds),
  ]
  return { accountId: account.id, name: account.name, facts: facts_.filter((fact) => fact !== null), buttons: [] }
}

/** When the buyer reads next, or what stands in the way. */
export function nextInWords({ account, stakeholders }: AccountFacts, rounds: Round[]): string | null {
  const coming = rounds.findLast(({ state }) => state === 'open' || state === 'closed')
  if (coming) return `Next update ${shortDay(coming.publishOn)}`
  if (account.state !== 'not_started') return null
  const missing = missingForActive(account, stakeholders)
  return missing.length > 0
    ? `Still needs ${missing.join(', ')}`
    : 'Ready for the weekly update: open Details to start it'
}

/** What comes next for somebody whose Home is empty. */
function outlookOf({ person, isAdministrator, held }: Viewer): string {
  const answers = held.filter(({ account, stakeholders }) =>
    whoAnswers(account.state, stakeholders).includes(person.userId),
  )
  if (answers.length > 0)
    return `You answer for ${namesOf(answers)}. When the next update is due, you are asked in a direct message, and here.`
  if (held.length > 0) return `You are on ${namesOf(held)}. Whatever needs you will stand here.`
  if (isAdministrator)
    return 'You administer Throughline. Once accounts are imported, messages that need a look from you will stand here.'
  return 'You are not on an account yet. Once you are, what needs you will stand here.'
}

function namesOf(held: AccountFacts[]): string {
  const names = held.slice(0, 3).map(({ account }) => account.name)
  if (held.length > 3) names.push(`${held.length - 3} more`)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
}
