import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest, Internal, ToldQuestion } from '#features/digests/model.ts'
import { pageButtons, pagesOf } from './digests.ts'
import { readTicks, tickInput, type Values } from './inputs.ts'
import { type Block, clip, divider, header, list, type Modal, modal, note, paragraph } from './kit.ts'

export const TURN_REVIEW = 'digests.turn_review'
export const APPROVE_VIEW = 'digests.approve_view'
const MOST_QUESTIONS = 10
/** The input of the n-th question, counted from 0. */
export const toldField = (index: number): string => `told.${Math.min(index, MOST_QUESTIONS)}`

export interface Reading {
  digestId: string
  version: number
  digest: Digest
  internal: Internal
  /** Whom the owner has not confirmed to have told. */
  questions: ToldQuestion[]
  mayApprove: boolean
  /** What came after the close. */
  late: { name: string; text: string }[]
  /** Notes for the owner alone are drawn for nobody else. */
  isOwner: boolean
}

/** Exactly what the buyer will read, a page at a time, then what only we may read, and the questions before approving. */
export function readingModal(reading: Reading, page = 0): Modal {
  const { digestId, version, digest, questions, mayApprove } = reading
  const pages = pagesOf(digest)
  const at = Math.min(Math.max(page, 0), pages.length - 1)
  const blocks = [
    note('The customer reads this'),
    ...pages[at]!,
    ...pageButtons(TURN_REVIEW, digestId, at, pages.length),
    divider(),
    header('Only we read this'),
    ...inside(reading),
    ...(mayApprove ? toldInputs(questions) : []),
  ]
  const metadata = JSON.stringify({ digestId, version })
  return modal(APPROVE_VIEW, clip(digest.account, 24), blocks, {
    metadata,
    ...(mayApprove ? { submit: 'Approve' } : {}),
  })
}

/** One question each; where there are more than people read, the last one is for all others. */
function toldInputs(questions: ToldQuestion[]): Block[] {
  const others = questions.slice(MOST_QUESTIONS)
  const each = questions
    .slice(0, MOST_QUESTIONS)
    .map(({ who, about }, index) => ask(index, `Has ${who} been told?`, about))
  return others.length > 0
    ? [...each, ask(MOST_QUESTIONS, `Have the ${others.length} others been told?`, 'All of them')]
    : each
}

const ask = (index: number, label: string, about: string): Block =>
  tickInput(toldField(index), { label, optional: true, choices: [{ value: 'yes', text: clip(`Yes: ${about}`, 75) }] })

/** The keys of the questions that were ticked. */
export function readTold(values: Values, questions: ToldQuestion[]): string[] {
  const isTold = (index: number) => readTicks(values, toldField(index)).length > 0
  return [...new Set(questions.filter((_, index) => isTold(index)).map(({ key }) => key))]
}

export const readMetadata = (metadata: string | undefined): { digestId: string; version: number } =>
  JSON.parse(metadata ?? '{}')

function inside({ internal, isOwner, late }: Reading): Block[] {
  const { missing, notes, ownerNotes, returned, confidence, unconfirmed, decided, rating } = internal
  const by = ({ name, text }: { name: string; text: string }) => clip(`${name}: ${text}`, 600)
  const section = (title: string, items: string[]) => (items.length > 0 ? [list(title, items.slice(0, 12))] : [])
  return [
    paragraph(
      clip(
        `Proposed: ${STATUS_NAMES[internal.proposed]}. ${[...internal.reasons, ...internal.disagreement].join(' ')}`,
        2_000,
      ),
    ),
    ...(decided ? section('Decided otherwise', [`${decided.by}: ${decided.reason}`]) : []),
    ...section('Without an action, so the buyer does not read it', returned.map(by)),
    ...section('Has not answered', missing),
    ...section('Answered after the close, so it is not in the update', late.map(by)),
    ...section('To ask', unconfirmed),
    ...section(
      'How sure we are of the next date',
      confidence.map(({ name, value }) => `${name}: ${value} of 5`),
    ),
    ...section('Notes', notes.map(by)),
    ...(isOwner ? section('Notes for you alone', ownerNotes.map(by)) : []),
    ...(rating
      ? section(`The buyer’s rating of week ${rating.week}`, [
          `${rating.rating} of 5${rating.comment ? `: ${rating.comment}` : ''}`,
        ])
      : []),
    note(`Status rule, version ${internal.ruleVersion}.`),
  ]
}
