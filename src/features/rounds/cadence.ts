import {
  type CadenceForm,
  type ComingUpdate,
  drawCadence,
  drawKept,
  FIELD,
  type Preview,
  readCadence,
  WEEKDAYS,
  zoneName,
} from '#blocks/cadence.ts'
import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { changeAccount, factsOf } from '#features/accounts/flow.ts'
import type { Account, AccountFacts } from '#features/accounts/model.ts'
import { holderOf, missingForActive, whoAnswers } from '#features/accounts/model.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import { calendarOf, isZone, localDate, longDay, momentIn, shortDay, weekdayOf } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { cadenceOf, calendarsOf, ownerCalendar } from './calendars.ts'
import { type AskTimes, type NextRound, planAsk, previewDates } from './model.ts'
import { latestRounds, type Round } from './store.ts'

/** An account with the newest of its rounds: what its next date depends on. */
interface Situation extends AccountFacts {
  latest: Round | undefined
}

async function situationOf(tx: Tx, accountId: string): Promise<Situation> {
  const facts = await factsOf(tx, accountId)
  return { ...facts, latest: (await latestRounds(tx.db, accountId, 1))[0] }
}

/** @throws Refusal for anybody but the owner, the implementation lead and administrators. */
export async function assertMaySteer(tx: Tx, userId: string, { account, stakeholders }: AccountFacts): Promise<void> {
  const leads = stakeholders.filter(({ role }) => role === 'owner' || role === 'implementation_lead')
  if (leads.some((lead) => lead.userId === userId) || (await administratorsOf(tx)).includes(userId)) return
  const owner = holderOf(stakeholders, 'owner')?.userId
  const name = owner ? (await peopleById(tx, [owner])).get(owner)?.name : undefined
  const who = name ? `${name}, the owner of ${account.called}` : `the owner of ${account.called}`
  throw new Refusal(`Only ${who}, the implementation lead or an administrator can change this. Please ask one of them.`)
}

/** The form with what the account has now. */
export async function openCadence(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const situation = await situationOf(tx, accountId)
  await assertMaySteer(tx, userId, situation)
  return draw(tx, situation, formOf(situation.account))
}

/** The form with what stands in it now, and the dates that would come of it. */
export async function redrawCadence(tx: Tx, accountId: string, values: Values): Promise<Modal> {
  const situation = await situationOf(tx, accountId)
  return draw(tx, situation, readCadence(values, formOf(situation.account)))
}

async function draw(tx: Tx, situation: Situation, form: CadenceForm): Promise<Modal> {
  const { account, latest } = situation
  const plan = await planned(tx, situation, form)
  const preview: Preview = 'refused' in plan ? { sentence: plan.refused } : previewOf(plan.updates)
  const names = { accountId: account.id, accountName: account.called }
  return drawCadence({ ...names, form, mayChooseFirst: !latest, underWay: underWayOf(tx, account, latest), preview })
}

const previewOf = (updates: ComingUpdate[]): Preview =>
  updates.length > 0 ? { updates } : { sentence: 'Choose the first publishing date to see the next three updates.' }

/** Keeps a changed cadence. @returns what is shown in the form's place. @throws Refusal at the field that cannot be met. */
export async function keepCadence(tx: Tx, userId: string, accountId: string, values: Values): Promise<Modal> {
  const situation = await situationOf(tx, accountId)
  await assertMaySteer(tx, userId, situation)
  const { account, stakeholders, latest } = situation
  const form = readCadence(values, formOf(account))
  checkFirst(tx, form, account)
  const plan = await planned(tx, situation, form)
  if ('refused' in plan) throw new Refusal(plan.refused, plan.field)
  if (!latest && form.firstPublishOn !== account.firstPublishOn) checkInTime(form, plan.first)
  const change = changesOf(account, form)
  if (Object.keys(change).length > 0) await changeAccount(tx, accountId, change, userId)
  const from = plan.first ? `The next update by it is that of ${longDay(plan.first.publishOn)}.` : ''
  const sentence = ['Saved.', underWayOf(tx, account, latest) ?? '', from].filter(Boolean).join(' ')
  const missing = account.state === 'not_started' ? missingForActive({ ...account, ...change }, stakeholders) : null
  return drawKept({ accountId, accountName: account.called, sentence, updates: plan.updates, missing })
}

function checkFirst(tx: Tx, { firstPublishOn, weekday, publishZone }: CadenceForm, account: Account): void {
  if (!firstPublishOn || firstPublishOn === account.firstPublishOn) return
  if (firstPublishOn < localDate(tx.now, publishZone))
    throw new Refusal('Please choose a day that is still to come.', FIELD.firstPublishOn)
  if (weekdayOf(firstPublishOn) === weekday) return
  const [chosen, wanted] = [WEEKDAYS[weekdayOf(firstPublishOn) - 1], WEEKDAYS[weekday - 1]]
  throw new Refusal(
    `${shortDay(firstPublishOn)} is a ${chosen}. Please choose a ${wanted}, or publish on ${chosen}s.`,
    FIELD.firstPublishOn,
  )
}

function checkInTime({ firstPublishOn }: CadenceForm, first: NextRound | undefined): void {
  if (!first || first.nominalDate === firstPublishOn) return
  const day = shortDay(first.publishOn)
  throw new Refusal(
    `That leaves people less than a working day to answer. The first day that does is ${day}.`,
    FIELD.firstPublishOn,
  )
}

