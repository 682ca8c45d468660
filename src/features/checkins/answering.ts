import { drawForm, type FormMetadata, fieldId } from '#blocks/checkinForm.ts'
import { drawRepeatForm } from '#blocks/checkinRepeat.ts'
import { drawLateThanks } from '#blocks/checkins.ts'
import type { Modal } from '#blocks/kit.ts'
import { record } from '#features/accounts/flow.ts'
import { holderOf } from '#features/accounts/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { freshenHome } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { findAnswer, findNote, saveAnswer } from './answers.ts'
import { deadlineWords, ownerName, type Standing, standingOf, zoneOf } from './asking.ts'
import { checkEntry } from './checking.ts'
import { answerOf, asKnownNow, firstEntry, sentEntry } from './entry.ts'
import { noticeWhoIsLeft } from './left.ts'
import { type Entry, type Noted, repeatAnswer, type Said, type Trouble } from './model.ts'
import { redrawMessages } from './reminding.ts'
import type { Checkin } from './store.ts'
import * as store from './store.ts'

/** The form, with everything known in it, or as this person sent it. */
export async function openCheckin(tx: Tx, userId: string, roundId: string): Promise<Modal> {
  const checkin = await ownCheckin(tx, userId, roundId)
  const standing = await standingOf(tx, checkin)
  await refuseStrangers(tx, checkin, standing)
  const note = standing.last ? await findNote(tx.db, standing.last.checkinId) : null
  const fresh = firstEntry(standing.form, standing.last && { answer: standing.last, note })
  return drawForm(await viewOf(tx, checkin, standing, (await sentBefore(tx, checkin, standing)) ?? fresh))
}

/** The one line of "Nothing changed". */
export async function openRepeat(tx: Tx, userId: string, roundId: string): Promise<Modal> {
  const checkin = await ownCheckin(tx, userId, roundId)
  const standing = await standingOf(tx, checkin)
  await refuseStrangers(tx, checkin, standing)
  refuseRepeat(checkin, standing, checkin.roundState === 'open')
  const closes = await closesFor(tx, checkin, standing)
  const fortnightly = standing.form.fortnightly === true
  return drawRepeatForm({ roundId, version: checkin.version, accountName: checkin.accountName, closes, fortnightly })
}

/** Keeps what somebody sent. @returns a form to look at, where it did not simply go well. */
export async function submitCheckin(
  tx: Tx,
  userId: string,
  form: FormMetadata,
  sent: Entry,
): Promise<Modal | undefined> {
  await lock(tx.db, 'checkins', userId)
  const open = await store.holdRoundOpen(tx.db, form.roundId)
  const checkin = await ownCheckin(tx, userId, form.roundId)
  const standing = await standingOf(tx, checkin, form)
  await refuseStrangers(tx, checkin, standing)
  const entry = asKnownNow(sent, standing.form, form)
  const troubles = checkEntry(entry, standing.form)
  if (checkin.version === form.version) {
    refuse(troubles)
    return keep(tx, checkin, standing, { ...answerOf(entry, standing.form), open })
  }
  const meanwhile = (await sentBefore(tx, checkin, standing))!
  // The same form sent twice, as a double click does.
  if (troubles.length === 0 && isSame(meanwhile, answerOf(entry, standing.form), standing))
    return open ? undefined : thankLate(tx, checkin, standing, form.version > 0)
  return drawForm({ ...(await viewOf(tx, checkin, standing, entry)), meanwhile })
}

function isSame(meanwhile: Entry, { said, noted }: { said: Said; noted: Noted }, { form }: Standing): boolean {
  return JSON.stringify(sentEntry(form, { answer: said, note: noted })) === JSON.stringify(meanwhile)
}

/** Keeps last week's answer again, with what comes next. */
export async function submitRepeat(
  tx: Tx,
  userId: string,
  form: FormMetadata,
  nextStep: string,
): Promise<Modal | undefined> {
  await lock(tx.db, 'checkins', userId)
  const open = await store.holdRoundOpen(tx.db, form.roundId)
  const checkin = await ownCheckin(tx, userId, form.roundId)
  const standing = await standingOf(tx, checkin)
  await refuseStrangers(tx, checkin, standing)
  const repeated = standing.last && (await repeatedIn(tx, standing.last, standing, nextStep))
  const meanwhile = checkin.version > form.version ? await sentBefore(tx, checkin, standing) : undefined
  if (meanwhile && repeated && isSame(meanwhile, repeated, standing)) return undefined
  refuseRepeat(checkin, standing, open)
  return keep(tx, checkin, standing, { ...repeated!, open })
}

async function repeatedIn(tx: Tx, last: NonNullable<Standing['last']>, { form }: Standing, nextStep: string) {
  const before = await findNote(tx.db, last.checkinId)
  const noted: Noted = { confidence: before?.confidence ?? null, note: null, ownerOnly: false }
  return { said: repeatAnswer(last, nextStep, form.unsent), noted }
}

