import { type AccountView, drawAccountView } from '#blocks/account.ts'
import { updateLine, zoneName } from '#blocks/cadence.ts'
import { harmless, type Modal } from '#blocks/kit.ts'
import { changeAccount, factsOf, searchAccounts } from '#features/accounts/flow.ts'
import {
  type AccountFacts,
  missingForActive,
  ROLE_NAMES,
  ROLES,
  type SuccessCriterion,
  whoAnswers,
} from '#features/accounts/model.ts'
import { planNextRound } from '#features/checkins/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Person } from '#features/installations/model.ts'
import { assertMaySteer, cadenceInWords, comingUpdates } from '#features/rounds/flow.ts'
import { momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { standingOf } from './accounts.ts'
import {
  accountInWords,
  forecastInWords,
  type Standing,
  stateInWords,
  statusInWords,
  transitionsInWords,
} from './model.ts'
import { assertVendor } from './viewer.ts'

/** One account, for anybody on the vendor's side. */
export async function openAccount(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  await assertVendor(tx, userId)
  const facts = await factsOf(tx, accountId)
  const standing = await standingOf(tx, facts)
  const names = await peopleById(
    tx,
    facts.stakeholders.map((one) => one.userId),
  )
  return drawAccountView(await viewOf(tx, facts, standing, names))
}

async function viewOf(
  tx: Tx,
  facts: AccountFacts,
  standing: Standing,
  names: Map<string, Person>,
): Promise<AccountView> {
  const { account, stakeholders, milestones, criteria } = facts
  const nameOf = (userId: string | null, name: string | null) => (userId ? names.get(userId)?.name : name) ?? 'somebody'
  const byRole = stakeholders.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role))
  return {
    accountId: account.id,
    name: account.name,
    summary: [account.title, stateInWords(account), statusInWords(standing.last)].filter(Boolean).join(' · '),
    transitions: transitionsInWords(standing),
    people: byRole.map(({ role, userId, name }) => ({ role: capital(ROLE_NAMES[role]), name: nameOf(userId, name) })),
    whoAnswers: answeringInWords(
      whoAnswers(account.state, stakeholders).map((id) => nameOf(id, null)),
      account.state,
    ),
    buyerChannel: account.buyerChannel,
    buyerEmail: account.buyerEmail,
    teamChannel: account.teamChannel,
    cadence: cadenceInWords(account),
    comingUpdates: (await comingUpdates(tx, facts)).map(updateLine),
    milestones: milestones.map((one) => `${one.name}: ${forecastInWords(one, account)}`),
    criteria: criteria.map(criterionInWords),
    scopeUrl: account.scopeUrl,
    missing: account.state === 'not_started' ? missingForActive(account, stakeholders) : null,
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function answeringInWords(names: string[], state: string): string {
  if (names.length > 0) return `Each week ${names.join(', ')} ${names.length === 1 ? 'answers' : 'answer'}`
  return ['active', 'go_live_cover', 'steady'].includes(state)
    ? 'Nobody answers each week: please name somebody'
    : 'Nobody is asked at present'
}

function criterionInWords({ name, unit, startValue, currentValue, targetValue }: SuccessCriterion): string {
  const value = (figure: number) =>
    unit === '%' ? `${figure} %` : [figure, unit].filter((part) => part !== '').join(' ')
  const now = currentValue === null ? 'not measured yet' : `now ${value(currentValue)}`
  return `${name}: ${value(startValue)} at the start, ${now}, target ${value(targetValue)}`
}

/** Begins the weekly update of an account that has everything it needs. @returns what happens now. */
export async function startAccount(tx: Tx, userId: string, accountId: string): Promise<string> {
  const facts = await factsOf(tx, accountId)
  const { account, stakeholders } = facts
  await assertMaySteer(tx, userId, facts)
  if (account.state !== 'not_started')
    throw new Refusal(`The weekly update of ${account.name} has been started already.`)
  const missing = missingForActive(account, stakeholders)
  if (missing.length > 0) throw new Refusal(`${account.name} still needs ${missing.join(', ')}.`)
  await changeAccount(tx, accountId, { state: 'active' }, userId)
  const round = await planNextRound(tx, accountId)
  if (!round) throw new Refusal('No coming week can be met with this cadence. Please open Cadence; it says why.')
  const there = (instant: Date, zone: string) => `${momentIn(instant, zone)} (${zoneName(zone)})`
  const published = there(round.publishAt, account.publishZone ?? account.zone)
  return `The weekly update of ${account.name} has started. Answers close ${there(round.closeAt, account.zone)}; the first update is published ${published}.`
}

/** A line for each account on which somebody has a role, as text for Slack. */
export async function statusText(tx: Tx, userId: string): Promise<string> {
  const { held } = await assertVendor(tx, userId)
  if (held.length === 0)
    return 'You are not on an account yet. `/throughline account` and a part of a name shows any account.'
  const rows: string[] = []
  for (const facts of held.slice(0, MOST_ROWS)) rows.push(await statusRow(tx, facts))
  const left = held.length - rows.length
  return [
    ...rows,
    ...(left > 0 ? [`And ${left} more: \`/throughline account\` and a part of the name shows each.`] : []),
  ].join('\n')
}

const MOST_ROWS = 30

async function statusRow(tx: Tx, facts: AccountFacts): Promise<string> {
  return `*${harmless(facts.account.name)}*: ${harmless(accountInWords(facts, await standingOf(tx, facts)).join(' · '))}`
}

/** The account whose name a text is a part of, as a form; a sentence where none or several are meant. */
export async function findAccount(tx: Tx, userId: string, text: string): Promise<Modal | string> {
  await assertVendor(tx, userId)
  if (text === '') return 'Please add a part of the account’s name: `/throughline account calder`'
  const found = await searchAccounts(tx, text)
  const exact = found.filter(({ name, key }) => [name, key].some((own) => own.toLowerCase() === text.toLowerCase()))
  const [account] = exact.length === 1 ? exact : found
  if (!account) return `No account has “${harmless(text)}” in its name. A shorter part may find it.`
  if (found.length === 1 || exact.length === 1) return openAccount(tx, userId, account.id)
  const names = found.slice(0, 10).map(({ name, title }) => `• ${harmless(title ? `${name} (${title})` : name)}`)
  const left = found.length - names.length
  return [
    'Several accounts fit; please type more of the name:',
    ...names,
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join('\n')
}
