import { resumedNote, type StateNews, stateNews } from '#blocks/stateNews.ts'
import { stateChanges } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, STATE_NAMES, type Stakeholder, whoAnswers } from '#features/accounts/model.ts'
import { handoffStanding, internalPlace, responsibleFor } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { openRoundOf } from '#features/rounds/flow.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import { buyersLine, type Holder, newsOf } from './model.ts'
import { reviewedAfter } from './reviewed.ts'

const EVER = new Date(0)

/** Tells our team of the state into which an account has come, in one message; `decided` is what became of the offer. */
export async function tellTeam(tx: Tx, facts: AccountFacts, decided: string | null = null): Promise<void> {
  const { account, stakeholders } = facts
  const change = (await stateChanges(tx, account.id, EVER)).findLast(({ to }) => to === account.state)
  if (!change) return
  const names = await namesOf(tx, stakeholders)
  const called = (ids: string[]) => ids.map((id) => names.get(id) ?? id).sort()
  const answering = whoAnswers(account.state, stakeholders)
  const { title, words } = newsOf(account.state, {
    answering: called(answering),
    successors: called(whoAnswers('steady', stakeholders)),
    before: called(whoAnswers(change.from, stakeholders).filter((id) => !answering.includes(id))),
    sales: called(stakeholders.flatMap(({ role, userId }) => (role === 'sales_rep' ? (userId ?? []) : []))),
  })
  const isSteady = account.state === 'steady'
  const owner = holderOf(stakeholders, 'owner')?.userId
  const offer = isSteady && account.everyWeeks === 1 && owner ? { owner: called([owner])[0]! } : null
  const lacksHandoff =
    account.state === 'go_live_cover' && (await handoffStanding(tx, account.id, 'go_live')) === 'none'
  await sayNews(tx, facts, localDate(change.at, account.zone), {
    title: title(account.called),
    words: [...words, ...(lacksHandoff ? ['No handoff to success is running yet.'] : [])],
    offersHandoff: lacksHandoff,
    rhythm: decided ? { decided } : offer,
  })
}

type News = Pick<StateNews, 'title' | 'words' | 'offersHandoff' | 'rhythm'>

/** One message for each change of state, where the team reads; said again, it changes in place. */
export async function sayNews(tx: Tx, facts: AccountFacts, day: string, news: News): Promise<void> {
  const { account } = facts
  const responsible = await responsibleFor(tx, facts)
  if (!responsible) return
  const { channel, why } = await internalPlace(tx, account, responsible)
  const message = stateNews({ ...news, accountId: account.id, accountName: account.called, whyHere: why })
  const key = `state:${account.id}:${account.state}:${day}`
  await say(tx, { key, kind: 'state', audience: 'vendor', channel, message, accountId: account.id })
}

/** Whoever answers for the account hears that it runs again, and when the buyer reads next. */
export async function tellResumed(tx: Tx, facts: AccountFacts, userId: string | null): Promise<void> {
  const { account, stakeholders } = facts
  const responsible = await responsibleFor(tx, facts)
  // Whoever pressed the button has been told there.
  if (!responsible || responsible === userId) return
  const names = await namesOf(tx, stakeholders)
  const answering = whoAnswers(account.state, stakeholders).map((id) => names.get(id) ?? id)
  const message = resumedNote({
    account: account.called,
    state: STATE_NAMES[account.state],
    next: await nextWords(tx, facts),
    answering,
  })
  const key = `resumed:${account.id}:${localDate(tx.now, account.zone)}`
  await say(tx, { key, kind: 'state', audience: 'vendor', channel: responsible, message, accountId: account.id })
}

/** 'Fri 8 Jan'; null where no update is planned. */
async function nextWords(tx: Tx, facts: AccountFacts): Promise<string | null> {
  const day = (await reviewedAfter(tx, facts, tx.now)) ?? (await openRoundOf(tx, facts.account.id))?.publishOn
  return day ? shortDay(day) : null
}

async function namesOf(tx: Tx, stakeholders: Stakeholder[]): Promise<Map<string, string>> {
  const people = await peopleById(
    tx,
    stakeholders.map(({ userId }) => userId),
  )
  return new Map([...people].map(([id, { name }]) => [id, name]))
}

/** What the buyer reads in the next update about who follows their project now, where that changed since an instant. */
export async function stateLines(tx: Tx, { account, stakeholders }: AccountFacts, since: Date): Promise<string[]> {
  const last = (await stateChanges(tx, account.id, since)).at(-1)
  if (!last || last.to !== account.state) return []
  const names = await namesOf(tx, stakeholders)
  const holders = (ids: string[]): Holder[] =>
    ids
      .flatMap((id) => {
        const name = names.get(id)
        return name && name !== id ? [{ name, role: roleOf(stakeholders, id) }] : []
      })
      .sort((a, b) => a.name.localeCompare(b.name))
  const answering = holders(whoAnswers(account.state, stakeholders))
  const line = buyersLine(account.state, answering, holders(whoAnswers('steady', stakeholders)))
  return line ? [line] : []
}

// Somebody may hold several roles; the customer knows them by the one in which they follow the project.
function roleOf(stakeholders: Stakeholder[], userId: string): Stakeholder['role'] {
  const held = stakeholders.filter((one) => one.userId === userId).map(({ role }) => role)
  return held.find((role) => role === 'success_manager' || role === 'support_lead') ?? held[0]!
}