/** What an account's cadence is in the form's words. */
export function formOf(account: Account): CadenceForm {
  const { publishWeekday, everyWeeks, firstPublishOn, publishTime, publishZone, closeTime, zone, askTime } = account
  const times = { publishTime, publishZone: publishZone ?? zone, closeTime, zone, askTime }
  return { weekday: publishWeekday, everyWeeks, firstPublishOn, ...times }
}

/** Only what differs; a buyer in the account's zone needs no zone of their own. */
function changesOf(account: Account, form: CadenceForm): Partial<Omit<Account, 'id' | 'key'>> {
  const { weekday, ...rest } = form
  const wanted = {
    ...rest,
    publishWeekday: weekday,
    publishZone: form.publishZone === form.zone ? null : form.publishZone,
  }
  const differs = ([name, value]: [string, unknown]) => account[name as keyof Account] !== value
  return Object.fromEntries(Object.entries(wanted).filter(differs))
}

type Plan = { updates: ComingUpdate[]; first: NextRound | undefined } | { refused: string; field: string }

/** The next three updates by a form's cadence; none are shown while nobody has chosen the first date. */
async function planned(tx: Tx, situation: Situation, form: CadenceForm): Promise<Plan> {
  const { account, stakeholders, latest } = situation
  const broken = [FIELD.zone, FIELD.publishZone].find(
    (field) => !isZone(field === FIELD.zone ? form.zone : form.publishZone),
  )
  if (broken) return { refused: 'This is not a time zone we know.', field: broken }
  const firstPublishOn = form.firstPublishOn ?? localDate(tx.now, form.publishZone)
  const changed: Account = { ...account, ...changesOf(account, form), firstPublishOn }
  const cadence = cadenceOf(changed)
  const owner = await ownerCalendar(tx, { ...situation, account: changed })
  const dates = previewDates(cadence, tx.now, 3, latest?.publishOn ?? null, owner)
  if ('refused' in dates) {
    const field = dates.refused.startsWith('No close') ? FIELD.closeTime : FIELD.askTime
    return { refused: dates.refused.replace('this person', 'people'), field }
  }
  const asked = whoAnswers(account.state === 'not_started' ? 'active' : account.state, stakeholders)
  const stuck = await whoCannot(tx, changed, dates[0], asked)
  if (stuck) return { refused: stuck, field: FIELD.askTime }
  return form.firstPublishOn
    ? { updates: dates.map((date) => inWords(date, form)), first: dates[0] }
    : { updates: [], first: undefined }
}

/** The sentence about the first person whom the cadence leaves no time to answer. */
async function whoCannot(
  tx: Tx,
  account: Account,
  next: NextRound | undefined,
  userIds: string[],
): Promise<string | undefined> {
  if (!next) return undefined
  const people = await peopleById(tx, userIds)
  for (const [userId, calendar] of await calendarsOf(tx, account, userIds)) {
    const times = planAsk(account.askTime, next.closeAt, calendar)
    if ('refused' in times) return times.refused.replace('this person', people.get(userId)?.name ?? 'somebody')
  }
  return undefined
}

const inWords = ({ askAt, closeAt, publishAt, skipped }: NextRound & AskTimes, form: CadenceForm): ComingUpdate => ({
  asked: momentIn(askAt, form.zone),
  closed: momentIn(closeAt, form.zone),
  published: momentIn(publishAt, form.publishZone),
  skipped: skipped.map(({ reason }) => reason),
})

function underWayOf(tx: Tx, account: Account, latest: Round | undefined): string | null {
  if (!latest || latest.publishAt <= tx.now || !['open', 'closed'].includes(latest.state)) return null
  const publishing = momentIn(latest.publishAt, account.publishZone ?? account.zone)
  if (latest.state === 'closed') return `The update under way keeps its time: it is published ${publishing}.`
  return `The update under way keeps its times: it closes ${momentIn(latest.closeAt, account.zone)} and is published ${publishing}.`
}

/** The account's next updates, for whoever looks at it; none where no first date is agreed or none can be met. */
export async function comingUpdates(tx: Tx, facts: AccountFacts): Promise<ComingUpdate[]> {
  if (!facts.account.firstPublishOn) return []
  const latest = (await latestRounds(tx.db, facts.account.id, 1))[0]
  const plan = await planned(tx, { ...facts, latest }, formOf(facts.account))
  const underWay = latest && latest.publishAt > tx.now && ['open', 'closed'].includes(latest.state)
  const updates = 'refused' in plan ? [] : plan.updates
  return [...(underWay ? [ofRound(facts.account, latest)] : []), ...updates].slice(0, SHOWN)
}

const SHOWN = 3

/** The round under way, with the time at which somebody in the account's zone is asked for it. */
function ofRound(account: Account, { closeAt, publishAt }: Round): ComingUpdate {
  const times = planAsk(account.askTime, closeAt, calendarOf(account.zone, account.workingDays, account.country))
  return {
    asked: 'refused' in times ? 'at once' : momentIn(times.askAt, account.zone),
    closed: momentIn(closeAt, account.zone),
    published: momentIn(publishAt, account.publishZone ?? account.zone),
    skipped: [],
  }
}

/** 'Every Friday at 09:30 (London). Answers close at 15:00 (Berlin); people are asked at 09:00 where they are.' */
export function cadenceInWords(account: Account): string {
  const { weekday, everyWeeks, publishTime, publishZone, closeTime, zone, askTime } = formOf(account)
  const day = `Every ${everyWeeks === 2 ? 'second ' : ''}${WEEKDAYS[weekday - 1]}`
  const close = `Answers close at ${closeTime} (${zoneName(zone)}); people are asked at ${askTime} where they are.`
  return `${day} at ${publishTime} (${zoneName(publishZone)}). ${close}`
}
