import { type AccountView, drawAccountView } from '#blocks/account.ts'
import { updateLine, zoneName } from '#blocks/cadence.ts'
import { clip, type Modal } from '#blocks/kit.ts'
import { describedAs, knownLists } from '#blocks/known.ts'
import { changeState, factsOf, pastHolders, watchStates } from '#features/accounts/flow.ts'
import {
  type AccountFacts,
  criterionInWords,
  missingForActive,
  ROLE_NAMES,
  ROLES,
  type Stakeholder,
  sideOf,
  titleBeside,
  whoAnswers,
} from '#features/accounts/model.ts'
import { planNextRound } from '#features/checkins/flow.ts'
import { openExceptions } from '#features/exceptions/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { holdingOf } from '#features/knowledge/flow.ts'
import { openAsksOf, openConcernsOn } from '#features/promises/flow.ts'
import { assertMaySteer, cadenceInWords, comingUpdates } from '#features/rounds/flow.ts'
import { quietInWords } from '#features/states/model.ts'
import { daysBetween, localDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { standingOf } from './accounts.ts'
import { forecastInWords, isLive, passedInWords, stateInWords, statusInWords, transitionsInWords } from './model.ts'
import { assertVendor, type Viewer } from './viewer.ts'

/** One account, for anybody on the vendor's side. */
export async function openAccount(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const viewer = await assertVendor(tx, userId)
  const facts = await factsOf(tx, accountId)
  return drawAccountView(await viewOf(tx, facts, viewer))
}

async function viewOf(tx: Tx, facts: AccountFacts, viewer: Viewer): Promise<AccountView> {
  const { account, stakeholders, milestones, criteria } = facts
  const standing = await standingOf(tx, facts)
  const past = await pastHolders(tx, account.id)
  const known = await holdingOf(tx, facts)
  const names = await peopleById(
    tx,
    [...stakeholders, ...past].map((one) => one.userId),
  )
  const nameOf = (userId: string | null, name: string | null) => (userId ? names.get(userId)?.name : name) ?? 'somebody'
  const byRole = stakeholders.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role))
  return {
    accountId: account.id,
    name: account.called,
    summary: [titleBeside(account), stateInWords(account), statusInWords(standing.last)].filter(Boolean).join(' · '),
    transitions: transitionsInWords(standing),
    people: byRole.map((one) => ({
      role: capital(ROLE_NAMES[one.role]),
      name: nameOf(one.userId, one.name),
      since: shortDay(one.startsOn),
      described: describedAs(known, one.userId ?? one.name ?? ''),
    })),
    past: past.map((one) => `${nameOf(one.userId, one.name)}: ${ROLE_NAMES[one.role]}, ${spanOf(one)}`),
    whoAnswers: answeringInWords(
      whoAnswers(account.state, stakeholders).map((id) => nameOf(id, null)),
      account.state,
    ),
    silence: quietInWords(account, tx.now) ?? silenceInWords(account, tx.now),
    waiting: await waitingOn(tx, facts, viewer),
    readsMail: stakeholders.some(({ role, userId }) => sideOf(role) === 'customer' && !userId),
    buyerChannel: account.buyerChannel,
    buyerEmail: account.buyerEmail,
    teamChannel: account.teamChannel,
    cadence: cadenceInWords(account),
    comingUpdates: (await comingUpdates(tx, facts)).map(updateLine),
    milestones: milestones.map(
      (one) =>
        passedInWords(one, localDate(tx.now, account.zone)) ??
        `${one.name}: ${forecastInWords(one, account, standing.last)}`,
    ),
    criteria: criteria.map(criterionInWords),
    scopeUrl: account.scopeUrl,
    crmReference: account.crmReference,
    missing: account.state === 'not_started' ? missingForActive(account, stakeholders) : null,
    state: account.state,
    known: knownLists(known),
  }
}