async function keep(
  tx: Tx,
  checkin: Checkin,
  standing: Standing,
  { said, noted, open }: { said: Said; noted: Noted; open: boolean },
): Promise<Modal | undefined> {
  const { id, roundId, accountId, userId, version, state } = checkin
  if (!(await saveAnswer(tx.db, checkin, said, noted, { now: tx.now, late: !open }))) {
    throw new Error(`Check-in ${id} changed under the lock of its person`)
  }
  const action = state === 'answered' ? 'checkin.edited' : 'checkin.answered'
  await record(tx, { accountId, actor: userId, action, detail: { roundId, version: version + 1, late: !open } })
  await redrawMessages(tx, checkin)
  await noticeWhoIsLeft(tx, checkin)
  const owner = holderOf(standing.facts.stakeholders, 'owner')?.userId
  if (owner) await freshenHome(tx, owner)
  if (open) return void (await tellOfDates(tx, checkin, said))
  await tellOfLateAnswer(tx, checkin)
  return thankLate(tx, checkin, standing, state === 'answered')
}

async function thankLate(tx: Tx, checkin: Checkin, { facts }: Standing, isChange: boolean): Promise<Modal> {
  const state = isChange ? 'answered' : 'expected'
  return drawLateThanks(`Thank you. ${await lateSentence(tx, { ...checkin, state }, facts)}`)
}

/** What the buyer may have to hear before the next update is looked at, also where an edited answer no longer says it. */
async function tellOfDates(tx: Tx, { roundId, userId, version }: Checkin, { forecasts, reached }: Said): Promise<void> {
  if (version === 0 && forecasts.length === 0 && reached.length === 0) return
  const key = `alerts.answer:${roundId}:${userId}:${version + 1}`
  await schedule(tx, { kind: 'alerts.answer', key, subject: { roundId }, dueAt: tx.now })
}

/** Whoever reviews the round learns of it, and of each change. */
const tellOfLateAnswer = (tx: Tx, { roundId, userId, version }: Checkin): Promise<void> =>
  schedule(tx, {
    kind: 'digests.late_answer',
    key: `late_answer:${roundId}:${userId}:${version + 1}`,
    subject: { roundId },
    dueAt: tx.now,
  })

async function ownCheckin(tx: Tx, userId: string, roundId: string): Promise<Checkin> {
  const checkin = await store.findCheckin(tx.db, roundId, userId)
  if (!checkin) throw new Refusal('Somebody else was asked here. Only the person asked can answer a check-in.')
  // Who was away may still say something; who was taken off the account may not.
  if (checkin.state === 'excused' && !checkin.awayUntil)
    throw new Refusal(`You are not asked about ${checkin.accountName} this week.`)
  return checkin
}

async function sentBefore(tx: Tx, checkin: Checkin, { form }: Standing): Promise<Entry | undefined> {
  const answer = checkin.version > 0 ? await findAnswer(tx.db, checkin.id) : undefined
  return answer && sentEntry(form, { answer, note: await findNote(tx.db, checkin.id) })
}

async function viewOf(tx: Tx, checkin: Checkin, standing: Standing, entry: Entry) {
  const { roundId, version, roundState } = checkin
  const closes = await closesFor(tx, checkin, standing)
  const late = roundState === 'open' ? null : await lateSentence(tx, checkin, standing.facts)
  return { roundId, version, facts: standing.form, entry, closes, late }
}

const closesFor = async (tx: Tx, { closeAt, userId }: Checkin, { facts }: Standing): Promise<string> =>
  deadlineWords(closeAt, tx.now, await zoneOf(tx, userId, facts))

async function lateSentence(tx: Tx, { closeAt, userId, state }: Checkin, facts: Standing['facts']): Promise<string> {
  const closes = deadlineWords(closeAt, tx.now, await zoneOf(tx, userId, facts))
  const what = state === 'answered' ? 'change' : 'answer'
  return `This week closed on ${closes}. Your ${what} goes to ${await ownerName(tx, facts)}, who decides what becomes of it.`
}

async function refuseStrangers(tx: Tx, { userId, accountName }: Checkin, { facts, isOver }: Standing): Promise<void> {
  if (isOver)
    throw new Refusal('A later week has closed since. Please say it in this week’s check-in, on the Home tab.')
  if (facts.stakeholders.some((one) => one.userId === userId)) return
  const owner = await ownerName(tx, facts)
  throw new Refusal(`You do not answer for ${accountName} any more. Please tell ${owner} directly.`)
}

function refuseRepeat(checkin: Checkin, { mayRepeat }: Standing, open: boolean): void {
  if (checkin.state === 'answered')
    throw new Refusal(`You have answered for ${checkin.accountName} already. “Edit” shows your answer.`)
  if (!open) throw new Refusal('This week is closed. Please use “Check in”: a late answer needs this week’s words.')
  if (!mayRepeat)
    throw new Refusal(
      '“Nothing changed” is for a week after one that was on track, and not twice in a row. Please use “Check in”.',
    )
}

function refuse(troubles: Trouble[]): void {
  const first = troubles[0]
  if (!first) return
  const errors = Object.fromEntries(troubles.map(({ field, sentence }) => [fieldId(field), sentence]))
  throw new Refusal(first.sentence, fieldId(first.field), errors)
}
