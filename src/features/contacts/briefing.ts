import { briefing, briefings, MOST_BRIEFED } from '#blocks/contactBriefing.ts'
import { knownLists } from '#blocks/known.ts'
import { factsOf } from '#features/accounts/flow.ts'
import { type AccountFacts, criterionInWords, titleBeside } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { holdingOf } from '#features/knowledge/flow.ts'
import { openAsksOf, openConcernsOn } from '#features/promises/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Message } from '#platform/outbox/message.ts'
import { firstSaid, lastSaid, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { listToldIn } from './gatheringStore.ts'
import { isReadWith } from './judging.ts'
import { type ContactChange, HAS_ENDED, stakesOf } from './model.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

const KIND = 'contact_briefing'

/**
 * A colleague who takes over reads, on their first morning, what they need to know of the account: of all that they take over
 * that morning in one message.
 */
export async function brief(tx: Tx, { subject }: { subject: { changeId: string; turn: number } }): Promise<Outcome> {
  const change = await store.lockChange(tx.db, subject.changeId)
  if (change?.state !== 'standing' || change.turn !== subject.turn) return { skip: 'It was put right or taken back.' }
  if (!change.newcomer) return { skip: 'Nobody takes over.' }
  const facts = await factsOf(tx, change.accountId)
  if (facts.account.state === 'ended') return { skip: HAS_ENDED }
  const { accountId, newcomer: channel } = change
  await lock(tx.db, 'message', `contact.brief:${channel}`)
  const key = await keyFor(tx, change, channel)
  await store.updateChange(tx.db, change.id, { toldIn: [...new Set([...change.toldIn, key])] })
  const all = (await listToldIn(tx.db, key)).filter((one) => one.state === 'standing' && one.newcomer === channel)
  const about = all.length === 1 ? { accountId } : {}
  await say(tx, { key, kind: KIND, audience: 'vendor', channel, message: await draw(tx, all), ...about })
  return undefined
}

/**
 * Whoever takes over is briefed once: what is told anew stands in the same message. What follows within minutes joins what came
 * last, which they read with it; a message is called after the change that it began with.
 */
async function keyFor(tx: Tx, { id, toldIn }: ContactChange, newcomer: string): Promise<string> {
  const own = `contact.brief:${id}:${newcomer}`
  const before = toldIn.find((key) => key.startsWith('contact.brief:') && key.endsWith(`:${newcomer}`))
  if (before || (await firstSaid(tx, own))) return before ?? own
  const last = await lastSaid(tx, { channel: newcomer, kind: KIND })
  const isJoined = last && isReadWith(last.at, tx.now, last.at) && (await listToldIn(tx.db, last.key)).length > 0
  return isJoined ? last.key : own
}

async function draw(tx: Tx, all: ContactChange[]): Promise<Message> {
  const shown = []
  for (const one of all.slice(0, MOST_BRIEFED)) shown.push(await contentOf(tx, await factsOf(tx, one.accountId), one))
  const [only, ...others] = shown
  return only && others.length === 0 ? briefing(only) : briefings(shown, all.length - shown.length)
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
    accountId: account.id,
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
