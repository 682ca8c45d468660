import {
  correctionMessage,
  correctionModal,
  MOST_FACTS,
  postCorrectionModal,
  readCorrection,
  suggestion,
  WORDS,
} from '#blocks/corrections.ts'
import { readTold, toldField } from '#blocks/digestReading.ts'
import type { Values } from '#blocks/inputs.ts'
import { headed, type Modal } from '#blocks/kit.ts'
import { correctionSubject, noteLetter } from '#blocks/letters.ts'
import {
  factsOf,
  noteForecast,
  noteMeasure,
  noteReached,
  noteWord,
  record,
  wasJustDone,
} from '#features/accounts/flow.ts'
import { tellBuyer } from '#features/letters/flow.ts'
import { closeAsks, raiseAsk } from '#features/promises/flow.ts'
import { localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { inBrief } from './brief.ts'
import { compile, namedOf } from './compile.ts'
import { namesOf } from './gather.ts'
import { lateKey, waitingFor } from './holding.ts'
import { materialWith } from './late.ts'
import { type Draft, findDraft, saveDraft, updatePosted } from './lateStore.ts'
import type { Material } from './material.ts'
import type { Digest, Fact, ToldQuestion } from './model.ts'
import { questionsOf } from './naming.ts'
import { sayInside, sayToBuyer } from './posting.ts'
import { digestKey, redrawReview, reportFor } from './review.ts'
import { findAfter, keepText, type Report, updateReport } from './store.ts'
import { decideOn, type Undecided, undecidedOf } from './undecided.ts'

/** What the answers that came late would change, and what they make known that was not said in time. */
async function changesBy(tx: Tx, report: Report, late: Undecided[]) {
  const material = await materialWith(tx, report, late)
  const { digest, facts } = factsIn(material)
  const before = factsIn(await materialWith(tx, report, [])).facts.map((fact) => JSON.stringify(fact))
  const news = facts.filter((fact) => !before.includes(JSON.stringify(fact)))
  return { digest, facts: news.slice(0, MOST_FACTS), named: namedOf(material) }
}

function factsIn(material: Material): { digest: Digest; facts: Fact[] } {
  const { digest, internal } = compile(material)
  const names = new Map(material.milestones.map(({ id, name }) => [id, name]))
  const dated = (kind: 'forecast' | 'reached', { milestoneId, on }: { milestoneId: string; on: string }): Fact => ({
    kind,
    milestoneId,
    on,
    name: names.get(milestoneId) ?? 'The milestone',
  })
  const measured = material.criteria.find(({ id }) => id === internal.measure?.criterionId)
  const facts: Fact[] = [
    ...internal.forecasts.map((forecast) => dated('forecast', forecast)),
    ...internal.reached.map((reached) => dated('reached', reached)),
    ...(measured && internal.measure && measured.currentValue !== internal.measure.value
      ? [{ kind: 'measure' as const, ...internal.measure, name: measured.name }]
      : []),
    ...digest.asks
      .filter(({ askId }) => askId === null)
      .map(({ what, who, dueOn }) => ({ kind: 'ask' as const, what, who, dueOn })),
    ...material.openAsks
      .filter(({ id }) => internal.asksDone.includes(id))
      .map(({ id, what }) => ({ kind: 'done' as const, askId: id, what })),
  ]
  return { digest, facts }
}

async function publishedFor(tx: Tx, userId: string, digestId: string, lock = false) {
  const report = await reportFor(tx, userId, digestId, lock)
  if (report.state !== 'published') throw new Refusal('This update is not published yet: you can still change it.')
  const facts = await factsOf(tx, report.accountId)
  if (await waitingFor(tx, facts))
    throw new Refusal('Nothing can be posted for this account now, so nothing can be corrected.')
  const after = (await findAfter(tx.db, report))?.publishOn
  if (after)
    throw new Refusal(
      `The week after has closed, so what came late to this update comes with the one of ${shortDay(after)}. Please decide there.`,
    )
  const late = await undecidedOf(tx, report)
  if (late.length === 0) throw new Refusal('This was decided already. Nothing waits here any more.')
  return { report, late, facts, today: localDate(tx.now, facts.account.publishZone ?? facts.account.zone) }
}

/** The form in which a correction is put in words, begun with what the late answers change. */
export async function openCorrection(tx: Tx, userId: string, digestId: string): Promise<Modal> {
  const { report, late, facts, today } = await publishedFor(tx, userId, digestId)
  const changes = await changesBy(tx, report, late)
  const draft = await findDraft(tx.db, digestId)
  const current = draft && isAbout(draft, late) ? draft : undefined
  const people = await namesOf(
    tx,
    facts,
    late.map(({ answer }) => answer.userId),
  )
  const form = correctionModal({
    digestId,
    late: late.map(({ answer }) => ({ name: people.get(answer.userId) ?? answer.userId, text: inBrief(answer) })),
    words: current?.text ?? suggestion(report.compiled ?? report.content, changes.digest),
    facts: changes.facts,
    ticked: current?.facts ?? changes.facts,
    on: today,
  })
  return headed(form, report.apart)
}

const isAbout = ({ answers }: Draft, late: Undecided[]): boolean =>
  answers.length === late.length && late.every(({ mark }) => answers.some((answer) => answer.mark === mark))

/** Keeps the words, and shows what will stand in the channel. */
export async function previewCorrection(tx: Tx, userId: string, digestId: string, values: Values): Promise<Modal> {
  const { report, late, today } = await publishedFor(tx, userId, digestId, true)
  const { facts: known } = await changesBy(tx, report, late)
  const { words, facts } = readCorrection(values, known)
  if (!words) throw new Refusal('Please say what is to be corrected.', WORDS)
  const answers = late.map(({ answer, mark }) => ({ userId: answer.userId, mark }))
  const draft = await saveDraft(tx.db, { digestId, text: words, facts, answers, saidOn: today }, userId)
  return showDraft(tx, report, late, draft)
}

async function showDraft(tx: Tx, report: Report, late: Undecided[], draft: Draft): Promise<Modal> {
  const { digestId, version } = draft
  return postCorrectionModal(
    withCorrection(report.content, draft),
    { digestId, version },
    await toldFirst(tx, report, late, draft),
  )
}

const withCorrection = (content: Digest, { saidOn, text }: Draft): Digest => ({
  ...content,
  corrections: [...content.corrections, { on: saidOn, text }],
})

/** Whom a correction concerns: whoever is asked something, hears of a delay, or is named in it for the first time. */
async function toldFirst(tx: Tx, report: Report, late: Undecided[], draft: Draft): Promise<ToldQuestion[]> {
  const { digest, named } = await changesBy(tx, report, late)
  const chosen = draft.facts.filter((fact) => fact.kind === 'ask')
  const said: Digest = {
    ...digest,
    ...{ decisionsAhead: [], decisionsMade: [], progress: [], difficulties: [], whyMoved: [], next: [] },
    reason: draft.text,
    satisfaction: { ...digest.satisfaction, heard: [] },
    ...(draft.facts.some(({ kind }) => kind === 'forecast') ? {} : { goLive: null, milestones: [] }),
    asks: chosen.map(({ what, who, dueOn }) => ({ askId: null, what, who, dueOn })),
  }
  return questionsOf(said, named).filter(({ key }) => !report.told[key])
}

/**
 * Posts a correction as it was shown. What the buyer has read stays; the correction stands above it and as a reply.
 * @returns a form to look at where something else would be posted than what was shown.
 */
export async function postCorrection(
  tx: Tx,
  userId: string,
  shown: { digestId: string; version: number },
  values: Values,
): Promise<Modal | undefined> {
  if (await isPosted(tx, userId, shown)) return undefined
  const { report, late, facts, today } = await publishedFor(tx, userId, shown.digestId, true)
  const draft = await findDraft(tx.db, shown.digestId)
  if (!draft || draft.version !== shown.version || !isAbout(draft, late))
    throw new Refusal('Something changed since you read it. Please open the correction again, and post it then.')
  if (draft.saidOn !== today) return showDraft(tx, report, late, await redated(tx, userId, draft, today))
  const asked = await toldFirst(tx, report, late, draft)
  const ticked = readTold(values, asked)
  const open = asked.findIndex(({ key }) => !ticked.includes(key))
  if (open >= 0) throw new Refusal(`Please tell ${asked[open]!.who} first, and tick it here.`, toldField(open))
  const content = withCorrection(report.content, draft)
  const version = report.version + 1
  const told = { ...report.told, ...Object.fromEntries(ticked.map((key) => [key, userId])) }
  await updateReport(tx.db, report.id, { content, version, told })
  await keepText(tx.db, { digestId: report.id, version, content, writtenBy: userId, writtenAt: tx.now })
  await updatePosted(tx.db, draft.id, { userId, now: tx.now })
  await decideOn(tx, userId, report, late, 'corrected')
  await record(tx, {
    accountId: report.accountId,
    actor: userId,
    action: 'digest.corrected',
    detail: { digestId: report.id, correctionId: draft.id, shown: shown.version },
  })
  await makeKnown(tx, report, draft.facts, today)
  const corrected = { ...report, content, version }
  await sayToBuyer(tx, corrected, facts)
  const message = correctionMessage(content)
  await tellBuyer(tx, facts, {
    key: `correction:${draft.id}`,
    kind: 'correction',
    message,
    letter: noteLetter(correctionSubject(content, draft.saidOn), message),
    threadKey: report.lateNoteAt ? lateKey(report.roundId) : digestKey(report.roundId),
  })
  await sayInside(tx, corrected, facts)
  await noteWord(tx, report.accountId)
  await redrawReview(tx, corrected)
  return undefined
}

/** Sent again, as the answer came too late: nothing waits any more. */
async function isPosted(tx: Tx, userId: string, shown: { digestId: string; version: number }): Promise<boolean> {
  const report = await reportFor(tx, userId, shown.digestId, true)
  const detail = { digestId: report.id, shown: shown.version }
  const { accountId } = report
  const done = await wasJustDone(tx, { accountId, actor: userId, action: 'digest.corrected', detail })
  return done && (await undecidedOf(tx, report)).length === 0
}

const redated = (tx: Tx, userId: string, { id: _, version: __, ...draft }: Draft, today: string): Promise<Draft> =>
  saveDraft(tx.db, { ...draft, saidOn: today }, userId)

/** What was said becomes what we know, as with publishing. */
async function makeKnown(tx: Tx, report: Report, facts: Fact[], today: string): Promise<void> {
  const { accountId, roundId } = report
  for (const fact of facts) {
    if (fact.kind === 'forecast') await noteForecast(tx, fact.milestoneId, fact.on)
    else if (fact.kind === 'reached') await noteReached(tx, fact.milestoneId, fact.on)
    else if (fact.kind === 'measure') await noteMeasure(tx, fact.criterionId, fact.value)
    else if (fact.kind === 'done') await closeAsks(tx, accountId, [fact.askId], today)
    else await raiseAsk(tx, { accountId, roundId, what: fact.what, who: fact.who, dueOn: fact.dueOn })
  }
}
