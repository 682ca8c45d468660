import { briefing } from '#blocks/contactBriefing.ts'
import { knownLists } from '#blocks/known.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, criterionInWords, titleBeside } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { holdingOf } from '#features/knowledge/flow.ts'
import { openAsksOf, openConcernsOn } from '#features/promises/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { say } from '#platform/outbox/say.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { type ContactChange, HAS_ENDED, stakesOf } from './model.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

/** Whoever takes over is briefed once: what is told anew stands in the same message. */
const briefingKey = ({ id, newcomer }: ContactChange): string => `contact.brief:${id}:${newcomer}`

/** A colleague who takes over reads, on their first morning, what they need to know of the account. */
export async function brief(tx: Tx, { subject }: { subject: { changeId: string; turn: number } }): Promise<Outcome> {
  const change = await store.findChange(tx.db, subject.changeId)
  if (change?.state !== 'standing' || change.turn !== subject.turn) return { skip: 'It was put right or taken back.' }
  if (!change.newcomer) return { skip: 'Nobody takes over.' }
  const facts = await factsOf(tx, change.accountId)
  if (facts.account.state === 'ended') return { skip: HAS_ENDED }
  const message = briefing(await contentOf(tx, facts, change))
  const { accountId, newcomer: channel } = change
  await say(tx, { key: briefingKey(change), kind: 'contact_briefing', audience: 'vendor', channel, message, accountId })
  return undefined
}

async function contentOf(tx: Tx, facts: AccountFacts, change: ContactChange) {
  const { account, stakeholders, criteria, milestones } = facts
  const asks = await openAsksOf(tx, account.id)
  const people = await peopleById(tx, [
    ...stakeholders.map(({ userId }) => userId),
    ...asks.map(({ who }) => (/^[UW][A-Z0-9]+$/.test(who) ? who : null)),
  ])
  const named = asks.map((ask) => ({ ...ask, who: people.get(ask.who)?.name ?? ask.who }))
  const today = localDate(tx.now, account.zone)
  return {
    ...(await viewOf(tx, facts, change)),
    title: titleBeside(account),
    stakes: stakesOf(facts, named, await openConcernsOn(tx, account.id), today),
    goals: criteria.map(criterionInWords),
    milestones: milestones.map(({ name, forecastOn, reachedOn }) => ({
      name,
      on: reachedOn ?? forecastOn,
      reached: reachedOn !== null,
    })),
    known: knownLists(await holdingOf(tx, facts)),
    people: stakeholders.map(({ userId, name, role }) => ({
      name: (userId ? people.get(userId)?.name : name) ?? 'somebody',
      role,
    })),
  }
}
