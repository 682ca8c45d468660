import { factsOfThese } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { type Digest, type Internal, readDigest } from '#features/digests/model.ts'
import { COLUMNS, writtenAs } from '#features/imports/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import {
  ANSWER_COLUMNS,
  CUSTOMER_COLUMNS,
  type Exported,
  INTERNAL_COLUMNS,
  type Page,
  type Place,
  type Request,
} from './model.ts'
import * as store from './store.ts'

/** The columns of a table, in their order. */
export function columnsOf({ subject, customer }: Request): readonly string[] {
  if (subject === 'accounts') return COLUMNS
  if (subject === 'answers') return ANSWER_COLUMNS
  return customer ? CUSTOMER_COLUMNS : [...CUSTOMER_COLUMNS, ...INTERNAL_COLUMNS]
}

/** @throws Refusal where no account has this key. */
export async function accountOfKey(tx: Tx, key: string): Promise<string> {
  const id = await store.findAccountId(tx.db, key)
  if (!id) throw new Refusal(`There is no account with the key “${key}”.`)
  return id
}

/** The next rows behind a place; the first ones without. `written`: accounts as an import reads them, else with all parts. */
export async function readPage(tx: Tx, request: Request, after: Place | null, written: boolean): Promise<Page> {
  if (request.subject === 'accounts') return accountsPage(tx, request, after, written)
  return request.subject === 'answers' ? answersPage(tx, request, after) : digestsPage(tx, request, after)
}

async function accountsPage(tx: Tx, request: Request, after: Place | null, written: boolean): Promise<Page> {
  const ids = await store.listAccountIds(tx.db, request, after)
  const facts = await factsOfThese(
    tx,
    ids.map(({ id }) => id),
  )
  const byId = new Map(facts.map((one) => [one.account.id, one]))
  const rows = ids.flatMap(({ id }) => {
    const one = byId.get(id)
    return one ? [written ? writtenAs(one) : accountInParts(one)] : []
  })
  return { rows, next: placeAfter(ids.map(({ key }) => ({ on: '', id: key }))) }
}

const placeAfter = (places: Place[]): Place | null => (places.length === store.PAGE ? places.at(-1)! : null)

function accountInParts(facts: AccountFacts): Exported {
  const { account, stakeholders, milestones, criteria } = facts
  const people = stakeholders.map(({ role, userId, name, email, startsOn }) => ({
    role,
    person: userId,
    name,
    email,
    since: startsOn,
  }))
  return {
    ...Object.fromEntries(
      Object.entries(writtenAs(facts)).map(([column, cell]) => [column, cell === '' ? null : cell]),
    ),
    ...Object.fromEntries(
      ['owner', 'leader', 'senior_buyer', 'primary_contact'].map((role) => [
        role,
        people.find((one) => one.role === role) ?? null,
      ]),
    ),
    working_days: account.workingDays as never,
    weekday: account.publishWeekday,
    every_weeks: account.everyWeeks,
    stakeholders: people,
    milestones: milestones.map(({ name, promisedOn, plannedOn, forecastOn, reachedOn, goLive }) => ({
      name,
      promised_on: promisedOn,
      planned_on: plannedOn,
      forecast_on: forecastOn,
      reached_on: reachedOn,
      go_live: goLive,
    })),
    success_criteria: criteria.map(({ name, unit, startValue, currentValue, targetValue }) => ({
      name,
      unit,
      start: startValue,
      now: currentValue,
      target: targetValue,
    })),
    last_word_at: account.lastWordAt?.toISOString() ?? null,
  }
}

async function answersPage(tx: Tx, request: Request, after: Place | null): Promise<Page> {
  const rows = await store.listAnswers(tx.db, request, after)
  const milestones = await store.milestoneNames(tx.db, [...new Set(rows.map(({ accountId }) => accountId))])
  const names = await namesOf(
    tx,
    rows.flatMap(({ userId, ask }) => [userId, ask?.who ?? null]),
  )
  const dates = (list: { milestoneId: string; on: string }[]) =>
    list.map(({ milestoneId, on }) => `${milestones.get(milestoneId) ?? 'a milestone that is gone'}: ${on}`)
  const exported = rows.map(
    (row): Exported => ({
      account: row.key,
      account_name: row.account,
      publish_on: row.publishOn,
      week: row.number,
      person: row.userId,
      person_name: names(row.userId),
      answered_at: row.answeredAt?.toISOString() ?? null,
      edited_at: row.editedAt?.toISOString() ?? null,
      late: row.late,
      nothing_changed: row.nothingChanged,
      status: row.status,
      because: row.because,
      forecasts: dates(row.forecasts),
      reached: dates(row.reached),
      why_moved: row.whyMoved,
      progress: row.progress,
      hard: row.hard,
      doing: row.doing,
      ask: row.ask?.what ?? null,
      ask_of: row.ask ? names(row.ask.who) : null,
      ask_due_on: row.ask?.dueOn ?? null,
      asks_done: row.asksDone,
      decision: row.decision?.kind ?? null,
      decision_text: row.decision?.text ?? null,
      decision_of: row.decision?.who ?? null,
      decision_due_on: row.decision?.dueOn ?? null,
      satisfaction: row.satisfaction,
      heard: row.heard,
      next_step: row.nextStep,
      criterion: row.criterion,
      criterion_value: row.criterionValue,
      internal_confidence: row.confidence,
      // Whoever wrote it for the owner alone was promised that.
      internal_note: row.ownerOnly ? null : row.note,
      internal_owner_only: row.ownerOnly ?? false,
    }),
  )
  return { rows: exported, next: placeAfter(rows.map(({ publishOn, id }) => ({ on: publishOn, id }))) }
}

