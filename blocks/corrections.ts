import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest, Fact, MilestoneLine, ToldQuestion } from '#features/digests/model.ts'
import { inShort, lateness } from './dateWords.ts'
import { datedGoLive, ended, titleOf } from './digestHeadline.ts'
import { previewPages, toldQuestions } from './digestReading.ts'
import { choice, read, readTicks, textInput, tickInput, type Values } from './inputs.ts'
import { insideWordsNote, textsIn } from './insideWords.ts'
import { clip, harmless, header, lines, list, type Message, type Modal, modal, note } from './kit.ts'

export const CORRECTION_VIEW = 'digests.correction_view'
export const POST_CORRECTION_VIEW = 'digests.post_correction_view'
export const WORDS = 'words'
const FACTS = 'facts'
/** Ticks hold ten. */
export const MOST_FACTS = 10
/** It stands above everything else in a message of 10,000 characters. */
const LONGEST_CORRECTION = 1_500

/** What answers that came late change, in sentences to begin with. */
export function suggestion(before: Digest, now: Digest): string {
  const fresh = (of: (digest: Digest) => string[]) => of(now).filter((line) => !of(before).includes(line))
  const status =
    now.status === before.status ? [] : [`${STATUS_NAMES[now.status]}${now.reason ? `: ${now.reason}` : ''}`]
  const moved = now.goLive && now.goLive.forecastOn !== before.goLive?.forecastOn ? [datedGoLive(now.goLive)] : []
  const sentences = [
    ...status,
    ...moved,
    ...milestoneWords(before, now),
    ...fresh(({ progress }) => progress),
    ...fresh(({ difficulties }) => difficulties),
    ...fresh(({ decisionsMade }) => decisionsMade),
    ...fresh(({ decisionsAhead }) => decisionsAhead),
    ...fresh(({ asks }) => asks.map(({ who, what, dueOn }) => `${who}, by ${inShort(dueOn)}: ${what}`)),
    ...fresh(({ next }) => next.map((text) => `Next: ${text}`)),
  ]
  return clip(sentences.map(ended).join(' '), LONGEST_CORRECTION)
}

const isSame = (one: MilestoneLine, other: MilestoneLine): boolean =>
  one.name === other.name && one.forecastOn === other.forecastOn && one.reachedOn === other.reachedOn

function milestoneWords(before: Digest, now: Digest): string[] {
  return now.milestones
    .filter(({ name }) => name !== now.goLive?.name)
    .filter((line) => !before.milestones.some((other) => isSame(other, line)))
    .map(({ name, reachedOn, forecastOn, slipDays }) =>
      reachedOn
        ? `${name} was reached ${inShort(reachedOn)}`
        : `${name}: ${inShort(forecastOn)}, ${lateness(slipDays)}`,
    )
}

const factWords = (fact: Fact): string => {
  if (fact.kind === 'forecast') return `${fact.name}: ${inShort(fact.on)}`
  if (fact.kind === 'reached') return `${fact.name} reached ${inShort(fact.on)}`
  if (fact.kind === 'measure') return `${fact.name}: now ${fact.value}`
  if (fact.kind === 'ask') return `Ask of ${fact.who}, by ${inShort(fact.dueOn)}: ${fact.what}`
  return `Done: ${fact.what}`
}

export interface Drafting {
  digestId: string
  /** What came late, as it was answered. */
  late: { name: string; text: string }[]
  words: string
  facts: Fact[]
  /** Those to begin with. */
  ticked: Fact[]
  on: string
}

/** What the buyer is told about an update that they have read, and what is kept with it. */
export function correctionModal({ digestId, late, words, facts, ticked, on }: Drafting): Modal {
  const choices = facts.slice(0, MOST_FACTS).map((fact, index) => choice(String(index), factWords(fact)))
  const initial = facts.flatMap((fact, index) =>
    ticked.some((one) => factWords(one) === factWords(fact)) ? [String(index)] : [],
  )
  return modal(
    CORRECTION_VIEW,
    'Add as a correction',
    [
      list('Answered after the close', late.map(({ name, text }) => clip(`${name}: ${text}`, 1_000)).slice(0, 5)),
      header('The customer reads this'),
      textInput(WORDS, {
        label: `Correction, ${inShort(on)}:`,
        multiline: true,
        max: LONGEST_CORRECTION,
        initial: words,
        hint: 'It stands under the first line, marked as a correction, and as a reply under the update. What they have read stays as it is.',
      }),
      ...(choices.length > 0
        ? [
            header('Only we read this'),
            tickInput(FACTS, {
              label: 'Known from now on',
              hint: 'Dates, figures and asks that next week’s update begins with.',
              optional: true,
              choices,
              initial,
            }),
          ]
        : []),
    ],
    { submit: 'Look at it', metadata: digestId },
  )
}

export const readCorrection = (values: Values, facts: Fact[]): { words: string; facts: Fact[] } => ({
  words: (read(values, WORDS) ?? '').replace(/\s+/g, ' '),
  facts: readTicks(values, FACTS).flatMap((index) => facts[Number(index)] ?? []),
})

/** Exactly what will stand in the channel, and the questions before it does. */
export function postCorrectionModal(
  corrected: Digest,
  draft: { digestId: string; version: number },
  questions: ToldQuestion[],
): Modal {
  return modal(
    POST_CORRECTION_VIEW,
    clip(corrected.account, 24),
    [
      ...insideWordsNote(textsIn(corrected.corrections.at(-1))).map((text) => note(text)),
      note('The reply under the update'),
      ...correctionMessage(corrected).blocks,
      ...previewPages(corrected)[0]!,
      ...toldQuestions(questions),
    ],
    { submit: 'Approve and post', metadata: JSON.stringify(draft) },
  )
}

/** The reply under a published update that says what was corrected last. */
export function correctionMessage(corrected: Digest): Message {
  const { on, text } = corrected.corrections.at(-1)!
  const [title, words] = [titleOf(corrected), `Correction, ${inShort(on)}: ${ended(text)}`]
  return { text: harmless(`${title}\n${words}`), blocks: [lines([{ text: title, bold: true }], words)] }
}