/** What is open on the account: exceptions, asks, and, for those who work on it, what the customer raised. */
async function waitingOn(
  tx: Tx,
  { account, stakeholders }: AccountFacts,
  viewer: Viewer,
): Promise<AccountView['waiting']> {
  // What was open when it ended is closed in a moment, and needs nobody any more.
  const exceptions = isLive(account.state) ? await openExceptions(tx, [account.id]) : []
  const asks = await openAsksOf(tx, account.id)
  const concerns = await openConcernsOn(tx, account.id)
  const names = await peopleById(tx, [
    ...exceptions.map(({ ownerId }) => ownerId),
    ...asks.map(({ who }) => (/^[UW][A-Z0-9]+$/.test(who) ? who : null)),
  ])
  const name = (id: string | null) => (id ? (names.get(id)?.name ?? id) : 'nobody yet')
  const isOn =
    viewer.isAdministrator || stakeholders.some(({ userId }) => userId !== null && userId === viewer.person.userId)
  const raised = concerns.map(({ what, raisedAt, state, dueAt }) => {
    const day = shortDay(localDate(raisedAt, account.zone))
    const due = state === 'open' ? `, an answer is due ${momentIn(dueAt, viewer.zone)}` : ', answered'
    return isOn ? `${day}${due}: ${clip(what, LONGEST_LINE)}` : `${day}${due}`
  })
  return {
    exceptions: exceptions.map((one) => `${one.cause} ${one.action} (${name(one.ownerId)}, by ${shortDay(one.dueOn)})`),
    asks: asks.map(({ what, who, dueOn }) => `${name(who)}, by ${shortDay(dueOn)}: ${clip(what, LONGEST_LINE)}`),
    concerns: raised,
  }
}

const LONGEST_LINE = 200

const spanOf = ({ startsOn, endsOn }: Stakeholder): string =>
  endsOn && endsOn !== startsOn ? `${shortDay(startsOn)} to ${shortDay(endsOn)}` : shortDay(startsOn)

/** How long the buyer has been waiting to hear from us; null once all has ended. */
function silenceInWords({ state, lastWordAt, zone }: AccountFacts['account'], now: Date): string | null {
  if (state === 'ended') return null
  const today = localDate(now, zone)
  const ago = (day: string) => {
    const days = daysBetween(day, today)
    return days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  }
  if (lastWordAt) return `The buyer last heard from us ${ago(localDate(lastWordAt, zone))}.`
  return 'The buyer has not heard from us yet.'
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const listed = new Intl.ListFormat('en-GB')

function answeringInWords(names: string[], state: string): string {
  if (names.length > 0) return `Each week ${listed.format(names)} ${names.length === 1 ? 'answers' : 'answer'}`
  return ['active', 'go_live_cover', 'steady'].includes(state)
    ? 'Nobody answers each week: please name somebody'
    : 'Nobody is asked at present'
}

/** Begins the weekly update of an account that has everything it needs. @returns what happens now. */
export async function startAccount(tx: Tx, userId: string, accountId: string): Promise<string> {
  const facts = await factsOf(tx, accountId)
  const { account, stakeholders } = facts
  await assertMaySteer(tx, userId, facts)
  if (account.state !== 'not_started')
    throw new Refusal(`The weekly update of ${account.called} has been started already.`)
  const missing = missingForActive(account, stakeholders)
  if (missing.length > 0) throw new Refusal(`${account.called} still needs ${missing.join(', ')}.`)
  await changeState(tx, account, { state: 'active' }, userId)
  await watchStates(tx, [{ ...facts, account: { ...account, state: 'active' } }])
  const round = await planNextRound(tx, accountId)
  if (!round) throw new Refusal('No coming week can be met with this cadence. Please open Cadence; it says why.')
  const there = (instant: Date, zone: string) => `${momentIn(instant, zone)} (${zoneName(zone)})`
  const published = there(round.publishAt, account.publishZone ?? account.zone)
  return `The weekly update of ${account.called} has started. Answers close ${there(round.closeAt, account.zone)}; the first update is published ${published}.`
}