/** Names by user id; what is no user id is a name itself. */
async function namesOf(tx: Tx, who: (string | null)[]): Promise<(one: string) => string> {
  const people = await peopleById(tx, who)
  return (one) => people.get(one)?.name ?? one
}

async function digestsPage(tx: Tx, request: Request, after: Place | null): Promise<Page> {
  const rows = await store.listDigests(tx.db, request, after)
  const exported = rows.map((row): Exported => {
    const read = asTheBuyerReads(row, readDigest(row.content))
    return request.customer ? read : { ...read, ...asTheVendorReads(row) }
  })
  return { rows: exported, next: placeAfter(rows.map(({ publishOn, id }) => ({ on: publishOn, id }))) }
}

/** Field by field, so that nothing internal can come along. */
function asTheBuyerReads(row: store.DigestRow, digest: Digest): Exported {
  const { goLive, criterion } = digest
  return {
    account: row.key,
    account_name: digest.account,
    title: digest.title,
    publish_on: row.publishOn,
    week: digest.week,
    published_at: row.publishedAt?.toISOString() ?? null,
    status: digest.status,
    reason: digest.reason,
    go_live: goLive?.name ?? null,
    go_live_promised_on: goLive?.promisedOn ?? null,
    go_live_forecast_on: goLive?.forecastOn ?? null,
    go_live_reached_on: goLive?.reachedOn ?? null,
    go_live_slip_days: goLive?.slipDays ?? null,
    asks: digest.asks.map(({ what, who, dueOn }) => `${what} (${who}, by ${dueOn})`),
    decisions_ahead: digest.decisionsAhead,
    decisions_made: digest.decisionsMade,
    criterion: criterion?.name ?? null,
    criterion_start: criterion?.start ?? null,
    criterion_now: criterion?.current ?? null,
    criterion_target: criterion?.target ?? null,
    criterion_unit: criterion?.unit ?? null,
    progress: digest.progress,
    difficulties: digest.difficulties,
    milestones: digest.milestones.map(
      ({ name, promisedOn, forecastOn, reachedOn }) =>
        `${name}: promised ${promisedOn}, ${reachedOn ? `reached ${reachedOn}` : `forecast ${forecastOn}`}`,
    ),
    why_moved: digest.whyMoved,
    satisfaction: digest.satisfaction.now,
    satisfaction_before: digest.satisfaction.before,
    heard: digest.satisfaction.heard,
    people: digest.people,
    next: digest.next,
    next_update_on: digest.nextUpdateOn,
    contact: digest.contact,
    late_since: digest.lateSince,
    corrections: ((digest as { corrections?: { on: string; text: string }[] }).corrections ?? []).map(
      ({ on, text }) => `${on}: ${text}`,
    ),
  }
}

function asTheVendorReads(row: store.DigestRow): Exported {
  const internal = (row.internal ?? {}) as Partial<Internal>
  return {
    internal_state: row.state,
    internal_due_at: row.publishAt.toISOString(),
    internal_owner: row.ownerId,
    internal_approved_by: row.approvedBy,
    internal_approved_at: row.approvedAt?.toISOString() ?? null,
    internal_held_by: row.heldBy,
    internal_proposed_status: internal.proposed ?? null,
    internal_reasons: internal.reasons ?? [],
    internal_disagreement: internal.disagreement ?? [],
    internal_decided: internal.decided?.reason ?? null,
    internal_missing: internal.missing ?? [],
    internal_confidence: (internal.confidence ?? []).map(({ name, value }) => `${name}: ${value}`),
    internal_notes: (internal.notes ?? []).map(({ name, text }) => `${name}: ${text}`),
    internal_seen_by: row.seenBy,
    internal_rating: row.rating,
    internal_rating_comment: row.comment,
  }
}
